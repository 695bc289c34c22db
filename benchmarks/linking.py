"""What linking costs: the same pages built plain, with `abbr`, and with Taklimat, in turn.

Pages and terms come from a seed. Each build is a process of its own; what counts is its
processor time, for these hosts are noisy, and the ratio to the plain build of the same round.
Run it with `make bench`; `--help` lists the options.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
NAMES_PER_TERM = 4  # a term, an acronym, two aliases
WORDS_PER_PAGE = 1_100
MENTION_EVERY = 40  # words
PER_SECTION = 50  # pages


@dataclass(frozen=True)
class Term:
    """A made-up entry."""

    id: str
    names: tuple[str, ...]


def vocabulary(rng: random.Random, size: int = 4_000) -> list[str]:
    """Words of syllables, so that text and names look like text."""
    syllables = [c + v for c in "bdfghklmnprstvw" for v in ("a", "e", "i", "o", "u", "an", "er")]
    words: set[str] = set()
    while len(words) < size:
        words.add("".join(rng.choices(syllables, k=rng.randint(1, 4))))
    return sorted(words)


def make_terms(rng: random.Random, words: list[str], names: int) -> list[Term]:
    """Enough terms for `names` names, none twice."""
    seen: set[str] = set()

    def fresh(make: object) -> str:
        while True:
            name = make()  # type: ignore[operator]
            if name.casefold() not in seen:
                seen.add(name.casefold())
                return str(name)

    def full() -> str:
        return " ".join(w.capitalize() for w in rng.choices(words, k=rng.randint(2, 4)))

    def acronym() -> str:
        return "".join(rng.choices("ABCDEFGHKLMNPRSTVWXZ", k=rng.randint(4, 6)))

    def common() -> str:
        return " ".join(rng.choices(words, k=2))

    return [
        Term(f"term-{n}", (fresh(full), fresh(acronym), fresh(full), fresh(common)))
        for n in range(names // NAMES_PER_TERM)
    ]


def make_page(rng: random.Random, words: list[str], terms: list[Term], number: int) -> str:
    """A page with what documentation pages have."""

    def sentence() -> str:
        out = rng.choices(words, k=rng.randint(8, 20))
        if rng.random() < len(out) / MENTION_EVERY:
            out[rng.randrange(len(out))] = rng.choice(rng.choice(terms).names)
        if rng.random() < 0.15:
            out[0] = f"*{out[0]}*"
        if rng.random() < 0.1:
            out[-1] = f"`{out[-1]}`"
        if rng.random() < 0.1:
            out[1] = f"[{out[1]}](https://example.org/{out[1]})"
        return " ".join(out).capitalize() + "."

    def paragraph() -> str:
        return " ".join(sentence() for _ in range(4))

    parts = [f"# Page {number}"]
    while len(" ".join(parts).split()) < WORDS_PER_PAGE:
        parts += [f"## {' '.join(rng.choices(words, k=3)).capitalize()}", paragraph(), paragraph()]
        parts.append("\n".join(f"- {sentence()}" for _ in range(4)))
        parts.append(f"```python\n{' = '.join(rng.choices(words, k=3))}\n```")
        rows = "\n".join(f"| {rng.choice(words)} | {sentence()} |" for _ in range(4))
        parts.append(f"| a | b |\n| --- | --- |\n{rows}")
    return "\n\n".join(parts) + "\n"


def site_config() -> dict[str, Any]:
    """What the plain build has: what the generator adds to a site, without its hooks."""
    file = ROOT / "hooks/taklimat/adapter/defaults.yml"
    defaults = yaml.safe_load(file.read_text(encoding="utf-8"))
    own = {"name": "material", "custom_dir": str(ROOT / "hooks/taklimat/theme")}
    return {
        "site_name": "Benchmark",
        "theme": {**own, **defaults["theme"]},
        "plugins": ["search"],
        "markdown_extensions": [
            {name: options} for name, options in defaults["markdown_extensions"].items()
        ],
    }


def write_project(
    folder: Path, pages: list[str], terms: list[Term], names: list[Term], kind: str
) -> None:
    """The files of one build. `names` are the terms that are linked; `kind` is how."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    for number, page in enumerate(pages):
        # As real sites have them: in a flat folder the theme's navigation is what is measured.
        place = f"section-{number // PER_SECTION}/page-{number}" if number else "index"
        (docs / f"{place}.md").parent.mkdir(exist_ok=True)
        (docs / f"{place}.md").write_text(page)
    config = site_config()
    extensions = config["markdown_extensions"]
    if kind == "abbr":
        lines = [f"*[{name}]: A definition." for term in names for name in term.names]
        (folder / "abbr.md").write_text("\n".join(lines) + "\n")
        extensions.append(
            {"pymdownx.snippets": {"base_path": [str(folder)], "auto_append": ["abbr.md"]}}
        )
    if kind in ("linking", "whole"):
        entries = folder / "glossary"
        entries.mkdir()
        for term in names:
            matter = {
                "term": term.names[0],
                "acronym": term.names[1],
                "aliases": list(term.names[2:]),
                "definition": "A definition.",
                "category": "Terms",
            }
            (entries / f"{term.id}.md").write_text(f"---\n{yaml.safe_dump(matter)}---\nText.\n")
    if kind == "linking":
        options = {"glossary_dir": str(folder / "glossary"), "link": "/glossary/{id}/"}
        extensions.append({"taklimat.glossary": options})
    if kind == "whole":
        config["plugins"].append("taklimat")
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False))


