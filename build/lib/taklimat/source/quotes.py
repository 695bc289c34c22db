"""Typographic quotes for texts that no Markdown extension sees: titles, summaries, pictures."""

from __future__ import annotations

import re

_APOSTROPHE = re.compile(r"(?<=\w)'")


def curled(text: str) -> str:
    """`text` with typographic apostrophes."""
    return _APOSTROPHE.sub("’", text)
