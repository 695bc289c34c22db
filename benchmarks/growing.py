"""How a build grows with its pages: ours, Material's own, with `abbr`, Zensical's and Sphinx's.

Pages of some 1,100 words lie in sections of 50; half as many terms have entries. Material, with
`abbr` and without, and Zensical build as many pages as ours in all, so that each writes the same
number of files. Each build is a process of its own, and what counts is its time on the clock.

Run it with `make bench`; `--pages 100 1000` takes other sizes, `--plot FILE` draws what it found,
and `--programs briefs` builds briefs that cite, judge and mark, with their history.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

import linking

if TYPE_CHECKING:
    from collections.abc import Callable

PER_SECTION = 50
# Seconds between two looks at a program's memory: each look takes some of its time.
_GLANCE = 0.2
# As it is where programs are installed: each module is compiled once.
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": ""}


@dataclass(frozen=True)
class Texts:
    """What all of them build."""

    pages: list[str]
    terms: list[linking.Term]

    @classmethod
    def of(cls, count: int, seed: int = 5) -> Texts:
        """So many pages, and half as many terms."""
        rng = random.Random(seed)
        words = linking.vocabulary(rng)
        terms = linking.make_terms(rng, words, count // 2 * linking.NAMES_PER_TERM)
        return cls([linking.make_page(rng, words, terms, n) for n in range(count)], terms)

    def write(self, docs: Path, pages: int | None = None, suffix: str = "md") -> None:
        """Write the pages, or so many of them: those there are, again and again."""
        for number in range(pages or len(self.pages)):
            folder = docs / f"section-{number // PER_SECTION}"
            folder.mkdir(parents=True, exist_ok=True)
            text = self.pages[number % len(self.pages)]
            (folder / f"page-{number}.{suffix}").write_text(text)
        (docs / f"index.{suffix}").write_text("# Home\n\nText.\n")


def ours(root: Path, texts: Texts) -> list[str]:
    """Ours, with everything but PDFs."""
    texts.write(root / "docs")
    (root / "glossary").mkdir()
    for term in texts.terms:
        matter = {
            "term": term.names[0],
            "acronym": term.names[1],
            "aliases": list(term.names[2:]),
            "definition": f"A definition of {term.names[0]}.",
            "category": "Terms",
        }
        text = f"---\n{yaml.safe_dump(matter)}---\nText.\n"
        (root / "glossary" / f"{term.id}.md").write_text(text)
    config = {"site_name": "Bench", "theme": "material", "plugins": ["search", "taklimat"]}
    (root / "mkdocs.yml").write_text(yaml.safe_dump(config))
    return [sys.executable, "-m", "mkdocs", "build", "--quiet"]


def material(root: Path, texts: Texts) -> list[str]:
    """Material for MkDocs, with the extensions that ours has."""
    texts.write(root / "docs", len(texts.pages) + len(texts.terms))
    (root / "mkdocs.yml").write_text(yaml.safe_dump(_plain()))
    return [sys.executable, "-m", "mkdocs", "build", "--quiet"]


def _plain() -> dict[str, object]:
    config = linking.site_config()
    config["theme"].pop("custom_dir")
    config["theme"].pop("favicon")
    return config


def abbr(root: Path, texts: Texts) -> list[str]:
    """The same, with the terms as abbreviations on each page."""
    command = material(root, texts)
    lines = [f"*[{name}]: A definition." for term in texts.terms for name in term.names]
    (root / "abbr.md").write_text("\n".join(lines) + "\n")
    config = _plain()
    snippets = {"base_path": [str(root)], "auto_append": ["abbr.md"]}
    config["markdown_extensions"] += [{"pymdownx.snippets": snippets}]  # type: ignore[operator]
    (root / "mkdocs.yml").write_text(yaml.safe_dump(config))
    return command


def zensical(root: Path, texts: Texts) -> list[str]:
    """Zensical, with what it does by itself."""
    texts.write(root / "docs", len(texts.pages) + len(texts.terms))
    (root / "mkdocs.yml").write_text(yaml.safe_dump({"site_name": "Bench"}))
    return [sys.executable, "-m", "zensical", "build"]


def sphinx(root: Path, texts: Texts) -> list[str]:
    """Sphinx, with a glossary, and each mention written as `:term:`."""
    texts.write(root / "docs")
    some = {term.names[0]: "\n".join(term.names[:2]) for term in texts.terms}
    for file in (root / "docs").glob("section-*/*.md"):
        text = file.read_text()
        for name in some:
            text = text.replace(f" {name} ", f" {{term}}`{name}` ", 1) if name in text else text
        file.write_text(text)
    entries = "\n".join(f"{called}\n    A definition.\n" for called in some.values())
    files = "\n".join(f"section-{n}/*" for n in range(len(texts.pages) // PER_SECTION + 1))
    index = f"# Home\n\n```{{toctree}}\n:glob:\nglossary\n{files}\n```\n"
    (root / "docs/index.md").write_text(index)
    (root / "docs/glossary.md").write_text(f"# Glossary\n\n```{{glossary}}\n{entries}\n```\n")
    (root / "docs/conf.py").write_text("project = 'Bench'\nextensions = ['myst_parser']\n")
    return [sys.executable, "-m", "sphinx", "-q", "-j", "auto", "docs", "site"]


def briefs(root: Path, texts: Texts) -> list[str]:
    """Ours, with briefs that judge, cite, and mark claims and events, and with their history."""
    rng = random.Random(len(texts.pages))
    keys, claims, events = ([f"{kind}{n}" for n in range(200)] for kind in ("s", "C", "e"))
    data = root / "docs/data"
    data.mkdir(parents=True)
    sources = [{"id": key, "type": "book", "title": f"Book {key}"} for key in keys]
    (data / "sources.json").write_text(json.dumps(sources))
    about = {"section": "S", "kind": "report", "text": "A text.", "status": "open", "today": "So."}
    (data / "claims.yml").write_text(yaml.safe_dump([{"id": id_, **about} for id_ in claims]))
    told = [
        {"id": id_, "date": f"20{n % 20 + 5:02}-02-13", "text": "It was so.", "sources": [keys[n]]}
        for n, id_ in enumerate(events)
    ]
    (data / "timeline.yml").write_text(yaml.safe_dump(told))
    for kind in ("claims", "timeline", "sources"):
        (root / f"docs/{kind}.md").write_text(f"---\ntitle: {kind}\nkind: {kind}\n---\n# {kind}\n")
    all_claims = ", ".join(claims)  # each is to be treated somewhere
    (root / "docs/index.md").write_text(f"# Home\n\n{{claim: {all_claims}}}\n")
    judged = {
        "likelihood": "likely", "confidence": "high", "change": "Other news.",
        "review": "2027-11-24",
    }  # fmt: skip
    for number, text in enumerate(texts.pages):
        matter = {
            "kind": "brief", "title": f"Brief {number}", "summary": "What it says.",
            "authors": ["The bench"], "date": "2026-01-01", "updated": "2026-01-01",
            "status": "current", "topics": ["t"],
            "judgements": [
                {"text": f"It is so, {n}.", "sources": rng.sample(keys, 2), **judged}
                for n in range(3)
            ],
        }  # fmt: skip
        marks = [f"[@{key}]" for key in rng.sample(keys, 8)]
        marks += [f"{{claim: {id_}}}" for id_ in rng.sample(claims, 4)]
        marks += [f"{{event: {id_}}}" for id_ in rng.sample(events, 3)]
        said = "\n\n".join(f"As is told {mark}." for mark in marks)
        page = f"---\n{yaml.safe_dump(matter)}---\n## Text\n\n{said}\n\n{text[:2500]}\n"
        (root / f"docs/brief-{number}.md").write_text(page)
    options = {name: f"docs/data/{name}.yml" for name in ("claims", "timeline")}
    options["bibliography"] = "docs/data/sources.json"
    config = {"site_name": "B", "theme": "material", "plugins": ["search", {"taklimat": options}]}
    (root / "mkdocs.yml").write_text(yaml.safe_dump(config))
    (root / "glossary").mkdir()
    for term in texts.terms[:100]:
        matter = {"term": term.names[0], "definition": "A definition.", "category": "Terms"}
        (root / f"glossary/{term.id}.md").write_text(f"---\n{yaml.safe_dump(matter)}---\n")
    for message, day in (("One", "2026-01-01"), ("Two", "2026-01-02")):  # a history tells of days
        environment = {**os.environ, "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
        for command in (
            "init -q",
            "add .",
            f"-c user.name=b -c user.email=b@b commit -qm {message}",
        ):
            subprocess.run(["git", *command.split()], cwd=root, check=True, env=environment)
        for number in range(0, len(texts.pages), 4):
            file = root / f"docs/brief-{number}.md"
            file.write_text(file.read_text() + "\nAnother sentence.\n")
    return [sys.executable, "-m", "mkdocs", "build", "--quiet"]


PROGRAMS: dict[str, Callable[[Path, Texts], list[str]]] = {
    "ours": ours,
    "Material": material,
    "Material and abbr": abbr,
    "Zensical": zensical,
    "Sphinx": sphinx,
    "briefs": briefs,
}
MOST = {
    "Material and abbr": 100,
    "Sphinx": 400,
    "Zensical": 1_000,
    "Material": 1_000,
    "briefs": 1_600,
}
"""Of how many pages a program is still asked: it takes minutes of more."""


def run(command: list[str], root: Path) -> tuple[float, float]:
    """Seconds of a build, and the most memory in MB that its processes held together."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=root, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    most = 0.0
    ended = threading.Event()

    def watch() -> None:
        nonlocal most
        while not ended.wait(_GLANCE):
            most = max(most, _memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, said = process.communicate()
    seconds = time.perf_counter() - begun
    ended.set()
    watcher.join()
    # A check finds words in these texts that no house style likes.
    if process.returncode not in ((0, 1) if "check" in command else (0,)):
        raise SystemExit(f"{command} failed: {said.decode()[-500:]}")
    return seconds, most


def _memory(pid: int) -> float:
    """The memory of a process and of those that it started, in MB; shared pages count once."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        own = sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        tasks = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return own / 1024 + sum(_memory(int(child)) for child in tasks)
    except OSError:
        return 0.0


@dataclass(frozen=True)
class Figure:
    """What one build took."""

    pages: int
    program: str
    what: str
    seconds: float
    memory: float


def edited(root: Path) -> None:
    """One page with another word."""
    page = root / "docs/section-0/page-3.md"
    page.write_text(page.read_text() + "\nAnother word.\n")


def measure(count: int, programs: list[str], rounds: int) -> list[Figure]:
    """Build `count` pages with each program in turn."""
    texts, found = Texts.of(count), []
    with tempfile.TemporaryDirectory() as folder:
        commands = {}
        for name in programs:
            (root := Path(folder) / name).mkdir()
            commands[name] = PROGRAMS[name](root, texts)
        for _ in range(rounds):
            for name, command in commands.items():
                root = Path(folder) / name
                for made in ("site", ".taklimat", ".cache"):
                    shutil.rmtree(root / made, ignore_errors=True)
                found.append(Figure(count, name, "clean", *run(command, root)))
                if name in ("ours", "Zensical"):
                    edited(root)
                    found.append(Figure(count, name, "after an edit", *run(command, root)))
    return found


def check(count: int) -> list[Figure]:
    """A check of so many pages, with nothing kept and with all."""
    texts, command = Texts.of(count), [sys.executable, "-m", "taklimat", "check"]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        ours(root, texts)
        cold = run(command, root)
        edited(root)
        return [
            Figure(count, "check", "clean", *cold),
            Figure(count, "check", "after an edit", *run(command, root)),
        ]


def told(figures: list[Figure]) -> None:
    """Print a table: each with its ratio to Material's clean build in the same run."""
    print("| pages | program | build | seconds | ratio to Material | memory, MB |")
    print("| ---: | --- | --- | ---: | ---: | ---: |")
    by: dict[tuple[int, str, str], list[Figure]] = {}
    for each in figures:
        by.setdefault((each.pages, each.program, each.what), []).append(each)
    for (pages, program, what), some in by.items():
        base = [each.seconds for each in by.get((pages, "Material", "clean"), [])]
        ratio = (
            f"{statistics.median(a.seconds / b for a, b in zip(some, base, strict=False)):.2f}"
            if base
            else ""
        )
        seconds = statistics.median(each.seconds for each in some)
        memory = max(each.memory for each in some)
        print(f"| {pages} | {program} | {what} | {seconds:.1f} | {ratio} | {memory:.0f} |")


def main() -> None:
    """Build, print, and draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[100, 400, 1_000, 5_000])
    parser.add_argument("--programs", nargs="+", default=[*PROGRAMS][:-1], choices=list(PROGRAMS))
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--plot", type=Path, help="draw the figures of all runs into this file")
    parser.add_argument("--data", type=Path, help="add the figures to this file, and draw those")
    options = parser.parse_args()
    figures = []
    for count in options.pages:
        programs = [name for name in options.programs if count <= MOST.get(name, count)]
        figures += measure(count, programs, options.rounds)
        told([each for each in figures if each.pages == count])
        if "ours" in programs:
            told(check(count))
    if options.data:
        lines = [json.dumps(vars(each)) for each in figures]
        with options.data.open("a") as opened:
            opened.write("\n".join(lines) + "\n")
        known = options.data.read_text().splitlines()
        figures = [Figure(**json.loads(line)) for line in known]
    if options.plot:
        import plotting

        plotting.draw(figures, options.plot)


if __name__ == "__main__":
    main()
