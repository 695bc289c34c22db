"""What the writers of a document's parts share, and what they gather."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit

from taklimat.documents.typst import (
    Code,
    boolean,
    call,
    integer,
    string,
)
from taklimat.source.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Collection

    from taklimat.documents.model import Asset, Document
    from taklimat.source.origin import Origin

RASTER = (".png", ".jpg", ".jpeg", ".gif", ".webp")
"""The endings of pictures of pixels that a PDF can hold."""
Place = Literal["text", "heading", "note", "sources", "source-line"]
"""Where text stands: only in `text` may a link have a footnote that shows its address, and in the
line below a figure its sources are printed."""


def heading(level: int, body: Code, words: str, *, outlined: bool = True) -> Code:
    """A heading; one that is not outlined is among the bookmarks, but not in the contents.

    `words` are what links to it are said to lead to.
    """
    named: dict[str, Code | None] = {"level": integer(level), "supplement": string(words)}
    if not outlined:
        named |= {"outlined": boolean(False), "bookmarked": boolean(True)}
    return call("heading", body, named=named)


def line_of(written: str, origin: Origin) -> int:
    """The line on which an address stands in a page's source, encoded or not; 0 if it does not."""
    return origin.line_of(written) or origin.line_of(unquote(written))


@dataclass
class Desk:
    """What the writers of a document's parts share, and what they gather."""

    document: Document
    picture_style: str
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each part, by its page: from the ids on the page to labels."""
    assets: dict[str, Asset] = field(default_factory=dict)
    shown_at: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Where each of them is shown first: the path of a text, and the line."""
    turned: Collection[int] = ()
    """The tables that get a page on its side, by number."""
    tables: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, origin: Origin, line: int, what: str, remedy: str) -> None:
        """Note what is wrong with the input."""
        self.problems.append(Problem(origin.path, line, what, remedy, code="D03"))

    def asset(self, url: str, written: str, origin: Origin) -> str | None:
        """The name that the file at `url` has for the engine; None if it is not fit for one."""
        line = line_of(written, origin)
        if urlsplit(url).scheme or url.startswith("//"):
            what = f"a picture from another host: {written}"
            self.problem(origin, line, what, "put a copy into the folder of pages")
            return None
        asset = self.document.asset(unquote(urlsplit(url).path).lstrip("/"))
        if asset is None:
            what = f"a missing picture: {written}"
            self.problem(origin, line, what, "mend the path, or add the file")
            return None
        if asset.suffix not in (".svg", *RASTER):
            what = f"a picture of a kind that a PDF can't hold: {written}"
            self.problem(origin, line, what, f"save it as one of .svg, {', '.join(RASTER)}")
            return None
        return self.keep(asset, origin, line)

    def keep(self, asset: Asset, origin: Origin, line: int) -> str:
        """Add a file to the document's, and name it."""
        self.assets[asset.name] = asset
        self.shown_at.setdefault(asset.name, (origin.path, line))
        return asset.name
