"""Publish nothing that a contribution must not hold: scripts, handlers, files from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs.plugins import event_priority

from taklimat.adapter import build, security

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

# What the page, or the template, that is being written was written with.
_context: dict[str, Any] = {}


@event_priority(-90)
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Look at every page as a browser would read it, once nothing more is added."""
    return security.check_page(html, page, config)


@event_priority(110)
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Escape whatever the theme prints."""
    security.escape_output(env, config, files)


@event_priority(-100)
def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Say what of a page is HTML, now that nothing more is done with it."""
    global _context
    _context = context
    security.mark_content(page)
    security.check_frame_ahead(page, context, config)


@event_priority(-100)
def on_template_context(context: dict[str, Any], template_name: str, config: MkDocsConfig) -> None:
    """Remember what a template is written with."""
    global _context
    _context = context


@event_priority(100)
def on_post_page(output: str, page: Page, config: MkDocsConfig) -> None:
    """Look at what stands around the text, before anything is added to it."""
    security.check_frame(output, page, _context, config)


@event_priority(100)
def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> None:
    """The same for pages that are templates."""
    security.check_template(output_content, template_name, _context, config)


@event_priority(100)
def on_post_build(config: MkDocsConfig) -> None:
    """Publish nothing that was found out only now."""
    build.stop_on_problems(None, config)
