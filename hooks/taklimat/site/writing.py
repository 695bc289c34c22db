"""Write the generated parts of pages: as Markdown where authors' rules hold, else as HTML."""

from __future__ import annotations

import functools
import posixpath
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

import jinja2

from taklimat.evidence import marks

from taklimat.site import drawings
from taklimat.evidence.citations import reference, with_footnotes
from taklimat.site.differences import Difference, history
from taklimat.source.frontmatter import Matter
from taklimat.glossary.names import fold
from taklimat.source.quotes import curled
from taklimat.site.settings import DocumentSettings, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from taklimat.source.pages import BriefMatter, SourcePage
    from taklimat.site.versions import Change
    from taklimat.glossary.linking import Mention
    from taklimat.site.site import Site
    from taklimat.glossary.terms import Glossary, Term


@functools.cache
def _templates() -> jinja2.Environment:
    # Markdown templates are not escaped: what they are given is Markdown, or plain by schema.
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("taklimat.site"),
        autoescape=jinja2.select_autoescape(("html",)),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["curled"] = curled
    environment.filters["slug"] = lambda words: re.sub(r"\W+", "-", words.casefold()).strip("-")
    return environment


def _write(template: str, **context: Any) -> str:
    return _templates().get_template(template).render(**context)


def relative(uri: str, to: str) -> str:
    """The link from the page `uri` to the page `to`, both below the folder of pages."""
    return posixpath.relpath(to, posixpath.dirname(uri) or ".")


def page_markdown(page: SourcePage, site: Site) -> str:
    """What an author's page becomes: its text, with what its kind adds."""
    body = page.document.body
    if page.brief:
        scales = site.page_of("scales")
        link = relative(page.uri, scales) if scales else None
        body = _write("brief.md", brief=page.brief, body=body, scales=link)
    elif page.matter.kind == "claims":
        body += _claims(page.uri, site)
    elif page.matter.kind == "timeline":
        body += _timeline(page.uri, site)
    elif page.matter.kind == "sources":
        body += _sources(page.uri, site)
    elif page.matter.kind == "corrections":
        body += _corrections(page.uri, site)
    elif page.matter.kind == "settings":
        body += _settings()
    return with_footnotes(_with_marks(body, page.uri, site), site.evidence.bibliography)


def _settings() -> str:
    """Every option of `mkdocs.yml`, from the schema that checks them."""
    tables = [
        ("extra.taklimat", "The site", _fields(Settings)),
        ("extra.taklimat.pdf", "PDFs", _fields(DocumentSettings)),
    ]
    return _write("settings.md", tables=tables)


def _fields(model: type[Matter]) -> list[tuple[str, str, str]]:
    return [
        (name, _default(field.default), (field.description or "").replace("|", "\\|"))
        for name, field in model.model_fields.items()
    ]


def _default(value: object) -> str:
    if value is None or value in ((), {}) or isinstance(value, Matter):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _with_marks(body: str, uri: str, site: Site) -> str:
    """`body` with each mark as what it stands for: a link, an anchor, a picture."""

    def shown(kind: marks.Kind, id_: str, first: bool) -> str:
        anchor = marks.anchor(kind, id_)
        if kind == "claim":
            return _claim_mark(uri, id_, anchor if first else "", site)
        if kind == "event":
            return f'<span id="{anchor}"></span>' if first and site.evidence.event(id_) else ""
        if kind in ("judgement", "today"):
            found = site.brief_named(id_)
            return _brief_mark(kind, *found, relative(uri, found[0])) if found else ""
        return _picture(uri, id_, site)

    return marks.with_marks(body, shown)


def _brief_mark(kind: str, uri: str, brief: BriefMatter, link: str) -> str:
    """What another page shows of a brief, in the brief's own words."""
    return _write(f"{kind}-mark.md", brief=brief, link=link)


def _claim_mark(uri: str, id_: str, anchor: str, site: Site) -> str:
    claim, page = site.evidence.claim(id_), site.page_of("claims")
    if claim is None or page is None:
        return ""
    status = claim.status.replace(" ", "-")
    title = f"Claim {id_}, {claim.kind}: {claim.status}"
    attributes = f".claim-mark .badge-{status}{f' #{anchor}' if anchor else ''}"
    return f'[{id_}]({relative(uri, page)}#{id_.lower()} "{title}"){{ {attributes} }}'


def _picture(uri: str, id_: str, site: Site) -> str:
    picture = site.evidence.picture(id_)
    if picture is None:
        return ""
    # The dots of a timeline are links on its own page only: raw HTML is not rewritten.
    drawn = drawings.figure(picture, site.evidence.events, linked=uri == site.page_of("timeline"))
    keys = "; @".join(picture.sources)
    sources = f"\n\nSource: [@{keys}]\n{{ .picture-source data-search-exclude='' }}" if keys else ""
    return f"\n\n{drawn}{sources}\n\n"


def _claims(uri: str, site: Site) -> str:
    sections = [
        (section, list(claims))
        for section, claims in groupby(site.evidence.claims, key=lambda claim: claim.section)
    ]
    return _write("claims.md", sections=sections, treated=_places("claim", uri, site))


