"""What a dossier costs: the same HTML made into one PDF by Taklimat and by WeasyPrint.

Briefs come from a seed; others are the briefs of a site that was built, with other words of the
same lengths in each copy, since an engine may keep what it has seen. Each PDF is made in a process
of its own, so that its time and the memory it needed can be told; what counts is the ratio within a
round. Run it with `make bench`.

WeasyPrint needs Pango on the system (Debian: libpango-1.0-0, libpangoft2-1.0-0,
libharfbuzz-subset0); where it is missing, only our own figures are printed, and that is said.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXTENSIONS = ["admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc"]
_TEXT = re.compile(r">[^<]+<")
_WORD = re.compile(r"(?<![&#\w])[a-z]{2,12}\b")
WORDS_PER_BRIEF = 1_300
SECTIONS = 7  # as the briefs of this project have
STYLE = """
@page { size: A4; margin: 2.5cm; @bottom-right { content: counter(page) " / " counter(pages) } }
body { font-family: serif; font-size: 10.5pt } section { break-before: page }
table { border-collapse: collapse } td, th { border-bottom: 1px solid #ccc; padding: 4pt }
"""


def make_brief(rng: random.Random, words: list[str], number: int) -> str:
    """The Markdown of a brief: sections, lists, a table, an admonition, and some thirty notes.

    As in the briefs of this project, what leads to the web stands in the notes.
    """
    notes: list[str] = []

    def sentence() -> str:
        out = rng.choices(words, k=rng.randint(8, 20))
        if rng.random() < 0.3:
            address = f"[example.org](https://example.org/{rng.choice(words)})"
            notes.append(f"{' '.join(rng.choices(words, k=12)).capitalize()}, {address}.")
            out[-1] += f".[^{number}-{len(notes)}]"
        if rng.random() < 0.2:
            out[0] = f"*{out[0]}*"
        return " ".join(out).capitalize() + "."

    parts = [f"# Brief {number}"]
    for section in range(SECTIONS):
        parts += [f"## {' '.join(rng.choices(words, k=3)).capitalize()}"]
        while len(" ".join(parts).split()) < WORDS_PER_BRIEF * (section + 1) / SECTIONS:
            parts.append(" ".join(sentence() for _ in range(4)))
            if section == 1:
                rows = "\n".join(f"| {rng.choice(words)} | {sentence()} |" for _ in range(6))
                parts.append(f"| word | sentence |\n| --- | --- |\n{rows}")
            elif section == 3:
                parts.append("\n".join(f"- {sentence()}" for _ in range(4)))
            elif section == 5:
                parts.append(f'!!! note "{rng.choice(words)}"\n    {sentence()}')
    parts += [f"[^{number}-{n}]: {note}" for n, note in enumerate(notes, start=1)]
    return "\n\n".join(parts) + "\n"


def ours(briefs: list[str], output: Path) -> None:
    """Make the dossier as the site does."""
    from taklimat.documents.engine import Engine
    from taklimat.documents.model import Document, Look, Made, Part
    from taklimat.source.origin import Origin, Version
    from taklimat.source.store import Store
    from taklimat.source.words import Words

    parts = [
        Part(f"brief-{n}.md", f"brief-{n}/", f"Brief {n}", html, (Origin(f"brief-{n}.md", ""),))
        for n, html in enumerate(briefs)
    ]
    document = Document(
        name="dossier",
        title="Dossier",
        summary="Generated briefs.",
        authors=("The bench",),
        keywords=(),
        label="Dossier",
        parts=tuple(parts),
        terms=(),
        facts=(),
        version=Version("none", dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
        language="en",
        words=Words.of("en"),
        address=None,
        is_dossier=True,
    )
    made = Engine(Look(), Store(output.parent / "cache")).make(document)
    assert isinstance(made, Made), made  # noqa: S101
    output.write_bytes(made.data)


def weasyprint(briefs: list[str], output: Path) -> None:
    """Make one PDF of the same HTML, tagged as well."""
    import weasyprint as library

    body = "".join(f"<section>{html}</section>" for html in briefs)
    page = f"<html lang='en'><head><title>Dossier</title><style>{STYLE}</style></head>"
    document = library.HTML(string=f"{page}<body>{body}</body></html>")
    document.write_pdf(output, pdf_variant="pdf/ua-1")


def measure(kind: str, source: Path, output: Path) -> tuple[float, float]:
    """Seconds and megabytes that a process needed to make the PDF."""
    begun = time.perf_counter()
    command = [sys.executable, __file__, "--make", kind, str(source), str(output)]
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    if status:
        raise SystemExit(f"{kind} failed")
    return seconds, usage.ru_maxrss / 1024


def generated(count: int, seed: int) -> list[str]:
    """The HTML of so many briefs that are made up."""
    # What makes the PDFs, in a process of its own, needs neither.
    import markdown

    from linking import vocabulary

    rng = random.Random(seed)
    words = vocabulary(rng)
    return [
        markdown.markdown(make_brief(rng, words, n), extensions=EXTENSIONS) for n in range(count)
    ]


def varied(site: Path, count: int, seed: int) -> list[str]:
    """The HTML of so many copies of a site's briefs, each with other words of the same lengths."""
    from selectolax.lexbor import LexborHTMLParser

    rng = random.Random(seed)
    named = sorted(file.stem for file in site.glob("pdf/*.pdf"))
    pages = [site / name / "index.html" for name in named if f"{name}-in-brief" in named]
    articles = [LexborHTMLParser(page.read_bytes()).css_first("article") for page in pages]
    known: dict[int, list[str]] = {}
    for word in sorted({word for a in articles if a for word in _WORD.findall(a.text())}):
        known.setdefault(len(word), []).append(word)

    def other(text: re.Match[str]) -> str:
        return _WORD.sub(lambda word: rng.choice(known.get(len(word[0]), [word[0]])), text[0])

    originals = [article.inner_html or "" for article in articles if article]
    return [_TEXT.sub(other, originals[n % len(originals)]) for n in range(count)]


def compare(what: str, briefs: list[str], rounds: int) -> None:
    """Make the dossier of briefs both ways in turn, and print what each needed."""
    kinds = ["ours", *(["weasyprint"] if has_weasyprint() else [])]
    figures: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "briefs.json"
        source.write_text(json.dumps(briefs), encoding="utf-8")
        for round_ in range(rounds):
            for kind in kinds:
                output = Path(folder) / f"round-{round_}" / f"{kind}.pdf"
                output.parent.mkdir(exist_ok=True)
                figures[kind].append(measure(kind, source, output))
        sizes = {kind: (output.parent / f"{kind}.pdf").stat().st_size / 1e6 for kind in kinds}
    for kind in kinds:
        seconds = [s for s, _ in figures[kind]]
        ratios = [s / own for s, (own, _) in zip(seconds, figures["ours"], strict=True)]
        memory = max(m for _, m in figures[kind])
        print(
            f"| {len(briefs)} {what} | {kind} | {statistics.median(seconds):.2f} "
            f"| {statistics.median(ratios):.1f} | {memory:.0f} | {sizes[kind]:.1f} |",
            flush=True,
        )


def has_weasyprint() -> bool:
    """Whether WeasyPrint and what it needs are there."""
    try:
        import weasyprint as _  # noqa: F401
    except (ImportError, OSError) as error:
        print(f"WeasyPrint is not compared: {str(error).splitlines()[0]}", file=sys.stderr)
        return False
    return True


def main() -> None:
    """Run the comparisons of README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="counted rounds (default 3)")
    parser.add_argument("--briefs", type=int, default=80, help="briefs of the dossier (default 80)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the texts (default 1)")
    parser.add_argument("--site", type=Path, default=Path("site"), help="a site that was built")
    parser.add_argument("--make", nargs=3, metavar=("KIND", "SOURCE", "OUTPUT"), help="internal")
    options = parser.parse_args()
    if options.make:
        kind, source, output = options.make
        briefs = json.loads(Path(source).read_text(encoding="utf-8"))
        {"ours": ours, "weasyprint": weasyprint}[kind](briefs, Path(output))
        return
    print("| briefs | made by | seconds (median) | times ours | memory, MB | size, MB |")
    print("| ---: | --- | ---: | ---: | ---: | ---: |")
    for count in (max(1, options.briefs // 10), options.briefs):
        compare("generated", generated(count, options.seed), options.rounds)
    if options.site.is_dir():
        compare("varied", varied(options.site, options.briefs, options.seed), options.rounds)
    else:
        print(f"{options.site} is not there: build it first", file=sys.stderr)


if __name__ == "__main__":
    main()
