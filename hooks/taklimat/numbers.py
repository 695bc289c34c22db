"""Numbers without a source: a brief gives one for each figure, in the same paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from taklimat import citing, marking
from taklimat.briefs import without_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A paragraph, a list's item, or a table's row, up to the next.
_BLOCK = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:\||[-*+][ ]|\d+[.)][ ]|>))")
_NOT_TEXT = re.compile(r"^[ \t]*\d+[.)][ ]|\]\([^)]*\)|\{[^{}\n]*\}|<[^>]*>", re.MULTILINE)
_NUMBER = re.compile(r"(?<![\w.-])\d[\d.,–-]*\d|(?<![\w.-])\d(?!\w)|(?<=[A-Z$£€])\d[\d.,]*\d")


def unsourced(body: str, allowed: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Each number in `body` without a citation or footnote in its paragraph, with its line.

    `allowed` are regular expressions for numbers that need none.
    """
    allow = [re.compile(pattern) for pattern in allowed]
    text = without_code(body)
    start = 0
    for end in [*(boundary.start() for boundary in _BLOCK.finditer(text)), len(text)]:
        block = text[start:end]
        if not block.lstrip().startswith("#") and not citing.citations(block) and "[^" not in block:
            for number in _NUMBER.finditer(_blanked(block)):
                if not any(pattern.fullmatch(number[0]) for pattern in allow):
                    yield number[0], text.count("\n", 0, start + number.start()) + 1
        start = end


def _blanked(block: str) -> str:
    """`block` without marks, addresses and tags, every other character where it was."""
    for mark in marking.marks(block):
        block = block[: mark.start] + " " * (mark.end - mark.start) + block[mark.end :]
    return _NOT_TEXT.sub(lambda found: " " * len(found[0]), block)
