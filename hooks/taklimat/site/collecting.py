"""Which documents a site has, and what each is made of."""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from taklimat.documents.model import Asset, Document, Fact, Part, TermNote
from taklimat.evidence import marks
from taklimat.evidence.forecasts import PER_CENT
from taklimat.glossary.names import fold
from taklimat.site import kinds
from taklimat.site.attaching import attached
from taklimat.site.kinds.brief import in_brief_uri
from taklimat.site.settings import DocumentSettings
from taklimat.source.origin import Origin
from taklimat.source.quotes import curled

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from taklimat.glossary.terms import Term
    from taklimat.site.site import Site
    from taklimat.site.versions import History
    from taklimat.source.pages import BriefMatter, SourcePage
    from taklimat.source.problems import Problems
    from taklimat.source.words import Words

DOSSIER = "dossier"
BOOK = f"pdf/{DOSSIER}.epub"
"""The place of the dossier as EPUB on the site."""
# For a page that tells no date, where git tells none either.
_UNDATED = dt.date(1980, 1, 1)


@dataclass(frozen=True)
class Rendered:
    """A page as the site generator made it."""

    url: str
    """Its address, from the site's root."""
    html: str
    """Its content, without the parts that only the site shows."""


@dataclass(frozen=True)
class Publisher:
    """What the site as a whole tells of its documents, and how it finds what pages link to."""

    name: str
    description: str
    authors: tuple[str, ...]
    language: str
    order: tuple[str, ...]
    """Pages in the order of the navigation."""
    asset: Callable[[str], Asset | None]
    link: Callable[[str], str | None]


def names(site: Site) -> dict[str, str]:
    """The name of each page's document, by page; the dossier's is under the empty path."""
    settings = site.settings.pdf
    if settings is None:
        return {}
    found = {
        uri: uri.removesuffix(".md").removesuffix("/index").replace("/", "-")
        for uri, page in site.pages.items()
        if page.matter.pdf or (page.matter.pdf is None and page.brief and settings.briefs)
    }
    for uri, page in site.pages.items():
        if uri in found and page.brief and page.brief.in_brief:
            found[in_brief_uri(uri)] = f"{found[uri]}-in-brief"
    if settings.dossier and any(page.brief for page in site.pages.values()):
        found[""] = DOSSIER
    return found


def has_book(site: Site) -> bool:
    """Whether there is a dossier, and it is made as EPUB, too."""
    settings = site.settings.pdf
    return settings is not None and settings.epub and "" in names(site)


def paths(site: Site) -> list[str]:
    """The places of all documents on the site."""
    found = [f"pdf/{name}.pdf" for name in dict.fromkeys(names(site).values())]
    if site.settings.pdf and site.settings.pdf.docx:
        found += [f"pdf/{name}.docx" for uri, name in names(site).items() if uri in site.pages]
    return [*found, BOOK] if has_book(site) else found


def is_in_dossier(page: SourcePage) -> bool:
    """Whether a page is a part of the dossier, where there is one."""
    return page.brief is not None or kinds.kinds()[page.matter.kind].back is not None


def check_names(site: Site, problems: Problems) -> None:
    """Note documents that would have the same name."""
    taken: dict[str, str] = {}
    for uri, name in sorted(names(site).items()):
        if name in taken:
            path = site.pages[_brief_of(site, uri)].document.path
            what = f"its PDF would be called {name}.pdf, as that of {taken[name]}"
            problems.add(path, 1, what, "rename one of the pages", code="D01")
        taken[name] = uri or "the dossier"


def collect(
    site: Site,
    pages: Mapping[str, Rendered],
    publisher: Publisher,
    history: History,
    only: Collection[str] | None = None,
) -> dict[str, Document]:
    """Every document of the site, by page; the dossier under the empty path, last.

    `only` are the pages of which documents are wanted, if not of all.
    """
    order = {uri: place for place, uri in enumerate(publisher.order)}
    wanted = [
        (uri, name)
        for uri, name in names(site).items()
        if uri in pages and (only is None or uri in only)
    ]
    wanted.sort(key=lambda pair: order.get(pair[0], len(order)))
    documents: dict[str, Document] = {}
    for uri, name in wanted:
        if uri not in site.pages:
            documents[uri] = _short(site, uri, name, pages, publisher, history)
            continue
        documents[uri] = _page(site, uri, name, pages, publisher, history)
    if "" in names(site) and (only is None or "" in only):
        briefs = [uri for uri, page in site.pages.items() if page.brief and uri in pages]
        briefs.sort(key=lambda uri: order.get(uri, len(order)))
        documents[""] = _dossier(site, briefs, pages, publisher, history)
    return documents


