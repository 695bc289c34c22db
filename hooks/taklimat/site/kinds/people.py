"""The index of people and organisations: entries of the glossary that are listed apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.glossary.names import fold
from taklimat.site.kinds.kind import Kind
from taklimat.site.templating import relative, render
from taklimat.source.words import N_

if TYPE_CHECKING:
    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage


class People(Kind):
    """The page of the people and organisations; each has a page of its own, as terms have."""

    name = "people"
    about = N_("the people and organisations of the glossary, listed apart")
    search = N_(
        "who is who, who was involved, actors, key figures, names, biographies, "
        "organisations, companies"
    )
    is_listing = True

    def after(self, page: SourcePage, site: Site) -> str:
        """People, then organisations, by their names."""
        names = sorted(site.names, key=lambda term: fold(term.term))
        people = [term for term in names if term.kind == "person"]
        return render(
            site.words,
            "people.md",
            people=people,
            organisations=[term for term in names if term not in people],
            href=lambda term: relative(page.uri, site.entry_uri(term.id)),
            dated=lambda role: role.dated(site.words),
        )
