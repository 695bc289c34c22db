// Search that knows the glossary. The build puts this before the theme's search worker: it takes
// the theme's messages, asks the theme's worker in words that the index knows, and puts what that
// finds into a reader's order. The theme's part still searches, highlights and shows.
(function () {
  "use strict";

  function asHtml(words) {
    return words.replace(/[&<>"']/g, (sign) => "&#" + sign.charCodeAt(0) + ";");
  }
  const SETUP = 0;
  const QUERY = 2;
  // What a question is made of beside what it asks about.
  const STOP = new Set(
    ("a about after all also an and any are as at be because been but by can could did do does for from had has " +
      "have he her his how i if in into is it its me mean means meaning more most my no not of on or our she should so some than that the " +
      "their them then there these they this to us very was we were what when where which while who whom " +
      "whose why will with would you your").split(" ")
  );
  // A question that a brief answers, rather than a definition.
  const QUESTION = /^(why|who|whom|whose|how|when|where|which|did|does|do|was|were|is|are|has|have|can|could|will|would|should|what (happened|did|does|do|drove|changed|came|was|were|will))\b/;
  // Of two results that fit equally, the one that explains more.
  const PRIOR = { Term: 0.5, Person: 0.5, Organisation: 0.5, Brief: 0.5, Event: 0.2, Claim: 0.2, Page: 0.1, Evidence: -0.5, Source: -1 };
  // What stands in a title of ours is a name; a claim, an event, a headline is a sentence.
  const NAMED = { Term: 3, Person: 2, Organisation: 1.5, Brief: 3, Page: 3 };

  // The theme's worker --------------------------------------------------------------------------

  const listen = self.addEventListener.bind(self);
  const post = self.postMessage.bind(self);
  let theme = null;
  let answered = null;
  self.addEventListener = function (type, handler, ...rest) {
    if (type === "message" && !theme) theme = handler;
    else listen(type, handler, ...rest);
  };
  self.postMessage = function (message) {
    answered(message);
  };
  function ask(message) {
    return new Promise(function (resolve) {
      answered = resolve;
      theme({ data: message });
    });
  }

  let queue = Promise.resolve();
  listen("message", function (event) {
    queue = queue.then(() => answer(event.data)).then((message) => post(message));
  });

  async function answer(message) {
    if (message.type === SETUP) {
      learn(message.data);
      return ask(message);
    }
    if (message.type !== QUERY) return ask(message);
    const asked = understand(message.data);
    const reply = await ask({ type: QUERY, data: asked ? asked.query : message.data });
    const items = reply.data.items.flat();
    reply.data.items = asked ? ranked(items, asked) : groups(items);
    for (const group of reply.data.items) label(group);
    return reply;
  }

  // What the index knows ------------------------------------------------------------------------

  const docs = new Map();
  const names = new Map();
  const joined = new Map();
  const known = new Map();
  let sorted = [];
  let separator = /[\s-]+/;
  let english = true;
  let kinds = {};

  function words(text) {
    return plain(text).split(separator).filter(Boolean);
  }

  function plain(text) {
    return text
      .replace(/<[^>]*>/g, " ")
      .replace(/&(amp|lt|gt|quot|#x27|#39);/g, " ")
      .normalize("NFKD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/[\u2019\u2018\u02bc]/g, "'")
      .replace(/'s?(?=$|[^a-z])/g, "");
  }

  function learn(data) {
    separator = new RegExp(data.config.separator);
    kinds = data.config.kinds;
    english = data.config.lang.includes("en");
    // A title counts more than a text, not a thousand times as much.
    data.config.fields.title.boost = 5;
    for (const doc of data.docs) {
      const own = [doc.title, ...(doc.names || [])].map(words);
      const body = words(doc.text);
      docs.set(doc.location, { kind: doc.kind, names: own });
      if (doc.kind)
        for (const name of own) {
          const key = keyOf(name);
          if (!names.has(key)) names.set(key, new Set());
          names.get(key).add(doc.location);
        }
      for (const word of [...own.flat(), ...body]) known.set(word, (known.get(word) || 0) + 1);
      // non-proliferation is looked for as nonproliferation, too.
      for (const [whole] of plain([doc.title, ...(doc.names || []), doc.text].join(" ")).matchAll(/[a-z0-9]+(?:[-\u2010\u2011\u2013][a-z0-9]+)+/g)) {
        const parts = words(whole);
        joined.set(parts.join(""), parts);
      }
      // Names beside the title are searched as text, and not shown.
      // Names are words; what the index holds as text is HTML, which the theme puts into the page.
      if (doc.names) doc.text += '<span hidden> ' + doc.names.map(asHtml).join(", ") + "</span>";
    }
    sorted = [...known.keys()].sort();
  }

  function hasPrefix(start) {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < start) low = middle + 1;
      else high = middle;
    }
    return low < sorted.length && sorted[low].startsWith(start);
  }

  // What is asked -------------------------------------------------------------------------------

  // Each word that counts, with the beginnings of the words that answer it. Null where the reader
  // uses the search's own signs, which are then left to it.
  function understand(text) {
    if (/["+~^*:]|(^|\s)-/.test(text)) return null;
    const all = words(text);
    const counted = all.filter((word) => !STOP.has(word));
    const asked = counted.length ? counted : all;
    if (!asked.length) return null;
    const wanted = [];
    for (let i = 0; i < asked.length; i++) {
      const word = asked[i];
      const both = word + asked[i + 1];
      if (joined.has(word))
        for (const part of joined.get(word)) wanted.push({ word, starts: [part, word] });
      // trans shipment, for transhipment
      else if (known.has(both) && !(known.has(word) && known.has(asked[i + 1])))
        wanted.push({ word: both, starts: starts(asked[i++] + asked[i]) });
      else wanted.push({ word, starts: starts(word) });
    }
    return {
      wanted,
      isQuestion: all.length > 3 && QUESTION.test(all.join(" ")) && !all.some((w) => /^(mean|defin)/.test(w)),
      key: keyOf(all),
      query: [...new Set(wanted.flatMap((each) => each.starts))].join(" "),
    };
  }

  // A name in whatever form and spacing it is written: exit bans, for exit ban.
  function keyOf(name) {
    return name.map(stemOf).join("");
  }

  function stemOf(word) {
    return english ? self.lunr.stemmer(new self.lunr.Token(word)).toString() : word;
  }

  function starts(word) {
    const found = [word];
    if (english && word.length > 3 && !/\d/.test(word)) {
      // embassies and embassy, closing and closed: what the word and its stem have in common.
      const stem = stemOf(word);
      let common = 0;
      while (common < stem.length && stem[common] === word[common]) common++;
      if (common > 3 && common < word.length) found.push(word.slice(0, common));
    }
    if (found.some(hasPrefix)) return found.filter(hasPrefix);
    const meant = nearest(word);
    return meant.length ? meant : [word];
  }

  // The known words that differ least from one that is unknown: by a letter, or two if it is long.
  function nearest(word) {
    const most = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
    let best = [];
    let least = most + 1;
    for (const other of known.keys()) {
      if (Math.abs(other.length - word.length) > most || other.length < 3) continue;
      const far = distance(word, other, least);
      if (far > most || far > least) continue;
      if (far < least) best = [];
      least = far;
      best.push(other);
    }
    return best.sort((a, b) => known.get(b) - known.get(a)).slice(0, 3);
  }

  // Letters to change, add, drop or swap with their neighbour; beyond `most`, anything above it.
  function distance(a, b, most) {
    let before = [];
    let last = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(
          row[j - 1] + 1,
          last[j] + 1,
          last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
        );
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
          row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > most) return most + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  }

  // What is shown -------------------------------------------------------------------------------

  function ranked(items, asked) {
    const best = Math.max(...items.map((item) => item.score), 1e-9);
    const exact = names.get(asked.key) || new Set();
    for (const item of items) {
      const doc = docs.get(item.location);
      const hit = asked.wanted.map((each) => each.starts.some((start) => item.terms[start]));
      item.hit = hit;
      item.terms = Object.fromEntries(asked.wanted.map((each, i) => [each.starts.includes(each.word) ? each.word : each.starts[0], hit[i]]));
      item.score =
        (exact.has(item.location) && doc.kind !== "Source" ? 20 : 0) +
        (NAMED[doc.kind] || 1) * named(doc.names, asked.wanted) +
        item.score / best;
    }
    const sorted = groups(items).map(function (group) {
      // A page answers with all its sections together, but one that answers alone counts more.
      const all = asked.wanted.length;
      const together = asked.wanted.filter((_, i) => group.some((item) => item.hit[i])).length / all;
      const alone = Math.max(...group.map((item) => item.hit.filter(Boolean).length)) / all;
      const share = 0.7 * alone + 0.3 * together;
      const top = Math.max(...group.map((item) => item.score));
      const kind = kindOf(group);
      const prior = (PRIOR[kind] || 0) + (asked.isQuestion && kind === "Brief" ? 2.5 : 0);
      return { group, share, score: top + 6 * share * share + prior };
    });
    sorted.sort((a, b) => b.score - a.score);
    const most = Math.max(...sorted.map((each) => each.share));
    return sorted.filter((each) => each.share >= most / 2).map((each) => each.group);
  }

  // How well a name answers: the share of what is asked that it holds, and of it that is asked.
  function named(all, wanted) {
    let best = 0;
    for (const name of all) {
      const asked = wanted.filter((each) => each.starts.some((s) => name.some((w) => w.startsWith(s))));
      const counted = name.filter((w) => !STOP.has(w));
      const held = counted.filter((w) => wanted.some((each) => each.starts.some((s) => w.startsWith(s))));
      if (asked.length) best = Math.max(best, (asked.length / wanted.length) * (held.length / counted.length));
    }
    return best;
  }

  // A page with its sections; a claim, an event, a source on its own.
  function groups(items) {
    const found = new Map();
    for (const item of items) {
      const own = docs.get(item.location).kind;
      const page = own ? item.location : item.location.split("#")[0];
      if (!found.has(page)) found.set(page, []);
      found.get(page).push(item);
    }
    // The theme adds the page to each of its sections; where only its parts were found, it goes.
    return [...found.values()].filter((group) => group.some((item) => item.score > 0));
  }

  function kindOf(group) {
    return group.map((item) => docs.get(item.location).kind).find(Boolean);
  }

  function label(group) {
    const first = group.find((item) => docs.get(item.location).kind);
    first.title = '<span class="kind">' + asHtml(kinds[docs.get(first.location).kind]) + "</span> " + first.title;
    group.sort((a, b) => b.score - a.score);
  }
})();