def _page(
    site: Site,
    uri: str,
    name: str,
    pages: Mapping[str, Rendered],
    publisher: Publisher,
    history: History,
) -> Document:
    page, words = site.pages[uri], site.words
    settings = site.settings.pdf or DocumentSettings()
    terms = _terms_on(site, uri)
    inputs = [*_inputs(site, page), *(term.document.path for term in terms)]
    version = history.version(inputs, _updated(page))
    brief, apart = page.brief, {term.id for term in site.names}
    facts = (
        (*_facts(brief, words), Fact(words.gettext("Version"), version.told(words)))
        if brief
        else ()
    )
    notes = tuple(
        TermNote(
            term.id,
            term.title,
            f"<p>{html.escape(curled(term.definition))}</p>",
            site.entry_uri(term.id),
            _url(pages, site.entry_uri(term.id)),
            (_origin_of(term),),
            term.id in apart,
            term.acronym or "",
            term.term if term.acronym else "",
        )
        for term in terms
    )
    return Document(
        name=name,
        title=page.matter.title or name,
        summary=brief.summary if brief else page.matter.description or publisher.description,
        authors=brief.authors if brief else publisher.authors or (publisher.name,),
        keywords=brief.topics if brief else page.matter.tags,
        label=settings.label or words.gettext("Policy brief") if brief else publisher.name,
        parts=(_part(site, uri, pages, facts),),
        terms=notes,
        facts=facts,
        version=version,
        language=publisher.language,
        words=words,
        attachments=attached(site, {uri: pages[uri].html}),
        scale=_scale(words) if brief else "",
        titles={
            other: site.title_of(other) for other in site.pages if is_in_dossier(site.pages[other])
        },
        address=publisher.link(_url(pages, uri)),
        asset=publisher.asset,
        link=publisher.link,
        uris=_uris(pages),
    )


def _short(
    site: Site,
    uri: str,
    name: str,
    pages: Mapping[str, Rendered],
    publisher: Publisher,
    history: History,
) -> Document:
    """A brief on two pages: what stands on its page in short, and nothing behind it."""
    words = site.words
    whole = _page(site, _brief_of(site, uri), name, pages, publisher, history)
    brief = site.pages[_brief_of(site, uri)].brief
    assert brief is not None  # noqa: S101  (only briefs have one)
    facts = (
        Fact(words.pgettext("who wrote", "By"), words.listed(brief.authors)),
        Fact(words.gettext("Updated"), words.date(brief.updated)),
        Fact(words.gettext("Version"), whole.version.told(words)),
    )
    part = replace(whole.parts[0], uri=uri, url=pages[uri].url, html=pages[uri].html, facts=facts)
    return replace(
        whole,
        label=words.gettext("In brief"),
        parts=(part,),
        terms=(),
        attachments=(),
        facts=facts,
        is_short=True,
    )


def _brief_of(site: Site, uri: str) -> str:
    """The brief of a page that is one in short, and else the page itself."""
    return uri if uri in site.pages else f"{uri.removesuffix('-in-brief.md')}.md"


def _dossier(
    site: Site,
    briefs: list[str],
    pages: Mapping[str, Rendered],
    publisher: Publisher,
    history: History,
) -> Document:
    settings, words = site.settings.pdf or DocumentSettings(), site.words
    behind = [kind for kind in kinds.kinds().values() if kind.back is not None]
    back = [
        uri
        for kind in sorted(behind, key=lambda kind: kind.back or 0)
        for uri, page in site.pages.items()
        if page.matter.kind == kind.name and uri in pages
    ]
    inputs = [path for uri in (*briefs, *back) for path in _inputs(site, site.pages[uri])]
    newest = max(_updated(site.pages[uri]) for uri in briefs)
    version = history.version([*dict.fromkeys(inputs), site.settings.glossary_dir], newest)
    matters = [brief for uri in briefs if (brief := site.pages[uri].brief)]
    authors = publisher.authors or _unique(author for brief in matters for author in brief.authors)
    facts = (
        Fact(words.pgettext("who wrote", "By"), words.listed(authors)),
        Fact(words.gettext("Briefs"), words.number(len(briefs))),
        Fact(words.gettext("Last change of a brief"), words.date(newest)),
        Fact(words.gettext("Version"), version.told(words)),
    )
    apart = {term.id for term in site.names}
    entries = sorted(site.glossary, key=lambda term: fold(term.term))
    notes = tuple(
        TermNote(
            term.id,
            term.title,
            pages[uri].html,
            uri,
            pages[uri].url,
            (_origin_of(term),),
            term.id in apart,
            term.acronym or "",
            term.term if term.acronym else "",
        )
        for term in entries
        if (uri := site.entry_uri(term.id)) in pages
    )
    parts = [
        _part(site, uri, pages, _facts(brief, words) if (brief := site.pages[uri].brief) else ())
        for uri in (*briefs, *back)
    ]
    return Document(
        name=DOSSIER,
        title=settings.dossier_title or publisher.name,
        summary=publisher.description or "; ".join(brief.title for brief in matters),
        authors=authors,
        keywords=_unique(topic for brief in matters for topic in brief.topics),
        label=words.gettext("Dossier"),
        parts=tuple(parts),
        terms=notes,
        facts=facts,
        version=version,
        language=publisher.language,
        words=words,
        attachments=attached(site, {uri: pages[uri].html for uri in (*briefs, *back)}),
        address=publisher.link(""),
        is_dossier=True,
        asset=publisher.asset,
        link=publisher.link,
        uris=_uris(pages),
    )


