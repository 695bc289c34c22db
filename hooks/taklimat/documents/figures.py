"""What a figure holds: one picture or table, or several things, and what is said of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from taklimat.documents import tree
from taklimat.documents.tree import Node, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from taklimat.source.words import Words

# What may stand around a figure's only picture.
_AROUND = frozenset("a center div p picture span".split())


_NAMES = frozenset("fig figure tab table".split())
_NUMBERED = re.compile(r"([^\W\d]+)\.?\s*[a-z]?[.-]?\d")


@dataclass(frozen=True)
class Figure:
    """A figure as it was read."""

    caption: Node | None
    is_above: bool
    """Whether the caption stands above the rest."""
    within: Sequence[Node]
    """What it holds beside its caption."""
    kind: Literal["", "figure", "table"]
    """What it is called before its number; nothing where it shows none of these."""
    only: Node | None
    """The picture that this is, or the table without a caption of its own; None if it is more."""


def read(node: Node) -> Figure:
    """A figure; its caption is the first thing in it, or the last (HTML, 4.4.13)."""
    parts = tree.shown(tree.children(node))
    ends = (*parts[-1:], *parts[:1])
    caption = next((part for part in ends if tag(part) == "figcaption"), None)
    is_above = caption is not None and parts[0].mem_id == caption.mem_id
    within = [
        each for each in tree.children(node) if caption is None or each.mem_id != caption.mem_id
    ]
    held = tree.find(node, "img, svg, table:not(.highlighttable)")
    kind: Literal["", "figure", "table"] = ""
    if held is not None:
        kind = "table" if tag(held) == "table" else "figure"
    return Figure(caption, is_above, within, kind, _only(within))


def is_numbered(caption: Node | None, words: Words) -> bool:
    """Whether a caption begins with a number of its author's, such as *Figure 1.*"""
    if caption is None:
        return False
    names = {*_NAMES, *(words.gettext(name).casefold() for name in ("Figure", "Table"))}
    name = _NUMBERED.match(tree.title_of(caption).casefold())
    return name is not None and name[1] in names


def _only(nodes: Iterable[Node]) -> Node | None:
    """The picture, or the table without a caption, that is all that nodes hold."""
    held = tree.shown(nodes)
    if len(held) != 1:
        return None
    if tag(held[0]) == "table":
        has_own = tree.child_of(held[0], "caption") is not None
        return None if has_own or "highlighttable" in tree.classes(held[0]) else held[0]
    if tag(held[0]) in ("img", "svg"):
        return held[0]
    return _only(tree.children(held[0])) if tag(held[0]) in _AROUND else None
