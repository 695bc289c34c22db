"""Give each page its generated parts, and keep what linking found on it."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag, urljoin

from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.utils import get_relative_url

from taklimat.adapter.build import UNKNOWN, Build, add_section, generated, title_of
from taklimat.adapter.histories import Histories
from taklimat.evidence import reporting
from taklimat.glossary import linking
from taklimat.glossary.extension import report_unknown
from taklimat.site import histories, holding, kinds, marking, relating, writing
from taklimat.site.collecting import Rendered
from taklimat.site.kept import token
from taklimat.site.kinds.brief import in_brief_markdown
from taklimat.site.marking import shown_on
from taklimat.site.reading import dead, misplaced, raw_links
from taklimat.site.site import Visit
from taklimat.site.templating import render
from taklimat.source.origin import Origin

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from taklimat.source.frontmatter import Document


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str | None:
    """Add what the page's kind adds; None leaves the page as it is."""
    build = Build.of(config)
    site, uri = build.site, page.file.src_uri
    source, term = site.pages.get(uri), build.term_of(page)
    build.extension.linked = linking.Linked()  # a page without text is never converted
    build.snippets.begin()
    build.maths.begin()
    build.diagrams.begin(lambda path: get_relative_url(path, page.url))
    build.marking.begin("")
    build.marking.shown = shown_on(uri, site)
    build.citing.begin()
    build.citing.is_on = uri not in build.histories  # which shows what citations were
    build.extension.page = linking.Page(
        href=lambda id_: build.href(page, site.entry_uri(id_)),
        scope=site.settings.link,
        own=term,
        skip=source.skip if source else frozenset(),
        enabled=source.enabled if source else bool(term),
        title=token,
    )
    page.update_date = _changed(page, build)
    if term:
        page.meta = {"description": site.glossary[term].definition}
        return writing.entry_markdown(site.glossary[term], site)
    if uri == site.index_uri and not source:
        described = site.words.ngettext(
            "%(num)s term, explained, with where it is mentioned.",
            "%(num)s terms, each explained, with where it is mentioned.",
            len(site.terms),
        )
        title = site.glossary_title
        page.meta = {"title": title, "description": described, "search": {"exclude": True}}
        return writing.index_markdown(site)
    if uri in build.histories:
        title = site.title_of(build.histories[uri])
        page.meta = {"title": site.words.gettext("History: %(title)s", title=title)}
        page.meta["description"] = site.words.gettext(
            "What has changed in “%(title)s”, version by version.", title=title
        )
        page.meta["search"] = {"exclude": True}

        def link(key: str) -> str | None:
            sources = site.page_of("sources")
            return build.href(page, sources, key) if sources else None

        of = build.histories[uri]
        days = Histories.of(build).days(of)
        return histories.markdown(site, (uri, of), days, link, config.repo_url or "")
    if uri in build.shorts:
        brief = site.pages[build.shorts[uri]]
        page.meta = {
            "title": site.words.gettext("In brief: %(title)s", title=brief.matter.title),
            "description": brief.brief
            and site.words.gettext("On one sheet: %(summary)s", summary=brief.brief.summary),
            "search": {"exclude": True},
        }
        build.extension.page = replace(build.extension.page, enabled=brief.enabled, skip=brief.skip)
        return in_brief_markdown(brief, site)
    if not source:
        return None
    if source.brief:
        page.meta.setdefault("description", source.brief.summary)
    if source.matter.title:
        page.meta["title"] = str(source.matter.title)
    # As other plugins read it; ours may be a list.
    page.meta["search"] = source.matter.search.model_dump(include={"exclude", "boost"})
    return writing.page_markdown(markdown, source, site)


def _changed(page: Page, build: Build) -> str:
    """The day of a page's last change, for the site map: by git, or else as its text says."""
    term, source = build.term_of(page), build.site.pages.get(page.file.src_uri)
    document = source.document if source else term and build.site.glossary[term].document
    otherwise = source.brief.updated if source and source.brief else UNKNOWN
    if not document:
        return otherwise.isoformat()
    return build.history.version([document.path], otherwise).when.date().isoformat()


