"""WordprocessingML as elements (ECMA-376, part 1): their names, and their text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element as Element

__all__ = ["add", "element", "own", "qn", "run", "text_of"]

# What XML can't hold (https://www.w3.org/TR/xml/#charsets).
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def element(name: str, /, *children: Element | None, **attributes: str | int) -> Element:
    """An element, as ``element("w:p", …)``; attributes are of the namespace `w`."""
    made: Element = OxmlElement(name)
    for key, value in attributes.items():
        made.set(key if key.startswith("{") else qn(f"w:{key}"), own(str(value)))
    return add(made, children)


def add(parent: Element, children: Iterable[Element | None]) -> Element:
    """Put children into an element, which is given back; None is none."""
    for child in children:
        if child is not None:
            parent.append(child)
    return parent


def own(text: str) -> str:
    """A text without what XML can't hold."""
    return _NO_XML.sub("", text)


def run(text: str, *properties: Element | None) -> Element:
    """A run of text; line feeds become breaks, tabs tabs."""
    made = element("w:r")
    if kept := [each for each in properties if each is not None]:
        made.append(element("w:rPr", *kept))
    for number, line in enumerate(own(text).split("\n")):
        if number:
            made.append(element("w:br"))
        for place, part in enumerate(line.split("\t")):
            if place:
                made.append(element("w:tab"))
            if part:
                said = element("w:t")
                said.text = part
                said.set(qn("xml:space"), "preserve")
                made.append(said)
    return made


def text_of(node: Element) -> str:
    """The words of what was written."""
    return "".join(each.text or "" for each in node.iter(qn("w:t")))
