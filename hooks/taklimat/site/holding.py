"""Hold together what a line should not part: a date, a page and its number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from taklimat.source.words import Words

_TAG = re.compile(r"</?[a-zA-Z][^<>]*+>")
# What is code or drawn, or held as it is.
_LEFT = re.compile(
    r"<(/?)(?:pre|code|svg|script|style|title|textarea|time|h[1-6])(?![a-zA-Z0-9])[^<>]*+>",
    re.IGNORECASE,
)


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
    # Few pages have many of them, and all have thousands of tags: the pairs come first.
    found = list(pairs.finditer(html))
    if not found:
        return html
    parts: list[str] = []
    inside = last = 0
    tags = _LEFT.finditer(html)
    tag = next(tags, None)
    searched = within = 0  # how far tags were looked for, and where the last of them ends
    for each in found:
        if (opened := html.rfind("<", searched, each.start())) >= 0:
            is_tag = _TAG.match(html, opened)
            within = is_tag.end() if is_tag else opened
        searched = each.end()
        while tag and tag.start() < each.start():
            inside = max(0, inside - 1) if tag[1] else inside + 1
            tag = next(tags, None)
        if not inside and within <= each.start():
            parts += [html[last : each.start()], pair(each)]
            last = each.end()
    return "".join([*parts, html[last:]])
