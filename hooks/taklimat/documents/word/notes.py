"""Footnotes: a part of their own, to which the marks lead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.word.faces import Face
from taklimat.documents.word.fields import field
from taklimat.documents.word.inline import Inline
from taklimat.documents.word.ooxml import Element, is_a, name, w, words
from taklimat.documents.word.paragraphs import Place, paragraph, told

if TYPE_CHECKING:
    from docx.opc.part import XmlPart

    from taklimat.documents.tree import Node
    from taklimat.documents.word.line import Line

# The lines above notes; the notes are counted from the next number on (17.11.23).
SEPARATORS = {"separator": -1, "continuationSeparator": 0}


class Notes(Inline):
    """Writes notes."""

    _in_note = False

    def _footnote(self, key: str, line: Line) -> None:
        item = self._footnotes.get(key)
        if item is None:
            return
        noted = self.desk.noted
        number = noted.get((self.part.uri, key))
        is_known = number is not None
        if number is None:
            number = noted[self.part.uri, key] = len(noted) + 1
            self._waiting.append((number, item))
        if is_known or self._in_note:
            self._refer(number, line)
        # In Word a note has no notes: what it refers to has its mark behind that of the note.
        while self._waiting and not self._in_note:
            self._mark(*self._waiting.pop(0), line)

    def _mark(self, number: int, item: Node, line: Line) -> None:
        self._comma(line)
        mark = self._raised.run(w("footnoteReference", id=number))
        line.mark(*self.desk.marked(_bookmark(number), mark))
        self._write(number, item)

    def _refer(self, number: int, line: Line) -> None:
        """The number of a note that stands elsewhere."""
        self._comma(line)
        line.mark(*field(f"NOTEREF {_bookmark(number)} \\f \\h", str(number), self._raised))

    def _comma(self, line: Line) -> None:
        if line.ends_with_mark:
            line.put(",", self._raised)

    @property
    def _raised(self) -> Face:
        return Face(self.desk.styles.id("footnote reference"))

    def _write(self, number: int, item: Node) -> None:
        part = self.desk.notes
        style = self.desk.styles.id("footnote text")
        place = replace(self._place_of_notes, style="footnote text")
        outer_level = self._level
        self._in_note = True
        with self.desk.within(part):
            nodes = [node for node in self.children(item) if tree.shows(node)]
            written = self.blocks(nodes, place)
        self._in_note, self._level = False, outer_level
        if not written or not is_a(written[0], "w:p"):
            written.insert(0, paragraph(place, style, []))
        if not is_a(written[-1], "w:p"):
            written.append(paragraph(place, style, []))
        own = self._raised.run(w("footnoteRef"))
        told(written[0], [own, w("r", words(" "))])
        _root(part).append(w("footnote", *written, id=number))

    @property
    def _place_of_notes(self) -> Place:
        raise NotImplementedError


def begin(part: XmlPart) -> None:
    """Write the lines that stand above notes."""
    for kind, id_ in SEPARATORS.items():
        spacing = w("pPr", w("spacing", after=0, line=240, lineRule="auto"))
        line = w("p", spacing, w("r", w(kind)))
        _root(part).append(w("footnote", line, type=kind, id=id_))


def _root(part: XmlPart) -> Element:
    root: Element = part.element
    return root


def sort(part: XmlPart) -> None:
    """Put the notes into the order of their numbers."""
    root = _root(part)
    root[:] = sorted(root, key=lambda note: int(note.get(name("w:id"), "0")))


def _bookmark(number: int) -> str:
    return f"_RefNote{number}"
