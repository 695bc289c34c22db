// What these scripts say, in the language of the site.
const words = JSON.parse(document.querySelector("script#taklimat-words")?.textContent ?? "{}");

const plurals = new Intl.PluralRules(document.documentElement.lang);

// A part of an address as text; where it is broken, as it stands.
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

// Definitions of terms and texts of notes as tooltips: for the mouse, the keyboard and touch. Without this script
// the browser shows the link's title. Events are caught at the document, so that pages loaded
// later are served, too.
(function () {
  "use strict";
  const SELECTOR = "a.glossary-term, a.footnote-ref";
  const tip = document.createElement("div");
  tip.className = "taklimat-tip";
  tip.id = "taklimat-tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  let shown = null;
  let closing = 0;
  let touched = false;

  function termOf(event) {
    const link = event.target instanceof Element ? event.target.closest(SELECTOR) : null;
    // Where notes stand beside the text, theirs does.
    return link?.matches(".footnote-ref") && document.querySelector(".margin-notes")?.offsetParent ? null : link;
  }

  // What a link's tooltip says: a text, or the nodes of a note.
  function saidOf(link) {
    if (link.matches(".glossary-term")) return [link.dataset.definition || ""];
    const note = document.getElementById(decoded(link.hash.slice(1)))?.cloneNode(true);
    for (const back of note?.querySelectorAll(".footnote-backref") ?? []) back.remove();
    for (const each of note?.querySelectorAll("[id]") ?? []) each.removeAttribute("id");
    return note ? [...note.childNodes] : [];
  }

  function place(link) {
    // The link's first line: a link that wraps has a box wider than any of its lines.
    const line = link.getClientRects()[0];
    if (!line) return;
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    tip.style.left = window.scrollX + Math.max(8, Math.min(line.left, room)) + "px";
    const below = window.innerHeight - line.bottom > tip.offsetHeight + 16;
    const top = below ? line.bottom + 6 : line.top - tip.offsetHeight - 6;
    tip.style.top = window.scrollY + top + "px";
  }

  function show(link, withLink) {
    clearTimeout(closing);
    if (shown === link) return;
    hide();
    // The title moves away, or the browser would show it beside ours.
    if (link.title) {
      link.dataset.definition = link.title;
      link.removeAttribute("title");
    }
    tip.replaceChildren(...saidOf(link));
    if (withLink && link.matches(".glossary-term")) {
      const open = document.createElement("a");
      open.href = link.href;
      open.textContent = words.open;
      tip.append(document.createElement("br"), open);
    }
    (document.querySelector("main") ?? document.body).append(tip);
    tip.hidden = false;
    link.setAttribute("aria-describedby", tip.id);
    shown = link;
    place(link);
  }

  function hide() {
    clearTimeout(closing);
    if (!shown) return;
    shown.removeAttribute("aria-describedby");
    if (shown.dataset.definition) shown.title = shown.dataset.definition;
    tip.hidden = true;
    shown = null;
  }

  function hideSoon() {
    clearTimeout(closing);
    closing = setTimeout(hide, 200);
  }

  document.addEventListener("pointerover", function (event) {
    if (event.pointerType !== "mouse") return;
    const link = termOf(event);
    if (link) show(link, false);
    else if (tip.contains(event.target)) clearTimeout(closing);
    else if (shown && document.activeElement !== shown) hideSoon();
  });
  document.addEventListener("focusin", function (event) {
    const link = termOf(event);
    if (link && !touched) show(link, false);
  });
  document.addEventListener("focusout", function (event) {
    if (termOf(event) && !touched) hideSoon();
  });
  document.addEventListener("pointerdown", function (event) {
    touched = event.pointerType === "touch";
    if (shown && !termOf(event) && !tip.contains(event.target)) hide();
  });
  // The first tap shows the definition, with a link to the entry; the second follows.
  document.addEventListener("click", function (event) {
    const link = termOf(event);
    if (!link || !touched || shown === link) return;
    event.preventDefault();
    event.stopPropagation();
    show(link, true);
  }, true);
  document.addEventListener("keydown", function (event) {
    touched = false;
    if (event.key === "Escape") hide();
  });
  window.addEventListener("resize", hide);
})();

// Copies a text, and says that it has, to all.
function copy(text, done) {
  const said = (outcome) => {
    done(outcome);
    copy.status ??= Object.assign(document.createElement("p"), { className: "copy-status", role: "status" });
    document.body.append(copy.status);
    copy.status.textContent = outcome;
  };
  navigator.clipboard.writeText(text).then(() => said(words.copied), () => said(words.uncopied));
}

