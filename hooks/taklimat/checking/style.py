"""The house style: names written in one way, spelling, words for pictures, levels of headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taklimat.source.pages import without_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_QUOTED = re.compile(
    r"“[^“”\n]*”|\"[^\"\n]*\"|‘[^‘’\n]*’(?!\w)|^>.*$|\]\([^()\n]*(?:\([^()\n]*\))?[^()\n]*\)"
    r"|\[@[^\[\]]*\]|<[^<>]*>",
    re.MULTILINE,
)
_PICTURE = re.compile(r"!\[\s*\]\(([^)\s]*)")
_TO_DO = re.compile(r"(?:^|[\s\"'(\[])(TODO:)", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = re.compile(r"^(#{1,6})[ \t]+\S", re.MULTILINE)


@dataclass(frozen=True, order=True)
class Remark:
    """Something to mend in a text: where, what, and what it becomes if that is sure."""

    start: int
    end: int
    code: str
    what: str
    remedy: str
    better: str | None = None


def remarks(
    text: str, body_at: int, style: Mapping[str, str], *, titled: bool = False
) -> list[Remark]:
    """All remarks on a Markdown file whose body begins at `body_at`.

    `titled` is true of a file whose title is that of its front matter.
    """
    plain = without_code(text)
    found = [*_names(plain, body_at, style), *_pictures(plain), *_levels(plain, body_at)]
    return sorted([*found, *_unfinished(plain), *_titles(plain, body_at, titled)])


def _names(text: str, body_at: int, style: Mapping[str, str]) -> Iterator[Remark]:
    """Names written in another way, outside quotations and addresses: those keep their own."""
    style = {wrong: right for wrong, right in style.items() if wrong in text}
    if style:
        text = _QUOTED.sub(lambda found: " " * len(found[0]), text)
    for wrong, right in style.items():
        for found in re.compile(rf"(?<!\w){re.escape(wrong)}(?!\w)").finditer(text, body_at):
            what = f"{wrong!r} is written {right!r} on this site"
            yield Remark(*found.span(), "W01", what, f"write {right}", right)


def _pictures(text: str) -> Iterator[Remark]:
    for found in _PICTURE.finditer(text):
        what = f"the picture {found[1]} has no words"
        yield Remark(*found.span(), "W03", what, "write what it shows: ![words](picture.png)")


def _titles(text: str, body_at: int, titled: bool) -> Iterator[Remark]:
    # Of other pages rumdl tells the same (MD025).
    for found in _HEADING.finditer(text, body_at) if titled else ():
        if len(found[1]) == 1:
            yield Remark(*found.span(1), "W09", "a second title on the page", "write ##")


def _unfinished(text: str) -> Iterator[Remark]:
    """What `taklimat new` has left to write."""
    if "TODO:" in text:  # comments are for authors
        text = _COMMENT.sub(lambda comment: " " * len(comment[0]), text)
    for found in _TO_DO.finditer(text):
        yield Remark(*found.span(1), "W08", "still to be written", "write it, and take out TODO:")


def _levels(text: str, body_at: int) -> Iterator[Remark]:
    last = 1
    for found in _HEADING.finditer(text, body_at):
        level = len(found[1])
        if level > last + 1:
            what = f"a heading of level {level} under one of level {last}"
            yield Remark(*found.span(1), "W04", what, f"write {'#' * (last + 1)}", "#" * (last + 1))
        last = level
