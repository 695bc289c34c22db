"""Tables: their captions, heads and rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from taklimat.documents import grid, tree
from taklimat.documents.epub.inline import Inline
from taklimat.documents.epub.xml import EMPTY, Xml, element
from taklimat.documents.tree import Node, tag

if TYPE_CHECKING:
    from taklimat.documents.epub.xml import Link
    from taklimat.documents.grid import Cell, Row

_ALIGN = re.compile(r"text-align:\s*(right|center)")


class Tables(Inline):
    """Writes tables."""

    def table(self, node: Node, caption: Node | None) -> Xml:
        """A table; its caption says what it shows."""
        read = grid.read(node, self.children)
        if not read.rows:
            return EMPTY if caption is None else self.blocks(self.children(caption))
        attributes = self.attributes(node)
        if label := tree.get(node, "aria-label"):
            attributes["aria-label"] = label
        parts = [] if caption is None else [element("caption", {}, self._caption(caption))]
        if read.head:
            parts.append(element("thead", {}, *(self._row(row, "col") for row in read.head)))
        if read.body:
            parts.append(element("tbody", {}, *(self._row(row, "row") for row in read.body)))
        return element("table", attributes, *parts)

    def _caption(self, node: Node) -> Xml:
        """A caption, without the paragraph that all of it may be."""
        held = tree.shown(self.children(node))
        return self.flow(held[0] if len(held) == 1 and tag(held[0]) == "p" else node)

    def _row(self, row: Row, scope: str) -> Xml:
        cells = (self._cell(cell, scope) for cell in row.cells)
        return element("tr", self.attributes(row.node), *cells)

    def _cell(self, cell: Cell, scope: str) -> Xml:
        node = cell.node
        attributes: dict[str, str | Link | None] = self.attributes(node)
        for key, span in (("colspan", cell.across), ("rowspan", cell.down)):
            if span > 1:
                attributes[key] = str(span)
        if found := _ALIGN.search(tree.get(node, "style")):
            kept = attributes.get("class")
            attributes["class"] = f"{kept} {found[1]}" if kept else found[1]
        # A head without words is the head of nothing.
        if tag(node) == "td" or not tree.words_of(node):
            return element("td", attributes, self.flow(node))
        said = tree.get(node, "scope")
        attributes["scope"] = said if said in ("col", "row") else scope
        return element("th", attributes, self.flow(node))
