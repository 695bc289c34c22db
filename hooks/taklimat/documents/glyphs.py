"""Characters that a document can't show: which they are, and where its author wrote them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from taklimat.source.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from taklimat.source.origin import Origin

_TOLD = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
# Letters of Korean that show nothing, for which Typst finds a font all the same.
_BLANK = re.compile("[\u3164\uffa0]")


def blank(text: str) -> list[str]:
    """The characters of a text that are letters, and would be printed as nothing."""
    return list(dict.fromkeys(_BLANK.findall(text)))


def told(diagnostic: str) -> list[str]:
    """The characters without a font that Typst names."""
    return list(dict.fromkeys(_TOLD.findall(diagnostic)))


def code(glyph: str) -> str:
    """The numbers of the characters."""
    return " ".join(f"U+{ord(character):04X}" for character in glyph)


def unshown(glyph: str, origins: Iterable[Origin]) -> Problem:
    """The problem of a character that no font has, at the first place where it stands."""
    what = f"a character that no font of the PDF has: {glyph} ({code(glyph)})"
    remedy = "write it in words"
    for origin in origins:
        if line := origin.line_of(glyph):
            return Problem(origin.path, line, what, remedy, code="D04")
    return Problem(next(iter(origins)).path, 0, what, remedy, code="D04")
