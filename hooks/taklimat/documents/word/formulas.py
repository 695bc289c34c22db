"""Formulas: presentation MathML as Word's own (ECMA-376, part 1, 22.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.tree import Node, tag
from taklimat.documents.word.xml import add, element, own, qn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element as Element

_LARGE = frozenset("\u2211\u220f\u222b\u22c3\u22c2")
_OPENING, _CLOSING = "([{|\u2016", ")]}|\u2016"


def formula(node: Node) -> Element:
    """A `math` element as an equation within a line, or on a line of its own."""
    made = add(element("m:oMath"), _row(_elements(node)))
    if tree.get(node, "display") != "block":
        return made
    return element("m:oMathPara", made)


def _elements(node: Node) -> list[Node]:
    return [child for child in tree.children(node) if child.is_element_node]


def _row(nodes: Sequence[Node]) -> list[Element]:
    found: list[Element] = []
    for place, node in enumerate(nodes):
        if _is_table_between(nodes, place):
            found.append(_delimited(nodes[place - 1 : place + 2]))
        elif not (_is_table_between(nodes, place + 1) or _is_table_between(nodes, place - 1)):
            found += _one(node)
    return found


def _is_table_between(nodes: Sequence[Node], place: int) -> bool:
    """Whether a table stands between brackets: these grow with it."""
    if not 0 < place < len(nodes) - 1 or tag(nodes[place]) != "mtable":
        return False
    before, after = tree.words_of(nodes[place - 1]), tree.words_of(nodes[place + 1])
    return before in _OPENING and after in _CLOSING and bool(before and after)


def _delimited(nodes: Sequence[Node]) -> Element:
    first, inner, last = nodes
    properties = element("m:dPr", _value("begChr", tree.words_of(first)))
    properties.append(_value("endChr", tree.words_of(last)))
    return element("m:d", properties, add(element("m:e"), _one(inner)))


def _value(name: str, value: str) -> Element:
    made = element(f"m:{name}")
    made.set(qn("m:val"), own(value))
    return made


def _part(name: str, node: Node) -> Element:
    return add(element(f"m:{name}"), _one(node))


def _one(node: Node) -> list[Element]:
    kind, inner = tag(node), _elements(node)
    if kind in ("mi", "mo", "mn", "mtext", "ms"):
        return _text(node, kind)
    if kind == "mspace":
        return [_said(" ")]
    if kind == "mfrac" and len(inner) == 2:
        plain = tree.get(node, "linethickness").startswith("0")
        properties = element("m:fPr", _value("type", "noBar")) if plain else None
        return [element("m:f", properties, _part("num", inner[0]), _part("den", inner[1]))]
    if kind == "msqrt":
        hidden = element("m:radPr", _value("degHide", "1"))
        return [element("m:rad", hidden, element("m:deg"), add(element("m:e"), _row(inner)))]
    if kind == "mroot" and len(inner) == 2:
        return [element("m:rad", _part("deg", inner[1]), _part("e", inner[0]))]
    if kind in _SCRIPTS and len(inner) == len(_SCRIPTS[kind][1]) + 1:
        return [_scripts(kind, inner)]
    if kind == "mtable":
        rows = [
            element(
                "m:mr", *(add(element("m:e"), _row(_elements(cell))) for cell in _elements(row))
            )
            for row in inner
        ]
        return [element("m:m", *rows)] if rows else []
    return _row(inner)


_SCRIPTS = {
    "msub": ("sSub", ("sub",)), "msup": ("sSup", ("sup",)), "msubsup": ("sSubSup", ("sub", "sup")),
    "munder": ("limLow", ("lim",)), "mover": ("limUpp", ("lim",)),
    "munderover": ("sSubSup", ("sub", "sup")),
}  # fmt: skip


def _scripts(kind: str, inner: Sequence[Node]) -> Element:
    sign = tree.words_of(inner[0])
    name, parts = _SCRIPTS[kind]
    if sign in _LARGE and sign and len(parts) == 2:
        properties = element("m:naryPr", _value("chr", sign))
        made = element("m:nary", properties)
        add(made, (_part(part, each) for part, each in zip(parts, inner[1:], strict=True)))
        made.append(element("m:e"))
        return made
    made = element(f"m:{name}", _part("e", inner[0]))
    return add(made, (_part(part, each) for part, each in zip(parts, inner[1:], strict=True)))


def _text(node: Node, kind: str) -> list[Element]:
    text = tree.text_of(node) if kind == "mtext" else tree.text_of(node).strip()
    return (
        [_said(text, upright=kind == "mtext" or (kind == "mi" and len(text) > 1))] if text else []
    )


def _said(text: str, *, upright: bool = False) -> Element:
    said = element("m:t")
    said.text = own(text)
    said.set(qn("xml:space"), "preserve")
    return element("m:r", element("m:rPr", _value("sty", "p")) if upright else None, said)
