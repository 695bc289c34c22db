"""Tables: their columns, and how wide these are."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from taklimat.documents import figures, tree
from taklimat.documents.parts.notes import Notes
from taklimat.documents.parts.writer import is_short
from taklimat.documents.tree import Node, tag
from taklimat.documents.typst import (
    EMPTY,
    NONE,
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

    from taklimat.source.origin import Origin

_WORD = re.compile(r"[^\s\u00ad\u200b/–—-]+[/–—-]?")
_ALIGN = re.compile(r"text-align:\s*(left|right|center)")
_WHOLE = 400  # characters: a row with no longer cell stays on one page
_MANY = 5  # columns
_SHORT = 20  # characters: a column with no longer cell is as wide as it needs
_HOLDING = frozenset(("admonition", "tabbed-set", "item", "judgements", "bottom-line", "footnote"))


class Tables(Notes):
    """Writes tables."""

    def _block_table(self, node: Node) -> list[Code]:
        if "highlighttable" in tree.classes(node):
            return self._code(node)
        return self._table(node, tree.find(node, "caption"))

    def _table(self, node: Node, caption: Node | None) -> list[Code]:
        rows = [row for row in node.css("tr") if is_own(row, node)]
        heads = [row for row in rows if row.parent is not None and tag(row.parent) == "thead"]
        cells = {
            row.mem_id: [c for c in self.children(row) if tag(c) in ("td", "th")] for row in rows
        }
        if not heads and rows and all(tag(cell) == "th" for cell in cells[rows[0].mem_id]):
            heads = rows[:1]
        width = width_of([cells[row.mem_id] for row in rows])
        if not width:
            return []
        columns = Columns(width)
        # It stands above, and so is written first: notes are numbered by that.
        title = None if caption is None else self._caption(caption)
        head_ids = {row.mem_id for row in heads}
        others = [row for row in rows if row.mem_id not in head_ids]
        head = self._cells([cells[row.mem_id] for row in heads], columns)
        body = self._cells([cells[row.mem_id] for row in others], columns)
        # What repeats on the next page is an artifact there, and PDF/UA allows no link in one.
        linked = any(tree.find(row, "a[href]") for row in heads)
        number = len(self.desk.tables)
        first = tree.words_of(rows[0])
        origin, line = self._place_of(columns.longest)
        what = f"a table with more columns than a page holds: {first[:60]!r}"
        remedy = "take columns out, or divide it"
        self.desk.tables.append(Problem(origin.path, line, what, remedy, code="D05"))
        is_turned = number in self.desk.turned
        return [
            call(
                "turned-table" if is_turned else "data-table",
                integer(number),
                columns.widths,
                array(map(string, columns.widest)),
                array(map(name, columns.aligns)),
                array(head),
                array(body),
                named={
                    "repeat": boolean(not linked),
                    "free": boolean(not is_turned and _stands_free(node)),
                    "breakable": boolean(not is_short(node)),
                    "caption": title,
                },
            )
        ]

    def _caption(self, node: Node) -> Code | None:
        """What is said of a figure or a table, beside its number."""
        said = block(self._led(list(self.children(node))))
        return None if said == EMPTY else said

    def _cells(self, rows: Sequence[Sequence[Node]], columns: Columns) -> list[Code]:
        """The cells of a table's head or body; rows that are too short are filled."""
        codes: list[Code] = []
        for number, row in enumerate(rows):
            codes += [self._cell(cell, len(rows) - number) for cell in row]
            codes += [EMPTY] * columns.read(row, len(rows) - number)
        return codes

    def _cell(self, node: Node, rows_left: int) -> Code:
        spans = {
            "colspan": span_of(node, "colspan"),
            "rowspan": min(span_of(node, "rowspan"), rows_left),
        }
        named: dict[str, Code | None] = {
            key: integer(span) for key, span in spans.items() if span > 1
        }
        if len(tree.words_of(node)) < _WHOLE:
            named["breakable"] = boolean(False)
        function = "head-cell" if tag(node) == "th" else "table.cell"
        return call(function, self.flow(node), named=named)

    def _place_of(self, word: str) -> tuple[Origin, int]:
        for origin in self.part.origins:
            if line := origin.line_of(word):
                return origin, line
        return self.part.origins[0], 1


