"""Pictures: files, and drawings in the page, each with what it says in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from taklimat.documents import tree
from taklimat.documents.engine import DocumentError
from taklimat.documents.model import Asset
from taklimat.documents.sizes import pixels_of
from taklimat.documents.tree import Node, tag
from taklimat.documents.word.ooxml import EMU_A_TWIP, NAMESPACES, Element, element, w
from taklimat.documents.word.writer import Writer
from taklimat.source.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from taklimat.documents.word.desk import Desk

_TWIPS_A_PIXEL = 15  # of 96 to the inch
_MOST_HIGH = 11_300  # twips: 20 cm, which leaves room for a caption
_KEPT = (".png", ".jpg", ".jpeg", ".gif")
_DECORATIVE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
"""The extension of Office 2019 by which a picture is an ornament ([MS-ODRAWXML], 2.28)."""


class Pictures(Writer):
    """Writes pictures."""

    def _picture(self, node: Node, width: int) -> Element | None:
        """A run with a picture, at most so many twips wide; None for one that is not there."""
        asset = self._asset_of(node)
        if asset is None:
            return None
        alternative, has_words = tree.get(node, "alt"), tree.has(node, "alt")
        if tag(node) == "svg":
            alternative, has_words = tree.svg_alternative(node), True
        if not has_words or (tag(node) == "svg" and not alternative):
            is_drawn = tag(node) == "svg"
            what = "an SVG without words" if is_drawn else f"a picture without words: {asset.path}"
            remedy = 'add alt="…", empty for ornament; to an SVG in the page, a <title>'
            raise self._told(node, Problem(asset.path, 0, what, remedy, code="D03"))
        data, suffix = asset.data, asset.suffix
        if suffix not in _KEPT:  # not every Word shows SVG and WebP
            try:
                data, suffix = self.desk.drawn(asset), ".png"
            except DocumentError as error:
                raise self._told(node, error.problem) from error
        size = _size(node, asset, data, width)
        key = self.desk.picture(asset, data, suffix)
        return _drawing(key, size, " ".join(alternative.split()), self.desk.drawing_number())

    def _told(self, node: Node, problem: Problem) -> DocumentError:
        """A picture's problem, at the place in the text that shows it."""
        origin = self.part.origins[0]
        if tag(node) == "svg":
            line = tree.svg_line(node, origin)
            return DocumentError(replace(problem, path=origin.path, line=line))
        written = tree.get(node, "src").rpartition("/")[2]
        line = origin.line_of(written) or origin.line_of(unquote(written))
        what = problem.what.removesuffix(f": {problem.path}") + f": {problem.path}"
        told = replace(problem, path=origin.path, line=line, what=what)
        return DocumentError(told if line else problem)

    def _asset_of(self, node: Node) -> Asset | None:
        if tag(node) == "svg":
            xml = tree.svg_xml(node, self.desk.engine.picture_style).encode()
            return Asset(f"{self.part.uri}.svg", xml)
        address = urlsplit(urljoin(f"/{self.part.url}", tree.get(node, "src"))).path
        return self.desk.document.asset(unquote(address).lstrip("/"))

    def _pictured(self, cell: Node, width: int) -> int:
        """How wide a cell's widest picture would be where there are so many twips."""
        widest = 0
        for node in cell.css("img, svg"):
            asset = self._asset_of(node)
            wide, _ = (asset and pixels_of(asset.data)) or (0, 0)
            widest = max(widest, min(width, _wanted(node, wide, width)))
        return widest


def ornament(asset: Asset, high: int, desk: Desk) -> Element:
    """A run with a picture that says nothing, so many twips high."""
    data, suffix = asset.data, asset.suffix
    if suffix not in _KEPT:
        data, suffix = desk.drawn(asset), ".png"
    pixels = pixels_of(data)
    if pixels is None:
        raise _unreadable(asset)
    key = desk.picture(asset, data, suffix)
    return _drawing(key, (high * pixels[0] // pixels[1], high), "", desk.drawing_number())


def _unreadable(asset: Asset) -> DocumentError:
    what, remedy = "a picture that can't be read", "export it anew"
    return DocumentError(Problem(asset.path, 1, what, remedy, code="D03"))


def _size(node: Node, asset: Asset, data: bytes, width: int) -> tuple[int, int]:
    """Width and height in twips: those that the page gives, or the picture's own, in its place."""
    pixels = pixels_of(data)
    if pixels is None:
        raise _unreadable(asset)
    wide, high = pixels
    # Its own size is that of its file, not of the pixels that it may be drawn with.
    own, _ = pixels_of(asset.data) or pixels
    shown = min(_wanted(node, own, width), width, _MOST_HIGH * wide / high)
    return max(1, round(shown)), max(1, round(shown * high / wide))


def _wanted(node: Node, pixels: int, width: int) -> int:
    """How wide the page wants a picture of so many pixels, in twips; a share is of `width`."""
    wanted = tree.get(node, "width").removesuffix("px")
    if wanted.endswith("%") and wanted[:-1].isdecimal():
        return width * min(100, max(1, int(wanted[:-1]))) // 100
    if wanted.isdecimal() and int(wanted):
        return int(wanted) * _TWIPS_A_PIXEL
    return width if tag(node) == "svg" else pixels * _TWIPS_A_PIXEL


def _drawing(key: str, size: tuple[int, int], alternative: str, number: int) -> Element:
    """A run with the picture under a relationship; an ornament has no words (20.4.2.8)."""
    wide, high = (side * EMU_A_TWIP for side in size)
    about: Mapping[str, object] = {"id": number, "name": f"Picture {number}", "descr": alternative}
    box = element(
        "a:xfrm",
        children=[
            element("a:off", {"x": 0, "y": 0}),
            element("a:ext", {"cx": wide, "cy": high}),
        ],
    )
    shape = element("a:prstGeom", {"prst": "rect"}, [element("a:avLst")])
    own = element("pic:cNvPr", {"id": number, "name": f"Picture {number}", "descr": alternative})
    fill = element("a:stretch", children=[element("a:fillRect")])
    picture = element(
        "pic:pic",
        children=[
            element("pic:nvPicPr", children=[own, element("pic:cNvPicPr")]),
            element("pic:blipFill", children=[element("a:blip", {"r:embed": key}), fill]),
            element("pic:spPr", children=[box, shape]),
        ],
    )
    data = element("a:graphicData", {"uri": NAMESPACES["pic"]}, [picture])
    locks = element("a:graphicFrameLocks", {"noChangeAspect": 1})
    inline = element(
        "wp:inline",
        {"distT": 0, "distB": 0, "distL": 0, "distR": 0},
        [
            element("wp:extent", {"cx": wide, "cy": high}),
            element("wp:docPr", about, [] if alternative else [_ornament()]),
            element("wp:cNvGraphicFramePr", children=[locks]),
            element("a:graphic", children=[data]),
        ],
    )
    return w("r", w("drawing", inline))


def _ornament() -> Element:
    mark = element("adec:decorative", {"val": 1})
    return element("a:extLst", children=[element("a:ext", {"uri": _DECORATIVE}, [mark])])
