"""Hold together what a line should not part: a date, a page and its number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from taklimat.source.words import Words

_PIECE = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>|[^<]+|<")
# What is code or drawn, or held as it is.
_LEFT = frozenset("pre code svg script style title textarea time h1 h2 h3 h4 h5 h6".split())


def held(html: str, words: Words) -> str:
    """A page's HTML with these in a `span` that no line parts, so that who copies a text has
    its spaces; in notes, of which pages have hundreds, with a space that parts no line."""
    text, begin, notes = html.partition('<div class="footnote"')
    return (
        _replaced(text, words.pairs, lambda pair: f'<span class="held">{pair[0]}</span>')
        + begin
        + _replaced(notes, words.pairs, lambda pair: pair[0].replace(" ", "\N{NO-BREAK SPACE}"))
    )


def _replaced(html: str, pairs: re.Pattern[str], pair: Callable[[re.Match[str]], str]) -> str:
    inside = 0

    def piece(found: re.Match[str]) -> str:
        nonlocal inside
        if found["name"]:
            if found["name"].lower() in _LEFT:
                inside = max(0, inside - 1) if found["end"] else inside + 1
            return found[0]
        return found[0] if inside else pairs.sub(pair, found[0])

    return _PIECE.sub(piece, html)
