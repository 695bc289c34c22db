"""From the HTML of one page to Typst source.

What each construct looks like is the template's matter; which function of the template it calls
is decided here, a module for each kind of construct. Each writer knows what the ones before it can.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.parts.blocks import Blocks
from taklimat.documents.parts.desk import Desk, heading
from taklimat.documents.typst import Code, call, labelled, string

if TYPE_CHECKING:
    from taklimat.documents.tree import Node

__all__ = ["Desk", "PartWriter", "heading"]


class PartWriter(Blocks):
    """Writes one page as a whole."""

    def title(self, level: int) -> Code:
        """The page's first heading."""
        first = tree.page_title(self.root)
        self.leave(first)
        words = (first and tree.title_of(first)) or self.part.title
        body = self._titled(first, words) if first else string(words)
        if first and (id_ := tree.get(first, "id")) in self.labels:
            self.labels[id_] = self.part.slug
            self._anchored.add(id_)
        self._level = level
        return labelled(heading(level, body, words), self.part.slug)

    def body(self) -> list[Code]:
        """All that is left of the page."""
        return self.blocks(self.children(self.root))

    def sources(self) -> list[Code]:
        """The sources that the page cites, in the order of the alphabet, with their addresses."""
        cited: dict[str, Node] = {}
        for key, note in self._footnotes.items():
            for reference in note.css("span.reference") if key in self._noted else ():
                cited.setdefault(tree.get(reference, "data-source"), reference)

        def words(reference: Node) -> str:
            return re.sub(r"\W+", " ", tree.words_of(reference)).strip().casefold()

        codes = []
        with self._at("sources"):
            for reference in sorted(cited.values(), key=words):
                codes.append(call("source-entry", self.inline(self.children(reference))))
        return codes
