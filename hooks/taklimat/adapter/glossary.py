"""The glossary's own pages: their place in the navigation, and where each term is mentioned."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from mkdocs.structure.nav import Section

from taklimat.adapter.build import Build, add_section
from taklimat.glossary.names import fold
from taklimat.site import outputs, writing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from taklimat.glossary.terms import Term


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Give the glossary's page in the navigation its entries, from A to Z; those listed apart
    stand below the page that lists them."""
    site = Build.of(config).site
    apart = site.page_of("people")
    _give_entries(nav, site.index_uri, site.terms, config)
    if apart:
        _give_entries(nav, apart, site.names, config)


def _give_entries(nav: Navigation, uri: str, terms: Iterable[Term], config: MkDocsConfig) -> None:
    """Put the entries of some terms below the page that lists them."""
    build = Build.of(config)
    index = build.files.get_file_from_path(uri)
    if index is None or index.page not in nav.pages:
        return
    home = index.page
    found = (
        build.files.get_file_from_path(build.site.entry_uri(term.id))
        for term in sorted(terms, key=lambda term: fold(term.term))
    )
    entries = [file.page for file in found if file and file.page]
    section = Section(
        home.title
        or (build.site.glossary_title if uri == build.site.index_uri else build.site.title_of(uri)),
        [home, *entries],
    )
    siblings = home.parent.children if home.parent else nav.items
    siblings[siblings.index(home)] = section
    section.parent = home.parent
    for page in (home, *entries):
        page.parent = section
    place = nav.pages.index(home) + 1
    nav.pages[place:place] = entries
    for before, after in pairwise(nav.pages):
        before.next_page, after.previous_page = after, before


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """End each entry with the places that mention it: only now are all pages read."""
    build = Build.of(config)
    words = build.site.words

    def end(page: Page) -> None:
        if (term := build.term_of(page)) is None:
            return
        section = writing.mentioned_in_html(
            term, build.site, lambda uri, anchor: build.href(page, uri, anchor)
        )
        title = words.gettext("Mentioned in")
        page.content = add_section(page.content or "", page, section, title, "mentioned-in")

    build.endings.append(end)


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Describe terms to programs."""
    context["linked_data"] = context.get("linked_data") or _linked_data(page, config)


def _linked_data(page: Page, config: MkDocsConfig) -> str:
    """JSON-LD for an entry or the glossary's page; empty for others."""
    build = Build.of(config)
    site, term = build.site, build.term_of(page)

    def url(uri: str) -> str:
        return urljoin(config.site_url or "/", build.url(uri))

    set_url = url(site.index_uri)
    if term:
        name = site.glossary_title
        data = outputs.term_ld(site.glossary[term], url(page.file.src_uri), set_url, name)
    elif page.file.src_uri == site.index_uri:
        data = outputs.glossary_ld(site, set_url, lambda id_: url(site.entry_uri(id_)))
    else:
        return ""
    return outputs.script_json(data)
