"""Long lists of the navigation are read in blocks, and nothing is lost of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.nav import Link, Section
from mkdocs.structure.pages import Page
from selectolax.lexbor import LexborHTMLParser

from conftest import build_at
from taklimat.adapter.navigation import MOST, Block, in_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs.structure import StructureItem

_CONFIG = MkDocsConfig()
_KINDS = st.sampled_from(["pages", "index", "link", "section"])
_LISTS = st.lists(st.tuples(_KINDS, st.integers(1, 3 * MOST)), max_size=4)


def items_of(parts: list[tuple[str, int]], place: str = "") -> list[StructureItem]:
    """Items of a navigation, some of them sections with as many pages."""
    items: list[StructureItem] = []
    for number, (kind, count) in enumerate(parts):
        here = f"{place}{number}"
        names = {"pages": [f"p{n}" for n in range(count)], "index": ["index"]}.get(kind, [])
        items += [
            Page(None, File(f"{here}/{name}.md", "docs", "site", True), _CONFIG) for name in names
        ]
        if kind == "link":
            items.append(Link("L", "https://example.org"))
        elif kind == "section":
            section = Section("S", items_of([("index", 1), ("pages", count)], f"{here}/s"))
            for child in section.children:
                child.parent = section
            items.append(section)
    return items


def flat(items: list[StructureItem]) -> Iterator[StructureItem]:
    """All items, without the blocks around some."""
    for item in items:
        if not isinstance(item, Block):
            yield item
        if isinstance(item, Section):
            yield from flat(item.children)


def lists(items: list[StructureItem]) -> Iterator[list[StructureItem]]:
    """All lists of a navigation."""
    yield items
    for item in items:
        if isinstance(item, Section):
            yield from lists(item.children)


@given(_LISTS)
def test_no_list_is_long_and_none_loses_a_page(parts: list[tuple[str, int]]) -> None:
    items, same = items_of(parts), items_of(parts)
    before = list(flat(items))
    above = [item.parent for item in before]
    in_blocks(items)
    assert list(flat(items)) == before
    for each in lists(items):
        assert sum(isinstance(item, Page) and not item.is_index for item in each) <= MOST
    for item, parent in zip(before, above, strict=True):
        block = item.parent
        assert (block.parent if isinstance(block, Block) else block) is parent
        assert block is None or any(item is child for child in block.children)
    if all(count <= MOST for _, count in parts) and sum(count for _, count in parts) <= MOST:
        assert not any(isinstance(item, Block) for each in lists(items) for item in each)
        assert len(items) == len(same)


@pytest.mark.parametrize("tabs", [True, False])
def test_a_page_opens_its_own_block_and_leads_to_the_others(tmp_path: Path, tabs: bool) -> None:
    files = {f"docs/many/p{n:03}.md": f"# Page & {n}\n\nText.\n" for n in range(120)}
    files["docs/many/index.md"] = "# Many\n"
    features = ["navigation.sections", "navigation.indexes", "navigation.prune"]
    features += ["navigation.tabs"] * tabs
    built = build_at(tmp_path, files, theme={"name": "material", "features": features})

    def listed(page: str, what: str) -> list[str]:
        """What a page's navigation leads to."""
        found = LexborHTMLParser(built.read(page)).css(f".md-nav--primary {what}")
        return [" ".join(each.text().split()) for each in found]

    own = "li:not(.md-nav__item--nested) > a:not(.md-nav__link--active)"
    blocks = ".md-nav__item--pruned > a"
    pages = [each for each in listed("many/p045/index.html", own) if "Page" in each]
    assert pages == [f"Page & {n}" for n in range(40, 80) if n != 45]
    others = ["Page & 0 – Page & 39", "Page & 80 – Page & 119"]
    assert [each for each in listed("many/p045/index.html", blocks) if "–" in each] == others
    others.insert(1, "Page & 40 – Page & 79")
    assert [each for each in listed("many/index.html", blocks) if "–" in each] == others
    page = LexborHTMLParser(built.read("many/p040/index.html"))
    beside = [each.attributes["href"] for each in page.css("link[rel=prev], link[rel=next]")]
    assert beside == ["../p039/", "../p041/"]