def _part(site: Site, uri: str, pages: Mapping[str, Rendered], facts: tuple[Fact, ...]) -> Part:
    page = site.pages[uri]
    kind, data = kinds.kinds()[page.matter.kind], _data(site, page)
    bibliography = site.settings.bibliography
    paths = dict.fromkeys((*data, *([bibliography] if bibliography else [])))
    origins = [Origin(page.document.path, page.document.source)]
    origins += [Origin(path, text) for path in paths if (text := site.text_of(path))]
    return Part(
        uri=uri,
        url=pages[uri].url,
        title=page.matter.title or uri,
        html=pages[uri].html,
        origins=tuple(origins),
        facts=facts,
        summary=page.brief.summary if page.brief else "",
        is_brief=page.brief is not None,
        is_listing=kind.is_listing,
        behind_glossary=kind.behind_glossary,
    )


def _titles(site: Site) -> dict[str, str]:
    """The titles of the pages that the dossier has, if there is one."""
    if "" not in names(site):
        return {}
    return {uri: site.title_of(uri) for uri, page in site.pages.items() if is_in_dossier(page)}


def _scale(words: Words) -> str:
    """What words of likelihood stand for, for who has the document alone."""
    steps = [
        f"{words.gettext(word)} {first}\u2013{words.percent(last)}"
        for word, (first, last) in PER_CENT.items()
    ]
    return words.gettext(
        "Likelihood: %(steps)s. Confidence says how good the evidence is.", steps=", ".join(steps)
    )


def _facts(brief: BriefMatter, words: Words) -> tuple[Fact, ...]:
    facts = [
        Fact(words.pgettext("who wrote", "By"), words.listed(brief.authors)),
        Fact(words.gettext("Published"), words.date(brief.date)),
    ]
    if brief.updated != brief.date:
        facts.append(Fact(words.gettext("Updated"), words.date(brief.updated)))
    status = words.gettext(brief.status)
    return (*facts, Fact(words.gettext("Status"), status[:1].upper() + status[1:]))


def _inputs(site: Site, page: SourcePage) -> list[str]:
    """The files that a page is made of."""
    bibliography = site.settings.bibliography
    return [page.document.path, *_data(site, page), *([bibliography] if bibliography else [])]


def _data(site: Site, page: SourcePage) -> list[str]:
    paths = [site.settings.file(page.matter.kind)]
    known = {mark.name: (mark, records) for mark, records in kinds.marks()}
    for mark in marks.marks(page.document.source):
        if mark.name in known:
            told, records = known[mark.name]
            paths += [path for id_ in mark.ids for path in records.inputs(told, id_, site)]
    return list(dict.fromkeys(path for path in paths if path))


def _terms_on(site: Site, uri: str) -> list[Term]:
    visit = site.visits.get(uri)
    ids = {mention.term for mention in visit.mentions} if visit else set()
    return sorted((site.glossary[id_] for id_ in ids), key=lambda term: fold(term.term))


def _origin_of(term: Term) -> Origin:
    return Origin(term.document.path, term.document.source)


def _updated(page: SourcePage) -> dt.date:
    return page.brief.updated if page.brief else _UNDATED


def _url(pages: Mapping[str, Rendered], uri: str) -> str:
    return pages[uri].url if uri in pages else ""


def _uris(pages: Mapping[str, Rendered]) -> dict[str, str]:
    return {unquote(page.url): uri for uri, page in pages.items()}


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
