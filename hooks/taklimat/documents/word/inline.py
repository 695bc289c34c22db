"""Text within a line: marks, links, and where they lead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from taklimat.documents import tree
from taklimat.documents.tree import Node, tag
from taklimat.documents.word import maths
from taklimat.documents.word.line import Line
from taklimat.documents.word.ooxml import Element, element, w
from taklimat.documents.word.pictures import Pictures
from taklimat.documents.word.writer import said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from taklimat.documents.word.faces import Face

_FACES: dict[str, Callable[[Face], Face]] = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), lambda face: replace(face, italic=True)),
    **dict.fromkeys(("strong", "b"), lambda face: replace(face, bold=True)),
    **dict.fromkeys(("del", "s", "strike"), lambda face: replace(face, strike=True)),
    **dict.fromkeys(("ins", "u"), lambda face: replace(face, underline=True)),
    "mark": lambda face: replace(face, marked=True),
    "sub": lambda face: replace(face, lifted="subscript"),
    "sup": lambda face: replace(face, lifted="superscript"),
}
# Of references, by their classes.
_LOOKS: dict[str, Callable[[Face], Face]] = {
    "smallcaps": lambda face: replace(face, small_capitals=True),
    "upright": lambda face: replace(face, italic=False),
    "underlined": lambda face: replace(face, underline=True),
}
_STYLES = {"kbd": "HTML Keyboard", "samp": "HTML Code", "tt": "HTML Code"}


class Inline(Pictures):
    """Writes what stands in a line."""

    _width = 0

    def inline(self, nodes: Iterable[Node], face: Face, *, width: int = 0) -> list[Element]:
        """Text, with what stands in it; nothing where there is only space."""
        outer, self._width = self._width, width or self._width
        line = Line()
        for node in nodes:
            self._inline(node, face, line)
        self._width = outer
        line.trim()
        return line.elements() if line.shows else []

    def _within(self, node: Node, face: Face, line: Line) -> None:
        for child in self.children(node):
            self._inline(child, face, line)

    def _inline(self, node: Node, face: Face, line: Line) -> None:
        kind = tag(node)
        if kind == "-text":
            line.text(node.text_content or "", face)
            return
        if anchor := self.anchor(node):
            line.place(*self.desk.marked(anchor))
        face = said(node, face)
        if kind == "br":
            line.add(w("r", w("br")))
            line.after_space = True
        elif kind == "wbr":
            line.put("\u200b", face)
        elif kind in ("img", "svg"):
            self._small_picture(node, face, line)
        elif kind == "input":
            line.text(tree.box_of(node), face)
        elif kind == "math":
            self._equation(node, face, line)
        elif kind == "a":
            self._link(node, face, line)
        elif kind == "code":
            source = " ".join(tree.text_of(node).split("\n"))
            if source:
                line.put(source, replace(face, style=self.desk.styles.id("HTML Code")))
        elif kind == "q":
            line.text("“", face)
            self._within(node, face, line)
            line.text("”", face)
        elif kind == "rt":
            line.text(" (", face)
            self._within(node, face, line)
            line.text(")", face)
        elif tree.is_comment(node):
            line.text(" [", face)
            self._within(node, face, line)
            line.text("]", face)
        elif kind == "rp":
            pass  # its brackets are written with what they hold
        elif tree.is_mark(node):
            self._footnote(tree.note_of(node), line)
        else:
            # A block that stands in a line, in broken HTML, is read as its text.
            self._within(node, self._face(node, face), line)

    def _face(self, node: Node, face: Face) -> Face:
        """How the words of an element look."""
        kind = tag(node)
        if kind in _FACES:
            return _FACES[kind](face)
        if kind in _STYLES:
            return replace(face, style=self.desk.styles.id(_STYLES[kind]))
        for class_ in sorted(tree.classes(node)):
            if class_ in _LOOKS:
                face = _LOOKS[class_](face)
            elif class_ in ("badge", "claim-mark") and not face.style:
                face = replace(face, style=self.desk.styles.id("Badge"))
        return face

    def _small_picture(self, node: Node, face: Face, line: Line) -> None:
        if (drawn := self._picture(node, self._width)) is not None:
            line.add(drawn)
        else:
            line.text(tree.get(node, "alt"), face)

    def _equation(self, node: Node, face: Face, line: Line) -> None:
        if (made := maths.equation(node)) is not None:
            line.add(made)
        else:
            line.text(tree.get(node, "alttext"), face)

    def _link(self, node: Node, face: Face, line: Line) -> None:
        target = self._target(node)
        face = self._face(node, face)
        if target is None or face.style == self.desk.styles.id("Hyperlink"):
            self._within(node, face, line)
            return
        inner = line.inner()
        self._within(node, replace(face, style=self.desk.styles.id("Hyperlink")), inner)
        shown = inner.elements()
        if inner.shows:
            shown = [element("w:hyperlink", {**target, "w:history": 1}, shown)]
        line.place(*shown)
        line.close(inner)

    def _target(self, node: Node) -> dict[str, str] | None:
        """Where a link leads, as the attribute for it; None where it leads nowhere."""
        document = self.desk.document
        if (term := tree.get(node, "data-term")) and term in document.terms_by_id:
            return {"w:anchor": self.desk.bookmark(f"term-{term}")}
        href = tree.get(node, "href")
        if near := self.near(href):
            return None if tree.stands_in(node, near) else {"w:anchor": self.desk.bookmark(near)}
        try:
            split = urlsplit(href)
            address = (
                href
                if split.scheme
                else document.link(urljoin(f"/{self.part.url}", href))
                if href and not split.netloc
                else None
            )
        except ValueError:
            return None
        key = self.desk.link(address) if address else None
        return {"r:id": key} if key else None

    def _footnote(self, key: str, line: Line) -> None:
        raise NotImplementedError
