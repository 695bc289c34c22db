"""Mend the theme's templates for those who listen: icons say nothing, and the way past them is one.

What a checker of accessibility finds in markup that is the theme's own is mended where its
templates are read, so that no template is copied for one attribute.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import BaseLoader
from mkdocs.plugins import event_priority

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

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
