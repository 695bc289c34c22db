"""The text of a Markdown element tree, flat: in the order of the page, footnotes last (rule 8).

Names are sought in it as a whole. Each piece knows where in the tree it stands, what may be done
with a name found there, and under which heading it is.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element

from markdown.util import ETX, HTML_PLACEHOLDER, STX

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SCHEME = "glossary:"

# Python-Markdown keeps raw HTML and entities outside the tree and leaves these marks in its text.
_STASHED = re.compile(rf"{HTML_PLACEHOLDER % '([0-9]+)'}|{STX}[^{STX}{ETX}]*{ETX}")
_RAW_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)(?![\w:-])[^<>]*?(/?)>")
# What stands for something that is no text for matching: it is part of no word and of no name.
_OPAQUE = "\x1a"
# What ends a block. It is not white space, so no name reaches across it.
_BREAK = "\0"


class Mode(IntEnum):
    """What may be done with a name found in some text; the larger of two prevails."""

    LINK = 0
    MENTION = 1  # it counts as a mention, but no link may stand there (rule 8)
    HIDDEN = 2  # it is no mention


_BY_TAG = {
    **dict.fromkeys("a abbr dt label summary h1 h2 h3 h4 h5 h6".split(), Mode.MENTION),
    **dict.fromkeys(
        "code pre kbd samp tt var script style math svg textarea select button object".split(),
        Mode.HIDDEN,
    ),
}
_BY_CLASS = {
    "admonition-title": Mode.MENTION,
    "no-glossary": Mode.HIDDEN,
    "arithmatex": Mode.HIDDEN,
    "toc": Mode.HIDDEN,
    "headerlink": Mode.HIDDEN,
    "footnote-ref": Mode.HIDDEN,
    "footnote-backref": Mode.HIDDEN,
}
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark math q s samp small span "
    "strike strong sub sup svg time tt u var wbr".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_VOID = frozenset("area audio br canvas embed hr iframe img input source video wbr".split())


@dataclass(frozen=True, slots=True)
class Section:
    """The part of a page under a heading; `anchor` is empty for what comes before the first."""

    anchor: str = ""
    title: str = ""


class Slot(NamedTuple):
    """A piece of text: where it stands in the tree, and where in the flat text of the page."""

    owner: Element
    parent: Element | None  # None: the piece is in `owner.text`; else in its tail, under `parent`
    raw: int | list[int]  # where it begins in the tree's string; or that of each character
    mode: Mode
    place: int  # index of its heading
    part: int  # number of its h2, for the scope `section`
    explicit: str | None  # the term of the explicit link it is the text of
    start: int  # where it begins in the flat text

    def wrap(self, start: int, end: int) -> Element:
        """Put ``start:end`` of the flat text into a new `a` element."""
        if isinstance(self.raw, int):
            first, last = (self.raw + at - self.start for at in (start, end))
        else:
            first, last = (self.raw[at - self.start] for at in (start, end))
        link = Element("a")
        if self.parent is None:
            text = self.owner.text or ""
            self.owner.text, link.text, link.tail = text[:first], text[first:last], text[last:]
            self.owner.insert(0, link)
        else:
            text = self.owner.tail or ""
            self.owner.tail, link.text, link.tail = text[:first], text[first:last], text[last:]
            self.parent.insert(list(self.parent).index(self.owner) + 1, link)
        return link


@dataclass(slots=True)
class Explicit:
    """A link ``[text](glossary:id)`` that the author wrote (rule 11)."""

    element: Element
    term: str
    start: int
    place: int
    part: int


class Reading:
    """The text of a tree, flat: in the order of the page, footnotes last (rule 8)."""

    def __init__(self, stash: Sequence[str | Element]) -> None:
        self.parts: list[str] = []
        # A page has far more pieces of text than mentions: they stay bare until one is needed.
        self._slots: list[
            tuple[Element, Element | None, int | list[int], Mode, int, int, str | None]
        ] = []
        self.starts: list[int] = []
        self.explicit: list[Explicit] = []
        self._stash = stash
        self._length = 0
        self._within_block = False
        self._headings: list[Element | None] = [None]
        self._place = 0
        self._part = 0
        self._within: str | None = None
        self._footnotes: list[Element] = []
        self._raw: list[tuple[str, Mode]] = []

    def read(self, root: Element) -> None:
        """Read the whole tree."""
        self._inside(root, Mode.LINK)
        for element in self._footnotes:
            self._part += 1
            self._head(None)
            self._break()
            self._inside(element, Mode.LINK)

    def slot(self, index: int) -> Slot:
        """The piece of text number `index`."""
        return Slot(*self._slots[index], self.starts[index])

    def section(self, place: int) -> Section:
        """The section under the heading number `place`."""
        heading = self._headings[place]
        if heading is None or heading.tag == "h1":
            return Section()
        return Section(heading.get("id", ""), _heading_text(heading))

    def _inside(self, element: Element, mode: Mode) -> None:
        text = element.text
        if text:
            self._text(element, None, text, mode)
        for child in element:
            self._element(child, mode)
            text = child.tail
            if text:
                self._text(child, element, text, mode)

    def _element(self, element: Element, mode: Mode) -> None:
        tag = element.tag
        block = tag not in _INLINE
        if block and self._within_block:
            self._break()
        if tag in _VOID or not isinstance(tag, str):
            self._add(_OPAQUE)
            return
        if tag in _BY_TAG:
            mode = max(mode, _BY_TAG[tag])
        if classes := element.get("class"):
            for name in classes.split():
                if name == "footnote" and tag == "div":
                    self._footnotes.append(element)
                    return
                mode = max(mode, _BY_CLASS.get(name, Mode.LINK))
        outer = self._within
        if tag == "a" and (href := element.get("href", "")).startswith(SCHEME):
            self._within = href.removeprefix(SCHEME)
            self.explicit.append(
                Explicit(element, self._within, self._length, self._place, self._part)
            )
        elif tag in _HEADINGS:
            if element.get("id") is not None:
                self._head(element)
            self._part += tag == "h2"
        self._inside(element, mode)
        self._within = outer
        if block and self._within_block:
            self._break()

    def _head(self, heading: Element | None) -> None:
        self._place = len(self._headings)
        self._headings.append(heading)

    def _break(self) -> None:
        self._add(_BREAK)
        self._raw.clear()
        self._within_block = False

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)
        self._within_block = True

    def _text(self, owner: Element, parent: Element | None, text: str, mode: Mode) -> None:
        if text.isspace():
            # It holds no name, so it needs no slot; between blocks it does not even part words.
            if self._within_block:
                self._add(text)
            return
        if STX not in text:
            self._slot(owner, parent, text, 0, mode)
            return
        for piece, raw in self._pieces(text):
            self._slot(owner, parent, piece, raw, mode)

    def _slot(
        self,
        owner: Element,
        parent: Element | None,
        text: str,
        raw: int | list[int],
        mode: Mode,
    ) -> None:
        if self._raw:
            mode = max(mode, self._raw[-1][1])
        self._slots.append((owner, parent, raw, mode, self._place, self._part, self._within))
        self.starts.append(self._length)
        self._add(_OPAQUE if mode == Mode.HIDDEN else text)

    def _pieces(self, text: str) -> Iterator[tuple[str, int | list[int]]]:
        """Text with the marks of stashed HTML, cut at each piece of markup; entities resolved."""
        visible: list[str] = []
        raw: list[int] = []

        def piece(end: int) -> tuple[str, list[int]]:
            joined = "".join(visible), [*raw, end]
            visible.clear()
            raw.clear()
            return joined

        last = 0
        for mark in _STASHED.finditer(text):
            visible.append(text[last : mark.start()])
            raw.extend(range(last, mark.start()))
            last = mark.end()
            stashed = (
                self._stash[int(mark[1])] if mark[1] and int(mark[1]) < len(self._stash) else ""
            )
            if isinstance(stashed, str) and stashed and "<" not in stashed:
                # An entity, or a character that `smarty` has put in another's place.
                character = html.unescape(stashed)
                visible.append(character)
                raw.extend([mark.start()] * len(character))
                continue
            yield piece(mark.start())
            self._markup(stashed)
        visible.append(text[last:])
        raw.extend(range(last, len(text)))
        yield piece(len(text))

    def _markup(self, stashed: str | Element) -> None:
        """Follow a stashed inline tag: what it opens or closes decides on the text behind it."""
        tag = _RAW_TAG.fullmatch(stashed) if isinstance(stashed, str) else None
        if tag is None:
            if not isinstance(stashed, str) or not stashed.startswith("<!--"):
                self._add(_OPAQUE)
            return
        closing, name, empty = tag.groups()
        name = name.lower()
        if closing:
            opened = [i for i, (open_, _) in enumerate(self._raw) if open_ == name]
            if opened:
                del self._raw[opened[-1] :]
        elif name in _VOID:
            self._add(_OPAQUE)
        elif not empty:
            mode = max(_BY_TAG.get(name, Mode.LINK), *(m for _, m in self._raw[-1:]), Mode.LINK)
            if "no-glossary" in tag[0]:
                mode = Mode.HIDDEN
            self._raw.append((name, mode))


def _heading_text(heading: Element) -> str:
    """A heading's text without its permanent link."""
    parts = [heading.text or ""]
    for child in heading:
        if "headerlink" not in (child.get("class") or ""):
            parts.extend(child.itertext())
        parts.append(child.tail or "")
    return _STASHED.sub("", "".join(parts)).strip()
