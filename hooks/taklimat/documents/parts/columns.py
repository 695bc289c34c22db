"""The columns of a table: what stands in them, and how wide they are."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.parts.breaking import PARTING, broken
from taklimat.documents.tree import Node, tag
from taklimat.documents.typst import NONE, Code, array

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WORD = re.compile(rf"[^{PARTING}\u00ad\u200b/–—-]+[/–—-]?")
_ALIGN = re.compile(r"text-align:\s*(left|right|center)")
_SPAN = re.compile("[0-9]{1,5}")
_MOST_ACROSS = 50
_MANY = 5  # columns
_SHORT = 20  # characters: a column with no longer cell is as wide as it needs
_LONG_HEAD = 150  # characters: it would be very high in a column as wide as its longest word
_LINE = 100  # characters: those of a table as wide as the text
_MARGINS = 3  # characters: what a cell has at its sides


@dataclass(frozen=True)
class Cell:
    """A cell in its place."""

    node: Node
    column: int
    across: int
    down: int


@dataclass(frozen=True)
class Row:
    """A row, and how many places at its end are empty."""

    cells: tuple[Cell, ...]
    empty: int


class Columns:
    """What a table's cells tell of its columns.

    `pictured` says how many characters would be as wide as a cell's widest picture.
    """

    def __init__(self, width: int, pictured: Callable[[Node], int]) -> None:
        self.widest = [""] * width
        self.aligns = ["start"] * width
        self._pictured = pictured
        self._longest_cell = [0] * width
        self._longest_head = [0] * width
        self._has_wide = False
        self._characters: Counter[int] = Counter()
        self._taken: set[tuple[int, int]] = set()
        self._row = 0

    def read(self, rows: Sequence[Sequence[Node]]) -> list[Row]:
        """Read the rows of a table's head or body, out of which no cell reaches."""
        return [self._read(row, len(rows) - number) for number, row in enumerate(rows)]

    def _read(self, nodes: Sequence[Node], rows_left: int) -> Row:
        cells = []
        column = 0
        for node in nodes:
            while (self._row, column) in self._taken:
                column += 1
            across, down = span_of(node, "colspan"), min(span_of(node, "rowspan"), rows_left)
            self._taken |= {
                (self._row + row, column + place) for row in range(down) for place in range(across)
            }
            self._has_wide |= across > 1 and len(tree.words_of(node)) > _SHORT
            if across == 1 and column < len(self.widest):
                self._read_cell(column, node)
            cells.append(Cell(node, column, across, down))
            column += across
        places = range(column, len(self.widest))
        empty = sum((self._row, place) not in self._taken for place in places)
        self._row += 1
        return Row(tuple(cells), empty)

    def _read_cell(self, column: int, cell: Node) -> None:
        words = tree.words_of(cell)
        longest = max(_WORD.findall(broken(words)), key=len, default="")
        self.widest[column] = max(self.widest[column], longest, key=len)
        is_head = tag(cell) == "th" and tree.get(cell, "scope") != "row"
        longest_of = self._longest_head if is_head else self._longest_cell
        length = max(len(words), self._pictured(cell))
        longest_of[column] = max(longest_of[column], length)
        self._characters[column] += length
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
        if self._is_long(column):
            return Code(f"{self._share(column)}fr")
        # Where there are many columns, their heads have to make room.
        room = _SHORT + 4 if len(self.widest) < _MANY else self._longest_cell[column]
        return Code("auto") if self._longest_head[column] <= room else NONE

    def _is_long(self, column: int) -> bool:
        return self._longest_cell[column] > _SHORT or self._longest_head[column] > _LONG_HEAD

    def _share(self, column: int) -> int:
        mean = self._characters[column] / max(1, self._row)
        return max(10, min(60, round(6 * math.sqrt(mean))))

    @property
    def rooms(self) -> list[int]:
        """About how many characters a line of each column has, where there is little room."""
        shares = [self._share(column) * self._is_long(column) for column in range(len(self.widest))]
        fixed = [
            0 if share else max(longest, len(word))
            for share, longest, word in zip(shares, self._longest_cell, self.widest, strict=True)
        ]
        left = _LINE - sum(fixed) - _MARGINS * len(fixed)
        total = max(1, sum(shares))
        return [
            room or max(len(word), left * share // total)
            for room, share, word in zip(fixed, shares, self.widest, strict=True)
        ]


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


def span_of(cell: Node, attribute: str) -> int:
    """How many columns or rows a cell spans."""
    value = tree.get(cell, attribute)
    span = max(1, int(value)) if _SPAN.fullmatch(value) else 1
    return min(_MOST_ACROSS, span) if attribute == "colspan" else span
