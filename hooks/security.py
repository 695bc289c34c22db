"""Publish nothing that a contribution must not hold: scripts, handlers, files from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.plugins import event_priority

from taklimat import adapter_security

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page


@event_priority(90)
def on_files(files: Files, config: MkDocsConfig) -> None:
    """Look at every file that would be published or read."""
    adapter_security.check_files(config)


@event_priority(-90)
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Look at every page as a browser would read it, once nothing more is added."""
    adapter_security.check_page(html, page, config)
