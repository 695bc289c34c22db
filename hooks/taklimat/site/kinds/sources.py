"""The page of the sources."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.evidence.citations import reference
from taklimat.site.kinds.kind import Kind, own_words
from taklimat.site.searching import Part, words_of
from taklimat.site.templating import relative, render
from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taklimat.documents.tree import Node
    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage


class Sources(Kind):
    """All sources of the bibliography by their keys, with where each is cited."""

    name = "sources"
    about = N_("the bibliography")
    search = N_(
        "references, bibliography, literature, citations, footnotes, reading list, newspaper "
        "articles, news reports, where do you get your facts, where does this come from, "
        "Zotero, BibTeX"
    )
    part = N_("Source")
    back = 40
    is_listing = True
    behind_glossary = True

    def after(self, page: SourcePage, site: Site) -> str:
        """All sources by the first letters of their keys."""
        bibliography, uri = site.bibliography, page.uri
        if site.settings.works_cited == "site":
            letters = [("", [bibliography[key] for key, _ in bibliography.works(bibliography)])]
        else:
            sources = sorted(bibliography.values(), key=lambda source: source.id)
            letters = [
                (letter, list(group))
                for letter, group in groupby(sources, key=lambda source: source.id[0].upper())
            ]
        places = {
            key: [
                f"[{site.title_of(place)}]({relative(uri, place)})"
                for place in uris
                if place != uri
            ]
            for key, uris in site.cited_in().items()
        }
        return render(
            site.words,
            "sources.md",
            letters=letters,
            places=places,
            entry=lambda key: reference(bibliography.entry(key), key),
            same=lambda key: [f"[`{other}`](#{other})" for other in bibliography.same_as(key)],
        )

    def parts(self, page: Node, site: Site) -> Iterator[Part]:
        """Each source."""
        for node in page.css("div.source[id]"):
            key = tree.get(node, "id")
            for address in node.css("a[href]"):
                address.decompose()  # no one looks for a host, and there are many
            said, title = words_of(own_words(node)), self._title(key, site)
            seen = set(words_of(title))
            yield Part(key, "", title, " ".join(word for word in said if word not in seen))

    def _title(self, key: str, site: Site) -> str:
        """Who says what, and under it where and when."""
        source = site.bibliography[key]
        title = re.sub(r"<[^<>]*>", "", source.title)
        by = source.short(site.words)
        said = title if by in (title, "") else f"{by}: {title}"
        year = f" ({source.date.year})" if source.date else ""
        where = source.container or source.publisher
        when = site.words.date(source.date) if source.date else ""
        return f"{said}{year}\n{', '.join(filter(None, (where, when)))}"
