// Search: which pages answer a query.
//
// `taklimat.search(query)` promises { pages, meant, missing, near }: pages, the best first, each with
// its parts that answer; the query as it was understood, if a word of it was mistyped; its words
// that stand nowhere; and, if nothing was found, words that are like those asked for.
(function () {
  "use strict";
  const { openSearch, wordsBy, placesOf, wordsOf, letterOf, distance, slips, reach, isForm } = window.taklimat;

  // How much each thing counts that speaks for a page. Set on queries of readers, and tried on
  // others: tests/whole/search.
  const WEIGHT = {
    same: 3, // the query is one of its names, letter by letter
    exact: 6, // a name has all words of the query and no others, in whatever form
    named: 10, // the share of the query that stands in a name, by the share of the name asked for
    text: 3, // what it says, in a part of it or together
    summary: 2,
    all: 2, // the share of the query that stands anywhere on it
    question: 1.5, // a question begins as those that such a page answers
    defined: 4, // what something is, or who someone is, its entry says
    entry: 2.5, // and may be asked for it by the name alone
  };
  // Of two pages that answer as well, the one that explains more; those of many small parts last.
  const KIND = { term: 0.6, brief: 0.5, person: 0.5, organisation: 0.4, page: 0.2, history: 0 };
  // Pages of these kinds are much the same: the best stands for all, with the others under it.
  const FOLDED = new Set(["history"]);
  const ENTRIES = new Set(["term", "person", "organisation"]);
  const PARTS = { sources: -1.5 };
  const LISTING = -0.5;
  const MANY = 9; // as often as a word of a title counts
  // How well a word answers that is not the word asked for.
  const OTHER_FORM = 0.95;
  const LONGER = 0.6;
  const MISTYPED = 0.8;
  const PERHAPS = 0.5;
  const OTHERWISE = 0.8; // spelt otherwise
  const RARE = 3; // a word that is met less often, and is in no name, is not what was meant;
  const SHORT = 6; // nor is one that is in none, where the reader's is as short
  const ALIKE = 0.3; // of its length, by how much a name may differ to be offered instead
  // BM25's constants: https://doi.org/10.1561/1500000019
  const SATURATION = 1.2;
  const LENGTH = 0.4;

  // Words ----------------------------------------------------------------------------------------

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

  // What answers a word of a query, which stands among others: entries with how well each does, and
  // the word that was meant.
  async function answersTo(word, others, isLast, index) {
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
    // The word itself, with an ending that no text has.
    if (!entries.size) for (const [form, entry] of known) if (isForm(word, form, index.endings)) add(entry, OTHER_FORM);
    const close = !own && (isLast || !entries.size) ? await nearest(word, others, index) : null;
    if (close && entries.size) {
      if (index.vocabulary.has(close.form)) add(close.entry, PERHAPS);
      return answer({ word, entries }, index);
    }
    if (own && !close)
      for (const { form, entry } of await variants(word, others, index)) if (form !== word) add(entry, OTHERWISE);
    if (close) add(close.entry, MISTYPED);
    else if (!entries.size) for (const entry of kindred(word, known)) add(entry, LONGER);
    return answer({ word, entries, meant: close?.form, isExpected: close?.isExpected }, index);
  }

  function answer(found, index) {
    const { word, meant, entries } = found;
    const forms = new Map();
    const pages = new Set();
    for (const [entry, how] of entries) {
      for (const part of placesOf(entry).keys()) pages.add(index.parts[part].page);
      for (const form of entry.forms)
        forms.set(form, Math.max(how * (form === word || form === meant ? 1 : OTHER_FORM), forms.get(form) || 0));
    }
    return { ...found, forms, rarity: Math.log(1 + index.pages.length / (pages.size || 1)) };
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

  // The known word from which an unknown one differs by a slip or two. Where nothing speaks for a
  // word, the reader's own is left as it is: most words that no page has are written rightly.
  async function nearest(word, others, index) {
    const most = reach(word, true);
    if (!most) return null;
    const begins = new Set([letterOf(word), letterOf(word.slice(1))]);
    for (const name of index.vocabulary) if (slips(word, name, most) <= most) begins.add(letterOf(name));
    let best = null;
    for (const letter of begins)
      for (const [form, entry] of await wordsBy(letter, index)) {
        const far = slips(word, form, most);
        if (form.length < 3 || far > most) continue;
        const isNamed = index.vocabulary.has(form);
        const isExpected = isNamed && standsBeside(form, word, others, index);
        if (far > reach(word, isExpected) || (!isNamed && (word.length < SHORT || entry.steps.length < RARE))) continue;
        // Of words as near, one of a name; else the one that is met more often.
        const weight = 100 * isExpected + 10 * isNamed + Math.log(entry.steps.length) - 100 * far;
        if (!best || weight > best.weight) best = { form, entry, weight, isExpected };
      }
    return best;
  }

  // Words of names that differ little from one that is known, in names that have others of the query
  // while none has that one with them: names from other scripts are spelt in more than one way.
  async function variants(word, others, index) {
    if (others.length < 2 || placesOf(await entryOf(word, index)).size > RARE) return [];
    if (index.vocabulary.has(word) && others.some((other) => other !== word && index.beside.get(word).has(other))) return [];
    const most = reach(word, true);
    const found = [...index.vocabulary].filter((name) => slips(word, name, most) <= most && standsBeside(name, word, others, index) && !index.beside.get(name).has(name));
    return (await Promise.all(found.map(async (form) => ({ form, entry: await entryOf(form, index) })))).filter((each) => each.entry);
  }

  // Whether a name has a word and another of a query, or no other at all.
  function standsBeside(form, word, others, index) {
    const beside = index.beside.get(form);
    if (beside.has(form)) return true;
    const isOne = (other) => beside.has(other) || [...beside].some((each) => slips(other, each, reach(other, true)) <= reach(other, true));
    return others.some((other) => other !== word && isOne(other));
  }

  // Words of names that are like unknown ones, the likest first.
  function alike(words, index) {
    const near = new Map();
    for (const word of words)
      for (const name of index.vocabulary) {
        const most = ALIKE * Math.max(word.length, name.length);
        const far = name.length > 3 && name[0] === word[0] ? distance(word, name, most) : Infinity;
        if (far <= most) near.set(name, Math.min(far, near.get(name) ?? far));
      }
    return [...near.keys()].sort((a, b) => near.get(a) - near.get(b)).slice(0, 5);
  }

  // Pages ----------------------------------------------------------------------------------------

  async function search(query) {
    const index = await openSearch();
    const asked = wordsOf(query);
    const key = asked.join("");
    // Of a part whose address is no word: smith2020-b.
    const isAddress = !/\s/.test(query.trim()) && index.anchors.has(key) && !asked.every((word) => index.vocabulary.has(word));
    const all = isAddress ? [key] : await rejoined(asked, index);
    const spoken = all.join(" ") + " ";
    const begins = (starts) => starts.findLast((start) => spoken.startsWith(start + " "));
    // How a question begins that asks for a definition is no part of what it asks for.
    const definition = begins(index.definitions);
    const counted = all.slice(definition ? definition.split(" ").length : 0).filter((word) => !index.stop.has(word));
    const words = counted.length ? counted : all;
    const answers = [];
    for (const [i, word] of words.entries()) answers.push(await answersTo(word, words, i === words.length - 1, index));
    // A word that stands nowhere tells nothing of any page; nor does a guess, beside a name.
    const certain = answers.filter((each) => each.entries.size && (!each.meant || each.isExpected));
    const isName = certain.length && certain.length < answers.length && index.pages.some(({ names }) => names.some(({ words }) => isWhole(words, certain)));
    const wanted = isName ? certain : answers.filter((each) => each.entries.size);
    const total = wanted.reduce((sum, each) => sum + each.rarity, 0) || 1;
    const asking = { wanted, total, key, isDefinition: Boolean(definition), isQuestion: (page) => all.length > 3 && begins(page.questions) };
    const found = [...answering(wanted, (page) => page.names.some((name) => name.key === key), index)].map(([page, parts]) =>
      weighed(index.pages[page], parts, asking, index)
    );
    found.sort((a, b) => b.value - a.value);
    const most = Math.max(0, ...found.map((each) => each.share));
    const missing = answers.filter((each) => !wanted.includes(each) && !index.stop.has(each.word)).map((each) => each.word);
    return {
      index,
      wanted,
      pages: folded(found.filter((each) => each.share >= 0.4 * most)),
      meant: wanted.some((each) => each.meant) ? wanted.map((each) => each.meant || each.word).join(" ") : null,
      missing,
      near: found.length ? [] : alike(missing, index),
    };
  }

  function isWhole(name, wanted) {
    return name.length === wanted.length && name.every((word) => wanted.some((each) => each.word === word));
  }

  function folded(pages) {
    const firsts = new Map();
    return pages.filter(function (page) {
      const first = firsts.get(page.kind);
      if (!FOLDED.has(page.kind) || !first) return firsts.set(page.kind, Object.assign(page, { like: [] }));
      first.like.push(page);
      return false;
    });
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
    const question = asked.isQuestion(page) ? WEIGHT.question * share ** 2 : 0;
    const defined = ENTRIES.has(page.kind) ? (asked.isDefinition ? WEIGHT.defined : WEIGHT.entry) * exact : 0;
    const value =
      WEIGHT.same * same + WEIGHT.exact * exact + WEIGHT.named * named + WEIGHT.text * text +
      WEIGHT.summary * summary ** 2 + WEIGHT.all * share ** 2 + prior + question + defined;
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

  window.taklimat.search = search;
})();
