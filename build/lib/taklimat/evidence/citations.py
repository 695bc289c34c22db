"""Citations in Markdown: ``[@key]``, ``[@a; @b, p. 3]``, and ``@key`` in a sentence.

The syntax is pandoc's (https://pandoc.org/MANUAL.html#citation-syntax). Each citation becomes a
footnote; one in a sentence names who speaks, and has its footnote behind the name.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taklimat.evidence.sources import KEY
from taklimat.source.pages import without_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taklimat.evidence.bibliography import Bibliography
    from taklimat.source.words import Words

_GROUP = re.compile(r"(?<![\\!])\[([^\[\]@]*@[^\[\]]*)\](?![(:]|\[(?!@))")
# The text of a link or picture: a footnote there would be a link in a link.
_LINKED = re.compile(r"(?<!\\)\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\](?=\(|\[(?!@))", re.DOTALL)
_ITEM = re.compile(rf"\s*@({KEY})\s*(?:,\s*(.+?))?\s*", re.DOTALL)
_IN_TEXT = re.compile(rf"(?<![\w@\\/.`+-])@({KEY})")
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

    @property
    def name(self) -> str:
        """The name of its footnote: the same for the same sources and places."""
        parts = [
            item.key + (f"-{item.label}-{item.locator}" if item.locator else "")
            for item in self.items
        ]
        return re.sub(r"[^\w.:+-]+", "-", "+".join(parts))


def citations(markdown: str) -> list[Citation]:
    """The citations of a text, in its order; what stands in code is none."""
    text = without_code(markdown)
    found = [
        Citation(items, False, group.start(), group.end(), text.count("\n", 0, group.start()) + 1)
        for group in _GROUP.finditer(text)
        if (items := _items(group[1]))
    ]
    taken = [(citation.start, citation.end) for citation in found]
    taken += [link.span() for link in _LINKED.finditer(text)]
    for mark in _IN_TEXT.finditer(text):
        if not any(start <= mark.start() < end for start, end in taken):
            line = text.count("\n", 0, mark.start()) + 1
            found.append(Citation((Cited(mark[1]),), True, mark.start(), mark.end(), line))
    return sorted(found, key=lambda citation: citation.start)


def _items(group: str) -> tuple[Cited, ...]:
    items = []
    for part in group.split(";"):
        item = _ITEM.fullmatch(part)
        if item is None:
            return ()
        items.append(_cited(item[1], (item[2] or "").strip()))
    return tuple(items)


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


_FOOTNOTE_MARK = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_FOOTNOTE = re.compile(r"^[ ]{0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)


def undefined_footnotes(markdown: str) -> Iterator[tuple[str, int]]:
    """Each footnote mark whose text the page does not hold, with its line (from 1)."""
    text = without_code(markdown)
    defined = set(_FOOTNOTE.findall(text))
    for mark in _FOOTNOTE_MARK.finditer(text):
        if mark[1] not in defined:
            yield mark[1], text.count("\n", 0, mark.start()) + 1


def with_footnotes(markdown: str, bibliography: Bibliography, words: Words) -> str:
    """`markdown` with each citation as a footnote. Citations of unknown keys stay as they are."""
    if not bibliography:
        return markdown
    parts: list[str] = []
    notes: dict[str, str] = {}
    last = 0
    for citation in citations(markdown):
        if any(item.key not in bibliography for item in citation.items):
            continue
        notes.setdefault(citation.name, _note(citation, bibliography))
        before = markdown[last : citation.start]
        if citation.in_text:
            speaker = bibliography[citation.items[0].key].short(words)
            before += _escape(html.escape(speaker, quote=False))
        elif before.strip(" "):
            before = before.rstrip(" ")  # a footnote's mark stands right behind the word
        parts += [before, f"[^{citation.name}]"]
        last = citation.end
    parts.append(markdown[last:])
    text = "".join(parts).rstrip("\n")
    return "\n\n".join([text, *(f"[^{name}]: {note}" for name, note in notes.items())]) + "\n"


def _note(citation: Citation, bibliography: Bibliography) -> str:
    notes = [bibliography.note(item.key, item.locator, item.label) for item in citation.items]
    # One full stop, at the end.
    notes[:-1] = [note.removesuffix(".") for note in notes[:-1]]
    return "; ".join(map(reference, notes, (item.key for item in citation.items)))


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
