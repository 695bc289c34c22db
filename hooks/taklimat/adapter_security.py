"""Between MkDocs and `security`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from taklimat import security
from taklimat.adapter import Build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page


def check_files(config: MkDocsConfig) -> None:
    """Note what may not stand in the folders of pages and entries."""
    site = Build.of(config).site
    for folder in (Path(config.docs_dir), site.root / site.settings.glossary_dir):
        security.check_files(folder, site.problems)


def check_page(html: str, page: Page, config: MkDocsConfig) -> None:
    """Note what a page may not hold."""
    build = Build.of(config)
    security.report(html, list(_sources(build, page)), build.site.problems)


def _sources(build: Build, page: Page) -> Iterator[tuple[str, str]]:
    """What the page is made of: its own file first, then the data that pages may show."""
    site, term = build.site, build.term_of(page)
    own = site.pages.get(page.file.src_uri)
    document = own.document if own else site.glossary[term].document if term else None
    if document:
        yield document.path, document.source
    settings = site.settings
    for path in (
        settings.claims,
        settings.timeline,
        settings.pictures,
        settings.corrections,
        settings.bibliography,
    ):
        if path and (site.root / path).is_file():
            yield path, site.text_of(path)
    if document is None:
        for each in site.glossary:
            yield each.document.path, each.document.source
