"""Let readers find terms by every name, and claims, events and sources on their own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.plugins import event_priority

from taklimat.adapter.build import Build, generated
from taklimat.documents import tree
from taklimat.site import kinds, searching
from taklimat.site.searching import Indexed
from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

_WORKERS = "assets/javascripts/workers"
_WORKER = f"{_WORKERS}/search.taklimat.js"
_OWN = f"{_WORKERS}/taklimat.js"
_STOCK = re.compile(rf"{_WORKERS}/search\.[0-9a-f]+\.min\.js")
_INDEX = Path("search", "search_index.json")
# For a site that is opened from files: there a page can load a script, and no data.
_INDEX_SCRIPT = Path("search", "search_index.js")
# What a result says that it is, beside the parts of pages, which their kinds name.
_BRIEF, _PAGE = N_("Brief"), N_("Page")
_ENTRIES = {"term": N_("Term"), "person": N_("Person"), "organisation": N_("Organisation")}
_ELSEWHERE = ('<div class="footnote">', '<dl class="entry-facts">')


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the worker: the theme's own, with ours before it."""
    if "search" not in config.plugins and "material/search" not in config.plugins:
        return
    own = _in_theme(config, _OWN)
    stock = _in_theme(config, f"{_WORKERS}/search.*.min.js")
    if own is None or stock is None:
        return  # a site with another theme keeps that theme's search
    text = "\n".join(file.read_text(encoding="utf-8") for file in (own, stock))
    # The theme's source map does not fit the longer file.
    text = re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
    files.append(generated(config, _WORKER, text))
    if (part := files.get_file_from_path(_OWN)) is not None:
        files.remove(part)


def _in_theme(config: MkDocsConfig, pattern: str) -> Path | None:
    return next((file for folder in config.theme.dirs for file in Path(folder).glob(pattern)), None)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Ask our worker."""
    return _use_worker(output, config)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """The same for pages that are templates."""
    return _use_worker(output_content, config)


def _use_worker(output: str, config: MkDocsConfig) -> str:
    """A page that asks our worker in place of the theme's."""
    known = Build.of(config).files.get_file_from_path(_WORKER)
    return _STOCK.sub(_WORKER, output) if known else output


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """A page with what is found elsewhere marked: footnotes are sources, facts of entries names."""
    for element in _ELSEWHERE:
        html = html.replace(element, f"{element[:-1]} data-search-exclude>")
    return html


@event_priority(-50)
def on_post_build(config: MkDocsConfig) -> None:
    """Rewrite the index, once the theme has written it."""
    build, file = Build.of(config), Path(config.site_dir) / _INDEX
    if file.is_file():
        index = json.loads(file.read_text(encoding="utf-8"))
        index = searching.edit(index, dict(_pages(build)), build.site.words)
        text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
        file.write_text(text, encoding="utf-8")
        if not config.use_directory_urls:
            script = Path(config.site_dir) / _INDEX_SCRIPT
            script.write_text(f"var __index = {text}", encoding="utf-8")


def _pages(build: Build) -> Iterator[tuple[str, Indexed]]:
    site = build.site
    for term in site.glossary:
        names = (term.term, *([term.acronym] if term.acronym else []), *term.aliases)
        yield build.url(site.entry_uri(term.id)), Indexed(_ENTRIES[term.kind], names)
    for uri, page in site.pages.items():
        kind = kinds.kinds()[page.matter.kind]
        title = (build.title_in_nav(uri),)
        parts = tuple(kind.parts(tree.parse(build.rendered[uri].html))) if kind.part else ()
        shown = _BRIEF if page.brief else _PAGE
        yield build.url(uri), Indexed(shown, title, parts_kind=kind.part, parts=parts)
    if site.index_uri not in site.pages:
        yield build.url(site.index_uri), Indexed(_PAGE)