@event_priority(50)  # before anything is added
def _keep_page(html: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Remember a page and what linking found on it, and note links to unknown ids."""
    build = Build.of(config)
    build.rendered[page.file.src_uri] = Rendered(page.url, html)
    for path, data in build.diagrams.drawn.items():
        if files.get_file_from_path(path) is None:
            files.append(generated(config, path, data))
    site, uri = build.site, page.file.src_uri
    linked, source, term = build.extension.linked, site.pages.get(uri), build.term_of(page)
    is_brief = bool(source and source.brief)
    # A brief in short says again what the brief says.
    mentions = () if uri in build.shorts else tuple(linked.mentions)
    site.visit(Visit(uri, title_of(page), term, is_brief, mentions), linked)
    source = source or site.pages.get(build.shorts.get(uri, ""))
    if document := source.document if source else term and site.glossary[term].document:
        report_unknown(linked, site.glossary, document.path, document.source, site.problems)
        marking.report(build.marking, document.path, document.source, site)
        reporting.report(build.citing, document.path, document.source, site.problems)
        _check_raw_links(document, page, build)
        for name in build.snippets.missing:
            line = Origin(document.path, document.source).line_of(name)
            remedy = "put it into the folder of snippets, or mend its name"
            what = f"a snippet that is missing: {name}"
            site.problems.add(document.path, line, what, remedy, code="L03")
        for source_, why in build.diagrams.faults:
            longest = max(source_.splitlines(), key=len, default="")
            line = Origin(document.path, document.source).line_of(longest)
            what = f"a diagram that can't be drawn: {why}"
            remedy = "mend it, or show a picture instead"
            site.problems.add(document.path, line, what, remedy, code="E15")
        for formula in build.maths.unread:
            line = Origin(document.path, document.source).line_of(formula.tex.split("\n")[0])
            what = f"a formula that can't be read: {formula.why}"
            remedy = "mend it: docs/manual/contributing.md says what may stand in one"
            site.problems.add(document.path, line, what, remedy, code="E14")
        if what := build.snippets.excess:
            site.problems.add(document.path, 1, what, "include less of them", code="S14")


def _check_raw_links(document: Document, page: Page, build: Build) -> None:
    """Note addresses in raw HTML at which the site has nothing: MkDocs looks at Markdown's only."""
    for address, line in raw_links(document.source):
        path, anchor = urldefrag(address)
        path = path.partition("?")[0]
        if path and not _is_there(unquote(urljoin(page.url, path)), build):
            what, remedy = dead(address)
            if file := build.files.get_file_from_path(_beside(page, path)):
                url = get_relative_url(file.url, page.url)
                remedy = misplaced(address, f"{url}#{anchor}" if anchor else url)
            build.site.problems.add(document.path, line, what, remedy, code="L01")


def _beside(page: Page, path: str) -> str:
    """The file that an address in raw HTML would be of, if it were written as in Markdown."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page.file.src_uri), unquote(path)))


def _is_there(url: str, build: Build) -> bool:
    taken = build.urls
    return url.lstrip("/") in taken or f"{url.lstrip('/').rstrip('/')}/" in taken


@event_priority(40)  # and then, how to cite it
def _add_sections(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """End a page with the sections of its kind."""
    build = Build.of(config)
    source = build.site.pages.get(page.file.src_uri)
    if source is None:
        return html
    sections = kinds.kinds()[source.matter.kind].sections(
        source.uri,
        build.site.visits[source.uri].mentions,
        build.site,
        lambda uri, anchor: build.href(page, uri, anchor),
    )
    for section in sections:
        html = add_section(html, page, section.html, section.title, section.anchor)
    return html


def _without_notes(html: str) -> str:
    """HTML without its notes for the search index, which readers need not load."""
    return _TAG.sub(lambda tag: _NOTE.sub("", tag[0]), html) if _SIGN in html else html


_TAG = re.compile(r"<[^<>]*+>")
_SIGN = "data-search-exclude"
_NOTE = re.compile(rf" {_SIGN}(?:=\"[^\"]*+\")?")


on_page_content = CombinedEvent(_keep_page, _add_sections)


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """End each brief with those that are near to it: only now are all pages read."""
    build = Build.of(config)
    build.finishing += [_without_notes, lambda html: holding.held(html, build.site.words)]
    related = relating.Related(build.site)

    def end(page: Page) -> None:
        source = build.site.pages.get(page.file.src_uri)
        near = related.to(source.uri) if source and source.brief else []
        if not near:
            return
        words = build.site.words
        briefs = [(each.brief, build.href(page, each.uri)) for each in near]
        section = render(words, "related.html", briefs=briefs)
        title = words.gettext("Related briefs")
        page.content = add_section(page.content or "", page, section, title, "related")

    build.endings.append(end)


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Tell templates what kind of page it is: some have a script of their own."""
    source = Build.of(config).site.pages.get(page.file.src_uri)
    context["kind"] = source.matter.kind if source else ""
