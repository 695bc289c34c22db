"""What a figure holds: one picture or table, or several things, and what is said of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.tree import Node, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# What may stand around a figure's only picture.
_AROUND = frozenset("a center div p picture span".split())


@dataclass(frozen=True)
class Figure:
    """A figure as it was read."""

    caption: Node | None
    is_above: bool
    """Whether the caption stands above the rest."""
    within: Sequence[Node]
    """What it holds beside its caption."""
    only: Node | None
    """The picture that this is, or the table without a caption of its own; None if it is more."""


def read(node: Node) -> Figure:
    """A figure; its caption is the first thing in it, or the last (HTML, 4.4.13)."""
    parts = tree.shown(tree.children(node))
    ends = (*parts[-1:], *parts[:1])
    caption = next((part for part in ends if tag(part) == "figcaption"), None)
    if caption is None:
        return Figure(None, False, parts, _only(parts))
    within = [each for each in tree.children(node) if each.mem_id != caption.mem_id]
    return Figure(caption, parts[0].mem_id == caption.mem_id, within, _only(within))


def _only(nodes: Iterable[Node]) -> Node | None:
    """The picture, or the table without a caption, that is all that nodes hold."""
    held = tree.shown(nodes)
    if len(held) != 1:
        return None
    if tag(held[0]) == "table":
        has_own = tree.find(held[0], "caption") is not None
        return None if has_own or "highlighttable" in tree.classes(held[0]) else held[0]
    if tag(held[0]) in ("img", "svg"):
        return held[0]
    return _only(tree.children(held[0])) if tag(held[0]) in _AROUND else None
