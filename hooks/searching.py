"""Let readers find terms by every name, and claims, events and sources on their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.plugins import event_priority

from taklimat.adapter import searching

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the search worker."""
    searching.announce(files, config)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Keep out of the index what is found elsewhere."""
    return searching.leave_out(html)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Ask our worker."""
    return searching.use_worker(output, config)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """The same for pages that are templates."""
    return searching.use_worker(output_content, config)


@event_priority(-50)
def on_post_build(config: MkDocsConfig) -> None:
    """Edit the index, once the theme has written it."""
    searching.edit_index(config)
