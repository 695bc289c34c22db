"""The search index, edited: what each result is, every name of a term, each claim on its own.

The theme makes an index of pages and their sections. Here it learns what a page is; names lead to
their entry; claims, events and sources become results of their own; and what a reader would not
look for goes. `theme/assets/javascripts/workers/taklimat.js` reads what is added.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from taklimat.documents import tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# The index holds HTML, which the theme puts into the page: of tags these, as its parser keeps them.
_NO_TAG = re.compile(r"<(?!/?(?:p|code|pre|li|ol|ul|sub|sup)>)")
_FOOTNOTE_MARK = re.compile(r"<sup>\s*\d+\s*</sup>")
_SPACE = re.compile(r"\s+")
# Of an item, what helps a reader of its page only.
_ASIDE = (
    "sup, .claim-head, .claim-treated, .event-date, .event-places, .event-topics, "
    ".source-key, .source-places"
)


@dataclass(frozen=True)
class Entry:
    """A result of its own for a part of a page: shown by its title, found by its text, too."""

    anchor: str
    title: str
    text: str = ""


@dataclass(frozen=True)
class Found:
    """What the index learns of a page."""

    kind: str
    """What a result says that it is: *Brief*, *Term*."""
    names: tuple[str, ...] = ()
    """The names under which the page is looked for, beside its title."""
    parts_kind: str = ""
    parts: tuple[Entry, ...] = ()
    """What stands in the place of the page's sections, if anything."""


def edit(index: dict[str, Any], pages: Mapping[str, Found]) -> dict[str, Any]:
    """The theme's index with what `pages` tell; pages by address. Others leave the index."""
    return {**index, "docs": list(_docs(index["docs"], pages))}


def _docs(docs: list[dict[str, Any]], pages: Mapping[str, Found]) -> Iterator[dict[str, Any]]:
    for doc in docs:
        address, _, anchor = doc["location"].partition("#")
        page = pages.get(address)
        if page is None or (anchor and page.parts):
            continue
        text = _SPACE.sub(" ", _FOOTNOTE_MARK.sub("", doc["text"])).strip()
        words = {"title": _safe(doc["title"]), "text": _safe(text)}
        yield {**doc, **words, **({} if anchor else _described(page))}
        for part in () if anchor else page.parts:
            yield {
                "location": f"{address}#{part.anchor}",
                "title": html.escape(part.title, quote=False),
                "text": html.escape(part.text, quote=False),
                "kind": page.parts_kind,
            }


def _safe(text: str) -> str:
    return _NO_TAG.sub("&lt;", text)


def _described(page: Found) -> dict[str, Any]:
    # Names are words, and compared as such; signs of markup would find nothing.
    plain = [re.sub(r"[<>]", " ", name) for name in page.names]
    return {"kind": page.kind, **({"names": plain} if plain else {})}


def claims(page: str) -> Iterator[Entry]:
    """Each claim of the page of claims, from its HTML."""
    for node in tree.parse(page).css("div.claim[id]"):
        anchor = tree.get(node, "id")
        claim = tree.find(node, ".claim-text")
        text = _text(claim) if claim else ""
        yield Entry(anchor, f"{anchor.upper()}: {text}", _text(node).removeprefix(text).strip())


def events(page: str) -> Iterator[Entry]:
    """Each event of the timeline, from its HTML."""
    for node in tree.parse(page).css("div.event[id]"):
        day = tree.find(node, ".event-date")
        date = tree.words_of(day) if day else ""
        yield Entry(tree.get(node, "id"), f"{date}: {_text(node)}")


def sources(page: str) -> Iterator[Entry]:
    """Each source of the page of sources, from its HTML."""
    for node in tree.parse(page).css("div.source[id]"):
        key = tree.get(node, "id")
        for address in node.css("a[href]"):
            address.decompose()  # no one looks for a host, and there are many
        yield Entry(key, _text(node).rstrip(" ,.") + ".", key)


def _text(node: tree.Node) -> str:
    for aside in node.css(_ASIDE):
        aside.decompose()
    return tree.words_of(node)
