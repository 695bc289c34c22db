"""What is left of a page to write: its nodes, labels and anchors."""

from __future__ import annotations

import hashlib
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.parts.heights import MOST, lines_of
from taklimat.documents.typst import (
    NONE,
    Code,
    call,
    labelled,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from taklimat.documents.model import Part
    from taklimat.documents.parts.desk import Desk, Place
    from taklimat.documents.tree import Node

_PLAIN_LABEL = re.compile(r"[a-z0-9-]+")
# Pictures are files of their own, and notes stand where their marks are.
_WITHOUT_LABEL = "[id=''], svg [id], .footnote, .footnote [id], sup[id^='fnref']"
_SHORT_BLOCK = 900  # characters: a third of a page at most


class Writer:
    """Writes one page. Its methods take nodes of the page and give code."""

    def __init__(self, desk: Desk, part: Part, *, within_entry: bool = False) -> None:
        self.desk = desk
        self.part = part
        self.root = tree.parse(part.html)
        self.labels = dict(self._labels_of(self.root))
        self._anchored: set[str] = set()
        self._taken: set[int] = set()
        self._level = 1
        self._within_entry = within_entry
        self._place: Place = "text"
        self._in_cell = False
        self._is_lined = False
        self._footnotes = {
            tree.get(item, "id").removeprefix("fn:"): item
            for item in self.root.css("div.footnote li[id]")
        }
        self._noted: dict[str, str] = {}
        self._asides: dict[str, Code] = {}
        """Notes that no text has, of a document whose notes stand at its end."""
        self._bare: set[Code] = set()
        """What shows nothing, and is led to."""

    def take(self, selector: str) -> Node | None:
        """The first element that `selector` matches, taken out of the page's text."""
        found = tree.find(self.root, selector)
        self.leave(found)
        return found

    def leave(self, node: Node | None) -> None:
        """Take a node out of the page's text."""
        if node is not None:
            self._taken.add(node.mem_id)

    def children(self, node: Node) -> Iterator[Node]:
        """The nodes within `node` that belong to the page's text."""
        return (child for child in tree.children(node) if child.mem_id not in self._taken)

    def _labels_of(self, root: Node) -> Iterator[tuple[str, str]]:
        """A label for each id; two pages never share one, for it begins with the page's slug."""
        slug = self.part.slug
        for node in root.css(f"[id]:not({_WITHOUT_LABEL})"):
            id_ = tree.get(node, "id")
            plain = _PLAIN_LABEL.fullmatch(id_)
            end = id_ if plain else "x" + hashlib.sha256(id_.encode()).hexdigest()[:12]
            yield id_, f"{slug}--{end}"

    def _anchor(self, node: Node) -> list[Code]:
        """What links to the node's id lead to; of two nodes with the same id, the first."""
        id_ = tree.get(node, "id")
        if id_ not in self.labels or id_ in self._anchored:
            return []
        self._anchored.add(id_)
        place = labelled(call("metadata", NONE), self.labels[id_])
        # A table of contents has its headings again, and no label may be there twice.
        return [call("unsaid", place) if self._place == "heading" else place]

    def _is_short(self, node: Node) -> bool:
        """Whether a list, a box or a table is better kept on one page.

        It is faster, too: the engine lays out what may break anew for every footnote in it.
        """
        return (
            not self._in_cell and len(tree.text_of(node)) <= _SHORT_BLOCK and lines_of(node) <= MOST
        )

    @contextmanager
    def _at(self, place: Place) -> Iterator[None]:
        outer, self._place = self._place, place
        yield
        self._place = outer

    # What the others write; each is in a module of its own.

    def blocks(self, nodes: Iterable[Node]) -> list[Code]:
        """Nodes that stand one below the other; text between them becomes paragraphs."""
        raise NotImplementedError

    def flow(self, node: Node) -> Code:
        """What is in a list's item or a table's cell: bare text, or blocks."""
        raise NotImplementedError

    def inline(self, nodes: Iterable[Node]) -> Code:
        """Text, with what stands in it; EMPTY where there is nothing but space."""
        raise NotImplementedError

    def _code(self, node: Node) -> list[Code]:
        raise NotImplementedError
