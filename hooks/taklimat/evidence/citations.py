"""Citations in Markdown: ``[@key]``, ``[@a; @b, p. 3]``, and ``@key`` in a sentence.

The syntax is pandoc's (https://pandoc.org/MANUAL.html#citation-syntax). `taklimat.evidence.citing`
makes footnotes of them; here they are found in texts that are not converted, or not yet.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taklimat.evidence.sources import KEY
from taklimat.source.pages import without_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Patterns begin with their sign, which is found at a glance; what stands before it comes second.
GROUP = r"\[(?<![\\!]\[)([^\[\]@]*@[^\[\]]*)\](?![(:]|\[(?!@))"
_GROUP = re.compile(GROUP)
# The text of a link or picture: a footnote there would be a link in a link.
_LINKED = re.compile(r"(?<!\\)\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\](?=\(|\[(?!@))", re.DOTALL)
_ITEM = re.compile(rf"\s*@({KEY})\s*(?:,\s*(.+?))?\s*", re.DOTALL)
IN_TEXT = rf"@(?<![\w@\\/.`+-]@)({KEY})"
_IN_TEXT = re.compile(IN_TEXT)
_LOCATORS = {
    "p.": "page", "pp.": "page", "ch.": "chapter", "sec.": "section", "s.": "section",
    "para.": "paragraph", "vol.": "volume", "no.": "number", "fig.": "figure", "art.": "section",
}  # fmt: skip
_LABELLED = re.compile(r"(\w+\.)\s*(.+)", re.DOTALL)


@dataclass(frozen=True)
class Cited:
    """A source in a citation, and the place in it."""

    key: str
    locator: str = ""
    label: str = "page"


@dataclass(frozen=True)
class Citation:
    """A citation in a text: `start` to `end` of it, on `line` (from 1)."""

    items: tuple[Cited, ...]
    in_text: bool
    start: int
    end: int
    line: int


def name(items: Iterable[Cited]) -> str:
    """The name of a citation's footnote: the same for the same sources and places."""
    parts = [item.key + (f"-{item.label}-{item.locator}" if item.locator else "") for item in items]
    return re.sub(r"[^\w.:+-]+", "-", "+".join(parts))


def citations(markdown: str) -> list[Citation]:
    """The citations of a text, in its order; what stands in code is none."""
    text = without_code(markdown)
    found = [
        Citation(cited, False, group.start(), group.end(), text.count("\n", 0, group.start()) + 1)
        for group in _GROUP.finditer(text)
        if (cited := items(group[1]))
    ]
    taken = [(citation.start, citation.end) for citation in found]
    taken += [link.span() for link in _LINKED.finditer(text)]
    for mark in _IN_TEXT.finditer(text):
        if not any(start <= mark.start() < end for start, end in taken):
            line = text.count("\n", 0, mark.start()) + 1
            found.append(Citation((Cited(mark[1]),), True, mark.start(), mark.end(), line))
    return sorted(found, key=lambda citation: citation.start)


def items(group: str) -> tuple[Cited, ...]:
    """The sources between the brackets of a citation; none where it is not one."""
    found = []
    for part in group.split(";"):
        item = _ITEM.fullmatch(part)
        if item is None:
            return ()
        found.append(_cited(item[1], (item[2] or "").strip()))
    return tuple(found)


def _cited(key: str, place: str) -> Cited:
    labelled = _LABELLED.fullmatch(place)
    if labelled and labelled[1] in _LOCATORS:
        return Cited(key, labelled[2].strip(), _LOCATORS[labelled[1]])
    return Cited(key, place)


def keys(markdown: str) -> Iterator[tuple[str, int]]:
    """Each key that a text cites, with its line (from 1)."""
    for citation in citations(markdown):
        for item in citation.items:
            yield item.key, citation.line


FOOTNOTE_MARK = r"\[\^([^\]\s]+)\](?!:)"
_FOOTNOTE_MARK = re.compile(FOOTNOTE_MARK)


def footnote_marks(markdown: str) -> Iterator[tuple[str, int]]:
    """The name of each footnote mark of a text, with its line (from 1)."""
    text = without_code(markdown)
    for mark in _FOOTNOTE_MARK.finditer(text):
        yield mark[1], text.count("\n", 0, mark.start()) + 1


def reference(note: str, key: str) -> str:
    """A reference as HTML that Markdown leaves as it is; its words are no mention of a term."""
    named = f'class="reference no-glossary" data-source="{html.escape(key)}"'
    return f"<span {named}>{_inert(note)}</span>"


def _inert(note: str) -> str:
    """HTML whose text Markdown takes for plain text."""
    return "".join(
        piece if piece.startswith("<") else _escape(piece)
        for piece in re.split(r"(<[^<>]*>)", note)
    )


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]#|~^$@])", r"\\\1", text)
