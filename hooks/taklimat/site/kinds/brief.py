"""Briefs: a head, key judgements, terms and events; and what other pages show of them."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from taklimat.evidence import numbers
from taklimat.glossary.names import fold
from taklimat.site.kinds.kind import Due, Kind, Mark, Section
from taklimat.site.kinds.timeline import told_on
from taklimat.site.templating import in_plain_words, moved, render
from taklimat.source.pages import BriefMatter
from taklimat.source.words import N_

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from taklimat.glossary.linking import Mention
    from taklimat.site.site import Site
    from taklimat.source.pages import InBrief, Judgement, SourcePage
    from taklimat.source.words import Words

CONFIDENCE = {
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
MAX_WORDS = 450
"""How many words a brief's two pages hold, beside its title, bottom line and judgements."""
WORDS_A_MINUTE = 230
"""How fast adults read English in silence (https://doi.org/10.1016/j.jml.2019.104047)."""
_CITATION = re.compile(r"\[[^\[\]@]*@[^\[\]]*\]")
_NAMED_BY = 6  # words of a judgement, which name it in addresses
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
            "card",
            N_("a brief's title and bottom line, for a page of several"),
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
            in_brief=site.link(uri, in_brief_uri(page.uri)) if _has_short(page) else None,
            reading=reading_time(page, site.words),
            confidence=CONFIDENCE,
            moved=partial(moved, uri=page.uri, to=uri),
        )

    def inputs(self, mark: Mark, id_: str, site: Site) -> Sequence[str]:
        """The brief's file."""
        return [site.briefs[id_].document.path] if id_ in site.briefs else []

    def due(self, site: Site, today: dt.date) -> Iterator[Due]:
        """The key judgements whose day to be looked at again has come."""
        for page in site.pages.values():
            for place, judgement in enumerate(page.judgements):
                if judgement.review <= today:
                    line = page.document.matter.line(("judgements", place, "review"))
                    what = f"a key judgement to be looked at again: {judgement.text}"
                    remedy = "look at it, and give `review` a later day"
                    yield Due(page.document.path, line, what, remedy)

    def before(self, page: SourcePage, site: Site) -> str:
        """The brief's head."""
        scales = site.page_of("scales")
        link = site.link(page.uri, scales) if scales else None
        return render(
            site.words,
            "brief.md",
            brief=page.brief,
            scales=link,
            in_brief=site.link(page.uri, in_brief_uri(page.uri)) if _has_short(page) else None,
            reading=reading_time(page, site.words),
            history=site.link(page.uri, site.histories[page.uri])
            if page.uri in site.histories
            else None,
            confidence=CONFIDENCE,
            anchors=anchors(page.judgements),
            moved=str,
        )

    def check(self, site: Site) -> None:
        """Note what is wrong with the texts of the two pages: numbers without a source, length.

        And two judgements of one name.
        """
        for page in site.pages.values():
            _check_ids(page, site)
            if page.brief and page.brief.in_brief:
                _check_short(page, page.brief.in_brief, site)

    def sections(
        self,
        uri: str,
        mentions: Sequence[Mention],
        site: Site,
        href: Callable[[str, str], str],
    ) -> Iterator[Section]:
        """The terms, people and organisations that the brief mentions; the events it tells of."""
        words = site.words
        ids = {mention.term for mention in mentions if mention.term in site.glossary.terms}
        terms = sorted((site.glossary[id_] for id_ in ids), key=lambda term: fold(term.term))
        apart = {term.id for term in site.names}
        for title, anchor, shown in (
            (words.gettext("Key terms"), "key-terms", [t for t in terms if t.id not in apart]),
            (words.gettext("People and organisations"), "who", [t for t in terms if t.id in apart]),
        ):
            if shown:
                html = render(
                    words,
                    "key-terms.html",
                    title=title,
                    anchor=anchor,
                    terms=shown,
                    href=lambda id_: href(site.entry_uri(id_), ""),
                )
                yield Section(title, anchor, html)
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


def anchors(judgements: Sequence[Judgement]) -> list[str]:
    """The places of judgements on a brief's page: each has its own, whatever stands around it."""
    found: list[str] = []
    for judgement in judgements:
        words = re.findall(r"\w+", in_plain_words(judgement.text).casefold())[:_NAMED_BY]
        name = f"judgement-{judgement.id or '-'.join(words)}"
        same = sum(each == name or each.startswith(f"{name}_") for each in found)
        found.append(f"{name}_{same}" if same else name)
    return found


def reading_time(page: SourcePage, words: Words) -> str:
    """How long a brief takes to read, in words."""
    text = _CITATION.sub("", page.document.body)
    minutes = max(1, round(len(re.findall(r"\w+", text)) / WORDS_A_MINUTE))
    return words.ngettext("%(num)s minute to read", "%(num)s minutes to read", minutes)


def in_brief_uri(uri: str) -> str:
    """The page with the brief `uri` in short, which becomes its two pages on paper.

    It stands beside the brief, so that the same links lead to the same pages.
    """
    return f"{uri.removesuffix('.md')}-in-brief.md"


def in_brief_markdown(page: SourcePage, site: Site) -> str:
    """That page."""
    uri = in_brief_uri(page.uri)
    return render(
        site.words,
        "in-brief.md",
        brief=page.brief,
        href=site.link(uri, page.uri),
        confidence=CONFIDENCE,
        moved=partial(moved, uri=page.uri, to=uri),
    )


def _has_short(page: SourcePage) -> bool:
    return page.brief is not None and page.brief.in_brief is not None


def _check_ids(page: SourcePage, site: Site) -> None:
    ids = [judgement.id for judgement in page.judgements]
    for place, id_ in enumerate(ids):
        if id_ and id_ in ids[:place]:
            line = page.document.matter.line(("judgements", place, "id"))
            what, remedy = f"two judgements have the id {id_}", "give one another id"
            site.problems.add(page.document.path, line, what, remedy, code="E02")


def _check_short(page: SourcePage, short: InBrief, site: Site) -> None:
    matter, path = page.document.matter, page.document.path
    length = sum(len(_CITATION.sub("", text).split()) for _, text in short.texts)
    if length > MAX_WORDS:
        what = f"`in_brief` of {length} words"
        remedy = f"shorten it to {MAX_WORDS}"
        site.problems.add(path, matter.line(("in_brief",)), what, remedy, code="E13")
    if site.settings.numbers is None:
        return
    for key, text in short.texts:
        for what, _ in numbers.unsourced(text, site.settings.numbers.allow):
            line = matter.line(("in_brief", *key))
            remedy = "cite one behind it, or allow it under `numbers` in mkdocs.yml"
            site.problems.add(path, line, what, remedy, code="E06")
