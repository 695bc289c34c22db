"""Pictures and formulas: files with words for them, and what is drawn in the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from taklimat.documents import tree
from taklimat.documents.epub import drawings
from taklimat.documents.epub.drawings import Drawing
from taklimat.documents.epub.formulas import formula
from taklimat.documents.epub.pages import Page
from taklimat.documents.epub.xml import Xml, clean, element, text
from taklimat.documents.parts.desk import line_of

if TYPE_CHECKING:
    from taklimat.documents.epub.xml import Link
    from taklimat.documents.model import Asset
    from taklimat.documents.tree import Node

_SIGNS = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    b"GIF8": "gif",
}


class Pictures(Page):
    """Writes pictures and formulas."""

    def img(self, node: Node) -> Xml:
        """A picture from a file."""
        written = tree.get(node, "src")
        tail = written.rpartition("/")[2]  # as it stands in the page's source
        origins = self.part.origins
        source = next((origin for origin in origins if line_of(tail, origin)), origins[0])
        alternative = tree.get(node, "alt")
        if not tree.has(node, "alt"):
            what, remedy = f"a picture without words: {written}", 'add alt="…", empty for ornament'
            self.book.problem(source, line_of(tail, source), what, remedy)
        try:
            address = urljoin(f"/{self.part.url}", written)
            name = self.book.asset(address, tail, source)
        except ValueError:
            name = None
        file = name and name_of(self.book.assets[name])
        if not file:
            return text(alternative)
        self.book.pictured = True
        width = tree.get(node, "width")
        attributes: dict[str, str | Link | None] = {
            **self.attributes(node),
            "src": f"images/{file}",
            "alt": alternative,
            "width": width if re.fullmatch("[1-9][0-9]{0,3}", width) else None,
        }
        return element("img", attributes)

    def svg(self, node: Node) -> Xml:
        """A picture drawn in the page."""
        alternative = tree.svg_alternative(node)
        if not alternative:
            origin = self.part.origins[0]
            what, remedy = "an SVG without words", "give it a <title> and a <desc>"
            self.book.problem(origin, origin.line_of("<svg"), what, remedy)
        self.chapter.has_svg = self.book.pictured = True
        classes = clean(tree.get(node, "class")).split()
        own = {
            "class": " ".join(["picture", *classes]),
            "direction": "ltr",
            "role": "img",
            "aria-label": alternative or None,
        }
        return Drawing(self.place.ids, self.id_of, styled=False).xml(node, own)

    def math(self, node: Node) -> Xml:
        """A formula, with words for it."""
        self.chapter.has_math = self.book.mathematical = True
        return formula(node)


def name_of(asset: Asset) -> str:
    """The name of a picture's file in the book, its ending by what it is; empty for no picture."""
    stem = asset.name.partition(".")[0]
    if asset.suffix == ".svg":
        return f"{stem}.svg" if b"<svg" in asset.data else ""
    for sign, ending in _SIGNS.items():
        if asset.data.startswith(sign):
            return f"{stem}.{ending}"
    return f"{stem}.webp" if asset.data[:4] + asset.data[8:12] == b"RIFFWEBP" else ""


def content_of(asset: Asset) -> bytes | None:
    """What a picture's file holds in the book; None where that is no picture."""
    if asset.suffix == ".svg":
        return drawings.in_file(asset.data)
    return asset.data if name_of(asset) else None
