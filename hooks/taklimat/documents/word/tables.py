"""Tables: as wide as the text, their heads marked and repeated on each page."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from taklimat.documents import figures, tree
from taklimat.documents.engine import DocumentError
from taklimat.documents.tree import Node, tag
from taklimat.documents.word.fields import field
from taklimat.documents.word.notes import Notes
from taklimat.documents.word.ooxml import Element, clean, flag, is_a, val, w
from taklimat.documents.word.paragraphs import Align, Place, keep, paragraph, spaced, told
from taklimat.documents.word.writer import said
from taklimat.source.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taklimat.documents.word.faces import Face

_ALIGN = re.compile(r"text-align:\s*(left|right|center)")
_WORD = re.compile(r"[^\s\u00ad\u200b/–—-]+[/–—-]?")
_WHOLE = 400  # characters: a row with no longer cell stays on one page
_SPAN = re.compile("[0-9]{1,5}")
_MOST_COLUMNS = 63  # Word's bound
_MARGIN = 108  # twips, at each side of a cell
_NARROW = 40  # where there are many columns
_A_CHARACTER = 130  # twips, at the size of tables, in bold and in a wide font


@dataclass(frozen=True)
class Cell:
    """A place in the grid of a table.

    `node` is None where the cell above reaches down, or where a row is too short.
    """

    node: Node | None
    column: int
    across: int = 1
    down: int = 1
    continues: bool = False


class Tables(Notes):
    """Writes tables."""

    def _block_table(self, node: Node, place: Place) -> list[Element]:
        if "highlighttable" in tree.classes(node):
            return self._code(node, place)
        return self._table(node, place, tree.child_of(node, "caption"))

    def _table(self, node: Node, place: Place, caption: Node | None) -> list[Element]:
        """A table below its caption."""
        rows = [row for row in node.css("tr") if _is_own(row, node)]
        cells = [[c for c in self.children(row) if tag(c) in ("td", "th")] for row in rows]
        grid = laid_out(cells)
        found = sum(cell.node is not None for row in grid for cell in row)
        if found < sum(map(len, cells)):
            raise self._too_wide(node)
        columns = max((cell.column + cell.across for row in grid for cell in row), default=0)
        if not columns:
            return [] if caption is None else self.blocks(self.children(caption), place)
        widths, margin = self._widths(grid, columns, place.width)
        heads = _heads(rows, cells)
        titled = [] if caption is None else self._caption(caption, place, "table")
        for each in titled:
            keep(each)
        label = (caption and tree.title_of(caption)) or tree.get(node, "aria-label")
        made = w("tbl", self._properties(place, cells, len(heads), label, margin))
        made.append(w("tblGrid", *(w("gridCol", w=width) for width in widths)))
        for number, (row, placed) in enumerate(zip(rows, grid, strict=True)):
            is_head = number < len(heads)
            is_whole = len(tree.words_of(row)) <= _WHOLE * columns and all(
                cell.node is None or len(tree.words_of(cell.node)) < _WHOLE for cell in placed
            )
            properties = w("trPr", flag("cantSplit", is_whole), flag("tblHeader", is_head))
            made.append(
                w("tr", properties, *(self._cell(c, widths, place, is_head) for c in placed))
            )
        return [*titled, made]

    def _caption(self, node: Node, place: Place, kind: str) -> list[Element]:
        """What is said of a figure or a table, behind its number, if it is of a `kind`."""
        face = said(node, place.face)
        placed = replace(place, style="caption", own_indent=0, face=face)
        written = self.blocks(self.children(node), placed)
        if written and kind and is_a(written[0], "w:p"):
            is_own = figures.is_numbered(node, self.desk.document.words)
            told(written[0], self._number(kind, face, is_hidden=is_own))
        return written

    def _number(self, kind: str, face: Face, *, is_hidden: bool = False) -> list[Element]:
        """The next number of a kind; where an author's own stands, it is counted and not shown."""
        self.desk.figures[kind] += 1
        if is_hidden:
            return field(f"SEQ {kind} \\h", "", face)
        words = self.desk.document.words
        name = words.gettext("Table") if kind == "table" else words.gettext("Figure")
        number = field(f"SEQ {kind} \\* ARABIC", str(self.desk.figures[kind]), face)
        return [*face.runs(f"{name}\u00a0"), *number, *face.runs(". ")]

    def _widths(
        self, grid: Sequence[Sequence[Cell]], columns: int, width: int
    ) -> tuple[list[int], int]:
        """How wide each column is, in twips, together `width`, and how much is a cell's margin.

        None is narrower than its longest word, as long as there is room; long texts and pictures
        take the rest.
        """
        needs, shares = [1] * columns, [1.0] * columns
        for row in grid:
            for cell in row:
                if cell.node is None or cell.across > 1:
                    continue
                text = tree.words_of(cell.node)
                longest = max((len(word) for word in _WORD.findall(text)), default=0)
                needs[cell.column] = max(needs[cell.column], longest)
                # A head may take two lines where what is below it is short.
                is_head = tag(cell.node) == "th" and tree.get(cell.node, "scope") != "row"
                length = min(len(text), 400) / (2 if is_head else 1)
                pictured = self._pictured(cell.node, width) / _A_CHARACTER
                shares[cell.column] = max(shares[cell.column], length, pictured)
        return _shared(needs, shares, width)

    def _too_wide(self, node: Node) -> DocumentError:
        words = tree.words_of(node)
        origin = self.part.origins[0]
        what = f"a table of more columns than Word can have, {_MOST_COLUMNS}: {words[:60]!r}"
        remedy = "take columns out, or divide the table"
        return DocumentError(Problem(origin.path, 0, what, remedy, code="D05"))

    def _properties(
        self, place: Place, cells: Sequence[Sequence[Node]], heads: int, label: str, margin: int
    ) -> Element:
        is_whole = not place.indent
        body = cells[heads:]
        has_row_heads = bool(body) and all(row and tag(row[0]) == "th" for row in body)
        return w(
            "tblPr",
            val("tblStyle", self.desk.styles.id("Table Grid")),
            flag("bidiVisual", place.face.is_turned),
            w("tblW", w=5000 if is_whole else place.width, type="pct" if is_whole else "dxa"),
            None if is_whole else w("tblInd", w=place.indent, type="dxa"),
            w("tblLayout", type="fixed"),
            w("tblCellMar", *(w(side, w=margin, type="dxa") for side in ("left", "right")))
            if margin != _MARGIN
            else None,
            w(
                "tblLook",
                val=f"{0x0400 | 0x20 * bool(heads) | 0x80 * has_row_heads:04X}",
                firstRow=int(bool(heads)),
                lastRow=0,
                firstColumn=int(has_row_heads),
                lastColumn=0,
                noHBand=0,
                noVBand=1,
            ),
            val("tblCaption", clean(label)[:250]),
        )

    def _cell(self, cell: Cell, widths: Sequence[int], place: Place, is_head: bool) -> Element:
        width = sum(widths[cell.column : cell.column + cell.across])
        properties = w(
            "tcPr",
            w("tcW", w=width, type="dxa"),
            w("gridSpan", val=cell.across) if cell.across > 1 else None,
            w("vMerge", val="restart") if cell.down > 1 else None,
            w("vMerge") if cell.continues else None,
        )
        is_title = is_head or (cell.node is not None and tag(cell.node) == "th")
        style = "Table Head" if is_title else "Table Text"
        inner = Place(
            width=max(200, width - 2 * _MARGIN),
            style=style,
            align=_alignment(cell.node) if cell.node is not None else None,
            face=place.face,
            in_note=place.in_note,
            in_cell=True,
        )
        content: list[Element] = []
        if cell.node is not None and not cell.continues:
            node = cell.node
            face = said(node, place.face)
            content = self.anchored(
                node, self.blocks(self.children(node), replace(inner, face=face))
            )
        # By the schema, a cell ends with a paragraph.
        if not content or not is_a(content[-1], "w:p"):
            content.append(paragraph(inner, self.desk.styles.id(style), []))
        return w("tc", properties, *spaced(content, self.desk.styles.headings))


