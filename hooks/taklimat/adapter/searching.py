"""Let readers find pages by every name, and claims, events and sources as parts of theirs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.plugins import event_priority

from taklimat.adapter.build import Build
from taklimat.adapter.converting import Conversions
from taklimat.documents import tree
from taklimat.site import kinds, searching, sections
from taklimat.site.searching import Entry, Part
from taklimat.site.stemming import Stems
from taklimat.source.store import digest
from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from taklimat.documents.tree import Node
    from taklimat.site.kinds.kind import Kind

_PLUGINS = ("search", "material/search")
# What a page is, as a result says, beside the parts of pages, which their kinds name.
_KINDS = {
    "brief": N_("Brief"),
    "page": N_("Page"),
    "term": N_("Term"),
    "person": N_("Person"),
    "organisation": N_("Organisation"),
    "history": N_("Older versions"),
}


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Take the theme's search out of the build: its place on the page is ours."""
    for name in _PLUGINS:
        if plugin := config.plugins.get(name):
            for events in config.plugins.events.values():
                events[:] = [each for each in events if getattr(each, "__self__", None) != plugin]


@event_priority(49)  # once its content is known, and before that is no news any more
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Take apart what was just converted: several processes do, and the index asks one."""
    build = Build.of(config)
    uri, fresh = page.file.src_uri, Conversions.of(build).fresh
    if not (fresh and fresh[0]) or build.making.is_lazy or not _is_searched(config):
        return
    source = build.site.pages.get(uri)
    is_kept = not kinds.kinds()[source.matter.kind].part if source else build.term_of(page)
    if is_kept and not (source and source.matter.search.exclude):
        _read(build, uri)


def _is_searched(config: MkDocsConfig) -> bool:
    writes = Build.of(config).making.writes_pages
    return writes and any(name in config.plugins for name in _PLUGINS)


@event_priority(-45)  # once all that pages say is known
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Have the index written beside the pages; in a preview, once it is asked for."""
    build = Build.of(config)
    if not _is_searched(config):
        return
    if build.making.is_lazy:
        folder = f"{searching.FOLDER}/"
        build.on_demand.append(
            (lambda path: path.startswith(folder), lambda: _write(build, config))
        )
    else:
        build.beside.append(lambda: _write(build, config))


def _write(build: Build, config: MkDocsConfig) -> None:
    folder = Path(config.site_dir, searching.FOLDER)
    folder.mkdir(exist_ok=True)
    words = build.site.words
    stems = Stems(words.locale.language, Conversions.of(build).store)
    files = searching.index(_pages(build), _names(build), _starts(build), words, stems)
    for path, value in files:
        text = searching.as_json(value)
        if config.use_directory_urls:
            (folder / path).write_text(text, encoding="utf-8")
        else:
            # A site that is opened from files: there a page can load a script, and no data.
            call = f"taklimatSearch({searching.as_json(path)},{text})"
            (folder / path).with_suffix(".js").write_text(call, encoding="utf-8")
    stems.keep()


def _names(build: Build) -> dict[str, str]:
    parts = {name: kind.part for name, kind in kinds.kinds().items() if kind.part}
    return {name: build.site.words.gettext(what) for name, what in (_KINDS | parts).items()}


def _starts(build: Build) -> list[str]:
    pages = [build.site.index_uri, build.site.page_of("timeline")]
    return [build.url(uri) for uri in pages if uri]


def _pages(build: Build) -> Iterator[Entry]:
    site = build.site
    for uri, source in site.pages.items():
        if source.matter.search.exclude or uri not in build.rendered:
            continue
        kind = kinds.kinds()[source.matter.kind]
        found, parts = _read(build, uri, kind)
        summary = source.brief.summary if source.brief else source.matter.description
        title = found or site.title_of(uri)
        yield Entry(
            url=build.url(uri),
            kind="brief" if source.brief else "page",
            title=title,
            names=tuple({build.title_in_nav(uri)} - {title}),
            words=(*_listed(site.words.gettext(kind.search)), *source.matter.search.words),
            summary=summary or "",
            parts=parts,
            parts_kind=source.matter.kind if kind.part else "",
            boost=source.matter.search.boost,
            questions=_listed(site.words.gettext(kind.questions)) if kind.questions else (),
        )
    for term in site.glossary:
        uri = site.entry_uri(term.id)
        if uri not in build.rendered:
            continue
        found, parts = _read(build, uri)
        names = dict.fromkeys((term.term, term.acronym or "", *term.aliases))
        yield Entry(
            url=build.url(uri),
            kind=term.kind,
            title=found or term.title,
            names=tuple(filter(None, names)),
            words=term.search,
            summary=term.definition,
            parts=parts,
        )
    if site.index_uri not in site.pages:
        words = _listed(
            site.words.gettext("list of terms, definitions, difficult words explained, acronyms")
        )
        yield Entry(build.url(site.index_uri), "page", site.glossary_title, words=words)
    for uri, brief in build.histories.items():
        title = site.words.gettext("History: %(title)s", title=site.title_of(brief))
        words = _listed(site.words.gettext("older versions, earlier versions, what changed"))
        named = tuple(f"{build.title_in_nav(brief)} {each}" for each in words)
        yield Entry(build.url(uri), "history", title, words=(*words, *named), boost=0.6)


def _read(build: Build, uri: str, kind: Kind | None = None) -> tuple[str, tuple[Part, ...]]:
    """The title of a page and its parts; kept, but where a kind asks the site for them."""
    conversions, html = Conversions.of(build), build.rendered[uri].html
    name = ""
    if conversions.are_kept and not (kind and kind.part):
        name = digest("search", conversions.base, html)
        if data := conversions.store.get(name):
            title, *parts = json.loads(data)
            return title, tuple(map(Part.of_list, parts))
    page = tree.parse(html)
    title = _title(page)
    own = kind.parts(page, build.site) if kind and kind.part else ()
    parts = tuple(replace(each, counts=each.counted()) for each in sections.parts_of(page, own))
    if name:
        given = searching.as_json([title, *(each.as_list() for each in parts)])
        conversions.store.put(name, given.encode())
    return title, parts


def _title(page: Node) -> str:
    """A page's title, as its readers see it."""
    heading = tree.find(page, "h1")
    return tree.words_of(heading) if heading else ""


def _listed(words: str) -> tuple[str, ...]:
    return tuple(filter(None, words.split(", ")))
