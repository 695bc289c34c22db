// Search: which pages answer a query, from the index that `taklimat.site.searching` describes.
//
// `taklimat.search(query)` promises { pages, meant, missing, near }: pages, the best first, each with
// its parts that answer; the query as it was understood, if a word of it was mistyped; its words
// that stand nowhere; and, if nothing was found, words that are like those asked for.
(function () {
  "use strict";

  // How much each thing counts that speaks for a page. Set on queries of readers, and tried on
  // others: tests/whole/search.
  const WEIGHT = {
    same: 3, // the query is one of its names, letter by letter
    exact: 6, // a name has all words of the query and no others, in whatever form
    named: 10, // the share of the query that stands in a name, by the share of the name asked for
    text: 3, // what it says, in a part of it or together
    summary: 2,
    all: 2, // the share of the query that stands anywhere on it
    question: 1.5, // a brief answers a question
  };
  // Of two pages that answer as well, the one that explains more; those of many small parts last.
  const KIND = { term: 0.6, brief: 0.5, person: 0.5, organisation: 0.4, page: 0.2 };
  const PARTS = { sources: -1.5 };
  const LISTING = -0.5;
  const MANY = 9; // as often as a word of a title counts
  // How well a word answers that is not the word asked for.
  const OTHER_FORM = 0.95;
  const LONGER = 0.6;
  const MISTYPED = 0.8;
  const PERHAPS = 0.5;
  const SOUGHT = 0.9; // a word under which a page is looked for, and which is none of its names
  // BM25's constants: https://doi.org/10.1561/1500000019
  const SATURATION = 1.2;
  const LENGTH = 0.4;

  // The index ------------------------------------------------------------------------------------

  const { base } = JSON.parse(document.getElementById("__config").textContent);
  const root = new URL(base.replace(/\/?$/, "/"), location.href);
  const folder = new URL("search/", root);
  const loaded = new Map();

  function load(path) {
    if (!loaded.has(path)) {
      const answer = location.protocol === "file:" ? asScript(path) : asData(path);
      loaded.set(path, answer);
      answer.catch(() => loaded.delete(path));
    }
    return loaded.get(path);
  }

  async function asData(path) {
    const answer = await fetch(new URL(path, folder));
    if (!answer.ok) throw new Error(answer.status + " for " + path);
    return answer.json();
  }

  // From files, a page can load a script, and no data.
  const waiting = new Map();
  window.taklimatSearch = (path, value) => waiting.get(path)(value);
  function asScript(path) {
    return new Promise(function (resolve, reject) {
      waiting.set(path, resolve);
      const src = new URL(path.replace(/json$/, "js"), folder).href;
      document.head.append(Object.assign(document.createElement("script"), { src, onerror: reject }));
    });
  }

  let opened = null;
  function open() {
    opened ??= load("index.json").then(prepared);
    opened.catch(() => (opened = null));
    return opened;
  }

  function prepared(index) {
    const stop = new Set(index.stop);
    const named = (weight) => function (name) {
      const all = wordsOf(name);
      const counted = all.filter((word) => !stop.has(word));
      return { words: counted.length ? counted : all, key: all.join(""), weight };
    };
    const pages = index.pages.map(function ([url, kind, title, names, words, summary, partsKind, boost]) {
      const about = new Set(wordsOf(summary));
      const called = [title, ...names].map(named(1)).concat(words.map(named(SOUGHT)));
      return { url, kind, title, summary, partsKind, boost, about, names: called, length: 0 };
    });
    const parts = index.parts.flatMap((all, page) => all.map(([anchor, title, length]) => ({ page, anchor, title: title || anchor, length })));
    for (const part of parts) pages[part.page].length += part.length;
    const anchors = new Map();
    for (const [number, { page, anchor }] of parts.entries()) if (anchor && pages[page].partsKind) anchors.set(anchor, number);
    let first = 0;
    for (const [file, count] of index.texts.entries()) {
      for (const [place, part] of parts.slice(first, first + count).entries()) Object.assign(part, { file, place });
      first += count;
    }
    return {
      ...index,
      stop,
      parts,
      pages,
      anchors,
      vocabulary: new Set(pages.flatMap((page) => page.names.flatMap((name) => name.words))),
      partLength: mean(parts),
      pageLength: mean(pages),
    };
  }

  function mean(all) {
    return all.reduce((sum, each) => sum + each.length, 0) / all.length;
  }

  // The words that begin with a letter: each form of a word to its entry.
  const letters = new Map();
  async function wordsBy(letter, index) {
    if (!letters.has(letter)) {
      const forms = new Map();
      if (index.letters.includes(letter))
        for (const [words, steps] of Object.entries(await load("words-" + letter + ".json"))) {
          const entry = { forms: words.split(" "), steps, places: null };
          for (const form of entry.forms) forms.set(form, entry);
        }
      letters.set(letter, forms);
    }
    return letters.get(letter);
  }

  function placesOf(entry) {
    if (!entry.places) {
      entry.places = new Map();
      let part = -1;
      for (let i = 0; i < entry.steps.length; i++) {
        part += Math.abs(entry.steps[i]);
        entry.places.set(part, entry.steps[i] < 0 ? entry.steps[++i] : 1);
      }
    }
    return entry.places;
  }

  // Words ----------------------------------------------------------------------------------------

  function plain(text) {
    return text
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/\u0111/g, "d")
      .replace(/['\u2019\u02bc]s?(?![\p{L}\p{N}_])/gu, "")
      .replace(/['\u2018\u2019\u02bc]/g, "")
      .replace(/(?<![\p{L}\p{N}_])(?:\p{L}\.){2,}/gu, (initials) => initials.replaceAll(".", ""));
  }

  // Where a script has no spaces, each sign with the next.
  function wordsOf(text) {
    const words = [];
    for (const [run] of plain(text).matchAll(/[\p{L}\p{M}\p{N}]+/gu))
      for (const part of run.split(/([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+)/u).filter(Boolean))
        if (/[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/u.test(part))
          for (let i = 0; i < Math.max(1, part.length - 1); i++) words.push(part.slice(i, i + 2));
        else words.push(part);
    return words;
  }

  function letterOf(word) {
    if (word[0] >= "a" && word[0] <= "z") return word[0];
    return /\p{N}/u.test(word[0]) ? "0" : "_";
  }

  // What was written apart is one word, and what was written as one are two, if the site has them
  // so: note book, booknote.
  async function rejoined(words, index) {
    const found = [];
    for (let i = 0; i < words.length; i++) {
      const [word, next, last] = words.slice(i, i + 3);
      const own = await entryOf(word, index);
      if (await isOneWord(word, next, last, own, index)) {
        found.push(word + next);
        i++;
      } else {
        const isWhole = index.vocabulary.has(word) || index.anchors.has(word) || own?.steps.length > 2;
        found.push(...(isWhole ? [word] : halves(word, index)));
      }
    }
    return found;
  }

  async function entryOf(word, index) {
    return (await wordsBy(letterOf(word), index)).get(word);
  }

  async function isOneWord(word, next, last, own, index) {
    if (!next || index.stop.has(word) || index.stop.has(next) || !(await entryOf(word + next, index))) return false;
    // coup d etat: the letter belongs to what follows
    if (next.length === 1 && last && (await entryOf(next + last, index))) return false;
    return word.length === 1 || next.length === 1 || !own || !(await entryOf(next, index));
  }

  function halves(word, index) {
    for (let at = 3; at <= word.length - 3 && !index.stop.has(word); at++) {
      const both = [word.slice(0, at), word.slice(at)];
      if (both.every((half) => index.vocabulary.has(half))) return both;
    }
    return [word];
  }

  // What answers a word of a query: entries with how well each does, and the word that was meant.
  async function answersTo(word, isLast, index) {
    const known = await wordsBy(letterOf(word), index);
    const own = known.get(word);
    const entries = new Map();
    const add = (entry, how) => entries.set(entry, Math.max(how, entries.get(entry) || 0));
    if (own) add(own, 1);
    // A7, smith2020: a part by its address
    if (index.anchors.has(word)) add({ forms: [word], places: new Map([[index.anchors.get(word), MANY]]) }, 1);
    if (index.stop.has(word)) return { word, entries };
    // The last word may not be written to its end; a letter or two begin a name.
    if (isLast || !own)
      for (const [form, entry] of known)
        if (entry !== own && form.startsWith(word) && (word.length > 2 || index.vocabulary.has(form))) add(entry, own ? LONGER * Math.sqrt(word.length / form.length) : LONGER);
    let meant = null;
    if (!own && (isLast || !entries.size)) {
      const close = await nearest(word, index);
      if (close && !entries.size) {
        meant = close.form;
        add(close.entry, MISTYPED);
      } else if (close && index.vocabulary.has(close.form)) add(close.entry, PERHAPS);
    }
    if (!entries.size) for (const entry of kindred(word, known)) add(entry, LONGER);
    const forms = new Map();
    const pages = new Set();
    for (const [entry, how] of entries) {
      for (const part of placesOf(entry).keys()) pages.add(index.parts[part].page);
      for (const form of entry.forms)
        forms.set(form, Math.max(how * (form === word || form === meant ? 1 : OTHER_FORM), forms.get(form) || 0));
    }
    const rarity = Math.log(1 + index.pages.length / (pages.size || 1));
    return { word, meant, entries, forms, rarity };
  }

  // Words that begin as an unknown one does, and end otherwise: expelling, for expelled.
  function kindred(word, known) {
    let found = [];
    let most = Math.max(5, word.length - 3);
    for (const [form, entry] of known) {
      let same = 0;
      while (same < form.length && form[same] === word[same]) same++;
      if (same < most || form.length - same > 3) continue;
      if (same > most) found = [];
      most = same;
      found.push(entry);
    }
    return found;
  }

  // The known word that differs least from one that is unknown.
  async function nearest(word, index) {
    // Of three letters, two may have changed places.
    const most = word.length < 4 ? SWAPPED : (word.length < 8 ? 1 : 2) + FIRST;
    if (word.length < 3 || /^\p{N}+$/u.test(word)) return null;
    const begins = new Set([letterOf(word), letterOf(word.slice(1))]);
    for (const name of index.vocabulary) if (distance(word, name, most) <= most) begins.add(letterOf(name));
    let best = null;
    for (const letter of begins)
      for (const [form, entry] of await wordsBy(letter, index)) {
        const far = distance(word, form, most);
        if (form.length < 3 || far > most) continue;
        // Of words as near, one of a name; else the one that is met more often.
        const weight = (index.vocabulary.has(form) ? 1000 : 0) + entry.steps.length;
        if (!best || far < best.far || (far === best.far && weight > best.weight)) best = { form, entry, far, weight };
      }
    return best;
  }

  // Letters to change, add, drop or swap with their neighbour (Damerau and Levenshtein, the
  // optimal string alignment); beyond `most`, anything above it. First letters are seldom wrong,
  // and letters that changed places are the likeliest slip.
  const SWAPPED = 0.6;
  const FIRST = 0.2;
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let before = [];
    let last = Array.from({ length: b.length + 1 }, (_, i) => i && i + FIRST);
    for (let i = 1; i <= a.length; i++) {
      const row = [i + FIRST];
      for (let j = 1; j <= b.length; j++) {
        const other = i === 1 && j === 1 ? 1 + FIRST : 1;
        row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : other));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
          row[j] = Math.min(row[j], before[j - 2] + SWAPPED);
      }
      if (Math.min(...row) > most) return most + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  }

  // Pages ----------------------------------------------------------------------------------------

  async function search(query) {
    const index = await open();
    const asked = wordsOf(query);
    const all = await rejoined(asked, index);
    const counted = all.filter((word) => !index.stop.has(word));
    const words = counted.length ? counted : all;
    const answers = [];
    for (const [i, word] of words.entries()) answers.push(await answersTo(word, i === words.length - 1, index));
    // A word that stands nowhere tells nothing of any page.
    const wanted = answers.filter((each) => each.entries.size);
    const spoken = all.join(" ") + " ";
    const isQuestion = all.length > 3 && index.questions.some((start) => spoken.startsWith(start + " "));
    const total = wanted.reduce((sum, each) => sum + each.rarity, 0) || 1;
    const key = asked.join("");
    const found = [...answering(wanted, (page) => page.names.some((name) => name.key === key), index)].map(([page, parts]) =>
      weighed(index.pages[page], parts, { wanted, total, isQuestion, key }, index)
    );
    found.sort((a, b) => b.value - a.value);
    const most = Math.max(0, ...found.map((each) => each.share));
    return {
      index,
      wanted,
      pages: found.filter((each) => each.share >= 0.4 * most),
      meant: wanted.some((each) => each.meant) ? wanted.map((each) => each.meant || each.word).join(" ") : null,
      missing: answers.filter((each) => !each.entries.size && !index.stop.has(each.word)).map((each) => each.word),
      near: found.length ? [] : alike(words, index),
    };
  }

  // Of each page the parts in which a word stands, with how often each does. A page that has the
  // query for its name is among them, whatever the words are: who is who.
  function answering(wanted, isNamed, index) {
    const parts = new Map();
    for (const [i, { entries }] of wanted.entries())
      for (const [entry, how] of entries)
        for (const [part, count] of placesOf(entry)) {
          if (!parts.has(part)) parts.set(part, wanted.map(() => 0));
          parts.get(part)[i] += count * how;
        }
    const pages = new Map();
    for (const [number, page] of index.pages.entries()) if (isNamed(page)) pages.set(number, []);
    for (const [part, counts] of parts) {
      const { page } = index.parts[part];
      if (!pages.has(page)) pages.set(page, []);
      pages.get(page).push({ ...index.parts[part], number: part, counts });
    }
    return pages;
  }

  function weighed(page, parts, asked, index) {
    const { wanted, total } = asked;
    for (const part of parts) Object.assign(part, said(part.counts, part.length / index.partLength, asked));
    parts.sort((a, b) => b.value - a.value || a.number - b.number);
    const sums = wanted.map((_, i) => parts.reduce((sum, part) => sum + part.counts[i], 0));
    // The parts of a listing have nothing to do with each other.
    const best = parts[0] || { value: 0, counts: sums };
    const counts = page.partsKind ? best.counts : sums;
    const whole = said(sums, page.length / index.pageLength, asked);
    const text = page.partsKind ? best.value : (whole.value + best.value) / 2;
    const stands = counts.map((count) => count > 0);

    let [same, exact, named] = [0, 0, 0];
    for (const name of page.names) {
      const [share, held] = overlap(name.words, asked, stands);
      named = Math.max(named, name.weight * share * held ** 0.7);
      if (share > 0.9 && held > 0.9) exact = Math.max(exact, name.weight);
      if (name.key === asked.key) same = Math.max(same, name.weight);
    }
    const [summary] = overlap([...page.about], asked, stands);
    const share = same ? 1 : wanted.reduce((sum, each, i) => sum + (stands[i] ? each.rarity : 0), 0) / total;
    const prior = KIND[page.kind] + (page.partsKind ? PARTS[page.partsKind] ?? LISTING : 0);
    const question = asked.isQuestion && page.kind === "brief" ? WEIGHT.question : 0;
    const value =
      WEIGHT.same * same + WEIGHT.exact * exact + WEIGHT.named * named + WEIGHT.text * text +
      WEIGHT.summary * summary ** 2 + WEIGHT.all * share ** 2 + prior + question;
    return { ...page, parts, named, share, value: value * page.boost };
  }

  // What a text says of a query: by how often each of its words stands in it, for the length of
  // the text as a multiple of the mean, and by how much of the query does.
  function said(counts, length, { wanted, total }) {
    let sum = 0;
    let share = 0;
    for (const [i, count] of counts.entries())
      if (count) {
        const { rarity } = wanted[i];
        sum += (rarity * count * (SATURATION + 1)) / (count + SATURATION * (1 - LENGTH + LENGTH * length));
        share += rarity;
      }
    return { value: (sum / total) * (share / total) ** 2, share: share / total };
  }

  // The share of a query that is among `words`, and the share of these that it asks for.
  function overlap(words, { wanted, total }, stands) {
    let share = 0;
    for (const [i, each] of wanted.entries()) {
      const how = Math.max(0, ...words.map((word) => each.forms.get(word) || 0));
      share += how * each.rarity;
      if (how) stands[i] = true;
    }
    const held = words.reduce((sum, word) => sum + Math.max(...wanted.map((each) => each.forms.get(word) || 0)), 0);
    return [share / total, held / words.length];
  }

  // Words of names that are like those asked for, the likest first.
  function alike(words, index) {
    const near = [];
    for (const word of words)
      for (const name of index.vocabulary) {
        const far = distance(word, name, 4) / Math.max(word.length, name.length);
        if (name.length > 3 && letterOf(name) === letterOf(word) && far < 0.5) near.push({ name, far });
      }
    near.sort((a, b) => a.far - b.far);
    return [...new Set(near.map((each) => each.name))].slice(0, 5);
  }

  async function textOf(part) {
    return (await load("text-" + part.file + ".json"))[part.place];
  }

  Object.assign((window.taklimat ??= {}), { root, search, openSearch: open, textOf, wordsOf });
})();
