"""SVG as a book may hold it: nothing but what draws, and nothing that it reads from elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from taklimat.documents import tree
from taklimat.documents.epub import allowed
from taklimat.documents.epub.names import plain
from taklimat.documents.epub.xml import DECLARATION, Xml, clean, element, text
from taklimat.documents.tree import Node, tag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from taklimat.documents.epub.xml import Link

_REFERENCE = re.compile(r"url\(\s*+['\"]?#([^'\")\s]*+)['\"]?\s*+\)")
_EMBEDDED = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*+")
_DEEPEST = 100


class Drawing:
    """Writes one drawing.

    `ids` are the names that its ids have in the file; `id_of` tells the one that an element has.
    """

    def __init__(
        self, ids: Mapping[str, str], id_of: Callable[[Node], str | None], *, styled: bool
    ) -> None:
        self._ids = ids
        self._id_of = id_of
        self._styled = styled

    def xml(self, svg: Node, own: Mapping[str, str | None]) -> Xml:
        """The drawing; `own` are attributes besides those that it has."""
        attributes = {"xmlns": "http://www.w3.org/2000/svg", **self._attributes(svg), **own}
        return element("svg", attributes, *self._inside(svg, 0))

    def _inside(self, node: Node, depth: int) -> list[Xml]:
        inside: list[Xml] = []
        for child in tree.children(node):
            name = tag(child)
            if name == "-text":
                inside.append(text(child.text_content or ""))
            elif name == "style" and self._styled:
                style = tree.text_of(child)
                inside.append(element("style", {}, text(style if harmless(style) else "")))
            elif name in allowed.SVG and depth < _DEEPEST:
                # Where a link in it leads is a matter of the page's text.
                within = self._inside(child, depth + 1)
                attributes = self._attributes(child)
                inside.append(element("g" if name == "a" else name, attributes, *within))
        return inside

    def _attributes(self, node: Node) -> dict[str, str | Link | None]:
        found: dict[str, str | Link | None] = {"id": self._id_of(node)}
        for name, value in allowed.of_svg(node).items():
            if harmless(value):
                found[name] = _REFERENCE.sub(self._reference, value)
        href = tree.get(node, "href") or tree.get(node, "xlink:href")
        if href.startswith("#") and href[1:] in self._ids:
            found["xlink:href"] = f"#{self._ids[href[1:]]}"
        elif tag(node) == "image" and _EMBEDDED.fullmatch(href):
            found["xlink:href"] = href
        if "xlink:href" in found:
            found["xmlns:xlink"] = "http://www.w3.org/1999/xlink"
        return found

    def _reference(self, match: re.Match[str]) -> str:
        return f"url(#{self._ids.get(match[1], 'none')})"


def in_file(data: bytes) -> bytes | None:
    """The drawing that a file holds, as a file of a book; None where it holds none."""
    parsed = LexborHTMLParser(clean(data.decode("utf-8", errors="replace")))
    svg = parsed.css_first("svg")
    if svg is None:
        return None
    ids = {id_: plain(id_) for node in svg.css("[id]") if (id_ := tree.get(node, "id"))}
    given: set[str] = set()

    def id_of(node: Node) -> str | None:
        id_ = ids.get(tree.get(node, "id"))
        if id_ is None or id_ in given:
            return None
        given.add(id_)
        return id_

    source = Drawing(ids, id_of, styled=True).xml(svg, {})
    return f"{DECLARATION}{source}\n".encode()


def harmless(style: str) -> bool:
    """Whether a style, or an attribute's value, reads no file."""
    return not _READING.search(style)


# A reference to anything but a part of the drawing itself, however it is hidden.
_READING = re.compile(
    r"url\(\s*+['\"]?+(?!#)|\\|@import|image-set\(|src\(|expression\(|javascript:", re.IGNORECASE
)
