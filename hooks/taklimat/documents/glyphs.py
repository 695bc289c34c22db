"""Characters that a document can't show: which they are, and where its author wrote them."""

from __future__ import annotations

import json
import re
import unicodedata
from html import unescape
from typing import TYPE_CHECKING

from taklimat.source.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from taklimat.source.origin import Origin

# As Rust writes it: some characters by their numbers.
_TOLD = re.compile(
    r'the text `"(.+?)"` could not be displayed|the PDF contains the codepoint `?"(.+?)"'
    r'|disallowed codepoint `?"(.+?)"',
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
# Letters of Korean that show nothing, for which Typst finds a font all the same.
_BLANK = re.compile("[\u3164\uffa0]")
# What the fonts have in another form: Korean in its parts, or half as wide, and a dash of Japanese.
_OTHERWISE = re.compile("[\u1100-\u11ff\u301c\uffa1-\uffdc\uffe8-\uffee]")
_WAVE, _WAVE_DASH = "\uff5e", "\u301c"


def mapped(text: str) -> str:
    """A text in the forms of its characters that the fonts have, where they look the same."""
    if text.isascii() or not _OTHERWISE.search(text):
        return text
    return _OTHERWISE.sub(_mapped, unicodedata.normalize("NFC", text))


def _mapped(found: re.Match[str]) -> str:
    if found[0] == _WAVE_DASH:
        return _WAVE
    form, _, number = unicodedata.decomposition(found[0]).partition(" ")
    return chr(int(number, 16)) if form == "<narrow>" else found[0]


def blank(text: str) -> list[str]:
    """The characters of a text that are letters, and would be printed as nothing."""
    return list(dict.fromkeys(_BLANK.findall(text)))


def told(diagnostic: str) -> list[str]:
    """The characters without a font that Typst names."""
    texts = ("".join(found) for found in _TOLD.findall(diagnostic))
    named = dict.fromkeys(_ESCAPED.sub(_unescaped, text) for text in texts)
    # What joins emoji has no font, either, and is nothing that an author sees; and what makes a key
    # of a digit takes the digit with it.
    seen = [text for text in named if not text.isascii() and any(map(_is_seen, text))]
    return seen or list(named)


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) != "Cf" and sign not in "\ufe0e\ufe0f"


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def code(glyph: str) -> str:
    """The numbers of the characters."""
    return " ".join(f"U+{ord(character):04X}" for character in glyph)


def unshown(glyph: str, origins: Iterable[Origin]) -> Problem:
    """The problem of a character that no font has, at the first place where it stands."""
    what = f"a character that no font of the PDF has: {glyph} ({code(glyph)})"
    places = [(origin.path, _line_of(glyph, origin)) for origin in origins]
    path, line = next(((path, line) for path, line in places if line), places[0])
    return Problem(path, line, what, "write it in words", code="D04")


def _line_of(glyph: str, origin: Origin) -> int:
    """The line that has a character, as it is or as HTML or JSON may write it."""
    if line := origin.line_of(glyph) or origin.line_of(json.dumps(glyph)[1:-1]):
        return line
    lines = origin.text.split("\n") if "&" in origin.text else []
    return next(
        (n for n, text in enumerate(lines, 1) if "&" in text and glyph in unescape(text)), 0
    )
