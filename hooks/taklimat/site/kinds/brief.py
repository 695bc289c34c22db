"""Briefs: a head, key judgements, terms and events; and what other pages show of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.glossary.names import fold
from taklimat.site.kinds.kind import Kind, Mark, Section
from taklimat.site.kinds.timeline import told_on
from taklimat.site.templating import render
from taklimat.source.pages import BriefMatter
from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from taklimat.glossary.linking import Mention
    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage

_CONFIDENCE = {
    "low": N_("Low confidence"),
    "moderate": N_("Moderate confidence"),
    "high": N_("High confidence"),
}
# What front matter may say, as readers see it.
_SHOWN = (
    N_("draft"),
    N_("current"),
    N_("superseded"),
    N_("almost no chance"),
    N_("very unlikely"),
    N_("unlikely"),
    N_("roughly even chance"),
    N_("likely"),
    N_("very likely"),
    N_("almost certain"),
)
_REMEDY = "write a brief's file name without .md"


class Brief(Kind):
    """A policy brief."""

    name = "brief"
    about = N_("a policy brief")
    matter = BriefMatter
    marks = (
        Mark(
            "judgement",
            N_("a brief's first key judgement, in its words"),
            "brief",
            _REMEDY,
            waits=True,
            is_block=True,
        ),
        Mark(
            "today",
            N_("how a brief's subject stands today"),
            "brief with today",
            _REMEDY,
            waits=True,
        ),
    )

    def ids(self, mark: Mark, site: Site) -> list[str]:
        """The names of briefs; for `today`, of those that say how their subject stands."""
        briefs = {name: page.brief for name, page in site.briefs.items()}
        return [
            name
            for name, brief in briefs.items()
            if mark.name != "today" or (brief and brief.today)
        ]

    def marked(self, mark: Mark, id_: str, uri: str, site: Site) -> str:
        """What another page shows of a brief, in the brief's own words."""
        page = site.briefs.get(id_)
        if page is None:
            return ""
        return render(
            site.words,
            f"{mark.name}-mark.md",
            brief=page.brief,
            link=site.link(uri, page.uri),
            confidence=_CONFIDENCE,
        )

    def inputs(self, mark: Mark, id_: str, site: Site) -> Sequence[str]:
        """The brief's file."""
        return [site.briefs[id_].document.path] if id_ in site.briefs else []

    def before(self, page: SourcePage, site: Site) -> str:
        """The brief's head."""
        scales = site.page_of("scales")
        link = site.link(page.uri, scales) if scales else None
        return render(
            site.words,
            "brief.md",
            brief=page.brief,
            scales=link,
            confidence=_CONFIDENCE,
        )

    def sections(
        self,
        uri: str,
        mentions: Sequence[Mention],
        site: Site,
        href: Callable[[str, str], str],
    ) -> Iterator[Section]:
        """The terms that the brief mentions, and the events that it tells of."""
        words = site.words
        ids = {mention.term for mention in mentions if mention.term in site.glossary.terms}
        terms = sorted((site.glossary[id_] for id_ in ids), key=lambda term: fold(term.term))
        if terms:
            html = render(
                words,
                "key-terms.html",
                terms=terms,
                href=lambda id_: href(site.entry_uri(id_), ""),
            )
            yield Section(words.gettext("Key terms"), "key-terms", html)
        timeline, events = site.page_of("timeline"), told_on(uri, site)
        if timeline and events:
            html = render(
                words,
                "on-the-timeline.html",
                events=events,
                dated=lambda event: event.dated(words),
                href=lambda id_: href(timeline, id_),
            )
            yield Section(words.gettext("On the timeline"), "on-the-timeline", html)
