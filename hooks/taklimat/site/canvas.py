"""What every picture is drawn with: an SVG's frame, shapes and lines of text.

Drawn as XML trees, so that no text can break out. Shapes carry classes and no colours: the style
sheet pictures.css has those, for light and dark, and for paper.
"""

from __future__ import annotations

import html
import textwrap
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from taklimat.source.quotes import curled

if TYPE_CHECKING:
    from collections.abc import Iterable

Shape = Literal["wide", "narrow"]
"""A picture is drawn twice: for paper and wide screens, and for phones, its text as large."""
WIDTHS: dict[Shape, int] = {"wide": 720, "narrow": 360}
LEADING = 22
"""From line to line."""


def figure(drawn: Iterable[Element], caption: str | None = None) -> str:
    """Drawings of a picture, in each shape, as an HTML figure."""
    shown = "".join(ElementTree.tostring(each, "unicode") for each in drawn)
    told = html.escape(curled(caption or ""))
    below = f"<figcaption>{told}</figcaption>" if told else ""
    return f'<figure class="picture">{shown}{below}</figure>'


def standalone(drawing: Element, style: str) -> bytes:
    """A drawing as a file of its own, with its style sheet in it."""
    _, _, width, height = str(drawing.get("viewBox")).split()
    given = {"xmlns": "http://www.w3.org/2000/svg", "width": width, "height": height}
    root = Element("svg", {**given, **drawing.attrib, "class": f"picture {drawing.get('class')}"})
    root.attrib.pop("data-search-exclude", None)
    SubElement(root, "style").text = style
    root.extend(list(drawing))
    written: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return written


def drawing(name: str, title: str, words: str, shape: Shape) -> Element:
    """A drawing without its size, for that is known when it is done: see `finish`.

    `words` are the picture for those who don't see it.
    """
    id_ = f"{name}-{shape}"
    root = Element("svg", {"class": f"picture-{shape}", "role": "img"})
    root.set("aria-labelledby", f"{id_}-title {id_}-words")
    root.set("data-search-exclude", "")  # single words and numbers; the caption is searched
    add(root, "title", title, id=f"{id_}-title")
    add(root, "desc", words, id=f"{id_}-words")
    return root


def finish(root: Element, shape: Shape, bottom: float) -> None:
    """Give a drawing its size: it ends at `bottom`."""
    root.set("viewBox", f"0 0 {WIDTHS[shape]} {bottom + 8:g}")


def add(parent: Element, tag: str, text: str = "", **attributes: object) -> Element:
    """A new element; ``class_`` is the attribute class, other underlines are hyphens."""
    named = {
        name.removesuffix("_").replace("_", "-"): f"{value:g}"
        if isinstance(value, float)
        else str(value)
        for name, value in attributes.items()
    }
    element = SubElement(parent, tag, named)
    element.text = curled(text) or None
    return element


def wrapped(text: str, width: float, character: float = 7.6) -> list[str]:
    """`text` in lines that fit into `width`, for characters about as wide as `character`."""
    return textwrap.wrap(text, int(width / character))


def lines(parent: Element, texts: Iterable[str], x: float, y: float, **options: object) -> None:
    """Lines of text, the first of them at `y`."""
    for number, line in enumerate(texts):
        add(parent, "text", line, x=x, y=y + LEADING * number, **options)
