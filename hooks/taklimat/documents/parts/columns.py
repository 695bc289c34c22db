"""The columns of a table: what stands in them, and how wide they are."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.parts.breaking import PARTING, broken
from taklimat.documents.tree import Node, tag
from taklimat.documents.typst import NONE, Code, array

if TYPE_CHECKING:
    from collections.abc import Callable

    from taklimat.documents.grid import Grid

_WORD = re.compile(rf"[^{PARTING}\u00ad\u200b/–—-]+[/–—-]?")
_ALIGN = re.compile(r"text-align:\s*(left|right|center)")
_MANY = 5  # columns
_SHORT = 20  # characters: a column with no longer cell is as wide as it needs
_LONG_HEAD = 150  # characters: it would be very high in a column as wide as its longest word
_LINE = 100  # characters: those of a table as wide as the text
_MARGINS = 3  # characters: what a cell has at its sides


class Columns:
    """What a table's cells tell of its columns.

    `pictured` says how many characters would be as wide as a cell's widest picture.
    """

    def __init__(self, grid: Grid, pictured: Callable[[Node], int]) -> None:
        self.widest = [""] * grid.width
        self.aligns = ["start"] * grid.width
        self._pictured = pictured
        self._longest_cell = [0] * grid.width
        self._longest_head = [0] * grid.width
        self._has_wide = False
        self._characters: Counter[int] = Counter()
        self._rows = len(grid.rows)
        for row in grid.rows:
            for cell in row.cells:
                is_wide = cell.across > 1
                self._has_wide |= is_wide and len(tree.words_of(cell.node)) > _SHORT
                if not is_wide:
                    self._read_cell(cell.column, cell.node)

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
        mean = self._characters[column] / max(1, self._rows)
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