def seconds(folder: Path) -> float:
    """Processor seconds of one build."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--clean"]
    subprocess.run(command, cwd=folder, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(pages: int, names: int, kinds: list[str], rounds: int, seed: int) -> None:
    """Build each kind in turn, `rounds` times after one warm-up, and print the ratios."""
    rng = random.Random(seed)
    words = vocabulary(rng)
    # The pages hold the same terms whatever number of names is linked, so that text is constant.
    terms = make_terms(rng, words, 10_000)
    some = terms[: names // NAMES_PER_TERM]
    texts = [make_page(rng, words, terms[:25], n) for n in range(pages)]
    with tempfile.TemporaryDirectory() as folder:
        for kind in ["plain", *kinds]:
            write_project(Path(folder) / kind, texts, terms, some, kind)
        times: dict[str, list[float]] = {kind: [] for kind in ["plain", *kinds]}
        for round_ in range(rounds + 1):
            for kind, measured in times.items():
                took = seconds(Path(folder) / kind)
                if round_:
                    measured.append(took)
                shutil.rmtree(Path(folder) / kind / "site")
    for kind, measured in times.items():
        ratios = [a / b for a, b in zip(measured, times["plain"], strict=True)]
        print(
            f"| {pages} | {names} | {kind} | {statistics.median(measured):.2f} "
            f"| {statistics.median(ratios):.3f} | {min(ratios):.3f}–{max(ratios):.3f} |",
            flush=True,
        )


def main() -> None:
    """Run the comparisons of README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="counted rounds (default 3)")
    parser.add_argument("--pages", type=int, default=400, help="pages of a site (default 400)")
    parser.add_argument("--seed", type=int, default=1, help="seed of texts and terms (default 1)")
    options = parser.parse_args()
    print("| pages | names | build | processor s (median) | ratio to plain | range |")
    print("| ---: | ---: | --- | ---: | ---: | --- |")
    pages, rounds, seed = options.pages, options.rounds, options.seed
    compare(pages, 100, ["abbr", "linking", "whole"], rounds, seed)
    compare(pages, 1_000, ["linking", "whole"], rounds, seed)
    compare(pages, 10_000, ["linking"], rounds, seed)
    compare(pages // 10, 1_000, ["abbr", "linking"], rounds, seed)
    compare(pages * 4, 100, ["linking"], max(1, rounds // 2), seed)


if __name__ == "__main__":
    main()
