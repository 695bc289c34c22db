// Puts queries to other engines, over the same pages as ours: { docs, queries } in, answers out.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import FlexSearch from "flexsearch";
import MiniSearch from "minisearch";

const { docs, queries, stop } = JSON.parse(readFileSync(0, "utf-8"));
const FIELDS = ["title", "names", "summary", "text"];
const BOOST = { title: 10, names: 8, summary: 3, text: 1 };
const stopped = new Set(stop);

function withMiniSearch() {
  const engine = new MiniSearch({
    fields: FIELDS,
    idField: "url",
    processTerm: (word) => (stopped.has(word.toLowerCase()) ? null : word.toLowerCase()),
    searchOptions: { boost: BOOST, prefix: (word) => word.length > 2, fuzzy: 0.2 },
  });
  engine.addAll(docs);
  const size = gzipSync(JSON.stringify(engine), { level: 9 }).length;
  return { answers: (query) => engine.search(query).map((found) => found.id), size };
}

function withFlexSearch() {
  const engine = new FlexSearch.Document({
    document: { id: "url", index: FIELDS.map((field) => ({ field, tokenize: "forward", resolution: 9 })) },
    encoder: new FlexSearch.Encoder({ normalize: true, filter: stopped }),
  });
  for (const doc of docs) engine.add(doc);
  // It ranks within a field, and leaves the fields side by side: their places are summed here.
  const answers = (query) => {
    const values = new Map();
    for (const { field, result } of engine.search(query, { limit: 100, suggest: true }))
      for (const [place, url] of result.entries())
        values.set(url, (values.get(url) || 0) + BOOST[field] / (place + 1));
    return [...values].sort((a, b) => b[1] - a[1]).map(([url]) => url);
  };
  return { answers };
}

const told = {};
for (const [name, made] of Object.entries({ MiniSearch: withMiniSearch, FlexSearch: withFlexSearch })) {
  const { answers, size } = made();
  told[name] = { size, answers: Object.fromEntries(queries.map((query) => [query, answers(query)])) };
}
process.stdout.write(JSON.stringify(told));
