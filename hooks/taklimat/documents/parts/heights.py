"""About how high things are: what may be higher than a page has to break across two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.documents import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taklimat.documents.grid import Cell, Row
    from taklimat.documents.tree import Node

_LINE = 80  # characters, of a line as wide as the text
_A_PICTURE = 25  # lines
_A_FORMULA = 3
MOST = 30
"""Lines that are kept on one page: fewer than half of it holds, for words may be wide."""
_BEGINS_A_LINE = "br, dd, dt, h1, h2, h3, h4, h5, h6, li, p, tr"


def lines_of(node: Node, characters: int = _LINE) -> int:
    """How many lines a node takes, with so many characters a line: rather too many than too few."""
    lines = 1 + len(tree.text_of(node)) // characters + len(node.css(_BEGINS_A_LINE))
    lines += sum(tree.text_of(code).count("\n") for code in node.css("pre"))
    return (
        lines
        + _A_PICTURE * len(node.css("img, svg"))
        + _A_FORMULA * len(node.css("math[display=block]"))
    )


def lines_of_row(row: Row, rooms: Sequence[int]) -> int:
    """How many lines the cells take that are in this row only."""
    return 1 + max((_lines_in(cell, rooms) for cell in row.cells if cell.down == 1), default=1)


def breakable(rows: Sequence[Row], rooms: Sequence[int]) -> set[int]:
    """The cells that may break across pages, by their nodes.

    Those of a row that is high, and those that reach over rows which are so together: the engine
    lets what is joined by one cell that may not break run off the page.
    """
    lines = [lines_of_row(row, rooms) for row in rows]
    found: set[int] = set()
    for number, row in enumerate(rows):
        for cell in row.cells:
            own, reached = _lines_in(cell, rooms), slice(number, number + cell.down)
            if cell.down > 1 and max(own, sum(lines[reached])) > MOST:
                found.add(cell.node.mem_id)
                if own > MOST:
                    lines[reached] = [own] * cell.down
    high = (row for row, count in zip(rows, lines, strict=True) if count > MOST)
    return found | {cell.node.mem_id for row in high for cell in row.cells}


def _lines_in(cell: Cell, rooms: Sequence[int]) -> int:
    # Words do not fill their lines.
    return lines_of(cell.node, max(2, sum(rooms[cell.column : cell.column + cell.across]) - 4))
