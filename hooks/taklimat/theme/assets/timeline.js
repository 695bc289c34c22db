// The timeline by topic, actor and years: a form where scripts run, and its answers in the address,
// as in ?topic=trade&from=2017. Without scripts every event simply shows.
(function () {
  "use strict";
  const words = JSON.parse(document.querySelector("script#timeline-words").textContent);
  const plurals = new Intl.PluralRules(document.documentElement.lang);
  const events = [...document.querySelectorAll(".event[data-topics][data-year]")];
  const first = document.querySelector("h2[id^=y]");
  // A text may name its elements like those of a timeline.
  if (!events.length || !first || document.querySelector(".event-filter")) return;

  const slug = (name) => name.toLowerCase().replace(/[^\p{L}\p{N}_]+/gu, "-").replace(/^-|-$/g, "");
  const topics = named([...document.querySelectorAll(".badge-topic")].map((badge) => badge.textContent));
  const actors = named(events.flatMap(actorsOf));
  const years = named(events.map((event) => event.dataset.year));

  function actorsOf(event) {
    return event.dataset.actors.split("; ").filter(Boolean);
  }

  function named(names) {
    return new Map([...new Set(names)].sort((a, b) => a.localeCompare(b)).map((name) => [slug(name), name]));
  }

  // An event that an address or a dot leads to is shown whatever is asked for.
  let linked = null;
  const status = make("p", { className: "event-count" });
  status.setAttribute("role", "status");
  const fields = { topic: choice(words.topic, topics), actor: choice(words.actor, actors), from: choice(words.from, years), to: choice(words.to, years) };
  const form = make("form", { className: "event-filter" }, ...Object.values(fields).map((field) => field.parentElement));
  form.setAttribute("aria-label", words.show);
  const all = make("button", { type: "reset", textContent: words.all });
  form.append(all, status);
  // Above the picture, which follows it.
  const picture = document.querySelector("circle[data-event]")?.closest("figure");
  const isBefore = picture && picture.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING;
  (isBefore ? picture : first).before(form);

  function choice(label, options) {
    const field = make("select", {}, make("option", { value: "", textContent: words.any }));
    field.append(...[...options].map(([value, name]) => make("option", { value, textContent: name })));
    make("label", {}, label, " ", field);
    return field;
  }

  function make(tag, properties, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function show() {
    const { topic, actor, from, to } = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
    let shown = 0;
    let isBeside = false;
    for (const event of events) {
      const { year } = event.dataset;
      event.hidden =
        (topic && !event.dataset.topics.split(" ").includes(topic)) ||
        (actor && !actorsOf(event).some((name) => slug(name) === actor)) ||
        (from && year < from) || (to && year > to);
      shown += !event.hidden;
      isBeside ||= event === linked && event.hidden;
    }
    if (isBeside) linked.hidden = false;
    const hidden = new Set(events.filter((event) => event.hidden).map((event) => event.id));
    for (const dot of document.querySelectorAll("circle[data-event]")) dot.classList.toggle("left-out", hidden.has(dot.dataset.event));
    // A year with nothing to show loses its heading, too.
    for (const heading of document.querySelectorAll("h2[id^=y]")) {
      let any = false;
      for (let next = heading.nextElementSibling; next && next.tagName !== "H2"; next = next.nextElementSibling)
        any ||= next.matches(".event") && !next.hidden;
      heading.hidden = !any;
    }
    const isAll = !(topic || actor || from || to);
    all.hidden = isAll;
    const count = words.events[plurals.select(shown)].replace("{num}", shown);
    const said = isAll ? [] : isBeside ? [`${count}.`, words.beside] : [count];
    status.textContent = [...unknown, ...said].join(" ");
  }

  function keep() {
    const asked = new URLSearchParams(Object.entries(fields).map(([name, field]) => [name, field.value]).filter(([, value]) => value));
    history.replaceState(null, "", (asked.size ? "?" + asked : location.pathname) + location.hash);
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", function () {
    unknown = [];
    linked = null;
    show();
    keep();
    form.scrollIntoView();
  });
  form.addEventListener("reset", function () {
    for (const field of Object.values(fields)) field.value = "";
    unknown = [];
    linked = null;
    show();
    keep();
    fields.topic.focus();
  });
  // What the address asks for and no event has is said, and not asked.
  let unknown = [];
  const inOrder = [...years.keys()];
  const nearest = {
    from: (year) => inOrder.find((each) => each >= year),
    to: (year) => inOrder.findLast((each) => each <= year),
  };
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (!fields[name] || !value) continue;
    fields[name].value = (nearest[name] ?? slug)(value) ?? "?";
    if (fields[name].selectedIndex < 0) unknown.push(words.unknown.replace("{value}", value));
  }
  for (const field of Object.values(fields)) if (field.selectedIndex < 0) field.value = "";
  linked = events.find((event) => event.id && "#" + event.id === location.hash);
  if (location.search) show();
  else all.hidden = true;
  (linked ?? (status.textContent && form))?.scrollIntoView?.();

  const names = new Map();
  for (const dot of document.querySelectorAll("circle[data-event]")) {
    const name = dot.firstElementChild;
    if (name) names.set(dot.dataset.event, name);
    else if (names.has(dot.dataset.event)) dot.append(names.get(dot.dataset.event).cloneNode(true));
  }
  // The list is the way for the keyboard and for screen readers; a dot leads to it.
  document.addEventListener("click", function (event) {
    const dot = event.target instanceof Element && event.target.closest("circle[data-event]");
    if (!dot) return;
    const item = document.getElementById(dot.dataset.event);
    if (item?.hidden) {
      linked = item;
      show();
    }
    location.hash = dot.dataset.event;
  });
})();
