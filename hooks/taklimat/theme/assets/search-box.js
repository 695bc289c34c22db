// The search's box: a dialog over the page, with what `search.js` finds.
(function () {
  "use strict";
  const { root, search, openSearch, textOf, wordsOf } = window.taklimat;
  const said = JSON.parse(document.querySelector("script#taklimat-words").textContent).search;
  const plurals = new Intl.PluralRules(document.documentElement.lang);
  const SHOWN = 10;
  const FOLDED = 8;
  const EXCERPT = 240;
  const SLIGHTLY = 0.01;

  const dialog = make("dialog", { className: "search" });
  const field = make("input", {
    type: "text", inputMode: "search", enterKeyHint: "search", autocapitalize: "off", autocomplete: "off",
    spellcheck: false, name: "q", placeholder: said.placeholder,
  });
  const status = make("p", { className: "search-status" });
  const results = make("ol", { className: "search-results" });
  const close = make("button", { type: "button", textContent: said.close });

  function build() {
    dialog.setAttribute("aria-label", said.search);
    field.setAttribute("aria-label", said.search);
    field.setAttribute("autocorrect", "off");
    status.setAttribute("role", "status");
    const form = make("form", { className: "search-form" }, field, close);
    form.setAttribute("role", "search");
    dialog.append(form, make("div", { className: "search-found" }, status, results));
    document.body.append(dialog);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      results.querySelector("a")?.click();
    });
    field.addEventListener("input", answer);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("keydown", walk);
    // A link to a part of the page that is open leaves the dialog where it is.
    results.addEventListener("click", (event) => event.target.closest("a") && dialog.close());
  }

  function open(query) {
    if (!dialog.isConnected) build();
    if (!dialog.open) dialog.showModal();
    field.focus();
    if (query === undefined) field.select();
    else field.value = query;
    openSearch().catch(() => {});
    answer();
  }

  // Down and Up go from result to result.
  function walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [field, ...[...results.querySelectorAll("a, summary, button")].filter((each) => each.checkVisibility())];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  // Answers ----------------------------------------------------------------------------------------

  let asked = 0;
  async function answer() {
    const number = ++asked;
    const query = field.value.trim();
    if (!wordsOf(query).length) return show("", []);
    results.setAttribute("aria-busy", "true");
    try {
      const found = await search(query);
      if (number !== asked) return;
      show(statusOf(found), await shownOf(found, 0, () => number === asked));
    } catch {
      if (number === asked) show(said.failed, []);
    }
  }

  function show(words, items) {
    if (status.textContent !== words) status.textContent = words;
    results.replaceChildren(...items);
    results.setAttribute("aria-busy", "false");
    results.parentElement.scrollTop = 0;
  }

  function statusOf({ index, pages, meant, missing }) {
    const { said } = index;
    if (!pages.length) return said.nothing;
    return [
      meant && said.meant.replace("{query}", meant),
      missing.length && said.missing.replace("{words}", missing.join(", ")),
      said.results[plurals.select(pages.length)].replace("{num}", pages.length),
    ].filter(Boolean).join(" ");
  }

  async function shownOf(found, from, isAsked) {
    if (!found.pages.length) return [nothing(found)];
    const shown = found.pages.slice(from, from + SHOWN);
    await Promise.all(shown.map((page) => titled(page.parts.filter((each) => each.anchor).slice(0, 1))));
    const items = shown.map((page) => item(page, found, isAsked));
    if (found.pages.length > from + SHOWN) {
      const more = make("button", { type: "button", className: "search-more", textContent: found.index.said.more });
      const last = make("li", {}, more);
      more.addEventListener("click", async function () {
        const next = await shownOf(found, from + SHOWN, isAsked);
        last.replaceWith(...next);
        next[0].querySelector("a").focus();
      });
      items.push(last);
    }
    return items;
  }

  // A page with the part of it that answers best, and the others folded under it. Of a listing the
  // part comes first, unless the page itself is asked for.
  function item(page, found, isAsked) {
    const parts = page.parts.filter((each) => each.anchor && each.share >= page.share / 2);
    if (page.partsKind && page.named < 0.5 && parts[0] && parts[0] === page.parts[0]) {
      const [first, ...rest] = parts;
      const whole = make("a", { href: address(page.url), textContent: page.title });
      return make(
        "li", {}, ...head(page.partsKind, address(page.url) + "#" + first.anchor, first.title, found), saidBy(first, found, isAsked),
        make("p", { className: "search-within" }, whole), ...others(page, rest, found, isAsked)
      );
    }
    const about = make("p", { className: "search-excerpt" }, ...marked(page.summary, found));
    const shown = make("li", {}, ...head(page.kind, address(page.url), page.title, found), about);
    // The definition of a term is the answer; of a page, what it says of the query.
    if (page.parts[0] && !page.parts[0].anchor && ["brief", "page"].includes(page.kind))
      excerpt(page.parts[0], found, page.summary).then((text) => text && isAsked() && about.replaceChildren(...marked(text, found)));
    if (parts.length) shown.append(make("ul", { className: "search-parts" }, part(page, parts[0], found, isAsked)));
    shown.append(...others(page, parts.slice(1), found, isAsked));
    if (page.like?.length) shown.append(folded(found.index.said.like, page.like, (each) => make("li", {}, make("a", { href: address(each.url) }, ...marked(each.title, found)))));
    return shown;
  }

  // What has no title is called by the first line of what it says.
  function titled(parts) {
    return Promise.all(parts.filter((own) => !own.title).map(async function (own) {
      [own.title, own.said] = (await textOf(own)).split(/\n(.*)/s);
    }));
  }

  function head(kind, href, title, found) {
    return [
      make("span", { className: "search-kind", textContent: found.index.kinds[kind] }),
      make("a", { href, className: "search-title" }, ...marked(title, found)),
    ];
  }

  function others(page, all, found, isAsked) {
    const parts = all.slice(0, FOLDED);
    return parts.length ? [folded(found.index.said.others, parts, (each) => part(page, each, found, isAsked))] : [];
  }

  // What is listed once a reader opens it.
  function folded(said, all, shown) {
    const count = said[plurals.select(all.length)].replace("{num}", all.length);
    const list = make("ul", { className: "search-parts" });
    const details = make("details", {}, make("summary", { textContent: count }), list);
    const fill = () => titled(all.filter((each) => each.anchor)).then(() => list.append(...all.map(shown)), () => {});
    details.addEventListener("toggle", fill, { once: true });
    return details;
  }

  function part(page, own, found, isAsked) {
    const kind = found.index.kinds[page.partsKind];
    const link = make("a", { href: address(page.url) + "#" + own.anchor });
    if (kind) link.append(make("span", { className: "search-kind", textContent: kind }), " ");
    link.append(...marked(own.title, found));
    return make("li", {}, link, saidBy(own, found, isAsked));
  }

  function saidBy(own, found, isAsked) {
    const text = make("p", { className: "search-excerpt" });
    excerpt(own, found).then((words) => isAsked() && text.append(...marked(words, found)));
    return text;
  }

  function nothing({ index, near }) {
    const shown = make("li", { className: "search-nothing" });
    if (near.length) {
      const words = near.map(function (word) {
        const button = make("button", { type: "button", textContent: word });
        button.addEventListener("click", () => open(word));
        return button;
      });
      shown.append(make("p", {}, index.said.near, " ", ...words.flatMap((word) => [word, " "])));
    }
    const starts = index.pages.filter((page) => index.starts.includes(page.url));
    const links = starts.map((page) => make("a", { href: address(page.url), textContent: page.title }));
    shown.append(make("p", {}, index.said.instead, " ", ...links.flatMap((link, i) => (i ? [" \u00b7 ", link] : [link]))));
    return shown;
  }

  // Words ------------------------------------------------------------------------------------------

  // The sentences of a part that say most of what is asked; "" if `otherwise` says as much.
  async function excerpt(part, found, otherwise = "") {
    const text = part.said ?? (await textOf(part));
    const sentences = text.split("\n").flatMap(sentencesOf);
    // Of as good ones the first that is whole: a line without an end, or of a word, heads what comes.
    const weights = sentences.map(({ words, isWhole }) => weight(words, found) + (isWhole ? SLIGHTLY : 0));
    const best = Math.max(0, ...weights);
    if (otherwise && weight(otherwise, found) + SLIGHTLY >= best) return "";
    const at = Math.max(0, weights.indexOf(best));
    const [one, next] = [sentences[at], sentences[at + 1]];
    if (!one) return "";
    const isRoom = next && next.block === one.block && one.words.length + next.words.length < EXCERPT;
    return shortened(isRoom ? one.words + " " + next.words : one.words, found);
  }

  function sentencesOf(block, number) {
    const all = block.match(/.+?(?:[.!?\u3002]["\u201d\u2019)]?(?=\s|$)|$)/g) || [];
    const isWhole = (words) => /[.!?\u3002]["\u201d\u2019)]?$/.test(words) && (words.endsWith("\u3002") || words.split(/\s+/, 3).length > 2);
    return all.map((words) => words.trim()).map((words) => ({ words, block: number, isWhole: isWhole(words) }));
  }

  function weight(text, { wanted }) {
    const words = new Set(wordsOf(text));
    return wanted.reduce((sum, each) => sum + ([...words].some((word) => each.forms.has(word)) ? each.rarity : 0), 0);
  }

  // A long sentence from a little before the first word that is asked for.
  function shortened(text, found) {
    if (text.length <= EXCERPT) return text;
    const first = text.split(/(\s+)/).reduce(
      ([at, hit], word) => [at + (hit ? 0 : word.length), hit || isAskedFor(word, found)], [0, false]
    )[0];
    const from = first > EXCERPT - 60 ? text.indexOf(" ", first - 80) + 1 : 0;
    const cut = text.slice(from, from + EXCERPT);
    return (from ? "\u2026 " : "") + cut.slice(0, cut.lastIndexOf(" ")) + " \u2026";
  }

  function isAskedFor(word, { wanted }) {
    return wordsOf(word).some((each) => wanted.some((one) => one.forms.has(each)));
  }

  // A text with what is asked for marked, as nodes.
  function marked(text, found) {
    return text.split(/([\p{L}\p{M}\p{N}'\u2019.]*[\p{L}\p{M}\p{N}])/u).map((run, i) =>
      i % 2 && isAskedFor(run, found) ? make("mark", { textContent: run }) : run
    );
  }

  function address(url) {
    return new URL(url, root).href;
  }

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  window.taklimat.openBox = open;
})();
