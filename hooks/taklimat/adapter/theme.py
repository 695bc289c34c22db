"""Mend the theme's templates where they are read, so that none is copied for an attribute.

For those who listen: icons say nothing, and the link past the head of a page is in a landmark. For
large sites: of a navigation that lists hundreds of pages on each of them, what is the same on many
is written once, where the theme's time grows with their square.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import material
from jinja2 import BaseLoader
from mkdocs.plugins import event_priority
from mkdocs.structure.pages import Page

from taklimat.adapter.build import Build

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment
    from jinja2.runtime import Macro
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Link, Section

_THEME = Path(material.__file__).parent / "templates"

MENDED = (
    # What an icon does is said by what it stands in.
    (re.compile(r"\.icons/.+\.svg"), "<svg ", '<svg aria-hidden="true" '),
    # All that is on a page stands in a landmark: so does the link past its head.
    (
        re.compile(r"base\.html"),
        '<div data-md-component="skip">',
        '<div data-md-component="skip" role="navigation" '
        "aria-label=\"{{ lang.t('action.skip') }}\">",
    ),
    (
        re.compile(r"partials/nav-item\.html"),
        '{{ render(item, path ~ "_" ~ loop.index, level + 1, nav_item) }}',
        '{{ written_once(render, page, item, path ~ "_" ~ loop.index, level + 1, nav_item) }}',
    ),
)
"""Of which templates, what is written there, and what is written in its place."""


class Mended(BaseLoader):
    """A loader of templates that mends the theme's."""

    def __init__(self, loader: BaseLoader) -> None:
        self._loader = loader

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """A template's text, its file, and whether that is still the same."""
        source, path, is_fresh = self._loader.get_source(environment, template)
        if path is None or not Path(path).is_relative_to(_THEME):
            return source, path, is_fresh  # an owner's own
        for name, before, after in MENDED:
            if name.fullmatch(template):
                source = source.replace(before, after, 1)
        return source, path, is_fresh

    def list_templates(self) -> list[str]:
        """The names of all."""
        return self._loader.list_templates()


class Items:
    """The items of a navigation that are the same on many pages, each written once.

    An item of a page that is not the one on which it stands says nothing of that page but how its
    address is written from there, which is the same for all pages beside each other.
    """

    def __init__(self, build: Build) -> None:
        self._build = build
        self._written: dict[tuple[int, bool, str, bool], str] = {}

    def __call__(
        self, render: Macro, page: Page | None, item: Page | Section | Link, *more: object
    ) -> str:
        """An item as the theme's macro writes it on a page."""
        if page is None or not isinstance(item, Page) or item.active or item.file is page.file:
            return render(item, *more)  # without a page in a template, as for wrong addresses
        is_within = item.url.startswith(page.url)
        beside = page.url if is_within else page.url.rstrip("/").rpartition("/")[0]
        key = id(item), is_within, beside, self._build.frames.is_plain
        if key not in self._written:
            self._written[key] = render(item, *more)
        return self._written[key]


@event_priority(120)  # before anything is read of them
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Read the theme's templates mended."""
    if env.loader is not None:
        env.loader = Mended(env.loader)
    env.globals["written_once"] = Items(Build.of(config))
