"""A formula in words, for those who hear it: a plain reading of presentation MathML.

It says what stands there, not what it means: *x squared*, *a over b*, *the sum from i = 1 to n*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.source.words import N_

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from taklimat.source.words import Words

_SIGNS = {
    "=": N_("equals"), "+": N_("plus"), "-": N_("minus"), "\u2212": N_("minus"),
    "\u00b1": N_("plus or minus"), "\u00d7": N_("times"), "\u22c5": N_("times"),
    "\u00f7": N_("divided by"), "/": N_("over"), "<": N_("is less than"),
    ">": N_("is greater than"), "\u2264": N_("is at most"), "\u2265": N_("is at least"),
    "\u2260": N_("is not"), "\u2248": N_("is about"), "\u2208": N_("is in"),
    "\u2209": N_("is not in"), "\u2192": N_("to"), "\u21d2": N_("implies"),
    "\u2211": N_("the sum"), "\u220f": N_("the product"), "\u222b": N_("the integral"),
    "\u221e": N_("infinity"), "\u2202": N_("partial"), "!": N_("factorial"), "%": N_("percent"),
    "(": N_("open bracket"), ")": N_("close bracket"), "[": N_("open bracket"),
    "]": N_("close bracket"), "{": N_("open brace"), "}": N_("close brace"),
    ",": ",", "|": N_("bar"), "\u2016": N_("double bar"),
}  # fmt: skip
_LARGE = frozenset("\u2211\u220f\u222b\u22c3\u22c2")


def spoken(math: Element, words: Words) -> str:
    """The words of a `math` element; never empty."""
    said = " ".join(_said(math, words).split()).replace(" ,", ",")
    return said or words.gettext("a formula")


def _said(node: Element, words: Words) -> str:
    name, children = node.tag, list(node)
    text = node.text or ""
    if not children:
        if name in ("mspace", "mphantom"):
            return ""
        return words.gettext(_SIGNS[text]) if text in _SIGNS and name != "mtext" else text
    parts = [_said(child, words) for child in children]
    if name == "mfrac" and len(parts) == 2:
        form = (
            N_("%(first)s choose %(second)s") if _is_bare(node) else N_("%(first)s over %(second)s")
        )
        return words.gettext(form, first=_group(parts[0], words), second=_group(parts[1], words))
    if name == "msqrt":
        return words.gettext("the square root of %(what)s", what=_group(" ".join(parts), words))
    if name == "mroot" and len(parts) == 2:
        return words.gettext(
            "the root of order %(order)s of %(what)s", order=parts[1], what=_group(parts[0], words)
        )
    if name in ("msub", "munder", "msup", "mover", "msubsup", "munderover"):
        return _scripts(name, children, parts, words)
    if name == "mtable":
        rows = [", ".join(filter(None, (_said(cell, words) for cell in row))) for row in children]
        return words.gettext("rows: %(rows)s", rows="; ".join(rows))
    return " ".join(parts)


def _scripts(name: str, children: list[Element], parts: list[str], words: Words) -> str:
    base, below, above = parts[0], "", ""
    if name in ("msub", "munder"):
        below = parts[1]
    elif name in ("msup", "mover"):
        above = parts[1]
    elif len(parts) == 3:
        below, above = parts[1:]
    if (children[0].text or "") in _LARGE:
        if below and above:
            return words.gettext(
                "%(what)s from %(first)s to %(last)s of", what=base, first=below, last=above
            )
        return words.gettext("%(what)s over %(first)s of", what=base, first=below or above)
    if name in ("mover", "munder"):
        return words.gettext("%(what)s with %(sign)s", what=base, sign=below or above)
    said = words.gettext("%(what)s sub %(index)s", what=base, index=below) if below else base
    if not above:
        return said
    if above == "2":
        return words.gettext("%(what)s squared", what=said)
    return words.gettext("%(what)s to the power of %(power)s", what=said, power=above)


def _is_bare(node: Element) -> bool:
    return node.get("linethickness") in ("0", "0pt", "0px")


def _group(said: str, words: Words) -> str:
    """What is more than one thing, held together."""
    if len(said.split()) < 2:
        return said
    return words.gettext("the whole of %(what)s,", what=said)
