"""XML that is well formed whatever it is made of (https://www.w3.org/TR/xml/)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

Xml = NewType("Xml", str)
"""Source code of XML: elements that are closed, and text that is escaped."""
EMPTY = Xml("")
DECLARATION = Xml('<?xml version="1.0" encoding="UTF-8"?>\n')
# XML 1.0, 2.2: lone halves of surrogates, most control characters and two others are none.
_NO_CHARACTER = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VOID = frozenset("br col hr img item itemref link meta rootfile wbr".split())
# No text has these characters: what stands between them is a link within the book.
_LINK = re.compile("\x01([^\x01-\x03]*+)\x02([^\x01-\x03]*+)\x03")


@dataclass(frozen=True)
class Link:
    """A place in the book, of which it is known in the end only whether it is there."""

    file: str
    id: str


def clean(text: str) -> str:
    """A text without what is no character of XML."""
    return _NO_CHARACTER.sub("", text)


def text(value: str) -> Xml:
    """Any string as text."""
    return Xml(escape(clean(value), quote=False))


def element(name: str, attributes: Mapping[str, str | Link | None], *inside: Xml) -> Xml:
    """An element; attributes that are None are left out."""
    written = "".join(
        f' {key}="{_value(value)}"' for key, value in attributes.items() if value is not None
    )
    if name in _VOID and not inside:
        return Xml(f"<{name}{written}/>")
    return Xml(f"<{name}{written}>{''.join(inside)}</{name}>")


def joined(*parts: Xml) -> Xml:
    """One behind the other."""
    return Xml("".join(parts))


def linked(source: Xml, there: Container[tuple[str, str]]) -> Xml:
    """Source code with its links: to ids that are there, by file, and else to the file."""

    def address(match: re.Match[str]) -> str:
        file, id_ = match.groups()
        return f"{file}#{id_}" if (file, id_) in there else file

    return Xml(_LINK.sub(address, source))


def _value(value: str | Link) -> str:
    if isinstance(value, Link):
        return f"\x01{value.file}\x02{value.id}\x03"
    return escape(clean(value))
