"""Marks in Markdown: ``{claim: C17}``, ``{event: recall}``, ``{picture: trade, drivers}``.

Which names there are is told by the kinds of pages; what has another name stays as it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taklimat.source.pages import without_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MARK = re.compile(r"\{([a-z]+(?:-[a-z]+)*):\s*([^{}\n]*)\}")


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
    text = without_code(markdown)
    for mark in _MARK.finditer(text):
        ids = tuple(id_.strip() for id_ in mark[2].split(","))
        line = text.count("\n", 0, mark.start()) + 1
        yield Mark(mark[1], ids, mark.start(), mark.end(), line)


def anchor(name: str, id_: str) -> str:
    """The id of the place on a page where the first mark of an id stands."""
    return f"{name}-{id_.lower()}"


def with_marks(markdown: str, shown: Callable[[str, str, bool], str | None]) -> str:
    """`markdown` with each mark as `shown` writes it: name, id, and whether it is the first.

    Where that gives None, the mark stays as it is written.
    """
    parts: list[str] = []
    seen: set[tuple[str, str]] = set()
    last = 0
    for mark in marks(markdown):
        written = []
        for id_ in mark.ids:
            written.append(shown(mark.name, id_, (mark.name, id_) not in seen))
            seen.add((mark.name, id_))
        told = [each for each in written if each is not None]
        if told:
            parts += [markdown[last : mark.start], " ".join(told)]
            last = mark.end
    return "".join([*parts, markdown[last:]])
