"""Footnotes: each stands where its mark is."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.parts.inline import Inline, Line
from taklimat.documents.tree import Node, tag
from taklimat.documents.typst import (
    Code,
    block,
    call,
    integer,
    label,
    labelled,
    string,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taklimat.documents.parts.desk import Place


class Notes(Inline):
    """Writes notes."""

    def _footnote(self, key: str, line: Line) -> None:
        item = self._footnotes.get(key)
        if item is None or self._place == "sources":
            return
        if self._place == "source-line":
            line.codes += [string(" "), *self._note_body(item, place="note")]
            line.shows, line.after_space = True, False
            return
        if self.desk.document.is_short:
            self._endnote(key, line)
            return
        if line.ends_with_mark:
            line.codes.append(call("super", string(",")))
        if key in self._noted:
            line.mark(call("footnote", label(self._noted[key])))
            return
        self._noted[key] = f"{self.part.slug}---{len(self._noted)}"
        note = labelled(call("note", block(self._note_body(item))), self._noted[key])
        line.mark(call("unsaid", note) if self._place == "heading" else note)

    def _endnote(self, key: str, line: Line) -> None:
        """A mark that leads to a note at the end: at the foot of each page it takes more room."""
        if line.ends_with_mark:
            line.codes.append(call("super", string(",")))
        line.mark(self._end_mark(key))

    def _end_mark(self, key: str) -> Code:
        self._noted.setdefault(key, f"{self.part.slug}---{len(self._noted)}")
        number = list(self._noted).index(key) + 1
        return call("endnote-mark", integer(number), label(self._noted[key]))

    def _aside(self, body: Code) -> Code:
        if not self.desk.document.is_short:
            return call("note", body)
        self._asides[body] = body
        return self._end_mark(body)

    def endnotes(self) -> list[Code]:
        """The notes of the page, in the order of their marks."""
        codes: list[Code] = []
        while len(codes) < len(self._noted):  # a note may have the first mark of another
            key, name = list(self._noted.items())[len(codes)]
            body = self._asides.get(key) or block(self._note_body(self._footnotes[key]))
            codes.append(labelled(call("endnote", integer(len(codes) + 1), body), name))
        return codes

    def _note_body(self, item: Node, place: Place = "note") -> list[Code]:
        nodes = [node for node in self.children(item) if tree.shows(node)]
        with self._at(place):
            return self._led(nodes)

    def _led(self, nodes: Sequence[Node]) -> list[Code]:
        """Text or blocks; the text that they begin with stands beside a number, not below it."""
        text = list(takewhile(tree.is_inline, nodes))
        rest = list(nodes[len(text) :])
        if not tree.shown(text) and rest and tag(rest[0]) == "p":
            begun = list(self.children(rest[0]))
            if all(map(tree.is_inline, begun)):
                text, rest = begun, rest[1:]
        return [*([self.inline(text)] if tree.shown(text) else []), *self.blocks(rest)]
