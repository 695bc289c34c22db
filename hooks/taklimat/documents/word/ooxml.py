"""Elements of Office Open XML (ECMA-376, part 1), made so that no text can break out of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Element: TypeAlias = etree._Element

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
TWIPS_A_CM = 1440 / 2.54
"""Twentieths of a point, in which Word measures lengths."""
EMU_A_TWIP = 635
"""What DrawingML measures in."""

# What XML can't hold (https://www.w3.org/TR/xml/#charsets).
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """A text without the characters that XML can't hold."""
    return _NO_XML.sub("", text)


def name(short: str) -> str:
    """A name as lxml has it: of ``w:p``, the one with its namespace."""
    prefix, _, local = short.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local


def element(
    tag: str,
    attributes: Mapping[str, object] | None = None,
    children: Iterable[Element | None] = (),
    text: str = "",
) -> Element:
    """An element such as ``wp:inline``; attributes and children that are None are left out."""
    prefix = tag.partition(":")[0]
    made = etree.Element(name(tag), nsmap={prefix: NAMESPACES[prefix]})
    for key, value in (attributes or {}).items():
        if value is not None:
            made.set(name(key), clean(str(value)))
    made.extend([child for child in children if child is not None])
    if text:
        made.text = clean(text)
    return made


def w(tag: str, *children: Element | None, **attributes: object) -> Element:
    """An element of WordprocessingML, its attributes of the same namespace: ``w:ind w:left``."""
    return element(f"w:{tag}", {f"w:{k}": v for k, v in attributes.items()}, children)


def flag(tag: str, on: object = True) -> Element | None:
    """An element that says yes by being there."""
    return w(tag) if on else None


def val(tag: str, value: object) -> Element | None:
    """An element with nothing but a value; none where there is no value."""
    return w(tag, val=value) if value not in (None, "") else None


def words(text: str) -> Element:
    """Text of a run, with the spaces it begins or ends with."""
    return element("w:t", {"xml:space": "preserve"}, text=text)


def is_a(node: Element, tag: str) -> bool:
    """Whether an element is a ``w:p``, say."""
    return bool(node.tag == name(tag))
