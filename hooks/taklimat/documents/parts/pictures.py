"""Pictures: files, and drawings in the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from taklimat.documents import tree
from taklimat.documents.model import Asset
from taklimat.documents.parts.desk import line_of
from taklimat.documents.parts.writer import Writer
from taklimat.documents.sizes import pixels_of
from taklimat.documents.tree import Node, tag
from taklimat.documents.typst import (
    NONE,
    Code,
    call,
    points,
    share,
    string,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDTH = re.compile(r"([1-9][0-9]{0,5})(?:\.[0-9]{1,6})?(px|%)?")
_MOST_WIDE = 5_000
_POINTS_A_PIXEL = 0.75
_PIXELS_A_CHARACTER = 6
_WIDEST = 100  # characters: a picture as wide as the text


class Pictures(Writer):
    """Writes pictures."""

    def _picture(
        self, node: Node, caption: Code | None, about: Mapping[str, Code | None] | None = None
    ) -> list[Code]:
        """A picture by itself, with its caption and what is to be said `about` that."""
        found = self._drawn(node)
        if found is None:
            return []
        file, alternative = found
        if self._in_cell and caption is None:
            return [self._in_line(node, file, alternative)]
        named = {"caption": caption, "width": self._width_of(node), **(about or {})}
        return [call("picture", string(file), alternative, named=named)]

    def _in_line(self, node: Node, file: str, alternative: Code) -> Code:
        """A picture among words: as high as they are, but in a table, where it has its own size."""
        function = "cell-picture" if self._in_cell else "small-picture"
        named = {"width": self._width_of(node)}
        return call(function, string(file), alternative, named=named)

    def _pictured(self, cell: Node) -> int:
        """How many characters would be as wide as a cell's widest picture."""
        return max(map(self._characters_of, cell.css("img, svg")), default=0)

    def _characters_of(self, picture: Node) -> int:
        found = _WIDTH.fullmatch(tree.get(picture, "width").strip())
        if tag(picture) == "svg" or (found and found[2] == "%"):
            return _WIDEST
        if found:
            return min(_WIDEST, int(found[1]) // _PIXELS_A_CHARACTER)
        drawn = self._drawn(picture)
        wide, _ = (drawn and pixels_of(self.desk.assets[drawn[0]].data)) or (0, 0)
        return min(_WIDEST, wide // _PIXELS_A_CHARACTER)

    def _width_of(self, node: Node) -> Code | None:
        """The width that a text asks for: pixels, or a share of the page's."""
        found = _WIDTH.fullmatch(tree.get(node, "width").strip()) if tag(node) == "img" else None
        if not found:
            return None
        number = min(int(found[1]), 100 if found[2] == "%" else _MOST_WIDE)
        return share(number) if found[2] == "%" else points(number * _POINTS_A_PIXEL)

    def _drawn(self, node: Node) -> tuple[str, Code] | None:
        """A picture's file and what it says in words; None for one that can't be shown."""
        origin = self.part.origins[0]
        if tag(node) == "svg":
            alternative = tree.svg_alternative(node)
            xml = tree.svg_xml(node, self.desk.picture_style).encode()
            line = tree.svg_line(node, origin)
            if not alternative:
                what, remedy = "an SVG without words", "give it a <title> and a <desc>"
                self.desk.problem(origin, line, what, remedy)
            drawn = Asset(f"{self.part.uri}.svg", xml)
            return self.desk.keep(drawn, origin, line), string(alternative or "?")
        written = tree.get(node, "src")
        source = next((o for o in self.part.origins if line_of(_tail(written), o)), origin)
        if not tree.has(node, "alt"):
            what, remedy = f"a picture without words: {written}", 'add alt="…", empty for ornament'
            self.desk.problem(source, line_of(_tail(written), source), what, remedy)
        file = self.desk.asset(urljoin(f"/{self.part.url}", written), _tail(written), source)
        if file is None:
            return None
        return file, string(tree.get(node, "alt")) if tree.get(node, "alt") else NONE


def _tail(address: str) -> str:
    """The end of an address, which stands in the page's source as it does on the site."""
    return address.rpartition("/")[2]
