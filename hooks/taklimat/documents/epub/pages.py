"""One page of the site, or an entry of the glossary, on its way into a chapter."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.epub import allowed
from taklimat.documents.tree import Node, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from taklimat.documents.epub.book import Book
    from taklimat.documents.epub.xml import Link, Xml
    from taklimat.documents.model import Part

_PHRASES = frozenset(("-text", "svg"))
_DRAWN = frozenset(("math", "svg"))
_DEEPEST = 100  # as security has it: what stands deeper is read as its text


@dataclass
class Note:
    """A note of a chapter: where its text stands, and the ids of its marks."""

    page: Page
    item: Node
    number: int
    marks: list[str] = field(default_factory=list)


@dataclass
class Chapter:
    """A file of the book: what its pages gather together."""

    file: str
    notes: list[Note] = field(default_factory=list)
    headings: list[tuple[str, Xml]] = field(default_factory=list)
    """The ids and texts of its second level."""
    has_svg: bool = False
    has_math: bool = False


class Page:
    """Writes what is left of a page. Its methods take nodes of the page and give XHTML."""

    def __init__(self, book: Book, chapter: Chapter, part: Part, *, in_entry: bool = False) -> None:
        self.book = book
        self.chapter = chapter
        self.part = part
        self.place = book.places[part.uri]
        self.root = self.place.root
        self.in_entry = in_entry
        self.level = 1
        self.in_link = False
        self._late: list[str] = []
        """The notes of which marks stand in the link that is written."""
        self.in_dfn = False
        self._blocks = _with_blocks(self.root)
        self._taken: set[int] = set()
        self._depth = 0
        self._noted: dict[str, Note] = {}
        self._footnotes = {
            tree.get(item, "id").removeprefix("fn:"): item
            for item in self.root.css("div.footnote li[id]")
        }

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

    def is_phrase(self, node: Node) -> bool:
        """Whether a node, with all in it, stands within a line of text."""
        return _in_line(tag(node)) and node.mem_id not in self._blocks

    def id_of(self, node: Node) -> str | None:
        """The id that a node has in the book; of two nodes with the same one, the first has it."""
        id_ = self.place.ids.get(tree.get(node, "id")) if node.is_element_node else None
        if id_ is None or (self.chapter.file, id_) in self.book.anchored:
            return None
        return self.anchored(id_)

    def anchored(self, id_: str) -> str:
        """An id, now that it is there."""
        self.book.anchored.add((self.chapter.file, id_))
        return id_

    def attributes(self, node: Node) -> dict[str, str | Link | None]:
        """What any element keeps: its id, and what else is allowed."""
        id_ = self.id_of(node)
        return {**({"id": id_} if id_ else {}), **allowed.common(node)}

    @contextmanager
    def deeper(self) -> Iterator[bool]:
        """Go down a level; tells whether that is deeper than anything is read as what it is."""
        self._depth += 1
        yield self._depth > _DEEPEST
        self._depth -= 1

    # What the others write; each is in a module of its own.

    def blocks(self, nodes: Iterable[Node]) -> Xml:
        """Nodes that stand one below the other; text between them becomes paragraphs."""
        raise NotImplementedError

    def flow(self, node: Node) -> Xml:
        """What is in a list's item or a table's cell: bare text, or blocks."""
        raise NotImplementedError

    def phrase(self, nodes: Iterable[Node]) -> Xml:
        """Text, with what stands in it."""
        raise NotImplementedError

    def code(self, node: Node) -> Xml:
        """Source code in lines of its own."""
        raise NotImplementedError


def _in_line(kind: str) -> bool:
    return kind in _PHRASES or tree.in_line(kind)


def _with_blocks(root: Node) -> set[int]:
    """The elements in which a block stands, however deep."""
    found: set[int] = set()
    drawn: set[int] = set()
    for node in root.traverse():
        parent = node.parent
        if tag(node) in _DRAWN or (parent is not None and parent.mem_id in drawn):
            drawn.add(node.mem_id)  # what it is made of is its own
        elif not _in_line(tag(node)) and tag(node) != "-comment":
            while parent is not None and parent.mem_id not in found:
                found.add(parent.mem_id)
                parent = parent.parent
    return found
