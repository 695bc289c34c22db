"""Tables: in full width, with heads that are marked and repeated."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.parts.tables import is_own, span_of, width_of
from taklimat.documents.tree import Node, tag
from taklimat.documents.word.package import room_of
from taklimat.documents.word.pictures import Pictures
from taklimat.documents.word.xml import element, qn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element as Element

_TWIP = 635  # English metric units
_SHORT = 400  # characters: a row with no longer cell stays on one page


class Tables(Pictures):
    """Writes tables."""

    def table(self, node: Node) -> list[Element]:
        """A table; its caption, if it has one, above it."""
        rows = [row for row in node.css("tr") if is_own(row, node)]
        cells = [[c for c in tree.children(row) if tag(c) in ("td", "th")] for row in rows]
        width = width_of(cells)
        if not width:
            return []
        heads = 0
        for row, own in zip(rows, cells, strict=True):
            is_head = row.parent is not None and tag(row.parent) == "thead"
            if not (is_head or (not heads and own and all(tag(c) == "th" for c in own))):
                break
            heads += 1
        room = room_of(self.file) // _TWIP
        shares = _shares(cells, width)
        columns = [max(1, round(room * share / sum(shares))) for share in shares]
        grid = element("w:tblGrid", *(element("w:gridCol", w=column) for column in columns))
        look = element("w:tblLook", val="0420", firstRow=int(bool(heads)), lastRow=0, firstColumn=0,
                       lastColumn=0, noHBand=0, noVBand=1)  # fmt: skip
        properties = element(
            "w:tblPr", element("w:tblStyle", val="TableGrid"),
            element("w:tblW", w=5000, type="pct"), look,
        )  # fmt: skip
        made = element("w:tbl", properties, grid)
        spans: dict[int, tuple[int, int]] = {}
        for number, row_ in enumerate(cells):
            made.append(
                self._row(row_, columns, spans, len(cells) - number, is_head=number < heads)
            )
        caption = tree.find(node, "caption")
        above = self.blocks([caption], "Caption") if caption is not None else []
        # Two tables in a row would be one.
        return [*above, made, element("w:p", element("w:pPr", element("w:pStyle", val="Small")))]

    def _row(
        self,
        cells: Sequence[Node],
        columns: Sequence[int],
        spans: dict[int, tuple[int, int]],
        left: int,
        *,
        is_head: bool,
    ) -> Element:
        """A row; `spans` are the columns that cells above still take: how many rows, how wide."""
        made = element("w:tr")
        properties = element("w:trPr")
        if all(len(tree.words_of(cell)) < _SHORT for cell in cells):
            properties.append(element("w:cantSplit"))
        if is_head:
            properties.append(element("w:tblHeader"))
        if len(properties):
            made.append(properties)
        waiting, column, width = list(cells), 0, len(columns)
        while column < width:
            if column in spans:
                rows, across = spans.pop(column)
                made.append(_cell(columns[column : column + across], "continue"))
                if rows > 1:
                    spans[column] = rows - 1, across
            elif waiting:
                cell = waiting.pop(0)
                across = min(span_of(cell, "colspan"), width - column)
                down = min(span_of(cell, "rowspan"), left)
                made.append(self._filled(cell, columns[column : column + across], down, is_head))
                if down > 1:
                    spans[column] = down - 1, across
            else:
                across = 1
                made.append(_cell(columns[column : column + 1], ""))
            column += across
        return made

    def _filled(self, cell: Node, columns: Sequence[int], down: int, is_head: bool) -> Element:
        made = _cell(columns, "restart" if down > 1 else "", filled=True)
        bold = is_head or tag(cell) == "th"
        if is_head:
            made[0].append(element("w:shd", val="clear", color="auto", fill="F0EDE6"))
        made.extend(self.cell(cell, bold=bold) or [element("w:p")])
        if made[-1].tag != qn("w:p"):
            made.append(element("w:p"))  # a cell ends with a paragraph
        return made

    def cell(self, node: Node, *, bold: bool) -> list[Element]:
        """What stands in a cell."""
        raise NotImplementedError


def _shares(rows: Sequence[Sequence[Node]], width: int) -> list[float]:
    """How much of the width each column wants: for its longest word, and for all its words."""
    longest, signs = [1] * width, [0] * width
    for row in rows:
        if any(span_of(cell, "colspan") > 1 for cell in row):
            continue
        for column, cell in enumerate(row[:width]):
            words = tree.words_of(cell)
            longest[column] = max(longest[column], *map(len, words.split()), 1)
            signs[column] += len(words)
    mean = [count / max(1, len(rows)) for count in signs]
    return [
        max(min(long, 20) + 2, 3 * math.sqrt(some))
        for long, some in zip(longest, mean, strict=True)
    ]


def _cell(columns: Sequence[int], merged: str, *, filled: bool = False) -> Element:
    properties = element("w:tcPr", element("w:tcW", w=sum(columns), type="dxa"))
    if len(columns) > 1:
        properties.append(element("w:gridSpan", val=len(columns)))
    if merged:
        properties.append(element("w:vMerge", val=merged))
    made = element("w:tc", properties)
    if not filled:
        made.append(element("w:p"))
    return made