def laid_out(rows: Sequence[Sequence[Node]]) -> list[list[Cell]]:
    """The rows of a table as Word has them: each fills the grid, with cells that reach down.

    What reaches below the last row, or beyond the columns that Word allows, is cut off; a cell that
    begins there has no place.
    """
    hanging: dict[int, tuple[int, int]] = {}  # by column: how many rows are left, and how wide
    grid: list[list[Cell]] = []
    for number, row in enumerate(rows):
        placed: list[Cell] = []
        column = 0
        nodes = iter(row)
        node = next(nodes, None)
        while column < _MOST_COLUMNS:
            if column in hanging:
                left, across = hanging.pop(column)
                placed.append(Cell(None, column, across, continues=True))
                if left > 1:
                    hanging[column] = left - 1, across
                column += across
            elif node is not None:
                free = min((c for c in hanging if c > column), default=_MOST_COLUMNS) - column
                across = min(_span(node, "colspan"), free)
                down = min(_span(node, "rowspan"), len(rows) - number)
                placed.append(Cell(node, column, across, down))
                if down > 1:
                    hanging[column] = down - 1, across
                column += across
                node = next(nodes, None)
            elif any(c > column for c in hanging):
                placed.append(Cell(None, column))
                column += 1
            else:
                break
        grid.append(placed)
    width = max((row[-1].column + row[-1].across for row in grid if row), default=0)
    for row_ in grid:
        end = row_[-1].column + row_[-1].across if row_ else 0
        row_ += [Cell(None, column) for column in range(end, width)]
    return grid


