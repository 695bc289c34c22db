"""What a check does beside a build: it counts the pages, and looks at the texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.config.base import LegacyConfig
from mkdocs.plugins import BasePlugin, event_priority

from taklimat.adapter.build import Build
from taklimat.checking import findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from taklimat.checking.findings import Found
    from taklimat.site.site import Site
    from taklimat.source.frontmatter import Document

    Progress = Callable[[int, int], object]
    """Is told how many pages are converted, and how many are to be."""


class Watch(BasePlugin[LegacyConfig]):  # type: ignore[no-untyped-call]
    """Stands by while a site is built."""

    def __init__(self, progress: Progress | None, when_converted: Callable[[Site], object]) -> None:
        super().__init__()
        self._progress, self._when_converted = progress, when_converted
        self.in_style: list[Found] | None = None
        """What the house style has against the texts, once all are converted."""
        self._count = self._converted = 0

    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> None:
        """Count the pages, now that all are known."""
        self._count = len(files.documentation_pages())

    @event_priority(-100)
    def on_page_content(
        self, html: str, /, *, page: Page, config: MkDocsConfig, files: Files
    ) -> None:
        """Tell how many are converted."""
        self._converted += 1
        if self._progress:
            self._progress(self._converted, self._count)

    @event_priority(200)
    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> None:
        """Look at the texts, and let others look at them."""
        site = Build.of(config).site
        self._when_converted(site)
        self.in_style = list(findings.in_style(documents(site), site.settings))


def documents(site: Site) -> Iterator[Document]:
    """The texts of a site: pages, then entries."""
    for page in site.pages.values():
        yield page.document
    for term in site.glossary:
        yield term.document
