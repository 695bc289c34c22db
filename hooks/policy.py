"""Say what a page may run: the scripts of the theme, and none from its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.plugins import event_priority

from taklimat.adapter import policy

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page


@event_priority(-100)
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Put the policy into each page, once nothing more is added to it."""
    return policy.with_policy(output, config)


@event_priority(-100)
def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """The same for pages that are templates."""
    return policy.with_policy(output_content, config)


@event_priority(-60)
def on_post_build(config: MkDocsConfig) -> None:
    """Write the headers, for servers that take them from a file."""
    policy.write_headers(config)
