"""Give each page its generated parts, and link its terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.adapter import build

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str | None:
    """Add what the page's kind adds."""
    return build.write_page(page, config)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Name what the theme leaves without a name."""
    return build.name_search(output)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """The same for pages that are templates, such as the one for wrong addresses."""
    return build.name_search(output_content)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Keep the page and its mentions of terms; end a brief with its terms and events."""
    build.keep_page(html, page, config)
    return build.end_brief(html, page, config)
