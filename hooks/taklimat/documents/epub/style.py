"""The style sheet of a book, in the organisation's colours, with that of drawings."""

from __future__ import annotations

import re
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taklimat.documents.model import Look

# What EPUB keeps out of style sheets: drawings say it of themselves.
_DIRECTION = re.compile(r"\s*direction:[^;}]*;")
_VARIABLE = re.compile(r"var\((--[\w-]+),\s*([^()]+)\)")


def sheet(look: Look) -> str:
    """The style sheet."""
    own = files("taklimat.documents.epub") / "style.css"
    assets = files("taklimat") / "theme" / "assets"
    drawn, formulas = assets / "pictures.css", assets / "maths.css"
    # Text and lines have the colour of the text around them, whatever a reader makes of it.
    inks = {
        "--md-accent-fg-color": look.accent,
        "--md-default-fg-color": "currentColor",
        "--md-primary-fg-color": look.ink,
        # Three to one both on white and on what readers make dark (WCAG 2.2, 1.4.11).
        "--md-typeset-a-color": "#3a7fb5",
        "--taklimat-good": "#2e8b5e",
        "--taklimat-line": "#8a8a8a",
        "--taklimat-paper": "none",
        "--taklimat-plain": "currentColor",
        "--taklimat-sans": "sans-serif",
        "--taklimat-serif": "serif",
    }

    def inked(match: re.Match[str]) -> str:
        return inks.get(match[1], match[2].strip())

    colours = {"ink": look.ink, "accent": look.accent}
    text = Template(own.read_text(encoding="utf-8")).substitute(colours)
    pictures = _DIRECTION.sub("", drawn.read_text(encoding="utf-8"))
    shared = f"{pictures}\n{formulas.read_text(encoding='utf-8')}"
    return f"{text}\n{_VARIABLE.sub(inked, shared)}"
