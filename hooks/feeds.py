"""Tell subscribers of new briefs and of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.plugins import event_priority

from taklimat.adapter import feeds

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files


@event_priority(-50)
def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the feeds, once all pages have their place."""
    feeds.announce(files, config)
