"""Tables: their columns, and how wide these are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.documents import figures, grid, tree
from taklimat.documents.parts import heights
from taklimat.documents.parts.columns import Columns
from taklimat.documents.parts.notes import Notes
from taklimat.documents.tree import Node, tag
from taklimat.documents.typst import (
    EMPTY,
    Code,
    array,
    block,
    boolean,
    call,
    integer,
    name,
    string,
)
from taklimat.source.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taklimat.documents.grid import Cell, Row
    from taklimat.source.origin import Origin

_MOST_ACROSS = 50
_MOST_REPEATED = 15  # lines of a head, on each page that a table goes on


class Tables(Notes):
    """Writes tables."""

    def _block_table(self, node: Node) -> list[Code]:
        if "highlighttable" in tree.classes(node):
            return self._code(node)
        return self._table(node, tree.child_of(node, "caption"))

    def _table(self, node: Node, caption: Node | None) -> list[Code]:
        read = grid.read(node, self.children, _MOST_ACROSS)
        if not read.width:
            return [] if caption is None else self.blocks(self.children(caption))
        columns = Columns(read, self._pictured)
        # A head may be on several pages, and what is led to is in one place.
        anchors = [
            code
            for row in read.head
            for led_to in (row.node, *row.node.css("[id]"))
            for code in self._anchor(led_to)
        ]
        # It stands above, and so is written first: notes are numbered by that.
        title = None if caption is None else self._caption(caption)
        head = self._cells(read.head, columns, heading="head-cell")
        body = self._cells(read.body, columns, heading="row-head")
        lines = sum(heights.lines_of_row(row, columns.rooms) for row in read.head)
        if lines > heights.MOST:  # a head can't break
            head, body = [], [*head, *body]
        # What repeats on the next page is an artifact there, and PDF/UA allows no link in one.
        linked = any(tree.find(row.node, "a[href]") for row in read.head)
        number = len(self.desk.tables)
        first = tree.words_of(read.rows[0].node)
        origin, line = self._place_of(columns.longest)
        what = f"a table with more columns than a page holds: {first[:60]!r}"
        remedy = "take columns out, or divide it"
        self.desk.tables.append(Problem(origin.path, line, what, remedy, code="D05"))
        is_turned = number in self.desk.turned
        return [
            *anchors,
            call(
                "turned-table" if is_turned else "data-table",
                integer(number),
                columns.widths,
                array(map(string, columns.widest)),
                array(map(name, columns.aligns)),
                array(head),
                array(body),
                named={
                    "repeat": boolean(not linked and lines <= _MOST_REPEATED),
                    "free": boolean(not is_turned and _stands_free(node)),
                    "breakable": boolean(not self._is_short(node)),
                    "caption": title,
                    "numbered": self._numbered(caption),
                },
            ),
        ]

    def _caption(self, node: Node) -> Code | None:
        """What is said of a figure or a table, beside its number."""
        said = block(self._led(list(self.children(node))))
        return None if said == EMPTY else said

    def _numbered(self, caption: Node | None) -> Code | None:
        """Whether a number is to stand before a caption: not before that of its author."""
        is_own = figures.is_numbered(caption, self.desk.document.words)
        return boolean(False) if is_own else None

    def _cells(self, rows: Sequence[Row], columns: Columns, heading: str) -> list[Code]:
        """The cells of a table's head or body, with what writes those that head others.

        Rows that are too short are filled.
        """
        breaking = heights.breakable(rows, columns.rooms)
        codes: list[Code] = []
        for row in rows:
            codes += [self._cell(cell, cell.node.mem_id in breaking, heading) for cell in row.cells]
            taken = sum(cell.across for cell in row.cells) + sum(row.above.values())
            codes += [EMPTY] * (len(columns.aligns) - taken)
        return codes

    def _cell(self, cell: Cell, is_breakable: bool, heading: str) -> Code:
        named: dict[str, Code | None] = {
            "colspan": integer(cell.across) if cell.across > 1 else None,
            "rowspan": integer(cell.down) if cell.down > 1 else None,
            "breakable": None if is_breakable else boolean(False),
        }
        outer, self._in_cell = self._in_cell, True
        body = self.flow(cell.node)
        self._in_cell = outer
        if tag(cell.node) != "th":
            return call("table.cell", body, named=named)
        heads_column = tree.get(cell.node, "scope") in ("col", "colgroup")
        return call("head-cell" if heads_column else heading, body, named=named)

    def _place_of(self, word: str) -> tuple[Origin, int]:
        for origin in self.part.origins:
            if line := origin.line_of(word):
                return origin, line
        return self.part.origins[0], 1


def _stands_free(table: Node) -> bool:
    """Whether a table stands in nothing but divisions of the page: it may have one of its own."""
    parent = table.parent
    while parent is not None and tag(parent) != "body":
        holds = tree.classes(parent) & tree.BOXES
        if holds or tag(parent) not in ("div", "figure", "section"):
            return False
        if tag(parent) == "figure" and figures.read(parent).only is None:
            return False
        parent = parent.parent
    return True
