"""What pages may not hold, told at the line of the file that holds it."""

from __future__ import annotations

import functools
from html import unescape
from typing import TYPE_CHECKING

from taklimat.security.markup import IGNORED, findings
from taklimat.source.frontmatter import without_matter
from taklimat.source.pages import without_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from taklimat.source.problems import Problems

MAX_TOLD = 100
"""How much of what is wrong with a page is told; who mends it sees the rest then."""


def report(html: str, made_of: Iterable[tuple[str, str]], problems: Problems) -> None:
    """Note what is not allowed in a page; `made_of` are paths and texts, read where any is."""
    if not (found := findings(html)):
        return
    sources = list(made_of)
    for finding in found[:MAX_TOLD]:
        path, line = _place(finding.needles, sources)
        problems.add(path, line, finding.what, finding.remedy, code=finding.code)
    if len(found) > MAX_TOLD:
        path = sources[0][0] if sources else "docs"
        what = f"{len(found) - MAX_TOLD} more things that are not allowed"
        problems.add(path, 1, what, "mend those that are listed first", code="S01")


def report_strange(tag: str, sources: list[tuple[str, str]], problems: Problems) -> None:
    """Note an element of a finished page that no template writes; `sources` as for `report`."""
    name = tag[1:].split()[0].rstrip(">")
    path, line = _place((tag, f"<{name}", name), sources, is_around=True)
    what = f"words that the theme would print as markup: {tag[:80]}"
    remedy = "leave <, > and quotation marks out of titles, names and front matter"
    problems.add(path, line, what, remedy, code="S09")


def _place(
    needles: tuple[str | tuple[str, ...], ...],
    sources: list[tuple[str, str]],
    *,
    is_around: bool = False,
) -> tuple[str, int]:
    """Where a needle stands; what is around a text comes from its front matter before all."""
    for needle in needles:
        parts = [_squeezed(part) for part in ((needle,) if isinstance(needle, str) else needle)]
        for path, text in sources if all(parts) else ():
            for number, line in _lines(text, is_matter_first=is_around):
                if all(part in line for part in parts):
                    return path, number
    return (sources[0][0], 1) if sources else ("docs", 0)


@functools.lru_cache(maxsize=256)
def _lines(text: str, *, is_matter_first: bool) -> tuple[tuple[int, str], ...]:
    """The lines of a file, as browsers compare addresses, in the order in which they are meant.

    What a page shows stands in its text, or else in its code, or else in its front matter.
    """
    before = text.count("\n", 0, len(text) - len(without_matter(text)))
    lines = [(number, _squeezed(line)) for number, line in enumerate(text.split("\n"), 1)]
    plain = enumerate(without_code(text).split("\n"), 1)
    bare = [(number, _squeezed(line)) for number, line in plain]
    found = [*bare[before:], *lines[before:]]
    return (*lines[:before], *found) if is_matter_first else (*found, *lines[:before])


def _squeezed(text: str) -> str:
    """A text as browsers compare addresses: character references read, spaces left out."""
    return IGNORED.sub("", unescape(text)).lower()
