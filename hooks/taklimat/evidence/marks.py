"""Marks in Markdown: ``{claim: C17}``, ``{event: recall}``, ``{picture: trade, drivers}``.

Which names there are is told by the kinds of pages; what has another name stays as it is written.
`taklimat.evidence.marking` shows them; here they are found in texts that are not converted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taklimat.source.pages import without_code

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = r"\{([a-z]+(?:-[a-z]+)*):\s*([^{}\n]*)\}"
_MARK = re.compile(MARK)
# Without one there is none, and a text's code need not be looked for.
_BEGIN = re.compile(r"\{[a-z-]+:")


@dataclass(frozen=True)
class Mark:
    """A mark in a text: `start` to `end` of it, on `line` (from 1)."""

    name: str
    ids: tuple[str, ...]
    start: int
    end: int
    line: int


def marks(markdown: str) -> Iterator[Mark]:
    """The marks of a text; what stands in code is none."""
    text = without_code(markdown) if _BEGIN.search(markdown) else ""
    for mark in _MARK.finditer(text):
        line = text.count("\n", 0, mark.start()) + 1
        yield Mark(mark[1], ids(mark[2]), mark.start(), mark.end(), line)


def ids(written: str) -> tuple[str, ...]:
    """The ids behind the colon of a mark."""
    return tuple(id_.strip() for id_ in written.split(","))


def anchor(name: str, id_: str) -> str:
    """The id of the place on a page where the first mark of an id stands."""
    return f"{name}-{id_.lower()}"
