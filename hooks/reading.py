"""Read the site: settings, glossary, data, pages; stop if anything is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs.plugins import event_priority

from taklimat import adapter

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page


@event_priority(100)
def on_config(config: MkDocsConfig) -> None:
    """Read settings, glossary and data."""
    adapter.open_build(config)


@event_priority(100)
def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read and check the pages, and add those of the glossary."""
    adapter.read_pages(files, config)


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Keep the order of the pages."""
    adapter.keep_order(nav, config)


@event_priority(100)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Bound the time that a page may take."""
    adapter.begin_page(page, config)


@event_priority(100)
def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Remember which page is written."""
    adapter.take_in_hand(page, config)


def on_pre_template(template: Template, template_name: str, config: MkDocsConfig) -> None:
    """Remember which template is."""
    adapter.take_in_hand(template_name, config)


@event_priority(100)
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Report all problems at once: by now every page has been converted."""
    adapter.drop_blanks(env)
    adapter.stop_on_problems(env, config)
