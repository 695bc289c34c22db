"""Typst source code as values: what is made of text can't be anything but text.

The source is written in Typst's code mode alone, so every piece of text stands in a string
literal, and escaping those is all there is to get right. See https://typst.app/docs/reference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NewType

from taklimat.documents.glyphs import mapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Code = NewType("Code", str)
"""An expression. Only the functions of this module may make one."""

NONE = Code("none")
EMPTY = Code("[]")

# Controls can't be shown; and tab, line feed and the like are spaces in HTML, but not in raw text.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_LABEL = re.compile(r"[a-z][a-z0-9-]*")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)*")


def string(text: str) -> Code:
    """A string literal of what is shown."""
    return literal(mapped(text))


def literal(text: str) -> Code:
    """A string literal of what leads somewhere, letter by letter."""
    # Most texts have nothing of that, which is quicker to see than to change.
    if not text.isprintable():
        text = _CONTROL.sub("", text)
    elif '"' not in text and "\\" not in text:
        return Code(f'"{text}"')
    return Code(f'"{text.translate(_ESCAPES)}"')


def integer(number: int) -> Code:
    """A whole number."""
    return Code(str(int(number)))


def points(number: float) -> Code:
    """A length."""
    return Code(f"{float(number):g}pt")


def share(percent: int) -> Code:
    """A share of what there is."""
    return Code(f"{int(percent)}%")


def boolean(value: bool) -> Code:
    """``true`` or ``false``."""
    return Code("true" if value else "false")


def name(identifier: str) -> Code:
    """A name that the template or Typst defines; raises ValueError if it can be none."""
    if not _IDENTIFIER.fullmatch(identifier):
        raise ValueError(f"not an identifier: {identifier!r}")
    return Code(identifier)


def colour(hexadecimal: str) -> Code:
    """A colour from ``#rrggbb``."""
    return call("rgb", string(hexadecimal))


def block(parts: Iterable[Code]) -> Code:
    """What `parts` show, one after the other, as content."""
    codes = list(parts)
    if len(codes) == 1:
        return codes[0]
    return Code(f"{{{'; '.join(codes)}}}") if codes else EMPTY


def array(items: Iterable[Code]) -> Code:
    """An array."""
    return Code("(" + "".join(f"{item}, " for item in items) + ")")


def dictionary(items: Mapping[str, Code]) -> Code:
    """A dictionary of one item at least."""
    return Code("(" + ", ".join(f"{name(key)}: {value}" for key, value in items.items()) + ")")


def call(
    function: str,
    *positional: Code,
    named: Mapping[str, Code | None] | None = None,
) -> Code:
    """A call; named arguments that are None are left out."""
    arguments: list[str] = [
        f"{name(key)}: {value}" for key, value in (named or {}).items() if value is not None
    ]
    arguments += positional
    return Code(f"{name(function)}({', '.join(arguments)})")


def label(text: str) -> Code:
    """A label; raises ValueError unless it is made of small letters, digits and hyphens."""
    if not _LABEL.fullmatch(text):
        raise ValueError(f"not a label: {text!r}")
    return Code(f"<{text}>")


def content(code: Code) -> Code:
    """`code` as content: symbols side by side would be taken for a string."""
    return Code(f"[#{code}]")


def labelled(code: Code, text: str) -> Code:
    """`code` with a label, for links."""
    # No space between the two: it would show.
    return Code(f"[#{code}{label(text)}]")
