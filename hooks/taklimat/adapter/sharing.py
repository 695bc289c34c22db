"""A check in several processes: each converts its share of the pages.

To convert Markdown is two thirds of a check, and takes one core. Each process reads the whole
site, but converts its own share alone; the first takes over what the others found before it looks
at links from page to page.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from mkdocs.config.base import LegacyConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.toc import get_toc

from taklimat.adapter.build import Build
from taklimat.checking import findings

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Container, Iterator
    from concurrent.futures import Future

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from taklimat.checking.findings import Found
    from taklimat.site.collecting import Rendered
    from taklimat.site.site import Site, Visit
    from taklimat.source.frontmatter import Document
    from taklimat.source.problems import Problem

    Progress = Callable[[int, int], object]
    """Is told how many pages are converted, and how many are to be."""

_PAGES = 200
_MOST = 8


def processes(pages: int) -> int:
    """How many processes serve a check of so many pages: each takes a second to begin."""
    return min(os.cpu_count() or 1, 1 + pages // _PAGES, _MOST)


@dataclass(frozen=True)
class Shared:
    """What one process found on its share."""

    problems: list[Problem]
    said: list[str]
    """What MkDocs warned of."""
    visits: dict[str, Visit]
    acronyms: Counter[str]
    signs: dict[str, set[str]]
    anchors: dict[str, set[str]]
    """The ids that each page has."""
    in_style: list[Found]
    """What the house style has against the texts."""
    rendered: dict[str, Rendered]
    """The pages of which a check makes documents: briefs in short."""
    links: dict[str, dict[str, dict[str, str]]]
    """By page, and by page linked to: ids, and the links to them as they are written."""


class DoneError(MkDocsException):
    """Ends a build where a process that shares in it has converted its pages."""


class Share(BasePlugin[LegacyConfig]):  # type: ignore[no-untyped-call]
    """The pages of one process: every `of`-th, from the one at `number` on."""

    def __init__(
        self,
        number: int,
        of: int,
        said: list[str],
        progress: Progress | None = None,
        when_converted: Callable[[Site], object] | None = None,
    ) -> None:
        super().__init__()
        self._when_converted = when_converted
        self.number, self.of, self.said = number, of, said
        self.others: list[Future[Shared]] = []
        """What the first process waits for."""
        self.part: Shared | None = None
        """What another process found."""
        self.in_style: list[Found] | None = None
        """What the house style has against the texts, once all are converted."""
        self._progress = progress
        self._own: set[str] = set()
        self._converted = 0

    @event_priority(-100)
    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> None:
        """Choose the pages, now that all are known."""
        uris = [file.src_uri for file in files.documentation_pages()]
        self._own = set(uris[self.number :: self.of])

    @event_priority(-100)
    def on_page_markdown(
        self, markdown: str, /, *, page: Page, config: MkDocsConfig, files: Files
    ) -> str | None:
        """Leave the others' pages without text, and don't even begin to convert it."""
        if page.file.src_uri in self._own:
            return None
        page.render = partial(_leave_empty, page)  # type: ignore[method-assign]
        return ""

    @event_priority(-100)
    def on_page_content(
        self, html: str, /, *, page: Page, config: MkDocsConfig, files: Files
    ) -> None:
        """Count the pages."""
        if page.file.src_uri in self._own:
            self._converted += 1
            if self._progress:
                self._progress(self._converted, len(self._own))

    @event_priority(200)
    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> None:
        """Take over what the others found; or, as one of them, end here."""
        site = Build.of(config).site
        pages = {file.src_uri: file.page for file in files.documentation_pages() if file.page}
        in_style = list(findings.in_style(documents(site, self._own), site.settings))
        if self.number:
            own = {uri: page for uri, page in pages.items() if uri in self._own}
            self.part = Shared(
                site.problems.found,
                self.said,
                {uri: site.visits[uri] for uri in own},
                site.acronyms,
                Build.of(config).signs,
                {uri: page.present_anchor_ids or set() for uri, page in own.items()},
                in_style,
                {
                    uri: Build.of(config).rendered[uri]
                    for uri in own
                    if uri in Build.of(config).shorts
                },
                {uri: _links(page) for uri, page in own.items()},
            )
            raise DoneError("all converted")
        for part in (other.result() for other in self.others):
            in_style += part.in_style
            site.problems.found += part.problems
            self.said += part.said
            site.visits.update(part.visits)
            site.acronyms.update(part.acronyms)
            Build.of(config).signs.update(part.signs)
            Build.of(config).rendered.update(part.rendered)
            for uri, anchors in part.anchors.items():
                pages[uri].present_anchor_ids = anchors
            for uri, links in part.links.items():
                pages[uri].links_to_anchors = {
                    pages[target].file: anchors for target, anchors in links.items()
                }
        self.in_style = in_style
        if self._when_converted:
            self._when_converted(site)


def documents(site: Site, uris: Container[str] | None = None) -> Iterator[Document]:
    """The texts of a site, pages, then entries; of `uris` only, if some are given."""
    for uri, page in site.pages.items():
        if uris is None or uri in uris:
            yield page.document
    for term in site.glossary:
        if uris is None or site.entry_uri(term.id) in uris:
            yield term.document


def _leave_empty(page: Page, config: MkDocsConfig, files: Files) -> None:
    """What `Page.render` makes of no text; most of its time it gathers Markdown's extensions."""
    page.content, page.toc, page.present_anchor_ids = "", get_toc([]), set()


def _links(page: Page) -> dict[str, dict[str, str]]:
    return {file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()}