// What can be copied: the button comes with the script that it needs.
function copyButton(text, name, where) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = name;
  button.addEventListener("click", () =>
    copy(text(), function (outcome) {
      button.textContent = outcome;
      button.removeAttribute("aria-label");
    })
  );
  where.append(button);
  return button;
}

// Citations, as text and for reference managers.
(function () {
  "use strict";
  const citation = document.querySelector(".cite-this .citation-text");
  if (citation) {
    const said = citation.textContent;
    citation.append(" ");
    copyButton(() => said, words.copy, citation);
  }
  document.addEventListener("toggle", function ({ target }) {
    if (target.matches(".cite-this details[open]") && !target.querySelector("button"))
      copyButton(() => target.querySelector("code").textContent, words.copy, target);
  }, true);
})();

// A link to any passage: to its own address, or to its section and its words, which browsers look for
// (https://wicg.github.io/scroll-to-text-fragment/). With a mouse one is offered where it points; by
// keyboard and touch, everywhere when asked for.
(function () {
  "use strict";
  const PASSAGE = ".md-content__inner :is(p, li):not(.footnote *, .margin-notes *, .downloads *, .brief-facts, .in-brief-link, .judgement-more, .card *, nav *)";
  const heads = document.querySelector(".in-brief-link") ?? document.querySelector(".brief-facts");
  let all = null;
  let pointed = null;

  document.addEventListener("pointerover", function (event) {
    if (all || event.pointerType !== "mouse" || !(event.target instanceof Element)) return;
    const found = event.target.closest(PASSAGE);
    if (!found || pointed?.parentElement === found || !isLong(found)) return;
    pointed?.remove();
    pointed = offer(found);
    pointed.tabIndex = -1;
  });

  if (heads) {
    const asked = document.createElement("button");
    Object.assign(asked, { type: "button", className: "copy", textContent: words.links, ariaPressed: "false" });
    asked.addEventListener("click", function () {
      pointed?.remove();
      for (const button of all ?? []) button.remove();
      const passages = [...document.querySelectorAll(PASSAGE)].filter((each) => isLong(each) && !each.querySelector("p"));
      all = all ? null : passages.map(offer);
      asked.ariaPressed = String(all !== null);
    });
    heads.append(" ", asked);
  }

  function isLong(passage) {
    return passage.textContent.length >= 40;
  }

  function offer(passage) {
    const button = copyButton(() => address(passage), "\u00b6", passage);
    button.classList.add("copy-link");
    button.title = words.link;
    button.ariaLabel = words.link + ": " + start(passage, 5);
    return button;
  }

  function address(passage) {
    const page = location.href.split("#")[0];
    const own = passage.closest(".item[id]") ?? passage.closest(".judgements li")?.querySelector("[id^=judgement-]");
    if (own) return page + "#" + own.id;
    const before = [...document.querySelectorAll(".md-content__inner :is(h2, h3, h4)[id]")];
    const section = before.findLast((each) => each.compareDocumentPosition(passage) & Node.DOCUMENT_POSITION_FOLLOWING);
    const said = encodeURIComponent(start(passage, 8)).replaceAll("-", "%2D");
    return page + "#" + (section?.id ?? "") + ":~:text=" + said;
  }

  // The first words, up to the first note: browsers look for what stands in one run.
  function start(passage, count) {
    const range = document.createRange();
    range.selectNodeContents(passage);
    const end = passage.querySelector("sup, .claim-mark, button");
    if (end) range.setEndBefore(end);
    return range.toString().trim().split(/\s+/).slice(0, count).join(" ");
  }

  // A claim, an event and a heading are links to themselves: who follows one has its address, too.
  document.addEventListener("click", function (event) {
    const link = event.target instanceof Element && event.target.closest(".item-head > a[href^='#'], a.headerlink");
    if (link) copy(link.href, () => {});
  });
})();

