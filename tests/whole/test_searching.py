"""How well the search answers what readers ask, put to it directly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

import browser as b
from conftest import ROOT, build_real

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

QUERIES = yaml.safe_load((ROOT / "tests/whole/search/queries.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same site with the theme's search as it comes."""

    def without(config: dict[str, Any]) -> None:
        config["hooks"].remove("hooks/searching.py")
        del config["extra"]["taklimat"]["pdf"]  # no one searches them
        config["plugins"] = ["search"]

    site = build_real(tmp_path_factory.mktemp("stock"), without)
    with b.served(site) as address:
        yield address


@pytest.fixture(scope="module")
def qualities(chrome: Browser, base: str, stock: str) -> dict[str, dict[str, b.Quality]]:
    """The quality of both searches on both halves of the queries, from one run."""
    found: dict[str, dict[str, b.Quality]] = {}
    for name, address in (("ours", base), ("stock", stock)):
        page = chrome.new_page(viewport=b.WIDE)  # type: ignore[arg-type]
        page.goto(address)
        answers = b.asked_directly(page, address)
        found[name] = {half: b.quality(QUERIES[half], answers) for half in QUERIES}
        page.close()
    b.keep_figures(
        "search",
        {
            name: {
                half: {"mrr": round(q.mrr, 3), "success_at_3": round(q.success_at_3, 3), **q.ranks}
                for half, q in halves.items()
            }
            for name, halves in found.items()
        },
    )
    return found


@pytest.mark.parametrize("half", ["tuning", "held_out"])
def test_search_answers_what_readers_ask(
    qualities: dict[str, dict[str, b.Quality]], half: str
) -> None:
    ours, stock = qualities["ours"][half], qualities["stock"][half]
    assert ours.mrr >= 0.95, {q: rank for q, rank in ours.ranks.items() if rank != 1}
    assert ours.success_at_3 == 1.0
    assert ours.mrr > stock.mrr
    assert ours.success_at_3 > stock.success_at_3


def test_there_are_sixty_queries_and_half_were_held_out() -> None:
    assert sum(map(len, QUERIES.values())) >= 60
    assert len(QUERIES["held_out"]) >= len(QUERIES["tuning"])
    assert not set(QUERIES["held_out"]) & set(QUERIES["tuning"])


def test_every_name_of_a_term_leads_to_its_entry(page: Page, base: str, real_site: Path) -> None:
    page.goto(base)
    answers = b.asked_directly(page, base)
    glossary = yaml.safe_load((real_site / "glossary.json").read_text(encoding="utf-8"))
    asked = 0
    for term in glossary["terms"]:
        for name in filter(None, [term["term"], term["acronym"], *term["aliases"]]):
            asked += 1
            assert answers(name)[0] == term["url"], name
    assert asked > 90
