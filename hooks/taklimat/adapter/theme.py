"""Mend the theme's templates where they are read, so that none is copied for an attribute.

For those who listen: icons say nothing, and the link past the head of a page is in a landmark. For
large sites: of a navigation that lists hundreds of pages on each of them, what is the same on many
is written once, where the theme's time grows with their square.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
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
        re.compile(r"partials/nav\.html"),
        "{{ item.render(nav_item, path, 1) }}",
        "{{ navigation.once(item.render, page, nav_item, path, 1) }}",
    ),
    (
        re.compile(r"partials/tabs\.html"),
        "{{ item.render(nav_item) }}",
        "{{ navigation.once(item.render, page, nav_item) }}",
    ),
    # The one that is the section's own page.
    (
        re.compile(r"partials/nav-item\.html"),
        "{% for item in nav_item.children %}",
        "{% for item in navigation.indexes_of(nav_item) %}",
    ),
    (
        re.compile(r"partials/nav-item\.html"),
        """\
            {% for item in nav_item.children %}
              {% if not index or item != index %}
                {{ render(item, path ~ "_" ~ loop.index, level + 1, nav_item) }}
              {% endif %}
            {% endfor %}
""",
        """\
            {% for written in navigation.written(render, page, nav_item, index, path, level + 1) %}
                {{ written }}
            {% endfor %}
""",
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


class Navigation:
    """The items of a navigation that are the same on many pages, each written once.

    The item of a page that is not the one on which it stands says nothing of that page but how its
    address is written from there, which is the same on all pages beside each other.
    """

    def __init__(self, build: Build) -> None:
        self._build = build
        self._written: dict[tuple[int, str, bool], list[str | None]] = {}
        self._once: dict[tuple[object, ...], str] = {}
        self._indexes: dict[int, list[Page]] = {}

    def once(
        self, render: Macro, page: Page | None, item: Page | Section | Link, *more: object
    ) -> str:
        """An item of the top as the theme's macro writes it: one that the page is not within."""
        is_own = item.active or not (page and page.file is not getattr(item, "file", None))
        if is_own or not (beside := self._beside(page)):
            return render(item, *more)
        key = id(item), beside, *more
        if key not in self._once:
            self._once[key] = render(item, *more)
        return self._once[key]

    def _beside(self, page: Page | None) -> tuple[str, bool] | None:
        """Where the pages are whose links are written alike; None where they are on this alone."""
        if page is None or page.url in self._above:
            return None
        return page.url.rstrip("/").rpartition("/")[0], self._build.frames.is_plain

    def indexes_of(self, section: Section | Page) -> list[Page]:
        """The pages of a section that are its own."""
        if id(section) not in self._indexes:
            children = section.children or ()
            own = [each for each in children if isinstance(each, Page) and each.is_index]
            self._indexes[id(section)] = own
        return self._indexes[id(section)]

    def written(
        self,
        render: Macro,
        page: Page | None,
        section: Section,
        index: Page | None,
        path: str,
        level: int,
    ) -> list[str]:
        """The items of a section, but for its own page, as the theme's macro writes them."""
        known: list[str | None] = [None] * len(section.children)
        if beside := self._beside(page):
            known = self._written.setdefault((id(section), *beside), known)
        found = []
        for number, item in enumerate(section.children):
            if index and item == index:
                continue
            written = known[number]
            is_own = not page or not isinstance(item, Page) or item.active or item.file is page.file
            if written is None or is_own:
                written = render(item, f"{path}_{number + 1}", level, section)
                if not is_own:
                    known[number] = written
            found.append(written)
        return found

    @cached_property
    def _above(self) -> frozenset[str]:
        """The addresses that others begin with: from there, those are written in another way."""
        urls = sorted(file.url for file in self._build.files.documentation_pages())
        return frozenset(one for one, next_ in pairwise(urls) if next_.startswith(one)) | {""}


@event_priority(120)  # before anything is read of them
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Read the theme's templates mended."""
    if env.loader is not None:
        env.loader = Mended(env.loader)
    env.globals["navigation"] = Navigation(Build.of(config))
