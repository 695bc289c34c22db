"""How words look and sound: the properties of runs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from taklimat.documents.word.ooxml import Element, flag, val, w, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taklimat.source.words import Words

# Languages written from right to left, and those of East Asia: Word keeps a language for each of
# three groups of scripts (ECMA-376, part 1, 17.3.2.20).
_RIGHT_TO_LEFT = frozenset("ar arc azb ckb dv fa he ks ku-arab ps sd syr ug ur yi".split())
_EAST_ASIAN = frozenset("zh ja ko yue wuu nan".split())
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
# Hebrew, Arabic and their neighbours, with the spaces and signs between two such words.
_TURNED = re.compile(
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]++(?:[\s.,:-]{1,3}[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]++)*"
)
_SPECIAL = re.compile("([\n\t\u00ad])")
_SPECIALS = {"\n": "br", "\t": "tab", "\u00ad": "softHyphen"}


@dataclass(frozen=True)
class Face:
    """How a run of words looks, and in which language it is."""

    style: str = ""
    """The id of a style for characters."""
    bold: bool = False
    italic: bool | None = None
    """None leaves it to the paragraph's style."""
    underline: bool = False
    strike: bool = False
    small_capitals: bool = False
    marked: bool = False
    lifted: str = ""
    """superscript or subscript."""
    language: str = ""
    """As BCP 47 names it; empty for that of the document."""
    is_turned: bool = False
    """Whether it is written from right to left."""

    def properties(self) -> Element | None:
        """What stands before a run's words, in the order of the schema."""
        slanted = None if self.italic is None else (None if self.italic else "0")
        parts = [
            val("rStyle", self.style),
            flag("b", self.bold),
            flag("bCs", self.bold),
            None if self.italic is None else w("i", val=slanted),
            None if self.italic is None else w("iCs", val=slanted),
            flag("smallCaps", self.small_capitals),
            flag("strike", self.strike),
            val("highlight", "yellow" if self.marked else ""),
            val("u", "single" if self.underline else ""),
            val("vertAlign", self.lifted),
            flag("rtl", self.is_turned),
            language(self.language) if self.language else None,
        ]
        shown = [part for part in parts if part is not None]
        return w("rPr", *shown) if shown else None

    def said_in(self, named: str, turned: str) -> Face:
        """The same with an element's ``lang`` and ``dir``."""
        face = self
        if _LANGUAGE.fullmatch(named):
            face = replace(face, language=named, is_turned=is_right_to_left(named))
        if turned.lower() in ("rtl", "ltr"):
            face = replace(face, is_turned=turned.lower() == "rtl")
        return face

    def run(self, *content: Element) -> Element:
        """A run that looks so."""
        return w("r", self.properties(), *content)

    def runs(self, text: str) -> Iterator[Element]:
        """Words that look so; those from right to left are runs of their own."""
        at = 0
        for found in () if self.is_turned else _TURNED.finditer(text):
            if at < found.start():
                yield self.run(*_content(text[at : found.start()]))
            yield replace(self, is_turned=True).run(*_content(found[0]))
            at = found.end()
        if at < len(text):
            yield self.run(*_content(text[at:]))


def language(named: str) -> Element:
    """The element for a language, under the group of scripts that it belongs to."""
    return w("lang", **{group_of(named): named})


def group_of(named: str) -> str:
    """What Word calls the group of scripts that a language is written in."""
    if is_right_to_left(named):
        return "bidi"
    return "eastAsia" if named.lower().partition("-")[0] in _EAST_ASIAN else "val"


def regional(named: str, words: Words) -> str:
    """A language with the region of the words, if it has none: Word's spelling asks for one."""
    territory = words.locale.territory or ""
    is_same = words.locale.language == named and len(territory) == 2
    return f"{named}-{territory}" if is_same else named


def is_right_to_left(named: str) -> bool:
    """Whether a language is written from right to left."""
    folded = named.lower()
    return folded.partition("-")[0] in _RIGHT_TO_LEFT or "-arab" in folded or "-hebr" in folded


def _content(text: str) -> Iterator[Element]:
    """Text as a run holds it: ends of lines, tabs and soft hyphens are elements."""
    for piece in _SPECIAL.split(text):
        if piece in _SPECIALS:
            yield w(_SPECIALS[piece])
        elif piece:
            yield words(piece)
