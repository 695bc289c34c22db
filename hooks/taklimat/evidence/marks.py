"""Marks in Markdown: ``{claim: C17}``, ``{event: recall}``, ``{picture: trade}``.

And of briefs, for a home page: ``{judgement: outlook}`` for a brief's first key judgement,
``{today: outlook}`` for how its subject stands today.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from taklimat.source.pages import without_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Kind = Literal["claim", "event", "picture", "judgement", "today"]

_MARK = re.compile(r"\{(claim|event|picture|judgement|today):\s*([^{}\n]*)\}")


@dataclass(frozen=True)
class Mark:
    """A mark in a text: `start` to `end` of it, on `line` (from 1)."""

    kind: Kind
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
        yield Mark(cast("Kind", mark[1]), ids, mark.start(), mark.end(), line)


def anchor(kind: Kind, id_: str) -> str:
    """The id of the place on a page that is tied to a claim or an event."""
    return f"{kind}-{id_.lower()}"


def with_marks(markdown: str, shown: Callable[[Kind, str, bool], str]) -> str:
    """`markdown` with each mark as `shown` writes it: kind, id, and whether it is the first."""
    parts: list[str] = []
    seen: set[tuple[str, str]] = set()
    last = 0
    for mark in marks(markdown):
        parts.append(markdown[last : mark.start])
        written = []
        for id_ in mark.ids:
            written.append(shown(mark.kind, id_, (mark.kind, id_) not in seen))
            seen.add((mark.kind, id_))
        parts.append(" ".join(written))
        last = mark.end
    return "".join([*parts, markdown[last:]])
