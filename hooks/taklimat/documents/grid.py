"""A table as a browser shows it: its rows in their order, and each cell in its place.

The model is that of HTML (HTML Living Standard, 4.9.12). A head stands first and a foot last,
wherever they are written (CSS 2.2, 17.2), and no cell reaches out of its group of rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taklimat.documents.tree import Node, get, tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_SPAN = re.compile(r"\s*\+?([0-9]{1,5})")
_MOST_ACROSS = 1000  # HTML, 4.9.11
_MOST_HANGING = 200  # columns, of which no paper has as many


@dataclass(frozen=True)
class Cell:
    """A cell in its place."""

    node: Node
    column: int
    across: int
    down: int


@dataclass(frozen=True)
class Row:
    """A row, and what cells above take of it: how many columns, by the first of these."""

    node: Node
    cells: tuple[Cell, ...]
    above: Mapping[int, int]


@dataclass(frozen=True)
class Grid:
    """The rows of a table; the first of them are its head."""

    rows: tuple[Row, ...]
    heads: int

    @property
    def width(self) -> int:
        """How many columns there are."""
        ends = (cell.column + cell.across for row in self.rows for cell in row.cells)
        return max(ends, default=0)

    @property
    def head(self) -> tuple[Row, ...]:
        """The rows of the head."""
        return self.rows[: self.heads]

    @property
    def body(self) -> tuple[Row, ...]:
        """All other rows."""
        return self.rows[self.heads :]


def read(
    table: Node, children: Callable[[Node], Iterable[Node]], most_across: int = _MOST_ACROSS
) -> Grid:
    """The grid of a table; `children` are those of a row that belong to the text.

    Where no row is said to be of the head, those are that have nothing but heads, at the top.
    """
    rows: list[Row] = []
    heads = 0
    for kind, group in _groups(table):
        cells = [[cell for cell in children(row) if tag(cell) in ("td", "th")] for row in group]
        placed = list(_placed(group, cells, most_across))
        if kind == "thead" or not rows:
            heads = len(placed) if kind == "thead" else _heads(placed)
        rows += placed
    return Grid(tuple(rows), heads)


def _groups(table: Node) -> Iterator[tuple[str, list[Node]]]:
    """The groups of a table's own rows, in the order in which they are shown.

    Of several heads or feet, the others are groups like any.
    """
    groups = [part for part in table.iter() if tag(part) in ("thead", "tbody", "tfoot")]
    head = next((part for part in groups if tag(part) == "thead"), None)
    foot = next((part for part in groups if tag(part) == "tfoot"), None)
    ends = {part.mem_id for part in (head, foot) if part is not None}
    others = [part for part in groups if part.mem_id not in ends]
    for kind, part in (("thead", head), *(("tbody", part) for part in others), ("tfoot", foot)):
        if part is not None:
            yield kind, [row for row in part.iter() if tag(row) == "tr"]


def _placed(
    rows: Sequence[Node], cells: Sequence[Sequence[Node]], most_across: int
) -> Iterator[Row]:
    """The rows of a group; one in which no cell stands has no height, and is left out."""
    hanging: dict[int, tuple[int, int]] = {}  # by column: how many rows are left, and how wide
    above: dict[int, int] = {}
    for number, (row, nodes) in enumerate(zip(rows, cells, strict=True)):
        placed: list[Cell] = []
        column = 0
        for node in nodes:
            while column in hanging:
                column += hanging[column][1]
            across = min(most_across, max(1, _span(node, "colspan", 1)))
            # Of two cells in one place, browsers show one over the other.
            across = next((n for n in range(1, across) if column + n in hanging), across)
            left = len(rows) - number
            down = min(left, _span(node, "rowspan", 1) or left) if column < _MOST_HANGING else 1
            placed.append(Cell(node, column, across, down))
            column += across
        if placed or hanging:
            wide = {column: wide for column, (_, wide) in hanging.items()}
            above = above if above == wide else wide  # of most rows, it is the same
            yield Row(row, tuple(placed), above)
        hanging = {column: (left - 1, wide) for column, (left, wide) in hanging.items() if left > 1}
        hanging |= {cell.column: (cell.down - 1, cell.across) for cell in placed if cell.down > 1}


def _span(cell: Node, attribute: str, otherwise: int) -> int:
    found = _SPAN.match(get(cell, attribute))
    return int(found[1]) if found else otherwise


def _heads(rows: Sequence[Row]) -> int:
    """How many rows at the top have nothing but heads, of which none reaches further down."""
    count, reached = 0, 1
    while count < min(reached, len(rows)):
        if any(tag(cell.node) != "th" for cell in rows[count].cells):
            return 0
        reached = max(reached, *(count + cell.down for cell in rows[count].cells), 0)
        count += 1
    return count
