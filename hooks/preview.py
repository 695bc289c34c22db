"""Let `mkdocs serve` follow changes of the code, too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from taklimat.adapter import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer

_HERE = Path(__file__).parent
_loaded = build.newest(_HERE)
_serving = False


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., None]) -> None:
    """Remember that this is a preview."""
    global _serving
    _serving = True


def on_pre_build(config: MkDocsConfig) -> None:
    """Start anew if the code has changed since it was loaded."""
    if _serving and build.newest(_HERE) > _loaded:
        build.restart()
