"""Mend the theme's templates where they are read, so that none is copied for an attribute.

For those who listen: icons say nothing, and the link past the head of a page is in a landmark. For
large sites: what `taklimat.adapter.navigation` says.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import material
from jinja2 import BaseLoader
from mkdocs.plugins import event_priority

from taklimat.adapter.build import Build
from taklimat.adapter.navigation import Items, in_blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

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
    # Blocks of a long list are led to, not opened.
    (
        re.compile(r"partials/nav-item\.html"),
        "{% if level == 2 and parent.active %}",
        "{% if level == 2 and parent.active and not nav_item.is_block %}",
    ),
    (
        re.compile(r"partials/nav-item\.html"),
        "{% if level == 1 %}",
        "{% if level == 1 and not nav_item.is_block %}",
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


@event_priority(120)  # before anything is read of them
def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Read the theme's templates mended."""
    if env.loader is not None:
        env.loader = Mended(env.loader)
    env.globals["navigation"] = Items(Build.of(config))


@event_priority(-100)  # once all that adds to it has
def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Divide its long lists."""
    in_blocks(nav.items)
