"""Say on each brief how to cite it: to people, reference managers and search engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from taklimat import adapter_citations

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the citations that reference managers read."""
    adapter_citations.announce(files, config)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """End a brief with how to cite it."""
    return adapter_citations.add_section_to(html, page, config)


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Tell search engines and importers in the head."""
    context["metas"] = adapter_citations.metas(page, config)
    context["linked_data"] = context["linked_data"] or adapter_citations.linked_data(page, config)