def _heads(rows: Sequence[Node], cells: Sequence[Sequence[Node]]) -> Sequence[Node]:
    """The rows of the head; the first of all, where it has nothing but heads."""
    count = 0
    while count < len(rows) and (parent := rows[count].parent) is not None:
        if tag(parent) != "thead":
            break
        count += 1
    if not count and len(rows) > 1 and cells[0] and all(tag(cell) == "th" for cell in cells[0]):
        count = 1
    return rows[:count]


def _shared(needs: Sequence[int], shares: Sequence[float], width: int) -> tuple[list[int], int]:
    """The width of columns of which each has a longest word, and a length for which it has use."""
    columns = len(needs)
    words = [need * _A_CHARACTER for need in needs]
    margin = _MARGIN if sum(words) + 2 * _MARGIN * columns <= width else _NARROW
    least = [word + 2 * margin for word in words]
    wanted = [share * _A_CHARACTER + 2 * margin for share in shares]
    if sum(least) >= width:
        found = [size * width / sum(least) for size in least]
    else:
        more = [math.sqrt(max(0.0, want - need)) for want, need in zip(wanted, least, strict=True)]
        rest = width - sum(least)
        total = sum(more)
        found = [
            size + (rest * part / total if total else rest / columns)
            for size, part in zip(least, more, strict=True)
        ]
    rounded = [max(1, int(size)) for size in found]
    rounded[-1] += max(0, width - sum(rounded))
    return rounded, margin


def _alignment(node: Node) -> Align | None:
    if found := _ALIGN.search(tree.get(node, "style")):
        return found[1]  # type: ignore[return-value]  # one of the three
    return "right" if "number" in tree.classes(node) else None


def _is_own(row: Node, table: Node) -> bool:
    """Whether a row is the table's own, not one of a table in it."""
    parent = row.parent
    while parent is not None and tag(parent) != "table":
        parent = parent.parent
    return parent is not None and parent.mem_id == table.mem_id


def _span(cell: Node, attribute: str) -> int:
    """How many columns or rows a cell spans; what reaches too far is cut off."""
    value = tree.get(cell, attribute)
    return max(1, int(value)) if _SPAN.fullmatch(value) else 1
