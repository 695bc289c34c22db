"""How a term may be written: normal form, case, plurals.

Rules 2, 3, 5 and 6 of the linking rules (`docs/manual/contributing.md`) live here.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import regex

Kind = Literal["term", "acronym", "alias"]

_APOSTROPHES = "\u2019\u02bc\u2018"
_HYPHENS = "\u2010\u2011"
_SOFT_HYPHEN = "\u00ad"
_TO_PLAIN = str.maketrans(_APOSTROPHES + _HYPHENS, "'" * len(_APOSTROPHES) + "-" * len(_HYPHENS))
_ODD = re.compile(f"[{_APOSTROPHES}{_HYPHENS}]")
_SPACES = re.compile(r"\s+")
_WIDE_SPACE = re.compile(r" {2,}")
_OTHER_SPACES = [c for c in map(chr, range(0x3001)) if c.isspace() and c != " "]
# A run of space, or a character with all that composes with it; `re` knows no such thing.
_CLUSTERS = regex.compile(r"\s+|\X", regex.DOTALL)
_NO_WORD = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """`text` in the form in which names are compared, its case kept (rule 6)."""
    if not text.isascii():
        text = text.replace(_SOFT_HYPHEN, "")
        text = unicodedata.normalize("NFC", text).translate(_TO_PLAIN)
    return _SPACES.sub(" ", text)


def fold(text: str) -> str:
    """`normalise`, and case folded."""
    folded = normalise(text).casefold()
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def plurals(name: str) -> tuple[str, ...]:
    """The English plurals of a name's last word (rule 5), without the name itself.

    Irregular plurals (*chargés d'affaires*) are for the author to give as aliases.
    """
    word = _NO_WORD.split(name)[-1]
    if not word.isalpha():
        return ()
    # An acronym takes a small s, whatever it ends in: PSIs, NGOs, UNSCs.
    if len(word) > 1 and word.isupper():
        return (name + "s",)
    low = word.lower()
    if low.endswith("y") and low[-2:-1] not in "aeiou":
        return (name[:-1] + "ies",)
    if low.endswith(("s", "x", "z", "ch", "sh")):
        return (name + "es",)
    if low.endswith("o"):
        return (name + "s", name + "es")
    return (name + "s",)


@dataclass(frozen=True)
class Name:
    """One way to write a term, as its entry gives it.

    `match_case` and `plural` are settled already: None of an entry's front matter has become the
    default of rule 3 or 5.
    """

    text: str
    kind: Kind
    match_case: bool
    plural: bool
    lang: str | None = None

    @classmethod
    def of(
        cls,
        text: str,
        kind: Kind,
        match_case: bool | None = None,
        plural: bool = True,
        lang: str | None = None,
    ) -> Name:
        """A name with the default of rule 3: a capital after the first letter binds the case."""
        text = normalise(text).strip()
        if match_case is None:
            match_case = text[1:] != text[1:].lower()
        return cls(text, kind, match_case, plural, lang)

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The name, then its plurals."""
        return (self.text, *(plurals(self.text) if self.plural else ()))


class Folded:
    """A text made comparable, with the way back to the original's positions.

    `text` is `fold(original)`; `original_at(i)` maps a position in it back. Most texts map one
    to one and cost no table.
    """

    __slots__ = ("_ends", "_shifts", "_table", "text")

    def __init__(self, original: str) -> None:
        self._table: list[int] | None = None
        self._ends: list[int] = []
        self._shifts: list[int] = []
        text = original
        if not text.isascii():
            if _SOFT_HYPHEN in text or not unicodedata.is_normalized("NFC", text):
                self._by_cluster(original)
                return
            if _ODD.search(text):
                text = text.translate(_TO_PLAIN)
        folded = text.casefold()
        if len(folded) != len(text) or not (
            folded.isascii() or unicodedata.is_normalized("NFC", folded)
        ):
            self._by_cluster(original)
            return
        self.text = self._collapse(folded)

    def _collapse(self, text: str) -> str:
        """Make every run of white space one space, and note how far each moved what follows."""
        for space in _OTHER_SPACES:
            if space in text:
                text = text.replace(space, " ")
        if "  " not in text:
            return text
        parts: list[str] = []
        last = shift = 0
        for run in _WIDE_SPACE.finditer(text):
            start, end = run.span()
            parts.append(text[last:start])
            last = end
            shift += end - start - 1
            self._ends.append(end - shift)
            self._shifts.append(shift)
        parts.append(text[last:])
        return " ".join(parts)

    def _by_cluster(self, original: str) -> None:
        """The slow way, for text whose normal form has another length: cluster by cluster."""
        folded: list[str] = []
        table: list[int] = []
        # A soft hyphen may stand between a letter and what composes with it.
        kept = [place for place, sign in enumerate(original) if sign != _SOFT_HYPHEN]
        for match in _CLUSTERS.finditer("".join(original[place] for place in kept)):
            piece = fold(match[0])
            if piece == " " and folded and folded[-1] == " ":
                continue
            folded.append(piece)
            table.extend([kept[match.start()]] * len(piece))
        table.append(len(original))
        self.text = "".join(folded)
        self._table = table

    def original_at(self, position: int) -> int:
        """Where in the original `position` of `text` lies."""
        if self._table is not None:
            return self._table[position]
        if not self._ends:
            return position
        passed = bisect_right(self._ends, position)
        return position + (self._shifts[passed - 1] if passed else 0)
