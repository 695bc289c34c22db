r"""Formulas: what `pymdownx.arithmatex` finds, as MathML, which browsers draw without a script.

TeX becomes MathML (https://www.w3.org/TR/mathml-core/) when a page is made, each formula with its
words as `alttext`. Of what the converter gives, only elements and attributes are kept that say what
a formula means; an address or a style in one goes nowhere.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, tostring

from latex2mathml.converter import convert_to_element
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from taklimat.source.speaking import spoken
from taklimat.source.tex import TexError, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markdown import Markdown

    from taklimat.source.words import Words

CLASS = "arithmatex"
"""The class of a formula's wrapper, as pymdown-extensions gives it."""
ELEMENTS = frozenset(
    "math menclose mfrac mi mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub "
    "msubsup msup mtable mtd mtext mtr munder munderover".split()
)
"""The elements of a formula on a page; all others may mean something to a browser."""
_LENGTH = r"-?[0-9.]{1,8}(?:[a-z]{2})?"
_ATTRIBUTES = {
    "accent": "true|false", "accentunder": "true|false", "alttext": "(?s:.*)",
    "columnalign": "[a-z ]{1,200}", "display": "block|inline", "displaystyle": "true|false",
    "fence": "true|false", "form": "prefix|infix|postfix", "linethickness": _LENGTH,
    "mathvariant": "[a-z-]{1,30}", "maxsize": _LENGTH, "minsize": _LENGTH,
    "notation": "[a-z ]{1,60}", "stretchy": "true|false", "width": _LENGTH,
}  # fmt: skip
_MAY_HAVE = {name: re.compile(pattern) for name, pattern in _ATTRIBUTES.items()}
_WRAPS = ((r"\(", r"\)"), (r"\[", r"\]"), ("$$", "$$"), ("$", "$"))
# What arithmatex keeps out of Markdown's way, as it comes back: escaped, and without elements.
_BLOCK = re.compile(
    rf'<(?P<tag>div|p|span)(?P<open>(?:\s[^<>]*)?\bclass="[^"<>]*\b{CLASS}\b[^<>]*)>'
    r"(?P<tex>[^<]*+)</(?P=tag)>"
)
_SLASH = "\u29f8"
# How many parts an element has at least.
_PARTS = {
    **dict.fromkeys("mfrac mover mroot msub msup munder".split(), 2),
    **dict.fromkeys("msubsup munderover".split(), 3),
    "msqrt": 1,
}
_ENDS = frozenset(("}", "&", "^", "_"))
_MAX_SIGNS, _MAX_DEPTH = 5_000, 60


class FormulaError(ValueError):
    """Raised where a formula can't be read; says why."""


@dataclass(frozen=True)
class Unread:
    """A formula that can't be read, and why."""

    tex: str
    why: str


