"""Say on each brief how to cite it: to people, reference managers and search engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from taklimat.adapter import citing

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the citations that reference managers read."""
    citing.announce(files, config)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """End a brief with how to cite it."""
    return citing.add_section_to(html, page, config)


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Tell search engines and importers in the head."""
    context["metas"] = citing.metas(page, config)
    context["linked_data"] = context["linked_data"] or citing.linked_data(page, config)
