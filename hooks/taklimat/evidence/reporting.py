"""What is wrong with the citations and footnotes of a text, with the lines of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.evidence import citations
from taklimat.evidence.sources import ADD
from taklimat.source.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Protocol

    from taklimat.evidence.citations import Cited
    from taklimat.evidence.sources import Source
    from taklimat.evidence.unreached import Unreached
    from taklimat.source.problems import Problems

    class Extension(Protocol):
        """What `taklimat.citations` has found in a text."""

        unknown: list[str]
        unreached: list[Unreached]
        unlike: list[str]
        unused: list[str]
        undefined: list[str]
        cited: list[Sequence[Cited]]

        @property
        def bibliography(self) -> Mapping[str, Source] | None:
            """The sources."""


def report(extension: Extension, path: str, source: str, problems: Problems) -> None:
    """Note what is wrong with the citations and footnotes of a text, with their lines."""
    known: Mapping[str, Source] = extension.bibliography or {}
    _report_keys(extension, known, path, source, problems)
    for words in dict.fromkeys(extension.unlike):
        what = f"this looks like a citation and is none: [{words}]"
        remedy = "write a key behind each @, and a part for each semicolon; or \\@ for the sign"
        problems.add(path, _line_of(source, words), what, remedy, code="C07")
    for name in dict.fromkeys(extension.undefined):
        remedy = f"cite the source as [@{name}]" if name in known else f"add a line [^{name}]: …"
        found = [line for mark, line in citations.footnote_marks(source) if mark == name]
        for line in found or [0]:
            what = f"a footnote without a text: {name}"
            problems.add(path, line, what, remedy, code="C05")
    _report_unreached(extension, path, source, problems)
    _report_texts(extension, path, source, problems)


def _report_unreached(extension: Extension, path: str, source: str, problems: Problems) -> None:
    """Note what stands in raw HTML, and is printed there as it is typed."""
    marks = {True: citations.footnote_marks, False: citations.keys}
    for each in dict.fromkeys(extension.unreached):
        named = "a footnote's mark" if each.is_note else "a citation"
        what = f"{named} in raw HTML, into which Markdown does not look: {each.name}"
        remedy = "give the element the attribute `markdown`, or write it in Markdown"
        lines = [line for name, line in marks[each.is_note](source) if name == each.name]
        line = _line_of(source, each.line) or next(iter(lines), 0)
        problems.add(path, line, what, remedy, code="C07")


def _report_keys(
    extension: Extension,
    known: Mapping[str, Source],
    path: str,
    source: str,
    problems: Problems,
) -> None:
    lines: dict[str, list[int]] = {}
    for found, line in citations.keys(source):
        lines.setdefault(found, []).append(line)
    for key in dict.fromkeys(extension.unknown):
        remedy = did_you_mean(key, known, ADD if known else "name a bibliography in mkdocs.yml")
        for line in dict.fromkeys(lines.get(key) or [0]):
            problems.add(path, line, f"an unknown source: {key}", remedy, code="C01")
    for key in dict.fromkeys(item.key for items in extension.cited for item in items):
        problems.found += known[key].faults if key in known else ()


def _line_of(source: str, words: str) -> int:
    at = source.find(words)
    return source.count("\n", 0, at) + 1 if at >= 0 else 0


def _report_texts(extension: Extension, path: str, source: str, problems: Problems) -> None:
    """Note texts of footnotes to which nothing refers, and those for one mark."""
    first: dict[str, int] = {}
    for name, line in citations.footnote_texts(source):
        if name in first:
            what = f"a second text for the footnote {name}, the first is on line {first[name]}"
            problems.add(path, line, what, "give one another name", code="C05")
        first.setdefault(name, line)
    for name in dict.fromkeys(extension.unused):
        what = f"a footnote to which no text refers: {name}"
        remedy = f"write [^{name}] where it belongs, or leave it out"
        problems.add(path, first.get(name, 0), what, remedy, code="C05")
