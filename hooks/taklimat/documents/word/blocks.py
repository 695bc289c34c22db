"""Blocks: what stands one below the other."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from taklimat.documents import figures, tree
from taklimat.documents.tree import Node, tag
from taklimat.documents.word import maths
from taklimat.documents.word.lists import Lists
from taklimat.documents.word.ooxml import Element, name, w
from taklimat.documents.word.paragraphs import (
    BOX,
    INDENT,
    Bar,
    Place,
    gap,
    give_room,
    keep,
    paragraph,
    spaced,
    told,
)
from taklimat.documents.word.styles import GROUND, RULE
from taklimat.documents.word.writer import is_inline, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from taklimat.documents.word.faces import Face

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_IN_CONTENTS = (2, 3)
# Paragraphs with a style of their own.
_CLASSES = {"small-print": "Small Print", "item-head": "Item Head", "brief-summary": "Subtitle"}


class Blocks(Lists):
    """Writes blocks."""

    accent = "A8470F"

    def blocks(self, nodes: Iterable[Node], place: Place) -> list[Element]:
        """Nodes that stand one below the other; text between them becomes paragraphs."""
        found: list[Element] = []
        was_framed = False
        for inline, group in groupby(nodes, key=is_inline):
            if inline:
                written = self._paragraph(list(group), place)
                was_framed = was_framed and not written
                found += written
                continue
            for node in group:
                written = self._block(node, place)
                # Two boxes in a row would be read as one.
                if written and (is_framed := _is_framed(node)) and was_framed:
                    found.append(gap())
                was_framed = is_framed if written else was_framed
                found += written
        return spaced(found, self.desk.styles.headings)

    def anchored(self, node: Node, written: list[Element]) -> list[Element]:
        """Blocks with the bookmark that links to their element lead to."""
        if anchor := self.anchor(node):
            paragraphs = (p for block in written for p in block.iter(name("w:p")))
            if (first := next(paragraphs, None)) is not None:
                told(first, self.desk.marked(anchor))
        return written

    def _paragraph(self, nodes: Sequence[Node], place: Place) -> list[Element]:
        shown = [node for node in nodes if tag(node) != "-text" or tree.text_of(node).strip()]
        if len(shown) == 1 and tag(shown[0]) == "img":
            return self._shown(shown[0], place)
        content = self.inline(nodes, place.face, width=place.width)
        return [paragraph(place, self.desk.styles.id(place.style), content)] if content else []

    def _block(self, node: Node, place: Place) -> list[Element]:
        face = said(node, place.face)
        if face != place.face:
            place = replace(place, face=face)
        if tag(node) in _HEADINGS:
            return self._heading(node, place)
        method = getattr(self, f"_block_{tag(node)}", None)
        written = method(node, place) if method else self.blocks(self.children(node), place)
        return self.anchored(node, written)

    def heading(self, level: int, content: list[Element], said: str, place: Place) -> Element:
        """A heading; it is in the contents as `said`, unless these would be crowded by it."""
        outline = level if level in _IN_CONTENTS and not self.part.is_listing else 0
        if outline:
            mark = f"_Toc{len(self.desk.contents) + 1:08d}"
            self.desk.contents.append((level, mark, said))
            content = self.desk.marked(mark, *content)
        place = replace(place, style="Normal", own_indent=0, align=None)
        return paragraph(place, self.desk.styles.id(f"heading {level}"), content)

    def _heading(self, node: Node, place: Place) -> list[Element]:
        words = tree.title_of(node)
        if not words:
            return self.anchored(node, self.blocks(self.children(node), place))
        content = self.inline(self.children(node), place.face, width=place.width)
        if place.in_note or place.in_entry or place.in_cell:
            style = self.desk.styles.id("Item Head")
            return self.anchored(node, [paragraph(place, style, content, keep=True)])
        # No level is skipped: what follows an h2 is an h3, whatever the page says.
        self._level = max(2, min(_HEADINGS[tag(node)], self._level + 1))
        if anchor := self.anchor(node):
            content = self.desk.marked(anchor, *content)
        return [self.heading(self._level, content, words, place)]

    def _block_p(self, node: Node, place: Place) -> list[Element]:
        classes = tree.classes(node)
        if "on-screen" in classes:
            return []  # it leads to a file of the site
        if style := next((_CLASSES[each] for each in sorted(classes) if each in _CLASSES), ""):
            place = replace(place, style=style, own_indent=0)
        # A picture drawn in the page may stand in a paragraph, and divides it here.
        return self.blocks(self.children(node), place)

    def _block_div(self, node: Node, place: Place) -> list[Element]:
        classes = tree.classes(node)
        if "footnote" in classes:
            return []  # each note stands where its mark is
        if "admonition" in classes:
            return self._box(node, tree.box_title(node), place)
        if "tabbed-set" in classes and (tabs := tree.tabs(node)):
            return self._tabs(tabs, place)
        if tree.is_code(node):
            return self._code(node, place)
        if "bottom-line" in classes:
            return self._box(node, None, place)
        return self.blocks(self.children(node), place)

    def _block_details(self, node: Node, place: Place) -> list[Element]:
        return self._box(node, tree.box_title(node), place)

    def _box(self, node: Node, title: Node | None, place: Place) -> list[Element]:
        inner = replace(
            place,
            style="Box",
            indent=place.indent + BOX,
            own_indent=BOX,
            width=max(BOX, place.width - BOX),
            bar=Bar(self.accent, GROUND, place.indent + BOX),
        )
        found = self._titled(title, "Box Title", inner)
        for part in tree.parted(self.children(node), title):
            found += self.blocks(part, inner)
        if found:
            give_room(found[-1], after=160)
        return found

    def _titled(self, title: Node | None, style: str, place: Place) -> list[Element]:
        """The title of what follows."""
        if title is None:
            return []
        face = said(title, place.face)
        content = self.inline(self.children(title), face)
        placed = replace(place, style=style)
        return (
            [paragraph(placed, self.desk.styles.id(style), content, keep=True)] if content else []
        )

    def _tabs(self, tabs: Iterable[tuple[Node, Node]], place: Place) -> list[Element]:
        found: list[Element] = []
        for title, body in tabs:
            found += self._titled(title, "Item Head", replace(place, own_indent=0))
            found += self.blocks(self.children(body), place)
        return found

    def _block_pre(self, node: Node, place: Place) -> list[Element]:
        return self._code(node, place)

    def _code(self, node: Node, place: Place) -> list[Element]:
        source = tree.source_of(node)
        placed = replace(place, style="HTML Preformatted", own_indent=0, align=None)
        found = self._titled(tree.find(node, "span.filename"), "Item Head", placed)
        # Code is in no language, and its lines run from left to right.
        face = replace(place.face, language="", is_turned=False)
        runs = _lines(source, tree.get(node, tree.FIRST_LINE), face)
        return [
            *found,
            paragraph(replace(placed, face=face), self.desk.styles.id(placed.style), runs),
        ]

    def _block_blockquote(self, node: Node, place: Place) -> list[Element]:
        is_within = place.style == "Quote"
        inner = replace(
            place,
            style="Quote",
            indent=place.indent + INDENT,
            own_indent=0 if is_within or place.indent else INDENT,
            width=max(INDENT, place.width - 2 * INDENT),
            bar=Bar(RULE, indent=place.indent + INDENT, width=12, space=10),
        )
        return self.blocks(self.children(node), inner)

    def _block_hr(self, node: Node, place: Place) -> list[Element]:
        line = w("pBdr", w("bottom", val="single", sz=4, space=1, color="C9C5BC"))
        return [w("p", w("pPr", line))]

    # Pictures -------------------------------------------------------------------------------

    def _block_figure(self, node: Node, place: Place) -> list[Element]:
        figure = figures.read(node)
        if figure.only is not None and tag(figure.only) == "table":
            return self._table(figure.only, place, figure.caption)
        if figure.is_above:
            caption = self._said(figure, place)
            for each in caption:
                keep(each)
            return [*caption, *self.blocks(figure.within, place)]
        body = self.blocks(figure.within, place)
        # It is written in the order in which it stands: so notes are numbered.
        caption = self._said(figure, place)
        for each in body if caption else ():
            keep(each)
        return [*body, *caption]

    def _said(self, figure: figures.Figure, place: Place) -> list[Element]:
        """A figure's caption, or else what its drawing is called."""
        if figure.caption is not None:
            return self._caption(figure.caption, place, figure.kind)
        drawn = figure.only if figure.only is not None and tag(figure.only) == "svg" else None
        title = drawn and tree.find(drawn, "title")
        return self._caption(title, place, figure.kind) if title else []

    def _block_figcaption(self, node: Node, place: Place) -> list[Element]:
        return self._caption(node, place, "")

    def _block_svg(self, node: Node, place: Place) -> list[Element]:
        return self._shown(node, place)

    def _block_math(self, node: Node, place: Place) -> list[Element]:
        made = maths.displayed(node)
        style = self.desk.styles.id(place.style)
        if made is None:
            runs = list(place.face.runs(tree.get(node, "alttext")))
            return [paragraph(place, style, runs)] if runs else []
        return [paragraph(place, style, [made])]

    def _shown(self, node: Node, place: Place) -> list[Element]:
        """A picture on a line of its own."""
        picture = self._picture(node, place.width)
        if picture is None:
            return []
        placed = replace(place, style="Picture", own_indent=0)
        return self.anchored(node, [paragraph(placed, self.desk.styles.id("Picture"), [picture])])


def _is_framed(node: Node) -> bool:
    """Whether an element has a ground of its own."""
    if tag(node) in ("details", "pre"):
        return True
    return bool(tree.classes(node) & {"admonition", "bottom-line", "highlight", "highlighttable"})


def _lines(source: Node, first: str, face: Face) -> Iterator[Element]:
    """Lines of code, with their numbers if the first has one; some stand out."""
    text = tree.text_of(source)
    lines = text.strip("\n").split("\n")
    begins = int(first) if first.isdecimal() else None
    marked = set(tree.marked_lines(source))
    wide = len(str((begins or 0) + len(lines) - 1))
    number = len(text) - len(text.lstrip("\n")) + 1
    for at, line in enumerate(lines):
        before = "" if begins is None else f"{begins + at:>{wide}}  "
        yield from face.runs(f"\n{before}" if at else before)
        yield from replace(face, marked=number + at in marked).runs(line)
