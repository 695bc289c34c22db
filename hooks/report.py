"""Tell the owner of the site what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.adapter import build

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


def on_post_build(config: MkDocsConfig) -> None:
    """Print the summary and write the report."""
    build.report(config)