class Columns:
    """What a table's cells tell of its columns."""

    def __init__(self, width: int) -> None:
        self.widest = [""] * width
        self.aligns = ["left"] * width
        self._longest_cell = [0] * width
        self._longest_head = [0] * width
        self._has_wide = False
        self._characters: Counter[int] = Counter()
        self._taken: dict[tuple[int, int], bool] = {}
        self._row = 0

    def read(self, cells: Sequence[Node], rows_left: int) -> int:
        """Read a row; how many places at its end are empty."""
        column = 0
        for cell in cells:
            while self._taken.get((self._row, column)):
                column += 1
            across, down = span_of(cell, "colspan"), min(span_of(cell, "rowspan"), rows_left)
            for place in range(across):
                for row in range(self._row, self._row + down):
                    self._taken[row, column + place] = True
            self._has_wide |= across > 1 and len(tree.words_of(cell)) > _SHORT
            if across == 1 and column < len(self.widest):
                self._read_cell(column, cell)
            column += across
        self._row += 1
        places = range(column, len(self.widest))
        return sum(not self._taken.get((self._row - 1, place)) for place in places)

    def _read_cell(self, column: int, cell: Node) -> None:
        words = tree.words_of(cell)
        longest = max(_WORD.findall(words), key=len, default="")
        self.widest[column] = max(self.widest[column], longest, key=len)
        is_head = tag(cell) == "th" and tree.get(cell, "scope") != "row"
        longest_of = self._longest_head if is_head else self._longest_cell
        longest_of[column] = max(longest_of[column], len(words))
        self._characters[column] += len(words)
        if found := _ALIGN.search(tree.get(cell, "style")):
            self.aligns[column] = found[1]
        elif "number" in tree.classes(cell):
            self.aligns[column] = "right"

    @property
    def longest(self) -> str:
        """The longest word of the table."""
        return max(self.widest, key=len)

    @property
    def widths(self) -> Code:
        """Short columns are as wide as their text; long ones share what is left.

        A column with nothing long but its head is as wide as its longest word: `none`.
        """
        widths = [self._width(column) for column in range(len(self.widest))]
        if self._has_wide and not any("fr" in width for width in widths):
            widths[0] = Code("1fr")  # what spans columns would have little room
        return array(widths)

    def _width(self, column: int) -> Code:
        if self._longest_cell[column] > _SHORT:
            return self._share(column)
        # Where there are many columns, their heads have to make room.
        room = _SHORT + 4 if len(self.widest) < _MANY else self._longest_cell[column]
        return Code("auto") if self._longest_head[column] <= room else NONE

    def _share(self, column: int) -> Code:
        mean = self._characters[column] / max(1, self._row)
        return Code(f"{max(10, min(60, round(6 * math.sqrt(mean))))}fr")


def width_of(rows: Sequence[Sequence[Node]]) -> int:
    """How many columns a table has, those that cells of rows above take among them."""
    taken: set[tuple[int, int]] = set()
    width = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            across = span_of(cell, "colspan")
            for down in range(min(span_of(cell, "rowspan"), len(rows) - number)):
                taken.update((number + down, column + place) for place in range(across))
            column += across
        width = max(width, column)
    return width


def is_own(row: Node, table: Node) -> bool:
    """Whether a row is the table's own, not one of a table in it."""
    parent = row.parent
    while parent is not None and tag(parent) != "table":
        parent = parent.parent
    return parent is not None and parent.mem_id == table.mem_id


def _stands_free(table: Node) -> bool:
    """Whether a table stands in nothing but divisions of the page: it may have one of its own."""
    parent = table.parent
    while parent is not None and tag(parent) != "body":
        holds = tree.classes(parent) & _HOLDING
        if holds or tag(parent) not in ("div", "figure", "section"):
            return False
        if tag(parent) == "figure" and figures.read(parent).only is None:
            return False
        parent = parent.parent
    return True


def span_of(cell: Node, attribute: str) -> int:
    """How many columns or rows a cell spans."""
    value = tree.get(cell, attribute)
    return max(1, min(50, int(value))) if value.isdecimal() else 1
