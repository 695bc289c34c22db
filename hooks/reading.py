"""Read the site: settings, glossary, data, pages; stop if anything is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs.plugins import event_priority

from taklimat.adapter import build

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page


@event_priority(100)
def on_config(config: MkDocsConfig) -> None:
    """Read settings, glossary and data."""
    build.open_build(config)


@event_priority(100)
def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read and check the pages, and add those of the glossary."""
    build.read_pages(files, config)


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Keep the order of the pages."""
    build.keep_order(nav, config)


@event_priority(100)
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Bound the time that a page may take."""
    build.begin_page(page, config)


@event_priority(100)
def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Remember which page is written."""
    build.take_in_hand(page, config)


def on_pre_template(template: Template, template_name: str, config: MkDocsConfig) -> None:
    """Remember which template is."""
    build.take_in_hand(template_name, config)


@event_priority(100)
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Report all problems at once: by now every page has been converted."""
    build.drop_blanks(env)
    build.stop_on_problems(env, config)
