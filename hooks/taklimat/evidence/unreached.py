"""Citations and footnote marks in raw HTML: Markdown does not look into it, and prints them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown.util import AtomicString

from taklimat.evidence import citations

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from xml.etree.ElementTree import Element

# What looks like a citation there is none.
_CODE = re.compile(r"<(pre|code|script|style|kbd|samp|textarea)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_NO_TEXT = frozenset(("a", "code", "kbd", "math", "pre", "samp", "script", "style", "textarea"))
_FORMULA = "arithmatex"


@dataclass(frozen=True)
class Unreached:
    """A citation, or the mark of a footnote, that is printed as it is typed."""

    name: str
    """The key of the source, or the footnote's name."""
    is_note: bool
    line: str
    """The line of the text, to find it by in its file."""


def unreached(
    blocks: Iterable[object], root: Element, known: Container[str]
) -> Iterator[Unreached]:
    """What is in raw HTML; `known` are the keys of sources."""
    for text in (*_raw(blocks), *_left_alone(root)):
        for line in text.split("\n") if "[" in text else ():
            words, where = _TAG.sub(" ", html.unescape(line)), line.strip()
            for citation in citations.citations(words):
                keys = () if citation.in_text else [item.key for item in citation.items]
                yield from (Unreached(key, False, where) for key in keys if key in known)
            for name, _ in citations.footnote_marks(words):
                yield Unreached(name, True, where)


def _raw(blocks: Iterable[object]) -> Iterator[str]:
    """The texts of what Markdown has put aside."""
    for block in blocks:
        if isinstance(block, str) and block.startswith("<") and _FORMULA not in block[:100]:
            yield _CODE.sub("", block)


def _left_alone(element: Element) -> Iterator[str]:
    """The texts that stand in elements with the attribute `markdown`, in others without it."""
    if element.tag in _NO_TEXT or _FORMULA in (element.get("class") or ""):
        return
    if isinstance(element.text, AtomicString):
        yield element.text
    for child in element:
        yield from _left_alone(child)
        if isinstance(child.tail, AtomicString):
            yield child.tail
