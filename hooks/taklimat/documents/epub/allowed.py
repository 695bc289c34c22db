"""What of a page's HTML goes into a book as it is: elements, attributes, classes.

Of everything else only the text does. Lists follow the HTML Living Standard, SVG 1.1 and MathML
Core; the sizes of lists and tables have bounds already.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from taklimat.documents import tree

if TYPE_CHECKING:
    from taklimat.documents.tree import Node

PHRASES = {
    name: name
    for name in "abbr b bdi bdo cite code del em i ins kbd mark q s samp small span strong sub "
    "sup u var".split()
} | {"strike": "s", "tt": "code"}
"""Elements within a line, and what they are written as."""
GROUPS = frozenset("address article aside div footer header section".split())
"""Blocks that are written as plain divisions, for what else they say is the book's to say."""
CLASSES = frozenset(
    "badge brief-summary claim-mark confidence gap item item-head judgement-more "
    "judgements matrix-date number reference row-note row-head small-print smallcaps source-key "
    "speaks-against speaks-for underlined upright".split()
)
"""Classes of pages that the book's style sheet knows."""
SVG = frozenset(
    "a circle clipPath defs desc ellipse feBlend feColorMatrix feComposite feFlood feGaussianBlur "
    "feMerge feMergeNode feOffset filter g image line linearGradient marker mask metadata path "
    "pattern polygon polyline radialGradient rect stop svg switch symbol text textPath title tspan "
    "use".split()
)
MATH = frozenset(
    "annotation menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom "
    "mprescripts mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder "
    "munderover none semantics".split()
)
_MATH_ATTRIBUTES = frozenset(
    "accent accentunder align alttext columnalign columnlines columnspacing depth dir display "
    "displaystyle encoding fence form frame height largeop linethickness lspace mathvariant "
    "maxsize minsize movablelimits notation rowalign rowlines rowspacing rspace scriptlevel "
    "separator stretchy symmetric voffset width".split()
)
_SPANS = frozenset(("columnspan", "rowspan"))
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_SVG_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


def common(node: Node) -> dict[str, str | None]:
    """Attributes that any element may have: language, direction and class."""
    found: dict[str, str | None] = {}
    if kept := sorted(tree.classes(node) & CLASSES):
        found["class"] = " ".join(kept)
    language = tree.get(node, "lang")
    if _LANGUAGE.fullmatch(language):
        found |= {"xml:lang": language, "lang": language}
    direction = tree.get(node, "dir").lower()
    if direction in ("ltr", "rtl", "auto"):
        found["dir"] = direction
    return found


def is_language(name: str) -> bool:
    """Whether a language is written as BCP 47 wants it."""
    return _LANGUAGE.fullmatch(name) is not None


def of_math(node: Node) -> dict[str, str | None]:
    """The attributes of an element of MathML that say how it looks and reads."""
    return {
        name: value or ""
        for name, value in (node.attributes or {}).items()
        if name in _MATH_ATTRIBUTES or (name in _SPANS and (value or "").isdecimal())
    }


def of_svg(node: Node) -> dict[str, str]:
    """The attributes of an element of SVG that draw; ids and links are the caller's."""
    return {
        name: value or ""
        for name, value in (node.attributes or {}).items()
        if _SVG_NAME.fullmatch(name)
        and not name.lower().startswith(("on", "data-", "aria-"))
        and name not in ("id", "href", "src", "lang", "role", "tabindex", "xmlns")
    }
