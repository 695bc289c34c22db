"""What is left of a page to write: its nodes, and the ids that something leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urljoin

from taklimat.documents import tree
from taklimat.documents.tree import Node, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from taklimat.documents.model import Part
    from taklimat.documents.word.desk import Desk
    from taklimat.documents.word.faces import Face
    from taklimat.documents.word.ooxml import Element
    from taklimat.documents.word.paragraphs import Place


class Writer:
    """Writes one page. Its methods take nodes of the page and give elements."""

    def __init__(self, desk: Desk, part: Part) -> None:
        self.desk = desk
        self.part = part
        self.root = tree.parse(part.html)
        self._taken: set[int] = set()
        self._level = 1
        self._footnotes = {
            tree.get(item, "id").removeprefix("fn:"): item
            for item in self.root.css("div.footnote li[id]")
        }
        self._waiting: list[tuple[int, Node]] = []
        """The notes with their numbers that have no mark in the text yet."""
        # Only what is led to has a bookmark: Word shows them all in a list.
        self._targets = {
            found
            for link in self.root.css("a[href]")
            if (found := self.near(tree.get(link, "href")))
        }
        self._anchored: set[str] = set()

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

    def near(self, href: str) -> str:
        """The id on this page that a link leads to; empty where it leads elsewhere."""
        try:
            address, id_ = urldefrag(urljoin(f"/{self.part.url}", href))
        except ValueError:
            return ""
        return unquote(id_) if href.startswith("#") or address == f"/{self.part.url}" else ""

    def anchor(self, node: Node) -> str:
        """The name of the bookmark that an element needs; of two with the same id, the first."""
        id_ = tree.get(node, "id")
        if not id_ or id_ not in self._targets or id_ in self._anchored:
            return ""
        self._anchored.add(id_)
        return self.desk.bookmark(id_)

    # What the others write; each is in a module of its own.

    def blocks(self, nodes: Iterable[Node], place: Place) -> list[Element]:
        """Nodes that stand one below the other; text between them becomes paragraphs."""
        raise NotImplementedError

    def inline(self, nodes: Iterable[Node], face: Face, *, width: int = 0) -> list[Element]:
        """Text, with what stands in it; nothing where there is only space.

        `width` is that of the place, for pictures.
        """
        raise NotImplementedError

    def anchored(self, node: Node, written: list[Element]) -> list[Element]:
        """Blocks with the bookmark that links to their element lead to."""
        raise NotImplementedError

    def _code(self, node: Node, place: Place) -> list[Element]:
        raise NotImplementedError


def said(node: Node, face: Face) -> Face:
    """The face of words in an element, by its language and direction."""
    return face.said_in(tree.get(node, "lang") or tree.get(node, "xml:lang"), tree.get(node, "dir"))


def is_inline(node: Node) -> bool:
    """Whether the node, with all in it, stands within a line of text."""
    if node.is_text_node:
        return True
    if tag(node) == "math":
        return tree.get(node, "display") != "block"
    return tree.in_line(tag(node)) and all(is_inline(child) for child in tree.children(node))
