"""Tables: their captions, heads and rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.epub.inline import Inline
from taklimat.documents.epub.xml import EMPTY, Xml, element
from taklimat.documents.tree import Node, tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from taklimat.documents.epub.xml import Link

_ALIGN = re.compile(r"text-align:\s*(right|center)")
_MOST_SPANNED = {"colspan": 1000, "rowspan": 65534}  # HTML, 4.9.11


class Tables(Inline):
    """Writes tables."""

    def table(self, node: Node, caption: Node | None) -> Xml:
        """A table; its caption says what it shows."""
        rows = [(cells, head) for row, head in _rows(node) if (cells := self._cells_of(row))]
        if not rows:
            return EMPTY if caption is None else self.blocks(self.children(caption))
        heads = [row for row in rows if row[1]]
        first = rows[0]
        if not heads and len(rows) > 1 and all(tag(cell) == "th" for cell in first[0]):
            heads = [first]
        attributes = self.attributes(node)
        if label := tree.get(node, "aria-label"):
            attributes["aria-label"] = label
        parts = [] if caption is None else [element("caption", {}, self._caption(caption))]
        if heads:
            parts.append(element("thead", {}, *(self._row(cells, "col") for cells, _ in heads)))
        written = [self._row(row[0], "row") for row in rows if row not in heads]
        if written:
            parts.append(element("tbody", {}, *written))
        return element("table", attributes, *parts)

    def _caption(self, node: Node) -> Xml:
        """A caption, without the paragraph that all of it may be."""
        held = tree.shown(self.children(node))
        return self.flow(held[0] if len(held) == 1 and tag(held[0]) == "p" else node)

    def _cells_of(self, row: Node) -> list[Node]:
        return [child for child in self.children(row) if tag(child) in ("td", "th")]

    def _row(self, cells: Sequence[Node], scope: str) -> Xml:
        row = cells[0].parent
        attributes = self.attributes(row) if row is not None else {}
        return element("tr", attributes, *(self._cell(cell, scope) for cell in cells))

    def _cell(self, node: Node, scope: str) -> Xml:
        attributes: dict[str, str | Link | None] = self.attributes(node)
        for key, most in _MOST_SPANNED.items():
            value = tree.get(node, key)
            if re.fullmatch("[0-9]{1,5}", value) and 1 < int(value) <= most:
                attributes[key] = str(int(value))
        if found := _ALIGN.search(tree.get(node, "style")):
            kept = attributes.get("class")
            attributes["class"] = f"{kept} {found[1]}" if kept else found[1]
        # A head without words is the head of nothing.
        if tag(node) == "td" or not tree.words_of(node):
            return element("td", attributes, self.flow(node))
        said = tree.get(node, "scope")
        attributes["scope"] = said if said in ("col", "row") else scope
        return element("th", attributes, self.flow(node))


def _rows(table: Node) -> Iterator[tuple[Node, bool]]:
    """The table's own rows, and whether each is one of its head; those of a foot are last."""
    parts = [part for part in tree.children(table) if tag(part) in ("thead", "tbody", "tfoot")]
    parts.sort(key=lambda part: ("thead", "tbody", "tfoot").index(tag(part)))
    for part in parts:
        for row in tree.children(part):
            if tag(row) == "tr":
                yield row, tag(part) == "thead"
