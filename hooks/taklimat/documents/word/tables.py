"""Tables: as wide as the text, their heads marked and repeated on each page."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from taklimat.documents import figures, grid, tree
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

    from taklimat.documents.grid import Grid, Row
    from taklimat.documents.word.faces import Face

_ALIGN = re.compile(r"text-align:\s*(left|right|center)")
_WORD = re.compile(r"[^\s\u00ad\u200b/–—-]+[/–—-]?")
_WHOLE = 400  # characters: a row with no longer cell stays on one page
_MOST_COLUMNS = 63  # Word's bound
_MARGIN = 108  # twips, at each side of a cell
_NARROW = 40  # where there are many columns
_A_CHARACTER = 130  # twips, at the size of tables, in bold and in a wide font


@dataclass(frozen=True)
class _Place:
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
        read = grid.read(node, self.children)
        if any(cell.column >= _MOST_COLUMNS for row in read.rows for cell in row.cells):
            raise self._too_wide(node)
        columns = min(_MOST_COLUMNS, read.width)
        if not columns:
            return [] if caption is None else self.blocks(self.children(caption), place)
        widths, margin = self._widths(read, columns, place.width)
        titled = [] if caption is None else self._caption(caption, place, "table")
        for each in titled:
            keep(each)
        label = (caption and tree.title_of(caption)) or tree.get(node, "aria-label")
        made = w("tbl", self._properties(place, read, label, margin))
        made.append(w("tblGrid", *(w("gridCol", w=width) for width in widths)))
        for number, row in enumerate(read.rows):
            is_head = number < read.heads
            is_whole = len(tree.words_of(row.node)) <= _WHOLE * columns and all(
                len(tree.words_of(cell.node)) < _WHOLE for cell in row.cells
            )
            properties = w("trPr", flag("cantSplit", is_whole), flag("tblHeader", is_head))
            made.append(
                w(
                    "tr",
                    properties,
                    *(self._cell(c, widths, place, is_head) for c in _filled(row, columns)),
                )
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

    def _widths(self, read: Grid, columns: int, width: int) -> tuple[list[int], int]:
        """How wide each column is, in twips, together `width`, and how much is a cell's margin.

        None is narrower than its longest word, as long as there is room; long texts and pictures
        take the rest.
        """
        needs, shares = [1] * columns, [1.0] * columns
        for row in read.rows:
            for cell in row.cells:
                if cell.across > 1:
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

    def _properties(self, place: Place, read: Grid, label: str, margin: int) -> Element:
        is_whole = not place.indent
        has_row_heads = bool(read.body) and all(
            row.cells and tag(row.cells[0].node) == "th" for row in read.body
        )
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
                val=f"{0x0400 | 0x20 * bool(read.heads) | 0x80 * has_row_heads:04X}",
                firstRow=int(bool(read.heads)),
                lastRow=0,
                firstColumn=int(has_row_heads),
                lastColumn=0,
                noHBand=0,
                noVBand=1,
            ),
            val("tblCaption", clean(label)[:250]),
        )

    def _cell(self, cell: _Place, widths: Sequence[int], place: Place, is_head: bool) -> Element:
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


def _filled(row: Row, columns: int) -> list[_Place]:
    """A row as Word has it: it fills the grid, with cells that go on from above.

    What reaches beyond the columns that Word allows is cut off.
    """
    placed = [_Place(cell.node, cell.column, cell.across, cell.down) for cell in row.cells]
    placed += [_Place(None, column, across, continues=True) for column, across in row.above.items()]
    filled: list[_Place] = []
    end = 0
    for place in sorted(placed, key=lambda each: each.column):
        filled += [_Place(None, column) for column in range(end, place.column)]
        end = min(columns, place.column + place.across)
        filled.append(replace(place, across=end - place.column))
    return filled + [_Place(None, column) for column in range(end, columns)]


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
