"""Formulas as MathML: what shows them, in the numbers and places that the standard has them in.

After MathML Core (https://www.w3.org/TR/mathml-core/); what is not made so is written as a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.epub import allowed
from taklimat.documents.epub.xml import Xml, element, text
from taklimat.documents.tree import Node, tag

if TYPE_CHECKING:
    from collections.abc import Mapping

_MATH = "http://www.w3.org/1998/Math/MathML"
_TOKENS = frozenset("annotation mi mn mo ms mtext".split())
_COUNTS = dict.fromkeys("mfrac mover mroot msub msup munder".split(), 2) | dict.fromkeys(
    ("msubsup", "munderover"), 3
)
# What stands in one element only, and that which may hold nothing else.
_WITHIN = {
    "annotation": "semantics",
    "mprescripts": "mmultiscripts",
    "mtd": "mtr",
    "mtr": "mtable",
    "none": "mmultiscripts",
}
_HOLDING = {"mtable": "mtr", "mtr": "mtd"}
_DEEPEST = 100


def formula(math: Node) -> Xml:
    """A formula, with words for it."""
    spoken = tree.get(math, "alttext") or _tex(math) or tree.words_of(math)
    attributes = {"xmlns": _MATH, **allowed.of_math(math), "alttext": spoken}
    return element("math", attributes, *(xml for _, xml in _children(math, 0)))


def _tex(math: Node) -> str:
    annotation = tree.find(math, "annotation")
    return tree.words_of(annotation) if annotation else ""


def _children(node: Node, depth: int) -> list[tuple[str, Xml]]:
    """The names of elements within a node, and the elements."""
    found = []
    for child in tree.children(node):
        name = tag(child)
        if name not in allowed.MATH or depth > _DEEPEST:
            words = tree.words_of(child)
            if words:
                found.append(("mtext", element("mtext", {}, text(words))))
        elif _WITHIN.get(name, tag(node)) == tag(node):
            found.append(_element(name, allowed.of_math(child), child, depth))
        elif name != "annotation":
            found.append(_element("mrow", {}, child, depth))
    return found


def _element(
    name: str, attributes: Mapping[str, str | None], node: Node, depth: int
) -> tuple[str, Xml]:
    if name in _TOKENS:
        return name, element(name, attributes, text(tree.text_of(node)))
    inside = _children(node, depth + 1)
    names = [each for each, _ in inside]
    is_made = len(inside) == _COUNTS.get(name, len(inside))
    if name in _HOLDING:
        is_made = bool(names) and set(names) == {_HOLDING[name]}
    elif name == "semantics":
        is_made = bool(names) and "annotation" not in names[:1] and set(names[1:]) <= {"annotation"}
    elif name == "mmultiscripts":
        is_made = names.count("mprescripts") <= 1 and len(names) % 2 != names.count("mprescripts")
        is_made = is_made and names[0] not in ("none", "mprescripts")
    if is_made:
        return name, element(name, attributes, *(xml for _, xml in inside))
    if name in _HOLDING:
        return "mtext", element("mtext", {}, text(tree.words_of(node)))
    # Parts that stand in it only may not stand in a row.
    return "mrow", element("mrow", {}, *(xml for each, xml in inside if each not in _WITHIN))
