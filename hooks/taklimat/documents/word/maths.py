"""Equations: from presentation MathML to Word's own, Office Math (ECMA-376, part 1, 22.1).

What MathML has and is unknown here shows as its text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.tree import Node, tag
from taklimat.documents.word.ooxml import Element, element

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# Signs that Word sets with limits, and what is above or below as a bar or an accent.
_LARGE = frozenset("∑∏∐∫∬∭∮∯∰⋀⋁⋂⋃⨀⨁⨂⨄⨆")
_ACCENTS = {
    "^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "→": "\u20d7", "\u20d7": "\u20d7",
    "˙": "\u0307", ".": "\u0307", "¨": "\u0308", "ˇ": "\u030c", "`": "\u0300", "´": "\u0301",
    "˘": "\u0306",
}  # fmt: skip
_BARS = frozenset("¯‾_―−-\u0305\u0332")
_BRACES = frozenset("⏞⏟⎴⎵⏜⏝")
_ALIGNED = {"left": "left", "right": "right", "center": "center"}
_LOOKS = {
    "normal": {"m:sty": "p"}, "bold": {"m:sty": "b"}, "italic": {"m:sty": "i"},
    "bold-italic": {"m:sty": "bi"}, "double-struck": {"m:scr": "double-struck", "m:sty": "p"},
    "script": {"m:scr": "script"}, "fraktur": {"m:scr": "fraktur"},
    "sans-serif": {"m:scr": "sans-serif", "m:sty": "p"},
    "monospace": {"m:scr": "monospace", "m:sty": "p"},
}  # fmt: skip
_NOTATIONS = {"top": "hideTop", "bottom": "hideBot", "left": "hideLeft", "right": "hideRight"}
_STRIKES = {
    "horizontalstrike": "strikeH", "verticalstrike": "strikeV", "updiagonalstrike": "strikeBLTR",
    "downdiagonalstrike": "strikeTLBR",
}  # fmt: skip
# What says nothing, or says again what is shown.
_SILENT = frozenset(
    "annotation annotation-xml mspace maligngroup malignmark none mprescripts".split()
)


def equation(node: Node) -> Element | None:
    """A ``math`` element as an equation within a line; None for one that shows nothing."""
    content = _all(_mixed(node))
    return element("m:oMath", children=content) if content else None


def displayed(node: Node) -> Element | None:
    """The same on a line of its own."""
    made = equation(node)
    return element("m:oMathPara", children=[made]) if made is not None else None


def _children(node: Node) -> list[Node]:
    """The elements in an element; text among them is white space, or broken."""
    return [child for child in tree.children(node) if child.is_element_node]


def _mixed(node: Node) -> list[Node]:
    """The same, with such text as shows."""
    return [
        child
        for child in tree.children(node)
        if child.is_element_node or (child.text_content or "").strip()
    ]


def _all(nodes: Iterable[Node]) -> list[Element]:
    found: list[Element] = []
    rest = iter(nodes)
    for node in rest:
        large = _large(node)
        if large is None:
            found += _one(node)
        else:
            # What it is of is all that follows it.
            large.append(_arg("e", _all(rest)))
            found.append(large)
    return found


def _one(node: Node) -> list[Element]:
    kind = tag(node)
    if kind == "-text":
        return [_run(tree.words_of(node))]
    if kind in _SILENT:
        return [_run(" ")] if kind == "mspace" and tree.get(node, "width") else []
    if method := _KINDS.get(kind):
        return method(node, _children(node))
    return _all(_mixed(node)) if _children(node) else _text(node)


def _m(tag_: str, *children: Element | None, **attributes: object) -> Element:
    return element(f"m:{tag_}", {f"m:{k}": v for k, v in attributes.items()}, children)


def _arg(tag_: str, content: Iterable[Element]) -> Element:
    return element(f"m:{tag_}", children=content)


def _of(node: Node | None) -> list[Element]:
    return _one(node) if node is not None else []


def _at(children: Sequence[Node], place: int) -> list[Element]:
    return _of(children[place]) if place < len(children) else []


def _run(text: str, look: dict[str, str] | None = None) -> Element:
    properties = None
    if look:
        properties = _m("rPr", *(element(name, {"m:val": value}) for name, value in look.items()))
    return _m("r", properties, element("m:t", {"xml:space": "preserve"}, text=text))


# Words and signs --------------------------------------------------------------------------------


def _text(node: Node) -> list[Element]:
    text = tree.words_of(node)
    kind = tag(node)
    look: dict[str, str] | None = None
    if kind in ("mtext", "ms", "merror"):
        raw = tree.text_of(node).replace("\n", " ")
        text = raw if raw.strip() else text or (" " if raw else "")
        return (
            [_m("r", _m("rPr", _m("nor")), element("m:t", {"xml:space": "preserve"}, text=text))]
            if text
            else []
        )
    if not text:
        return []
    variant = tree.get(node, "mathvariant")
    if variant in _LOOKS:
        look = _LOOKS[variant]
    elif kind == "mi" and len(text) > 1:
        look = _LOOKS["normal"]  # names of functions stand upright
    return [_run(text, look)]


# Fractions, roots, scripts ----------------------------------------------------------------------


def _fraction(node: Node, children: Sequence[Node]) -> list[Element]:
    kind = None
    if tree.get(node, "linethickness") in ("0", "0px", "0pt"):
        kind = _m("fPr", _m("type", val="noBar"))
    elif tree.get(node, "bevelled") == "true":
        kind = _m("fPr", _m("type", val="skw"))
    return [_m("f", kind, _arg("num", _at(children, 0)), _arg("den", _at(children, 1)))]


def _square_root(node: Node, children: Sequence[Node]) -> list[Element]:
    content = _all(children) or _text(node)
    return [_m("rad", _m("radPr", _m("degHide", val=1)), _m("deg"), _arg("e", content))]


def _root(node: Node, children: Sequence[Node]) -> list[Element]:
    return [_m("rad", _arg("deg", _at(children, 1)), _arg("e", _at(children, 0)))]


def _scripts(kind: str, *places: str) -> Callable[[Node, Sequence[Node]], list[Element]]:
    def made(node: Node, children: Sequence[Node]) -> list[Element]:
        base = _arg("e", _at(children, 0))
        return [_m(kind, base, *(_arg(p, _at(children, n)) for n, p in enumerate(places, 1)))]

    return made


def _prescripts(node: Node, children: Sequence[Node]) -> list[Element]:
    """What stands at the corners of a sign; Word has one pair before and one behind."""
    before = next((n for n, c in enumerate(children) if tag(c) == "mprescripts"), len(children))
    found = _at(children, 0)
    behind = children[1:before]
    for at in range(0, len(behind), 2):
        scripts = (_arg("sub", _at(behind, at)), _arg("sup", _at(behind, at + 1)))
        found = [_m("sSubSup", _arg("e", found), *scripts)]
    ahead = children[before + 1 :]
    for at in range(0, len(ahead), 2):
        scripts = (_arg("sub", _at(ahead, at)), _arg("sup", _at(ahead, at + 1)))
        found = [_m("sPre", *scripts, _arg("e", found))]
    return found


# Above and below --------------------------------------------------------------------------------


def _limits(node: Node, children: Sequence[Node]) -> list[Element]:
    is_over = tag(node) == "mover"
    base, mark = _at(children, 0), children[1] if len(children) > 1 else None
    sign = tree.words_of(mark) if mark is not None and tag(mark) == "mo" else ""
    if sign in _BARS:
        place = _m("barPr", _m("pos", val="top" if is_over else "bot"))
        return [_m("bar", place, _arg("e", base))]
    if is_over and sign in _ACCENTS:
        return [_m("acc", _m("accPr", _m("chr", val=_ACCENTS[sign])), _arg("e", base))]
    if sign in _BRACES:
        side, middle = ("top", "bot") if is_over else ("bot", "top")
        about = _m(
            "groupChrPr",
            _m("chr", val=sign),
            _m("pos", val=side),
            _m("vertJc", val=middle),
        )
        return [_m("groupChr", about, _arg("e", base))]
    return [_m("limUpp" if is_over else "limLow", _arg("e", base), _arg("lim", _of(mark)))]


def _both_limits(node: Node, children: Sequence[Node]) -> list[Element]:
    lower = _m("limLow", _arg("e", _at(children, 0)), _arg("lim", _at(children, 1)))
    return [_m("limUpp", _arg("e", [lower]), _arg("lim", _at(children, 2)))]


def _large(node: Node) -> Element | None:
    """A sum or an integral with its limits, still without what it is of; None for all else."""
    kind = tag(node)
    children = _children(node)
    if kind not in ("msub", "msup", "msubsup", "munder", "mover", "munderover") or not children:
        return None
    sign = tree.words_of(children[0])
    if tag(children[0]) != "mo" or sign not in _LARGE:
        return None
    has_lower = kind in ("msub", "msubsup", "munder", "munderover")
    has_upper = kind not in ("msub", "munder")
    lower = _at(children, 1) if has_lower else []
    upper = _at(children, 2 if has_lower else 1) if has_upper else []
    place = "undOvr" if kind.startswith(("mu", "mo")) else "subSup"
    about = _m(
        "naryPr",
        _m("chr", val=sign),
        _m("limLoc", val=place),
        None if has_lower else _m("subHide", val=1),
        None if has_upper else _m("supHide", val=1),
    )
    return _m("nary", about, _arg("sub", lower), _arg("sup", upper))


# Tables, brackets, boxes ------------------------------------------------------------------------


def _table(node: Node, children: Sequence[Node]) -> list[Element]:
    rows = [c for c in children if tag(c) in ("mtr", "mlabeledtr")]
    cells = [[cell for cell in _children(row) if tag(cell) == "mtd"] for row in rows]
    columns = max(map(len, cells), default=0)
    if not columns:
        return []
    own = [tree.get(cell, "columnalign") or "center" for cell in max(cells, key=len)]
    aligns = (tree.get(node, "columnalign").split() or own) + ["center"] * columns
    each = [
        _m("mc", _m("mcPr", _m("count", val=1), _m("mcJc", val=_ALIGNED.get(align, "center"))))
        for align in aligns[:columns]
    ]
    written = [
        _m(
            "mr",
            *(
                _arg("e", _all(_children(row[n])) or _text(row[n]) if n < len(row) else [])
                for n in range(columns)
            ),
        )
        for row in cells
    ]
    return [_m("m", _m("mPr", _m("mcs", *each)), *written)]


def _fenced(node: Node, children: Sequence[Node]) -> list[Element]:
    begin = tree.get(node, "open") if tree.has(node, "open") else "("
    end = tree.get(node, "close") if tree.has(node, "close") else ")"
    separators = (
        "".join(tree.get(node, "separators").split()) if tree.has(node, "separators") else ","
    )
    about = _m(
        "dPr", _m("begChr", val=begin), _m("sepChr", val=separators[:1]), _m("endChr", val=end)
    )
    shown = [_of(child) for child in children]
    return [_m("d", about, *(_arg("e", each) for each in shown or [_text(node)]))]


def _enclosed(node: Node, children: Sequence[Node]) -> list[Element]:
    notation = set((tree.get(node, "notation") or "box").split())
    content = _all(children) or _text(node)
    if notation & {"radical"}:
        return [_m("rad", _m("radPr", _m("degHide", val=1)), _m("deg"), _arg("e", content))]
    if notation & {"box", "roundedbox", "circle"}:
        notation |= set(_NOTATIONS)
    hidden = [_m(name, val=1) for side, name in _NOTATIONS.items() if side not in notation]
    struck = [_m(name, val=1) for kind, name in _STRIKES.items() if kind in notation]
    return [_m("borderBox", _m("borderBoxPr", *hidden, *struck), _arg("e", content))]


def _phantom(node: Node, children: Sequence[Node]) -> list[Element]:
    return [_m("phant", _m("phantPr", _m("show", val=0)), _arg("e", _all(children)))]


def _first(node: Node, children: Sequence[Node]) -> list[Element]:
    """What is shown of several ways to say the same."""
    return _at(children, 0)


_KINDS: dict[str, Callable[[Node, Sequence[Node]], list[Element]]] = {
    "mfrac": _fraction,
    "msqrt": _square_root,
    "mroot": _root,
    "msub": _scripts("sSub", "sub"),
    "msup": _scripts("sSup", "sup"),
    "msubsup": _scripts("sSubSup", "sub", "sup"),
    "mmultiscripts": _prescripts,
    "munder": _limits,
    "mover": _limits,
    "munderover": _both_limits,
    "mtable": _table,
    "mfenced": _fenced,
    "menclose": _enclosed,
    "mphantom": _phantom,
    "semantics": _first,
    "maction": _first,
}
