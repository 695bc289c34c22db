"""Bounds of texts: what takes programs minutes to read although it is short.

Markdown's parsers look ahead from each sign that may begin something to where it may end; thousands
of such signs without an end cost the square of their number. No text for people is written so. What
gets past these bounds meets a second one, of time (`taklimat.adapter`).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from taklimat.source.pages import without_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from taklimat.source.problems import Problems

MAX_RUN = 1000
"""How often a sign that is no letter may stand in a row."""
MAX_QUOTES = 20
"""How deep quotes may stand in quotes."""
MAX_INDENT = 100
"""How far a list's item may be indented, in columns."""
MAX_BRACKETS = 5000
"""How many links, pictures and notes a page may have."""
MAX_BRACKETS_IN_PARAGRAPH = 500
MAX_MARKUP = 20_000
"""How many tags a page may have."""
MAX_UNUSUAL = 100
"""How many declarations and processing instructions (``<!…``, ``<?…``) a page may have."""
MAX_TIMES_NOTED = 300
"""How often a page may lead to the same note."""
MAX_DEFINED = 500
"""How many abbreviations a page may define."""
MAX_LINES = 3000
"""How many lines a paragraph, a list or a table may have without an empty one."""

_RUN = re.compile(rf"([^\w\n])\1{{{MAX_RUN},}}")
_QUOTES = re.compile(rf"^[ \t]*(?:>[ \t]?){{{MAX_QUOTES + 1},}}", re.MULTILINE)
_BULLETS = re.compile(
    rf"^[ \t]*(?:(?:[-*+]|\d{{1,9}}[.)])[ \t]+){{{MAX_QUOTES + 1},}}", re.MULTILINE
)
_INDENTED = re.compile(rf"^[ ]{{{MAX_INDENT},}}(?=\S)", re.MULTILINE)
_NOTE = re.compile(r"\[\^([^\]\s]{1,200})\]")
_ABBREVIATION = re.compile(r"^[ ]{0,3}\*\[", re.MULTILINE)
_UNUSUAL = re.compile(r"<(?:\?|!(?!--))")
# Lines that hold something, one after another.
_PARAGRAPH = re.compile(r"^[ \t]*[^ \t\n].*(?:\n[ \t]*[^ \t\n].*)*", re.MULTILINE)


class Excess(NamedTuple):
    """What is too much of a text; `line` counts from 1."""

    line: int
    what: str
    remedy: str


def in_bounds(markdown: str, path: str, problems: Problems, line: int = 1) -> bool:
    """Whether a text, which begins on `line` of its file, is in bounds; what is not, is noted."""
    found = list(excesses(markdown))
    for each in found:
        problems.add(path, line + each.line - 1, each.what, each.remedy, code="S14")
    return not found


def excesses(markdown: str) -> Iterator[Excess]:
    """What of a Markdown text is out of bounds."""

    def line(at: int) -> int:
        return markdown.count("\n", 0, at) + 1

    if _may_hold_run(markdown) and (run := _RUN.search(markdown)):
        what = f"{len(run[0])} times {run[1]!r} in a row"
        yield Excess(line(run.start()), what, f"{MAX_RUN} are the most")
        return
    if not _may_exceed(markdown):
        return
    text = without_code(markdown)
    for pattern, what, remedy in (
        (_QUOTES, "quotes in too many others", f"{MAX_QUOTES} are enough"),
        (_BULLETS, "lists in too many others", f"{MAX_QUOTES} are enough"),
        (_INDENTED, f"{MAX_INDENT} spaces before a text", "nest lists and boxes less deep"),
    ):
        # What has been blanked out as code is no indentation.
        own = (f for f in pattern.finditer(text) if markdown[f.start() : f.end()] == f[0])
        if found := next(own, None):
            yield Excess(line(found.start()), what, remedy)
    yield from _counted(text, line)


def _may_exceed(markdown: str) -> bool:
    """Whether a text with its code is out of bounds, as it must be to be so without."""
    return (
        markdown.count("[") > min(MAX_BRACKETS_IN_PARAGRAPH, MAX_TIMES_NOTED, MAX_DEFINED)
        or markdown.count("<") > min(MAX_MARKUP, MAX_UNUSUAL)
        or markdown.count("\n") >= MAX_LINES
        or (markdown.count(">") > MAX_QUOTES and _QUOTES.search(markdown) is not None)
        or (" " * MAX_INDENT in markdown and _INDENTED.search(markdown) is not None)
        or _BULLETS.search(markdown) is not None
    )


def _may_hold_run(text: str) -> bool:
    """Whether half of a run that is too long stands where one would have to: seen at a glance."""
    half = MAX_RUN // 2
    return any(
        text[at] * half == text[at : at + half] for at in range(0, len(text) - half + 1, half)
    )


def _counted(text: str, line: Callable[[int], int]) -> Iterator[Excess]:
    brackets, tags = text.count("["), text.count("<")
    if brackets > MAX_BRACKETS:
        yield Excess(1, "more links and notes than a page can have", f"{MAX_BRACKETS} are the most")
    if tags > MAX_MARKUP:
        yield Excess(1, "more tags than a page can have", f"{MAX_MARKUP} are the most")
    if tags > MAX_UNUSUAL:
        unusual = [found.start() for found in _UNUSUAL.finditer(text)]
        if len(unusual) > MAX_UNUSUAL:
            what = "many declarations or instructions in the HTML"
            yield Excess(line(unusual[0]), what, "take out <! and <?")
    if brackets > MAX_DEFINED and len(_ABBREVIATION.findall(text)) > MAX_DEFINED:
        yield Excess(1, "more abbreviations than a page can have", f"{MAX_DEFINED} are the most")
    if brackets > MAX_TIMES_NOTED:
        ((name, count),) = Counter(note[1] for note in _NOTE.finditer(text)).most_common(1) or [
            ("", 0)
        ]
        if count > MAX_TIMES_NOTED:
            what = f"the note {name} is led to {count} times"
            at = text.index(f"[^{name}]")
            yield Excess(line(at), what, f"{MAX_TIMES_NOTED} are the most")
    if brackets > MAX_BRACKETS_IN_PARAGRAPH or text.count("\n") >= MAX_LINES:
        yield from _in_paragraphs(text, line)


def _in_paragraphs(text: str, line: Callable[[int], int]) -> Iterator[Excess]:
    for paragraph in _PARAGRAPH.finditer(text):
        if paragraph[0].count("[") > MAX_BRACKETS_IN_PARAGRAPH:
            what = "more links and notes than a paragraph can have"
            remedy = f"{MAX_BRACKETS_IN_PARAGRAPH} are the most: divide it"
            yield Excess(line(paragraph.start()), what, remedy)
            return
        if paragraph[0].count("\n") >= MAX_LINES:
            what = f"more than {MAX_LINES} lines without an empty one"
            yield Excess(line(paragraph.start()), what, "divide the list or table")
            return