// Footnotes beside the text, where the screen is wide: for the eye and the mouse. The footnotes
// themselves stay where they are, for the keyboard and for screen readers.
(function () {
  "use strict";
  const wide = window.matchMedia("(min-width: 76.25em)");
  const GAP = 6;
  const FAR = 100;
  let notes = null;

  function build() {
    const inner = document.querySelector(".md-content__inner");
    if (!inner || notes || !wide.matches || inner.querySelector(".home-title")) return;
    const marks = inner.querySelectorAll("a.footnote-ref");
    if (!marks.length || !document.querySelector(".footnote")) return;
    notes = document.createElement("div");
    notes.className = "margin-notes";
    notes.setAttribute("aria-hidden", "true");
    const seen = new Set();
    for (const mark of marks) {
      const text = document.getElementById(decoded(mark.hash.slice(1)));
      if (!text || seen.has(mark.hash)) continue;
      seen.add(mark.hash);
      notes.append(note(mark, text));
    }
    inner.append(notes);
    new ResizeObserver(place).observe(inner);
    place();
  }

  function note(mark, text) {
    const copy = document.createElement("div");
    copy.className = "margin-note";
    copy.mark = mark;
    const sources = [...text.querySelectorAll(".reference")].map((source) => source.cloneNode(true));
    const rest = sources.slice(1);
    const first = rest.length ? [sources[0]] : [...text.cloneNode(true).childNodes];
    copy.more = document.createElement("button");
    Object.assign(copy.more, { type: "button", className: "more", tabIndex: -1 });
    copy.more.textContent = copy.closed = rest.length ? words.sources[plurals.select(rest.length)].replace("{num}", rest.length) : words.more;
    copy.classList.toggle("several", rest.length > 0);
    const others = rest.flatMap((source) => [source, document.createElement("br")]);
    copy.append(piece("number", mark.textContent), piece("first", ...first), piece("rest", ...others), copy.more);
    for (const back of copy.querySelectorAll(".footnote-backref")) back.remove();
    for (const each of copy.querySelectorAll("[id]")) each.removeAttribute("id");
    for (const link of copy.querySelectorAll("a")) link.tabIndex = -1;
    copy.addEventListener("click", (event) => event.target.closest("a") || turn(copy, !copy.classList.contains("open")));
    mark.addEventListener("focus", () => turn(copy, true));
    mark.addEventListener("blur", () => turn(copy, false));
    for (const asked of [mark, copy]) {
      asked.addEventListener("pointerenter", () => copy.classList.add("lit"));
      asked.addEventListener("pointerleave", () => copy.classList.remove("lit"));
    }
    return copy;
  }

  function turn(copy, open) {
    copy.classList.toggle("open", open);
    copy.more.textContent = open ? words.less : copy.closed;
    place();
  }

  function piece(name, ...children) {
    const made = document.createElement(name === "number" ? "span" : "div");
    made.className = name;
    made.append(...children);
    return made;
  }

  // Each note stands beside its mark, where there is room. Notes that would overlap stand in a run
  // around their marks. One that has no room before the footnotes begin is left to them. In a long
  // run notes show their first lines, and which do is said. One that is opened stays where it
  // is, and those below it make room.
  function place() {
    if (!wide.matches) return;
    const all = [...notes.children];
    const opened = all.filter((copy) => copy.classList.contains("open"));
    for (const copy of opened) copy.classList.remove("open");
    for (const copy of all) copy.classList.remove("crowded", "cut");
    const crowded = placed();
    if (crowded.length) {
      for (const copy of crowded) copy.classList.add("crowded");
      const cut = crowded.filter((copy) => {
        const { scrollHeight, clientHeight } = copy.querySelector(".first");
        return scrollHeight > clientHeight + 1;
      });
      for (const copy of cut) copy.classList.add("cut");
      placed();
    }
    if (!opened.length) return;
    for (const copy of opened) copy.classList.add("open");
    for (const copy of opened) copy.high = copy.offsetHeight;
    let free = 0;
    for (const copy of all) {
      if (copy.hidden) continue;
      const start = Math.max(free, parseFloat(copy.style.top));
      copy.style.top = start + "px";
      free = start + copy.high + GAP;
    }
  }

  // Places all; returns those of runs in which one had to go far from its mark. What the browser has
  // to measure it is asked for at once, before anything is moved.
  function placed() {
    const all = [...notes.children];
    const seen = all.map((copy) => copy.mark.offsetParent !== null);
    for (const [n, copy] of all.entries()) copy.hidden = !seen[n];
    const top = notes.getBoundingClientRect().top;
    const end = document.querySelector(".footnote").getBoundingClientRect().top - top;
    const shown = all.filter((_, n) => seen[n]);
    const lines = shown.map((copy) => copy.mark.getBoundingClientRect().top - top);
    for (const copy of shown) copy.high = copy.offsetHeight;
    // Isotonic regression of their places by least squares: pool adjacent violators. A run starts
    // where, on average, its notes would have it start.
    const runs = [];
    let height = -GAP;
    for (const [n, copy] of shown.entries()) {
      const line = lines[n];
      const above = height + GAP;
      let run = { start: line - above, notes: [{ copy, line, above }] };
      while (runs.length && runs.at(-1).start > run.start) run = joined(runs.pop(), run);
      runs.push(run);
      height = above + copy.high;
    }
    const crowded = [];
    for (const run of runs) {
      let far = 0;
      const start = Math.max(0, Math.min(run.start, end - height));
      for (const { copy, line, above } of run.notes) {
        copy.style.top = start + above + "px";
        copy.hidden = start + above + copy.high > end + 1;
        if (!copy.hidden) far = Math.max(far, Math.abs(start + above - line));
      }
      if (far > FAR) crowded.push(...run.notes.map(({ copy }) => copy));
    }
    return crowded;
  }

  function joined(one, two) {
    const notes = one.notes.concat(two.notes);
    const sum = one.start * one.notes.length + two.start * two.notes.length;
    return { start: sum / notes.length, notes };
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", build);
  else build();
  wide.addEventListener("change", build);
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !notes?.querySelector(".open")) return;
    for (const copy of notes.querySelectorAll(".open")) turn(copy, false);
  });
})();

