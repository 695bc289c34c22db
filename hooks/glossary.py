"""The glossary's own pages: where each term is mentioned, and its data for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from taklimat.adapter import build

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """List the entries in the navigation, under the glossary's page."""
    build.list_entries(nav, config)


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """List under each entry the places that mention it, and tell other programs."""
    build.add_backlinks(config)
    build.write_data(config)


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Describe terms in the head of their pages."""
    context["linked_data"] = build.linked_data(page, config)
