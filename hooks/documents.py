"""Make the PDFs, and offer them on the pages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal

from mkdocs.plugins import event_priority

from taklimat.adapter import documents

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

_wanted = True


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """A preview makes no PDFs unless asked: it is there for what changes at each stroke."""
    global _wanted
    _wanted = command != "serve" or bool(os.environ.get("TAKLIMAT_PDF"))


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Let pages link to PDFs that are yet to be made."""
    documents.announce(files, config)


@event_priority(-50)
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Make them, now that every page is converted and none is written."""
    if _wanted:
        documents.make(config)
    else:
        documents.leave_out(config)


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> None:
    """Offer the page's own PDF, and the dossier."""
    context["downloads"] = documents.downloads(page, config)
