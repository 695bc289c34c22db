"""What a build makes: the site, or something else in its place."""

from __future__ import annotations

import os
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


@dataclass(frozen=True)
class Making:
    """What one build makes; set once, when it is opened. Each field decides one thing."""

    publishes: bool = False
    """Whether the site is put in place; else it stays as it is."""
    in_place: bool = False
    """Whether the site is changed where it stands, page by page."""
    writes_pages: bool = True
    """Whether pages are written as readers see them; to check them, they are only read."""
    writes_frames: bool = True
    """Whether templates are rendered around the texts; documents go without."""
    stops: bool = True
    """Whether problems end it; else the caller tells them."""
    pdfs: bool = False
    pdfs_alone: bool = False
    """Whether PDFs are put into the site that is there."""
    docx: bool = False
    zip: bool = False
    """Whether the site is packed into one file, to be opened without a server."""
    follows_code: bool = False
    """Whether it starts anew when the code has changed."""
    is_lazy: bool = False
    """Whether pages are written when someone asks for them."""
    starts_clean: bool = False
    """Whether what was made before is left alone."""
    store: str = ""
    """The folder of what was made before, if not the project's own."""
    engine: Literal["mkdocs", "zensical"] = "mkdocs"
    """Whose templates write the frames of pages."""


SITE = Making(publishes=True, pdfs=True)
PREVIEW = Making(publishes=True, follows_code=True, is_lazy=True)
PDF = Making(pdfs=True, pdfs_alone=True, writes_frames=False)
DOCX = Making(docx=True, writes_frames=False)
OFFLINE = Making(pdfs=True, zip=True)
CHECK = Making(writes_pages=False, stops=False)

wanted: ContextVar[Making] = ContextVar("wanted", default=SITE)
"""What the command line asks for: MkDocs has no way to tell a build."""
_started: ContextVar[Making] = ContextVar("started", default=SITE)


def start(command: Literal["build", "gh-deploy", "serve"], *, dirty: bool) -> None:
    """Decide what the builds of a command make.

    A preview makes no PDFs unless asked: it is there for what changes at each stroke.
    """
    making = wanted.get()
    if command == "serve":
        pdfs = bool(os.environ.get("TAKLIMAT_PDF"))
        making = replace(PREVIEW, pdfs=pdfs, engine=making.engine)
    _started.set(replace(making, in_place=dirty, starts_clean=_is_asked_for("clean")))


def start_as(making: Making) -> None:
    """Decide what the builds of this process make: what those of another do."""
    _started.set(making)


def _is_asked_for(option: str) -> bool:
    """Whether the command line itself has an option, which is the default of MkDocs's as well."""
    context = click.get_current_context(silent=True)
    source = context.get_parameter_source(option) if context else None
    return source is ParameterSource.COMMANDLINE and bool(context and context.params[option])


def started() -> Making:
    """What the build that begins makes."""
    return _started.get()


# Programs of which it is known what they do with pages: nothing that several processes, or a page
# that is written later, would change.
_KNOWN = frozenset(("taklimat", "material", "mkdocs", "properdocs", "mkdocs_redirects"))


def are_known(config: MkDocsConfig, *events: str) -> bool:
    """Whether no other plugin than those that are known has a part in some events."""
    handlers = [handler for event in events for handler in config.plugins.events[event]]
    modules = (getattr(handler, "__module__", None) or "" for handler in handlers)
    return all(module.partition(".")[0] in _KNOWN for module in modules)


# Plugins that have no part in a page but by what is named in `adapter/finished.py`.
_BESIDE = frozenset(("search", "material/search", "taklimat", "redirects"))


def is_alone(config: MkDocsConfig) -> bool:
    """Whether nothing but this library and the theme has a part in how pages are written."""
    plugins = set(config.plugins) - set(config.hooks)  # MkDocs has both in one
    are_all = are_known(config, "env", "pre_template", "page_context", "post_page")
    return are_all and not config.theme.custom_dir and plugins <= _BESIDE


def started_for(config: MkDocsConfig) -> Making:
    """What the build of a site makes: all pages, where a plugin may read them in its files."""
    making = started()
    return replace(making, is_lazy=making.is_lazy and are_known(config, "post_build"))
