"""Formulas: presentation MathML (https://www.w3.org/TR/mathml-core/) as Typst's mathematics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.tree import Node, tag
from taklimat.documents.typst import (
    EMPTY,
    NONE,
    Code,
    array,
    block,
    boolean,
    call,
    content,
    name,
    points,
    string,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

# Signs that stand above a letter, as the combining signs that Typst knows them by.
_ACCENTS = {
    "\u2192": "\u20d7", "^": "\u0302", "\u02c6": "\u0302", "~": "\u0303", "\u02dc": "\u0303",
    "\u02d9": "\u0307", ".": "\u0307", "\u00a8": "\u0308", "\u02c7": "\u030c", "\u00b4": "\u0301",
    "`": "\u0300", "\u02d8": "\u0306",
}  # fmt: skip
_OVER = {"\u2015": "math.overline", "\u00af": "math.overline", "\u203e": "math.overline",
         "_": "math.overline", "\u23de": "math.overbrace"}  # fmt: skip
_UNDER = {"\u2015": "math.underline", "_": "math.underline", "\u0332": "math.underline",
          "\u23df": "math.underbrace"}  # fmt: skip
_OPENING = frozenset("([{|\u2016\u27e8\u230a\u2308")
_CLOSING = frozenset(")]}|\u2016\u27e9\u230b\u2309")
_VARIANTS = {"normal": "math.upright", "bold": "math.bold", "double-struck": "math.bb",
             "script": "math.cal", "fraktur": "math.frak", "sans-serif": "math.sans",
             "monospace": "math.mono"}  # fmt: skip
_BREAKING = frozenset(
    "+-\u2212\u00b1\u00d7\u00f7\u22c5=<>\u2264\u2265\u2260\u2248\u2261\u223c\u2208\u2282\u2286"
    "\u2192\u21d2\u21d4"
)
_LONG = 30  # signs: what no line can part may be wider than its place
_NOTATIONS = ("updiagonalstrike", "downdiagonalstrike", "horizontalstrike", "box")
_POINT = name("align-point")
_NOTHING = call("box")
_ROW_GAP = points(7)
_WIDE = 0.5  # em, from which a space is a wide one


def formula(node: Node) -> Code:
    """A `math` element as a call of the template; it has its words as alternative.

    It is given in the pieces between which a line may end.
    """
    is_block = tree.get(node, "display") == "block"
    said = tree.get(node, "alttext") or tree.words_of(node) or "?"
    pieces = _pieces(_lifted(node))
    longest = max((sum(len(tree.words_of(each)) for each in piece) for piece in pieces), default=0)
    named = {"display": boolean(is_block), "long": boolean(longest > _LONG)}
    return call("formula", array(map(_row, pieces)), string(said), named=dict(named))


def _lifted(node: Node) -> list[Node]:
    """What is in a formula, out of the rows that hold all of it."""
    inner = _elements(node)
    return _lifted(inner[0]) if len(inner) == 1 and tag(inner[0]) in ("mrow", "mstyle") else inner


def _pieces(nodes: Sequence[Node]) -> list[list[Node]]:
    """What no line of a formula can part: it ends behind signs of relations and operations.

    Within brackets that grow, none ends.
    """
    found: list[list[Node]] = [[]]
    at = 0
    while at < len(nodes):
        end = _bracketed(nodes, at)
        found[-1] += nodes[at : end + 1]
        if end == at and tag(nodes[at]) == "mo" and tree.words_of(nodes[at]) in _BREAKING:
            found.append([])
        at = end + 1
    return [piece for piece in found if piece]


def _elements(node: Node) -> list[Node]:
    return [child for child in tree.children(node) if child.is_element_node]


def _row(nodes: Sequence[Node]) -> Code:
    """What stands side by side; brackets around a table, or such as stretch, grow with it."""
    codes: list[Code] = []
    at = 0
    while at < len(nodes):
        end = _bracketed(nodes, at)
        if end > at:
            codes.append(call("math.lr", block([_one(each) for each in nodes[at : end + 1]])))
            at = end + 1
        else:
            codes.append(_one(nodes[at]))
            at += 1
    return block(codes)


def _bracketed(nodes: Sequence[Node], at: int) -> int:
    """The place of the sign that ends what the one at `at` opens; `at` if it opens nothing."""
    first = nodes[at]
    grows = tree.get(first, "stretchy") == "true" or tree.has(first, "minsize")
    # One that is left out, as by `\left.`, opens what ends.
    is_open = tag(first) == "mo" and tree.words_of(first) in (
        _OPENING | {""} if grows else _OPENING
    )
    is_table = at + 1 < len(nodes) and tag(nodes[at + 1]) == "mtable"
    if not is_open or not (grows or is_table):
        return at
    for end in range(len(nodes) - 1, at, -1) if grows and not is_table else (at + 2,):
        if end < len(nodes) and tag(nodes[end]) == "mo" and tree.words_of(nodes[end]) in _CLOSING:
            return end
    return len(nodes) - 1 if grows else at


def _one(node: Node) -> Code:
    kind = tag(node)
    inner = _elements(node)
    if kind in ("mi", "mo", "mn", "mtext", "ms"):
        return _text(node, kind)
    if kind == "mspace":
        return _space(node)
    if kind == "mfrac" and len(inner) == 2:
        first, second = map(_one, inner)
        if tree.get(node, "linethickness").startswith("0"):
            return call("math.mat", array([first]), array([second]), named={"delim": NONE})
        return call("math.frac", first, second)
    if kind == "msqrt":
        return call("math.sqrt", _row(inner))
    if kind == "mroot" and len(inner) == 2:
        return call("math.root", _one(inner[1]), _one(inner[0]))
    if kind in _SCRIPTS:
        return _scripts(kind, inner)
    if kind == "mtable":
        return _table(inner)
    if kind == "menclose":
        return _enclosed(node, inner)
    if kind == "mphantom":
        return call("hide", _row(inner))
    return _row(inner)


def _text(node: Node, kind: str) -> Code:
    text = tree.text_of(node).strip() if kind != "mtext" else tree.text_of(node)
    if not text:
        return EMPTY
    variant = _VARIANTS.get(tree.get(node, "mathvariant"))
    if kind in ("mi", "mo") and len(text) == 1:
        shown = content(call("symbol", string(text)))
        return call(variant, shown) if variant else shown
    if kind in ("mi", "mo") and text.isalpha():
        return call("math.op", string(text))
    return call(variant, string(text)) if variant else string(text)


def _space(node: Node) -> Code:
    if tree.get(node, "linebreak"):
        return call("linebreak")
    width = tree.get(node, "width").removesuffix("em")
    try:
        is_wide = float(width) >= _WIDE
    except ValueError:
        is_wide = False
    return string("\u2003" if is_wide else "\u2009")


_SCRIPTS = {
    "msub": ("b",), "msup": ("t",), "msubsup": ("b", "t"),
    "munder": ("b",), "mover": ("t",), "munderover": ("b", "t"),
}  # fmt: skip


def _scripts(kind: str, inner: Sequence[Node]) -> Code:
    places = _SCRIPTS[kind]
    if len(inner) != len(places) + 1:
        return _row(inner)
    base = _one(inner[0])
    sign = tree.words_of(inner[1])
    if kind == "mover" and sign in _ACCENTS:
        return call("math.accent", base, string(_ACCENTS[sign]))
    if kind == "mover" and sign in _OVER:
        return call(_OVER[sign], base)
    if kind == "munder" and sign in _UNDER:
        return call(_UNDER[sign], base)
    if not kind.startswith("ms"):
        base = call("math.limits", base)
    named = dict(zip(places, map(_one, inner[1:]), strict=True))
    return call("math.attach", base, named=dict(named))


def _table(rows: Sequence[Node]) -> Code:
    cells = [[_cell(cell) for cell in _elements(row)] for row in rows]
    sides = [[tree.get(cell, "columnalign") for cell in _elements(row)] for row in rows]
    width = max(map(len, cells), default=0)
    if not width:
        return EMPTY
    filled = [array([*row, *[EMPTY] * (width - len(row))]) for row in cells]
    named: dict[str, Code | None] = {"delim": NONE}
    # Right and left of a sign, as in lines that are aligned, there is no gap.
    if any(row[:2] == ["right", "left"] for row in sides):
        named |= {"column-gap": points(0), "row-gap": _ROW_GAP}
    return call("math.mat", *filled, named=named)


def _cell(cell: Node) -> Code:
    """A cell; where its column is aligned, with the point that is the same in all."""
    inner, side = _elements(cell), tree.get(cell, "columnalign")
    if side == "right":
        return block((_row(inner), _POINT))
    if side != "left":
        return _row(inner)
    # What stands for nothing before a sign gives it its room.
    is_sign_next = bool(inner) and tag(inner[0]) == "mi" and not tree.words_of(inner[0])
    return block((_POINT, *([_NOTHING] if is_sign_next else []), _row(inner)))


def _enclosed(node: Node, inner: Sequence[Node]) -> Code:
    notations = tree.get(node, "notation").split()
    known = [string(each) for each in _NOTATIONS if each in notations]
    return call("enclosed", _row(inner), string(tree.words_of(node) or "?"), *known)
