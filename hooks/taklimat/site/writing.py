"""Write the generated parts of pages: as Markdown where authors' rules hold, else as HTML."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from taklimat.evidence.citations import reference
from taklimat.glossary.names import fold
from taklimat.site import kinds
from taklimat.site.templating import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from taklimat.glossary.terms import Term
    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage
    from taklimat.source.words import Words


def page_markdown(text: str, page: SourcePage, site: Site) -> str:
    """What an author's page becomes: its text, with what its kind adds before it and behind."""
    kind = kinds.kinds()[page.matter.kind]
    parts = kind.before(page, site), text, kind.after(page, site)
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def entry_markdown(term: Term, site: Site) -> str:
    """The page of a term."""
    see_also = [
        (site.glossary[id_].title, f"{id_}.md")
        for id_ in term.see_also
        if id_ in site.glossary.terms
    ]
    sources = [
        reference(site.bibliography.entry(key), key)
        for key in term.sources
        if key in site.bibliography
    ]
    return render(
        site.words,
        "entry.md",
        term=term,
        see_also=see_also,
        sources=sources,
        dated=lambda role: role.dated(site.words),
    )


def index_markdown(site: Site) -> str:
    """The glossary's page: A to Z under names and acronyms, then by category."""
    terms = site.terms
    entries = [(term.term, term) for term in terms]
    entries += [(term.acronym, term) for term in terms if term.acronym]
    entries.sort(key=lambda entry: fold(entry[0]))

    def category(term: Term) -> str:
        return term.category or site.words.gettext("People and organisations")

    letters = [
        (letter, list(group)) for letter, group in groupby(entries, key=lambda e: _letter(e[0]))
    ]
    by_category = sorted(terms, key=lambda term: (fold(category(term)), fold(term.term)))
    categories = [(k, list(g)) for k, g in groupby(by_category, key=category)]
    return render(
        site.words,
        "index.md",
        title=site.glossary_title,
        letters=letters,
        categories=categories,
    )


def _letter(name: str) -> str:
    first = fold(name)[:1].upper()
    return first if first.isalpha() else "0–9"


def mentioned_in_html(term: str, site: Site, href: Callable[[str, str], str]) -> str:
    """Where a term is mentioned; `href` makes the address of a page's section."""
    return render(site.words, "mentioned-in.html", places=site.mentioned_in(term), href=href)


def cite_this_html(words: Words, **context: Any) -> str:
    """How to cite a brief; for what it takes see the template."""
    return render(words, "cite-this.html", **context)