// The theme's menu is opened by a label, which no keyboard reaches: a button takes its place.
(function () {
  "use strict";
  const label = document.querySelector('label[for="__drawer"].md-header__button');
  const drawer = document.getElementById("__drawer");
  if (!label || !drawer) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: label.className });
  button.setAttribute("for", "__drawer"); // by which the theme's looks know it
  button.ariaLabel = document.querySelector(".md-nav--primary")?.ariaLabel ?? "";
  button.append(...label.childNodes);
  label.replaceWith(button);
  const told = () => (button.ariaExpanded = String(drawer.checked));
  button.addEventListener("click", () => drawer.click());
  drawer.addEventListener("change", told);
  told();
  for (const back of document.querySelectorAll(".md-nav--primary .md-nav label.md-nav__title[for]")) back.tabIndex = 0;
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !drawer.checked) return;
    drawer.click();
    button.focus();
  });
})();

// The search is opened by its button, by / or Ctrl K, by an address with ?q=, and by the page for
// wrong addresses, which looks for the words of the address. Its scripts come when it is first used.
window.taklimat ??= {};
(function () {
  "use strict";
  const opener = document.querySelector(".search-open");
  if (!opener) return;
  let loaded = null;

  // A site that is opened from files has loaded the scripts with the page.
  function load() {
    loaded ??= Promise.all([style(), ...(window.taklimat.openBox ? [] : scripts())]).then(() => window.taklimat.openSearch());
    loaded.catch(() => (loaded = null));
    return loaded;
  }

  function style() {
    return new Promise(function (onload, onerror) {
      const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", onload, onerror });
      sheet.href = opener.dataset.style;
      document.head.append(sheet);
    });
  }

  function scripts() {
    return [...document.querySelectorAll('script[type="text/later"]')].map(
      ({ src, integrity }) =>
        new Promise(function (onload, onerror) {
          const script = document.createElement("script");
          document.head.append(Object.assign(script, { src, integrity, async: false, onload, onerror }));
        })
    );
  }

  function open(query) {
    load().catch(() => {}).then(() => window.taklimat.openBox?.(query));
  }

  opener.hidden = false;
  opener.addEventListener("click", () => open());
  for (const near of ["pointerenter", "focus"]) opener.addEventListener(near, () => load().catch(() => {}));
  document.addEventListener("keydown", function (event) {
    const typing = event.target instanceof Element && event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    const asked = event.key === "k" ? event.ctrlKey || event.metaKey : event.key === "/" && !typing;
    if (!asked || event.altKey || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    open();
  });
  const given = new URLSearchParams(location.search).get("q");
  if (given) open(given);
  window.taklimat.loadSearch = load;

  const instead = document.querySelector(".search-instead");
  if (!instead) return;
  instead.hidden = false;
  instead.addEventListener("click", function () {
    const last = decoded(location.pathname).split("/").filter(Boolean).pop() || "";
    open(last.replace(/\.html?$/, "").replace(/[-_+.]+/g, " "));
  });
})();
