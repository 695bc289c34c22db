"""The numbers and bullets of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.documents.word.ooxml import Element, is_a, name, val, w
from taklimat.documents.word.paragraphs import INDENT

if TYPE_CHECKING:
    from collections.abc import Callable

LEVELS = 9
_BULLETS = "•–·"
# HTML's types of lists (https://html.spec.whatwg.org/#attr-ol-type) as Word names them.
_FORMATS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
_MOST = 32_767
_LETTERS = 26
_MOST_ROMAN = 3_999
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


class Numbering:
    """The lists of a document; each one with numbers is a list of its own, so that it begins anew.

    `root` is the document's ``w:numbering``, to which they are added.
    """

    def __init__(self, root: Element) -> None:
        self._root = root
        self._abstract: dict[str, int] = {}
        self._bullets = 0
        self._next_kind = _behind(root, "w:abstractNum", "w:abstractNumId")
        self._next_list = max(1, _behind(root, "w:num", "w:numId"))

    def bullets(self) -> int:
        """The list for all bullets."""
        if not self._bullets:
            self._bullets = self._add(self._kind("bullet", _bullet))
        return self._bullets

    def numbers(self, kind: str, level: int, start: int) -> int:
        """A new list that counts from `start`."""
        shown = _FORMATS.get(kind, "decimal")

        def number(level: int) -> tuple[str, str]:
            return shown, f"%{level + 1}."

        override = w("lvlOverride", w("startOverride", val=start), ilvl=level)
        return self._add(self._kind(shown, number), override)

    def _kind(self, named: str, level: Callable[[int], tuple[str, str]]) -> int:
        """The definition that lists of a kind share."""
        if named in self._abstract:
            return self._abstract[named]
        number = self._next_kind
        self._next_kind += 1
        made = w(
            "abstractNum",
            # Derived from the kind, so that it is the same each time.
            w("nsid", val=f"7A4B{sum(named.encode()):04X}"),
            val("multiLevelType", "hybridMultilevel"),
            *(_level(each, *level(each)) for each in range(LEVELS)),
            abstractNumId=number,
        )
        # By the schema, definitions stand before the lists.
        at = next((n for n, e in enumerate(self._root) if is_a(e, "w:num")), len(self._root))
        self._root.insert(at, made)
        self._abstract[named] = number
        return number

    def _add(self, abstract: int, *more: Element) -> int:
        number = self._next_list
        self._next_list += 1
        last = self._root[-1]
        made = w("num", w("abstractNumId", val=abstract), *more, numId=number)
        if is_a(last, "w:numIdMacAtCleanup"):  # by the schema, it comes last
            last.addprevious(made)
        else:
            self._root.append(made)
        return number


def counts(kind: str, number: int) -> bool:
    """Whether Word shows a number of a list as HTML does.

    Behind Z, it repeats letters: AA is followed by BB. And it has no bound for Roman numbers.
    """
    if kind in ("a", "A"):
        return 1 <= number <= _LETTERS
    if kind in ("i", "I"):
        return 1 <= number <= _MOST_ROMAN
    return 0 <= number <= _MOST


def as_text(kind: str, number: int) -> str:
    """A number of a list as browsers show it (CSS Counter Styles Level 3, 3.1.4 and 6)."""
    if kind in ("a", "A") and number > 0:
        letters = ""
        while number:
            number, letter = divmod(number - 1, _LETTERS)
            letters = chr(ord(kind) + letter) + letters
        return letters
    if kind in ("i", "I") and 1 <= number <= _MOST_ROMAN:
        roman = ""
        for value, signs in _ROMAN:
            roman += signs * (number // value)
            number %= value
        return roman if kind == "I" else roman.lower()
    return str(number)


def _behind(root: Element, tag: str, attribute: str) -> int:
    """The first number that none of the elements has."""
    taken = (each.get(name(attribute), "") for each in root.iterchildren(name(tag)))
    return max((int(each) for each in taken if each.isdecimal()), default=-1) + 1


def _bullet(level: int) -> tuple[str, str]:
    return "bullet", _BULLETS[level % len(_BULLETS)]


def _level(level: int, kind: str, shown: str) -> Element:
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=kind),
        w("lvlText", val=shown),
        w("lvlJc", val="left"),
        w("pPr", w("ind", left=INDENT * (level + 1), hanging=INDENT)),
        ilvl=level,
    )
