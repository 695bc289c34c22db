"""What becomes of fences: diagrams are drawn, and code has no colours in a check."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from pymdownx.superfences import highlight_validator

from taklimat.site.diagrams import LANGUAGE, Diagrams, command
from taklimat.source.store import FOLDER, Store

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig

    from taklimat.site.settings import Settings

_FENCES = "pymdownx.superfences"


def drawing(config: MkDocsConfig, settings: Settings, root: Path) -> Diagrams:
    """What draws diagrams, in the place of their fences."""
    made = Diagrams(command(settings.diagrams), Store(root / FOLDER))
    if _FENCES in config.markdown_extensions:
        options = config.mdx_configs.setdefault(_FENCES, {})
        others = [each for each in options.get("custom_fences", ()) if each["name"] != LANGUAGE]
        fence = {"name": LANGUAGE, "class": "diagram", "format": made.html}
        options["custom_fences"] = [*others, fence]
    return made


def leave_out_colours(config: MkDocsConfig) -> None:
    """Have code written without colours, which take a third of a check.

    What is a fence stays one, options and all.
    """
    if _FENCES in config.markdown_extensions:
        plain = {"name": "*", "class": "", "format": _uncoloured, "validator": highlight_validator}
        options = config.mdx_configs.setdefault(_FENCES, {})
        options["custom_fences"] = [*options.get("custom_fences", ()), plain]


def _uncoloured(source: str, *_: object, **__: object) -> str:
    return f"<pre><code>{escape(source)}</code></pre>"
