"""The plugin ``taklimat``: all modules of this package, as the hooks of this repository name them.

Its options are those under ``extra.taklimat``, checked in the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs.config.base import ConfigErrors, ConfigWarnings, LegacyConfig
from mkdocs.plugins import EVENTS, BasePlugin, CombinedEvent

from taklimat.adapter import (
    citing,
    converting,
    documents,
    feeds,
    glossary,
    heads,
    pages,
    policy,
    preview,
    programs,
    publishing,
    reading,
    rendering,
    report,
    searching,
    security,
    theme,
    unchanged,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MODULES = (
    preview,
    reading,
    security,
    theme,
    pages,
    converting,
    unchanged,
    glossary,
    programs,
    citing,
    heads,
    documents,
    feeds,
    searching,
    rendering,
    policy,
    report,
    publishing,
)


class TaklimatPlugin(BasePlugin[LegacyConfig]):  # type: ignore[no-untyped-call]
    """Makes a briefing site of an MkDocs site."""

    options: dict[str, Any]

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Keep the options: they are checked with everything else, and told with their lines."""
        self.options = dict(options)
        return super().load_config({}, config_file_path)


def _handlers(event: str) -> Iterator[Callable[..., Any]]:
    for module in _MODULES:
        handler = getattr(module, f"on_{event}", None)
        if isinstance(handler, CombinedEvent):
            yield from handler.methods
        elif handler is not None:
            yield handler


for _event in EVENTS:
    if _found := list(_handlers(_event)):
        # They are functions of modules, and know nothing of the plugin.
        setattr(TaklimatPlugin, f"on_{_event}", CombinedEvent(*map(staticmethod, _found)))
