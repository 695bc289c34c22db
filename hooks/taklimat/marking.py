"""Marks in Markdown that say which claim a passage treats: ``{claim: C17}``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taklimat.briefs import without_code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MARK = re.compile(r"\{claim:\s*([^{}\n]*)\}")


@dataclass(frozen=True)
class Mark:
    """A mark in a text: `start` to `end` of it, on `line` (from 1)."""

    claims: tuple[str, ...]
    start: int
    end: int
    line: int


def marks(markdown: str) -> Iterator[Mark]:
    """The marks of a text; what stands in code is none."""
    text = without_code(markdown)
    for mark in _MARK.finditer(text):
        claims = tuple(claim.strip() for claim in mark[1].split(","))
        line = text.count("\n", 0, mark.start()) + 1
        yield Mark(claims, mark.start(), mark.end(), line)


def anchor(claim: str) -> str:
    """The id of the place on a page that treats a claim."""
    return f"treats-{claim.lower()}"


def with_marks(markdown: str, shown: Callable[[str, bool], str]) -> str:
    """`markdown` with each mark as `shown` writes it, given a claim and whether it is the first."""
    parts: list[str] = []
    seen: set[str] = set()
    last = 0
    for mark in marks(markdown):
        parts.append(markdown[last : mark.start])
        parts.append(" ".join(shown(claim, claim not in seen) for claim in mark.claims))
        seen.update(mark.claims)
        last = mark.end
    return "".join([*parts, markdown[last:]])
