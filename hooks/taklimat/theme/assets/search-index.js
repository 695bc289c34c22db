// Search: the index that `taklimat.site.searching` writes, the words of a text, which both make in the
// same way, and how far one word is from another.
(function () {
  "use strict";
  const SOUGHT = 0.9; // a word under which a page is looked for, and which is none of its names

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
      // By its address or its kind; all others are those that a brief answers.
      const questions = index.questions_of[url] || index.questions_of[kind] || (kind === "brief" ? index.questions : []);
      return { url, kind, title, summary, partsKind, boost, questions, about, names: called, length: 0 };
    });
    const parts = index.parts.flatMap((all, page) => all.map(([anchor, title, length]) => ({ page, anchor, title, length })));
    for (const part of parts) pages[part.page].length += part.length;
    const anchors = new Map();
    for (const [number, { page, anchor }] of parts.entries()) if (anchor && pages[page].partsKind) anchors.set(wordsOf(anchor).join(""), number);
    let first = 0;
    for (const [file, count] of index.texts.entries()) {
      for (const [place, part] of parts.slice(first, first + count).entries()) Object.assign(part, { file, place });
      first += count;
    }
    // What stands beside a word in names; a word that is a name by itself stands beside itself.
    const beside = new Map();
    for (const { words, weight } of pages.flatMap((page) => page.names))
      for (const word of words) {
        if (!beside.has(word)) beside.set(word, new Set());
        for (const other of words) if (other !== word || (words.length === 1 && weight === 1)) beside.get(word).add(other);
      }
    return {
      ...index,
      stop,
      beside,
      endings: new Set(index.endings),
      parts,
      pages,
      anchors,
      vocabulary: new Set(beside.keys()),
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

  async function textOf(part) {
    return (await load("text-" + part.file + ".json"))[part.place];
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

  // How much a slip of each kind counts. Letters that changed places, and one letter written twice or
  // two of them once, are the likeliest; first letters are seldom wrong; and another letter in the
  // place of one mostly makes another word.
  const SLIP = { swapped: 0.6, doubled: 0.5, added: 1, changed: 1.3, alike: 1.1, first: 0.5 };
  const VOWELS = "aeiouy";
  const KEYS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

  // By what slips one word becomes another, after Damerau and Levenshtein (the optimal string
  // alignment); beyond `most`, anything above it.
  function distance(a, b, most) {
    if ((Math.abs(a.length - b.length) - 1) * SLIP.doubled > most) return Infinity;
    let before = [];
    let last = [0];
    for (let j = 1; j <= b.length; j++) last[j] = last[j - 1] + single(b, j);
    for (let i = 1; i <= a.length; i++) {
      const row = [last[0] + single(a, i)];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(row[j - 1] + single(b, j), last[j] + single(a, i), last[j - 1] + changed(a, i, b, j));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
          row[j] = Math.min(row[j], before[j - 2] + SLIP.swapped);
      }
      if (Math.min(...row) > most) return Infinity;
      before = last;
      last = row;
    }
    return last[b.length];
  }

  // The same of words that are about as long: what was added or left out is a letter or two.
  function slips(a, b, most) {
    return Math.abs(a.length - b.length) > 2 ? Infinity : distance(a, b, most);
  }

  function single(word, i) {
    if (i === 1) return SLIP.added + SLIP.first;
    return word[i - 1] === word[i - 2] ? SLIP.doubled : SLIP.added;
  }

  function changed(a, i, b, j) {
    const [one, other] = [a[i - 1], b[j - 1]];
    if (one === other) return 0;
    const isAlike = (VOWELS.includes(one) && VOWELS.includes(other)) || areNeighbours(one, other);
    return (isAlike ? SLIP.alike : SLIP.changed) + (i === 1 && j === 1 ? SLIP.first : 0);
  }

  // Whether two keys stand side by side.
  function areNeighbours(one, other) {
    const [row, below] = [one, other].map((letter) => KEYS.findIndex((keys) => keys.includes(letter)));
    if (row < 0 || below < 0 || Math.abs(row - below) > 1) return false;
    const step = KEYS[below].indexOf(other) - KEYS[row].indexOf(one);
    return row === below ? Math.abs(step) === 1 : step === 0 || step === row - below;
  }

  // How far a word may be from the one that was meant, by its length. What stands beside the others
  // of a query, or is what something is called, may be a little further.
  function reach(word, isExpected) {
    const { length } = word;
    if (length < 3 || /^\p{N}+$/u.test(word)) return 0;
    if (length === 3) return SLIP.swapped;
    if (length < 6) return isExpected ? SLIP.changed : SLIP.added;
    if (length < 8) return isExpected ? SLIP.changed : SLIP.alike;
    return length / (isExpected ? 4 : 5.5);
  }

  // Whether two words are one with other endings, such as the index has: cooked, cooking.
  function isForm(word, form, endings) {
    let same = 0;
    while (same < form.length && form[same] === word[same]) same++;
    for (let at = same; at > Math.max(2, same - 3); at--)
      if (endings.has(word.slice(at)) && endings.has(form.slice(at)) && at * 2 > word.length) return true;
    return false;
  }

  Object.assign((window.taklimat ??= {}), { root, openSearch: open, textOf, wordsBy, placesOf, wordsOf, letterOf, distance, slips, reach, isForm });
})();