class MathsExtension(Extension):
    """Puts MathML in the place of formulas; what can't be read is `unread` and stays as it is.

    It needs `pymdownx.arithmatex` with `generic: true`, and does nothing without it.
    """

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self.unread: list[Unread] = []

    def begin(self) -> None:
        """Forget the page before."""
        self.unread.clear()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (Python-Markdown's name)
        """Stand behind arithmatex: behind inline text, and behind raw HTML."""
        md.treeprocessors.register(_InLine(md, self), "taklimat-maths", 18)
        md.postprocessors.register(_Apart(md, self), "taklimat-maths", 25)

    def formula(self, written: str, *, is_block: bool) -> Element | None:
        """The `math` of a formula with its signs around it; None for one that can't be read."""
        tex = written.strip()
        for before, after in _WRAPS:
            if tex.startswith(before) and tex.endswith(after):
                tex = tex[len(before) : -len(after)].strip()
                break
        try:
            made = mathml(tex, is_block=is_block)
        except FormulaError as error:
            self.unread.append(Unread(tex, str(error)))
            return None
        made.set("alttext", spoken(made, self.words))
        return made


class _InLine(Treeprocessor):
    def __init__(self, md: Markdown, extension: MathsExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.get("class") == CLASS and element.text and not len(element):
                is_block = element.tag == "div"
                # Apart, arithmatex escapes what will be escaped again.
                tex = html.unescape(element.text) if is_block else element.text
                if made := self._extension.formula(tex, is_block=is_block):
                    element.text = None
                    element.append(_atomic(made))


class _Apart(Postprocessor):
    def __init__(self, md: Markdown, extension: MathsExtension) -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, text: str) -> str:
        if CLASS not in text:
            return text
        return _BLOCK.sub(self._written, text)

    def _written(self, found: re.Match[str]) -> str:
        is_block = found["tag"] != "span"
        made = self._extension.formula(html.unescape(found["tex"]), is_block=is_block)
        if made is None:
            return found[0]
        inner = tostring(made, encoding="unicode")
        return f"<{found['tag']}{found['open']}>{inner}</{found['tag']}>"


def may_have(attribute: str, value: str) -> bool:
    """Whether an element of a formula may have an attribute."""
    return attribute in _MAY_HAVE and bool(_MAY_HAVE[attribute].fullmatch(value))


def mathml(tex: str, *, is_block: bool = False) -> Element:
    """The `math` element of a formula in TeX; raises `FormulaError`."""
    if not tex:
        raise FormulaError("it is empty")
    if len(tex) > _MAX_SIGNS:
        raise FormulaError(f"it has {len(tex):,} signs, more than {_MAX_SIGNS:,}")
    if _depth(tex) > _MAX_DEPTH:
        raise FormulaError(f"its brackets stand in each other more than {_MAX_DEPTH} deep")
    try:
        written = rewritten(tex)
        # Of our own checks, none finds all that TeX may get wrong: the converter does.
        found = convert_to_element(written.tex, display="block" if is_block else "inline")
    except TexError as error:
        raise FormulaError(str(error)) from error
    except Exception as error:
        raise FormulaError(_why(error)) from error
    if any(map(_lacks, found.iter())):
        why = r"an argument is missing, as of \frac or ^; or } or \\ stands where none may"
        raise FormulaError(why)
    if unknown := next(_unknown(found), None):
        raise FormulaError(f"{unknown} is not known")
    if any("mathcolor" in each.attrib or "mathbackground" in each.attrib for each in found.iter()):
        # Not every form has them, and who can't see them would miss what they say.
        raise FormulaError("it has colours, which formulas have not: say in words what they say")
    made = Element("math")
    if is_block:
        made.set("display", "block")
    _copy(found, made, written.words)
    for row in list(made.iter()):
        _negate(row)
    return made


def _depth(tex: str) -> int:
    depth = most = 0
    for sign in tex:
        depth += (sign in "{[(") - (sign in "}])")
        most = max(most, depth)
    return max(most, tex.count(r"\left"), tex.count(r"\begin"))


def _why(error: Exception) -> str:
    """The converter's error in words: it has a class for each."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error"))
    return {
        **dict.fromkeys(("Index", "No Available Tokens", "Stop Iteration"), "it ends too early"),
        "Extra Left Or Missing Right": r"\left and \right don't match",
        "Missing End": r"\begin has no \end",
    }.get(name, name.lower())


def _lacks(element: Element) -> bool:
    r"""Whether an element lacks a part, or the converter took what ends a group or a cell for it.

    Where those signs are meant, it has them as references: `\&` and `\rbrace` are no such end.
    """
    is_end = element.text in _ENDS and element.tag != "mtext"
    is_end = is_end or "linebreak" in element.attrib
    return is_end or len(element) < _PARTS.get(element.tag, 0)


def _unknown(found: Element) -> Iterator[str]:
    for element in found.iter():
        command = re.match(r"\\[A-Za-z]+", element.text or "")
        if command:
            yield command[0]


def _copy(source: Element, target: Any, words: Mapping[str, str]) -> None:
    for child in source:
        # An operator that is more than a sign is a row: MathML knows no other.
        is_row = child.tag not in ELEMENTS or (child.tag == "mo" and len(child))
        made = SubElement(target, "mrow" if is_row else child.tag)
        for key, value in child.attrib.items():
            if may_have(key, value):
                made.set(key, value)
        # The converter writes signs as references, for a parser to read.
        text = html.unescape(child.text or "")
        made.text = words.get(text, text) or None
        _copy(child, made, words)


def _negate(row: Element) -> None:
    r"""Write a sign after `\not` as the sign that denies it: the converter lays a slash over it."""
    nodes = list(row)
    for slash, sign in zip_longest(nodes, nodes[1:]):
        if [each.text for each in slash.iter()] != [None, _SLASH]:
            continue
        if sign is None or len(sign.text or "") != 1:
            raise FormulaError(r"\not stands before what is no sign")
        sign.text = unicodedata.normalize("NFC", f"{sign.text}\u0338")
        row.remove(slash)


def _atomic(made: Element) -> Element:
    """A formula whose text no other extension reads."""
    for element in made.iter():
        if element.text:
            element.text = AtomicString(element.text)
    return made
