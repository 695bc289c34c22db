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

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from taklimat.site.kinds.kind import SearchPart
    from taklimat.source.words import Words

# The index holds HTML, which the theme puts into the page: of tags these, as its parser keeps them.
_NO_TAG = re.compile(r"<(?!/?(?:p|code|pre|li|ol|ul|sub|sup)>)")
_FOOTNOTE_MARK = re.compile(r"<sup>\s*\d+\s*</sup>")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Indexed:
    """What the index learns of a page."""

    kind: str
    """What it is, as a result says in the site's language: *Brief*, *Term*."""
    names: tuple[str, ...] = ()
    """The names under which the page is looked for, beside its title."""
    parts_kind: str = ""
    parts: tuple[SearchPart, ...] = ()
    """What stands in the place of the page's sections, if anything."""


def edit(index: dict[str, Any], pages: Mapping[str, Indexed], words: Words) -> dict[str, Any]:
    """The theme's index with what `pages` tell; pages by address. Others leave the index."""
    docs = list(_docs(index["docs"], pages))
    kinds = {kind: words.gettext(kind) for doc in docs if (kind := doc.get("kind"))}
    return {**index, "config": {**index["config"], "kinds": kinds}, "docs": docs}


def _docs(docs: list[dict[str, Any]], pages: Mapping[str, Indexed]) -> Iterator[dict[str, Any]]:
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


def _described(page: Indexed) -> dict[str, Any]:
    # Names are words, and compared as such; signs of markup would find nothing.
    plain = [re.sub(r"[<>]", " ", name) for name in page.names]
    return {"kind": page.kind, **({"names": plain} if plain else {})}
