"""Facts without a source: a brief gives one for each number, date and quotation.

What a citation bears out is what stands before it in its paragraph, item or row of a table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from taklimat.evidence import citations, marks
from taklimat.source.pages import without_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A paragraph, a list's item, or a table's row, up to the next.
_BLOCK = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:\||[-*+][ ]|\d+[.)][ ]|>))")
_NOT_TEXT = re.compile(r"^[ \t]*\d+[.)][ ]|\]\([^)]*\)|\{[^{}\n]*\}|<[^>]*>", re.MULTILINE)
_NUMBER = re.compile(
    r"(?<![\w.-])\d[\d.,–-]*\d|(?<![\w.-])\d(?!\w)|(?:(?<=\bRM)|(?<=\b[A-Z]{3})|(?<=[$£€]))\d[\d.,]*\d"
)
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(
    rf"(?:\b\d{{1,2}}[ ])?\b{_MONTH}(?:[ ]\d{{1,2}},)?[ ]\d{{4}}\b|\b\d{{1,2}}[ ]{_MONTH}\b"
)
_QUOTED = re.compile(r"“[^“”\n]{1,500}”|(?<!\w)\"[^\"\n]{1,500}\"(?!\w)")
_NOTE = re.compile(r"\[\^[^\]\s]+\]")


def unsourced(body: str, allowed: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Each number, date and quotation in `body` that no citation or footnote bears out.

    With what it is, and its line. `allowed` are regular expressions for numbers that need no
    source; a quotation of one word is a name.
    """
    allow = [re.compile(pattern) for pattern in allowed]
    text = without_code(body)
    start = 0
    for end in [*(boundary.start() for boundary in _BLOCK.finditer(text)), len(text)]:
        block = text[start:end]
        if not block.lstrip().startswith("#"):
            line = text.count("\n", 0, start) + 1
            for what, at in _facts(_blanked(block), _last_source(block), allow):
                yield what, line + block.count("\n", 0, at)
        start = end


def _last_source(block: str) -> int:
    """Where the last citation of a block stands; its end for a row, which is read as a whole."""
    places = [citation.start for citation in citations.citations(block)]
    places += [note.start() for note in _NOTE.finditer(block)]
    if places and block.lstrip().startswith("|"):
        return len(block)
    return max(places, default=-1)


def _facts(block: str, source: int, allow: Sequence[re.Pattern[str]]) -> Iterator[tuple[str, int]]:
    """What stands behind the place of the last `source`, and where."""
    for quoted in _QUOTED.finditer(block):
        if quoted.start() > source and " " in quoted[0].strip():
            yield f"a quotation without a source: {_shortened(quoted[0])}", quoted.start()
    block = _QUOTED.sub(_spaces, block)
    for date in _DATE.finditer(block):
        if date.start() > source:
            yield f"a date without a source: {date[0]}", date.start()
    block = _DATE.sub(_spaces, block)
    for number in _NUMBER.finditer(block):
        allowed = any(pattern.fullmatch(number[0]) for pattern in allow)
        if number.start() > source and not allowed:
            yield f"a number without a source: {number[0]}", number.start()


def _shortened(quoted: str) -> str:
    return quoted if len(quoted) < 50 else f"{quoted[:48]}…”"


def _blanked(block: str) -> str:
    """`block` without marks, addresses and tags, every other character where it was."""
    for mark in marks.marks(block):
        block = block[: mark.start] + " " * (mark.end - mark.start) + block[mark.end :]
    for citation in citations.citations(block):
        length = citation.end - citation.start
        block = block[: citation.start] + " " * length + block[citation.end :]
    block = _NOTE.sub(_spaces, block)
    return _NOT_TEXT.sub(_spaces, block)


def _spaces(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
