"""HTML that browsers show though it is not as it should be, put as the documents' writers read it.

Nothing that is shown is lost: what stands in a list and is no item goes to the item before it, what
stands in code and is no text becomes text, the mark of a note stands behind the code, and a table
has one caption.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from selectolax.lexbor import LexborNode as Node

_ITEMS = {"ul": ("li",), "ol": ("li",), "dl": ("dt", "dd"), "div": ("dt", "dd")}
_NOTHING = frozenset(("script", "style", "template"))


def mend(body: Node) -> None:
    """Put what is in a page's body in its place."""
    for mark in body.css("sup > sup"):
        mark.insert_before("\N{NARROW NO-BREAK SPACE}")  # lest a power and a note be one number
    # The innermost first, since what is moved is moved as it then is.
    for code in reversed(body.css("code")):
        _only_text(code)
    for break_ in reversed(body.css("pre br")):
        break_.replace_with("\n")
    for group in reversed(body.css("dl > div > div")):
        group.unwrap()
    for list_ in reversed(body.css("ul, ol, dl, dl > div")):
        _only_items(list_)
    for table in reversed(body.css("table")):
        _one_caption(table)


def _only_text(code: Node) -> None:
    """Put notes behind code, words in the place of its pictures, and spaces for its line breaks."""
    for mark in reversed(code.css("sup")):
        if mark.css_first(".footnote-ref"):
            parent = code.parent
            (parent if parent is not None and parent.tag == "pre" else code).insert_after(mark)
            mark.decompose()
    for picture in reversed(code.css("img")):
        picture.replace_with(picture.attributes.get("alt") or "")
    for break_ in reversed(code.css("br")):
        break_.replace_with("\n")


def _only_items(list_: Node) -> None:
    """Have each thing in a list stand in an item; what comes before the first, before the list.

    Terms and definitions may stand in groups, of which each is a list of its own here.
    """
    items = _ITEMS[str(list_.tag)]
    place: Callable[[Node | str], object] = list_.insert_before
    strays = []
    for child in list_.iter(include_text=True):
        if child.tag in items:
            place = child.insert_child
        elif list_.tag == "dl" and child.tag == "div" and (last := _last_of(child)):
            place = last.insert_child
        elif not _is_nothing(child):
            place(" ")  # it is on a line of its own, and no part of the word before it
            place(child)
            strays.append(child)
    for stray in strays:
        stray.decompose()


def _one_caption(table: Node) -> None:
    """Put what further captions say into the first."""
    captions = [child for child in table.iter() if child.tag == "caption"]
    for other in captions[1:]:
        captions[0].insert_child(other)  # a copy
        other.decompose()


def _last_of(group: Node) -> Node | None:
    """The last term or definition of a group of them."""
    return next(
        (child for child in reversed(list(group.iter())) if child.tag in _ITEMS["dl"]), None
    )


def _is_nothing(node: Node) -> bool:
    if node.is_text_node:
        return not (node.text_content or "").strip()
    return node.is_comment_node or node.tag in _NOTHING
