"""The navigation of large sites: no list on a page is long, and none is written twice.

The theme lists on each page all that are beside it, so that the time of a build and what a reader
has to load grow with the square of a section's pages. Here a long list is read in blocks, of which
a page opens its own; and what is the same on many pages is written once.
"""

from __future__ import annotations

from functools import cached_property
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page

from taklimat.adapter.build import Build, title_of

if TYPE_CHECKING:
    from jinja2.runtime import Macro
    from mkdocs.structure import StructureItem
    from mkdocs.structure.nav import Link

MOST = 100
"""How many pages a list has that is read whole."""
_BLOCK = 50
_NAME = 24  # letters


class Block(Section):
    """Pages of a long list that follow each other, called by the first and the last."""

    is_block = True

    @property
    def title(self) -> str:
        """What it is called; known once its pages are read."""
        first, last = (_shortened(self.children[at]) for at in (0, -1))
        return f"{first} – {last}"

    @title.setter
    def title(self, title: str) -> None:
        """A section is given one."""


def in_blocks(items: list[StructureItem], section: Section | None = None) -> None:
    """Divide the lists of a navigation that are long, at each level.

    Sections stay where they are, and so does the page that is a section's own.
    """
    for item in items:
        if isinstance(item, Section):
            in_blocks(item.children, item)
    if sum(map(_is_plain, items)) <= MOST:
        return
    divided: list[StructureItem] = []
    for is_plain, run in groupby(items, _is_plain):
        some = list(run)
        divided += _blocks(some, section) if is_plain else some
    items[:] = divided


def _is_plain(item: StructureItem) -> bool:
    return isinstance(item, Page) and not item.is_index


def _blocks(pages: list[StructureItem], section: Section | None) -> list[StructureItem]:
    """Some pages in blocks of about the same size."""
    count = -(-len(pages) // _BLOCK)
    if count == 1:
        return pages
    ends = [len(pages) * number // count for number in range(count + 1)]
    blocks: list[StructureItem] = []
    for first, last in pairwise(ends):
        block = Block("", pages[first:last])
        block.parent = section
        for page in block.children:
            page.parent = block
        blocks.append(block)
    return blocks


def _shortened(item: StructureItem) -> str:
    name = title_of(item) if isinstance(item, Page) else str(item.title)
    return name if len(name) <= _NAME else f"{name[:_NAME].rpartition(' ')[0] or name[:_NAME]}…"


class Items:
    """The items of a navigation that are the same on many pages, each written once.

    The item of a page that is not the one on which it stands says nothing of that page but how its
    address is written from there, which is the same on all pages beside each other.
    """

    def __init__(self, build: Build) -> None:
        self._build = build
        self._written: dict[tuple[int, str, bool], list[str | None]] = {}
        self._once: dict[tuple[object, ...], str] = {}
        self._indexes: dict[int, list[Page]] = {}

    def once(
        self, render: Macro, page: Page | None, item: Page | Section | Link, *more: object
    ) -> str:
        """An item of the top as the theme's macro writes it: one that the page is not within."""
        is_own = item.active or not (page and page.file is not getattr(item, "file", None))
        if is_own or not (beside := self._beside(page)):
            return render(item, *more)
        key = id(item), beside, *more
        if key not in self._once:
            self._once[key] = render(item, *more)
        return self._once[key]

    def _beside(self, page: Page | None) -> tuple[str, bool] | None:
        """Where the pages are whose links are written alike; None where they are on this alone."""
        if page is None or page.url in self._above:
            return None
        return page.url.rstrip("/").rpartition("/")[0], self._build.frames.is_plain

    def indexes_of(self, section: Section | Page) -> list[Page]:
        """The pages of a section that are its own."""
        if id(section) not in self._indexes:
            children = section.children or ()
            own = [each for each in children if isinstance(each, Page) and each.is_index]
            self._indexes[id(section)] = own
        return self._indexes[id(section)]

    def written(
        self,
        render: Macro,
        page: Page | None,
        section: Section,
        index: Page | None,
        path: str,
        level: int,
    ) -> list[str]:
        """The items of a section, but for its own page, as the theme's macro writes them."""
        known: list[str | None] = [None] * len(section.children)
        if beside := self._beside(page):
            known = self._written.setdefault((id(section), *beside), known)
        found = []
        for number, item in enumerate(section.children):
            if index and item == index:
                continue
            written = known[number]
            is_own = not page or not isinstance(item, Page) or item.active or item.file is page.file
            if written is None or is_own:
                written = render(item, f"{path}_{number + 1}", level, section)
                if not is_own:
                    known[number] = written
            found.append(written)
        return found

    @cached_property
    def _above(self) -> frozenset[str]:
        """The addresses that others begin with: from there, those are written in another way."""
        urls = sorted(file.url for file in self._build.files.documentation_pages())
        return frozenset(one for one, next_ in pairwise(urls) if next_.startswith(one)) | {""}