def _timeline(uri: str, site: Site) -> str:
    years = [
        (year, list(events))
        for year, events in groupby(site.evidence.events, key=lambda event: event.when.year)
    ]
    return _write("timeline.md", years=years, told=_places("event", uri, site))


def _places(kind: marks.Kind, uri: str, site: Site) -> Callable[[str], str]:
    """From a claim's or an event's id to links from the page `uri` to where a page marks it."""
    marked_in = site.marked_in(kind)

    def places(id_: str) -> str:
        anchor = marks.anchor(kind, id_)
        return ", ".join(
            f"[{site.title_of(place)}]({relative(uri, place)}#{anchor})"
            for place in marked_in.get(id_, ())
        )

    return places


def _corrections(uri: str, site: Site) -> str:
    def title(page: str) -> str:
        return f"[{site.title_of(page)}]({relative(uri, page)})"

    return _write("corrections.md", corrections=site.evidence.corrections, title=title)


def history_markdown(
    title: str,
    link: str,
    changes: Sequence[Change],
    texts: Iterable[str | None],
    address: Callable[[str], str | None],
) -> str:
    """The page with the history of the page `title`: its changes, the newest first.

    `texts` are the file's texts after each of them, None where one is too large; `address` leads
    from a key to its source.
    """
    # Marks tie passages to data; who reads what changed has no use for them.
    plain = (text and marks.with_marks(text, lambda *_: "") for text in texts)
    told = [found if found is None else _by_place(found) for found in history(plain, address)]
    versions = [(change, parts, False) for change, parts in zip(changes, told, strict=False)]
    versions += [(change, None, True) for change in changes[len(told) :]]
    return _write("history.md", title=title, link=link, changes=versions)


def _by_place(found: Iterable[Difference]) -> list[tuple[str, list[Difference]]]:
    return [(place, list(group)) for place, group in groupby(found, key=lambda each: each.place)]


def _sources(uri: str, site: Site) -> str:
    cited = site.cited_in()
    sources = sorted(site.evidence.bibliography.values(), key=lambda source: source.id)
    places = {
        key: [(site.title_of(place), relative(uri, place)) for place in uris if place != uri]
        for key, uris in cited.items()
    }
    letters = [(k, list(g)) for k, g in groupby(sources, key=lambda source: source.id[0].upper())]

    def entry(key: str) -> str:
        return reference(site.evidence.bibliography.entry(key), key)

    same = site.evidence.bibliography.same_as
    return _write("sources.md", letters=letters, places=places, entry=entry, same=same)


def entry_markdown(term: Term, site: Site) -> str:
    """The page of a term."""
    see_also = [
        (site.glossary[id_].title, f"{id_}.md")
        for id_ in term.see_also
        if id_ in site.glossary.terms
    ]
    sources = [
        reference(site.evidence.bibliography.entry(key), key)
        for key in term.sources
        if key in site.evidence.bibliography
    ]
    page = _write("entry.md", term=term, see_also=see_also, sources=sources)
    return with_footnotes(page, site.evidence.bibliography)


def index_markdown(site: Site) -> str:
    """The glossary's page: A to Z under names and acronyms, then by category."""
    entries = [(term.term, term) for term in site.glossary]
    entries += [(term.acronym, term) for term in site.glossary if term.acronym]
    entries.sort(key=lambda entry: fold(entry[0]))
    letters = [
        (letter, list(group)) for letter, group in groupby(entries, key=lambda e: _letter(e[0]))
    ]
    by_category = sorted(site.glossary, key=lambda term: (fold(term.category), fold(term.term)))
    categories = [(k, list(g)) for k, g in groupby(by_category, key=lambda term: term.category)]
    return _write(
        "index.md", title=site.settings.glossary_title, letters=letters, categories=categories
    )


def _letter(name: str) -> str:
    first = fold(name)[:1].upper()
    return first if first.isalpha() else "0–9"


def key_terms_html(
    mentions: Sequence[Mention], glossary: Glossary, href: Callable[[str], str]
) -> str:
    """A brief's terms with their definitions; empty where it has none."""
    ids = {mention.term for mention in mentions if mention.term in glossary.terms}
    terms = sorted((glossary[id_] for id_ in ids), key=lambda term: fold(term.term))
    return _write("key-terms.html", terms=terms, href=href) if terms else ""


def mentioned_in_html(term: str, site: Site, href: Callable[[str, str], str]) -> str:
    """Where a term is mentioned; `href` makes the address of a page's section."""
    return _write("mentioned-in.html", places=site.mentioned_in(term), href=href)


def cite_this_html(**context: Any) -> str:
    """How to cite a brief; for what it takes see the template."""
    return _write("cite-this.html", **context)


def on_the_timeline_html(uri: str, site: Site, href: Callable[[str, str], str]) -> str:
    """The events that a brief tells of; empty where there are none. `href` makes addresses."""
    timeline = site.page_of("timeline")
    told_in = site.marked_in("event")
    events = [event for event in site.evidence.events if uri in told_in.get(event.id, ())]
    if timeline is None or not events:
        return ""
    return _write("on-the-timeline.html", events=events, href=lambda id_: href(timeline, id_))
