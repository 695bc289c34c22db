"""Lists: bullets, and numbers that are those of the page."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from taklimat.documents import tree
from taklimat.documents.tree import Node, tag
from taklimat.documents.word.numbering import LEVELS, as_text, counts
from taklimat.documents.word.ooxml import Element, is_a, name
from taklimat.documents.word.paragraphs import (
    INDENT,
    Numbered,
    Place,
    give_room,
    paragraph,
    style_of,
    told,
)
from taklimat.documents.word.tables import Tables
from taklimat.documents.word.writer import said

_NUMBER = re.compile(r"-?[0-9]{1,9}")


class Lists(Tables):
    """Writes lists."""

    def _block_ul(self, node: Node, place: Place) -> list[Element]:
        list_ = self.desk.numbering.bullets()
        return _closed(
            place,
            [
                each
                for item in self._items(node)
                for each in self._item(item, place, "List Bullet", list_, "")
            ],
        )

    def _block_ol(self, node: Node, place: Place) -> list[Element]:
        items = self._items(node)
        level = min(place.depth, LEVELS - 1)
        found: list[Element] = []
        list_: int | None = None
        kind, numbered = tree.get(node, "type"), _numbered(node, items)
        # Where Word can't count to one of the numbers, all are written as text.
        is_counted = all(counts(kind, number) for _, number in numbered)
        for (_, before), (item, number) in pairwise([(node, None), *numbered]):
            if is_counted and (before is None or number != before + 1):
                list_ = self.desk.numbering.numbers(kind, level, number or 0)
            written = "" if list_ else f"{as_text(kind, number or 0)}."
            found += self._item(item, place, "List Number", list_, written)
        return _closed(place, found)

    def _items(self, node: Node) -> list[Node]:
        return [child for child in self.children(node) if tag(child) == "li"]

    def _item(
        self, item: Node, place: Place, style: str, list_: int | None, written: str
    ) -> list[Element]:
        inner = replace(
            place,
            # In notes and cells, the text is smaller.
            style=place.style if place.in_note or place.in_cell else "List Continue",
            indent=place.indent + INDENT,
            own_indent=0,
            width=max(INDENT, place.width - INDENT),
            depth=place.depth + 1,
            face=said(item, place.face),
        )
        content = self.blocks(self.children(item), inner)
        if not content or not _is_plain(content[0], self.desk.styles.id(inner.style)):
            content.insert(0, paragraph(inner, "", []))
        numbered = Numbered(list_, min(place.depth, LEVELS - 1)) if list_ else None
        shown = inner.style if place.in_note or place.in_cell else style
        is_kept = content[0].find(f"{name('w:pPr')}/{name('w:keepNext')}") is not None
        led = paragraph(inner, self.desk.styles.id(shown), [], numbered=numbered, keep=is_kept)
        content[0][0] = led[0]
        if written:
            told(content[0], place.face.runs(f"{written} "))
        return self.anchored(item, content)

    # Definitions ----------------------------------------------------------------------------

    def _block_dl(self, node: Node, place: Place) -> list[Element]:
        term = replace(place, style="Definition Term", own_indent=0)
        meaning = replace(
            place,
            style="Definition",
            indent=place.indent + INDENT,
            own_indent=INDENT,
            width=max(INDENT, place.width - INDENT),
        )
        found: list[Element] = []
        for child in _lifted(node):
            if tag(child) in ("dt", "dd"):
                where = term if tag(child) == "dt" else meaning
                face = said(child, place.face)
                blocks = self.blocks(self.children(child), replace(where, face=face))
                found += self.anchored(child, blocks)
        return found


def _numbered(node: Node, items: list[Node]) -> list[tuple[Node, int]]:
    """Each item with its number (https://html.spec.whatwg.org/#ordinal-value)."""
    step = -1 if tree.has(node, "reversed") else 1
    start = tree.get(node, "start")
    number = int(start) if _NUMBER.fullmatch(start) else (len(items) if step < 0 else 1)
    found = []
    for item in items:
        own = tree.get(item, "value")
        number = int(own) if _NUMBER.fullmatch(own) else number
        found.append((item, number))
        number += step
    return found


def _is_plain(block: Element, style: str) -> bool:
    """Whether a block is a paragraph of a list's item, which may have the item's number."""
    return is_a(block, "w:p") and style_of(block) == style


def _closed(place: Place, written: list[Element]) -> list[Element]:
    """A list with as much room below as a paragraph has."""
    if written and not place.depth:
        give_room(written[-1], after=140)
    return written


def _lifted(node: Node) -> list[Node]:
    """A definition list's terms and definitions, out of the groups that HTML allows."""
    found: list[Node] = []
    for child in tree.children(node):
        found += tree.children(child) if tag(child) == "div" else [child]
    return found
