"""Pictures, each with its words, or marked as having none."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from docx.oxml.parser import parse_xml
from docx.shared import Emu

from taklimat.documents import tree
from taklimat.documents.engine import DocumentError
from taklimat.documents.model import Asset
from taklimat.documents.tree import Node, tag
from taklimat.documents.word.inline import Inline, Line, Look
from taklimat.documents.word.package import room_of
from taklimat.documents.word.xml import element, own, qn, run
from taklimat.source.problems import Problem

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MOST_BYTES = 50_000_000
_READ = (".png", ".jpg", ".jpeg", ".gif")
_PIXEL = 9525  # English metric units
_DRAWN_PIXEL = _PIXEL * 96 / 220
_WIDTH = re.compile(r"([1-9][0-9]{0,4})(?:\.[0-9]{1,6})?(px|%)?")
# https://learn.microsoft.com/openspecs/office_standards/ms-docx: a picture that only decorates.
_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext>'
    "</a:extLst>"
)


class Pictures(Inline):
    """Writes pictures."""

    _bytes = 0

    def _picture_in_line(self, node: Node, line: Line, look: Look) -> None:
        if (drawn := self.picture(node)) is not None:
            line.add(drawn)
        elif said := self._words(node):
            line.add(run(said, *look.properties()))

    def picture(self, node: Node) -> Element | None:
        """A run with a picture; None where it can't be shown, as in notes."""
        asset = self._asset(node)
        if asset is None or self.rels is self.notes:
            return None
        is_drawn = asset.suffix not in _READ
        data = self.engine.drawn(asset) if is_drawn else asset.data
        self._bytes += len(data)
        if self._bytes > _MOST_BYTES:
            what = f"a .docx with more than {_MOST_BYTES // 1_000_000} MB of pictures"
            remedy = "show fewer, or smaller ones"
            raise DocumentError(Problem(asset.path, 1, what, remedy, code="D06"))
        try:
            _, image = self.file.part.get_or_add_image(io.BytesIO(data))
            width, height = self._size(node, image, _DRAWN_PIXEL if is_drawn else _PIXEL)
            inline: Any = self.file.part.new_pic_inline(io.BytesIO(data), width, height)
        # The library has an error for each of a picture's faults, and some of Python's own.
        except Exception as error:
            what = f"a picture that Word can't show: {asset.path}"
            problem = Problem(asset.path, 1, what, "export it anew", code="D03")
            raise DocumentError(problem) from error
        self._name(inline, self._words(node))
        return element("w:r", element("w:drawing", inline))

    def _name(self, inline: Any, words: str) -> None:
        properties = inline.find(qn("wp:docPr"))
        for each in inline.iter(qn("pic:cNvPr")):
            each.set("name", "picture")
        properties.set("name", f"Picture {properties.get('id')}")
        if words:
            properties.set("descr", own(words))
        else:
            properties.append(parse_xml(_DECORATIVE))

    def _size(self, node: Node, image: Any, pixel: float) -> tuple[Emu, Emu]:
        section = self.file.sections[0]
        room = room_of(self.file)
        width = image.px_width * pixel
        found = _WIDTH.fullmatch(tree.get(node, "width").strip()) if tag(node) == "img" else None
        if found:
            width = room * int(found[1]) / 100 if found[2] == "%" else int(found[1]) * _PIXEL
        tallest = section.page_height - section.top_margin - section.bottom_margin - 30 * _PIXEL
        height = width * image.px_height / max(1, image.px_width)
        factor = min(1.0, room / width, tallest / max(1, height))
        return Emu(max(1, int(width * factor))), Emu(max(1, int(height * factor)))

    def _asset(self, node: Node) -> Asset | None:
        if tag(node) == "svg":
            return Asset("picture.svg", tree.svg_xml(node, self.engine.picture_style).encode())
        address = urljoin(f"/{self.part.url}", tree.get(node, "src"))
        if urlsplit(address).scheme or address.startswith("//"):
            return None
        return self.document.asset(unquote(urlsplit(address).path).lstrip("/"))

    def _words(self, node: Node) -> str:
        return tree.svg_alternative(node) if tag(node) == "svg" else tree.get(node, "alt")
