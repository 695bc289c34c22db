"""The claims that a site treats, and the marks by which texts treat them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.evidence.records import Claim
from taklimat.site.kinds.kind import Data, Kind, Mark, own_words
from taklimat.site.searching import Part
from taklimat.site.templating import render
from taklimat.source.origin import Origin
from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taklimat.documents.tree import Node
    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage

# What the data may say, as readers see it.
_SHOWN = (
    N_("question"),
    N_("report"),
    N_("argument"),
    N_("prediction"),
    N_("held up"),
    N_("overtaken"),
    N_("narrower than stated"),
    N_("open"),
)


class Claims(Kind):
    """The page of the claims."""

    name = "claims"
    about = N_("the claims that the site treats, with how each stands")
    search = N_("arguments, list of claims, checked claims, fact check, verdicts")
    data = Data(Claim, N_("a YAML file with the claims that the site treats"))
    marks = (
        Mark(
            "claim",
            N_("that this passage treats a claim"),
            "claim",
            "add it to the file of claims",
            is_place=True,
        ),
    )
    part = N_("Claim")
    back = 10

    def marked(self, mark: Mark, id_: str, uri: str, site: Site) -> str:
        """A link to the claim."""
        claim = next((claim for claim in self.items(site) if claim.id == id_), None)
        page = site.page_of(self.name)
        if claim is None or page is None:
            return ""
        status = claim.status.replace(" ", "-")
        title = site.words.gettext(
            "Claim %(id)s, %(kind)s: %(status)s",
            id=id_,
            kind=site.words.gettext(claim.kind),
            status=site.words.gettext(claim.status),
        )
        address = f"{site.link(uri, page)}#{id_.lower()}"
        return f'[{id_}]({address} "{title}"){{ .claim-mark .badge-{status} }}'

    def after(self, page: SourcePage, site: Site) -> str:
        """All claims by section."""
        sections = [
            (section, list(claims))
            for section, claims in groupby(self.items(site), key=lambda claim: claim.section)
        ]
        treated = site.places_of("claim", page.uri)
        return render(site.words, "claims.md", sections=sections, treated=treated)

    def check(self, site: Site) -> None:
        """Note each claim that no page treats."""
        if site.page_of(self.name) is None:
            return
        path = site.settings.file(self.name) or ""
        treated = site.marked_in("claim")
        for claim in self.items(site):
            if claim.id not in treated:
                line = Origin(path, site.text_of(path)).line_of(f"id: {claim.id}")
                remedy = f"write {{claim: {claim.id}}} where a page treats it"
                what = f"the claim {claim.id} is treated nowhere"
                site.problems.add(path, line, what, remedy, code="E04")

    def parts(self, page: Node, site: Site) -> Iterator[Part]:
        """Each claim."""
        for node in page.css("div.claim[id]"):
            anchor = tree.get(node, "id")
            yield Part(anchor, anchor.upper(), own_words(node))
