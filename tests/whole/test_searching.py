"""How well the search answers what readers ask, and how it shows what it found."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import browser as b
from browser import PHONE, WIDE, search
from conftest import ROOT, build_real
from taklimat.site.searching import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

QUERIES = yaml.safe_load((ROOT / "tests/whole/search/queries.yml").read_text(encoding="utf-8"))


# Quality ----------------------------------------------------------------------------------------


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
        answers = b.asked_directly(page) if name == "ours" else b.asked_of_theme(page, address)
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


@pytest.mark.parametrize(("half", "mrr"), [("tuned", 0.95), ("unseen", 0.9)])
def test_search_answers_what_readers_ask(
    qualities: dict[str, dict[str, b.Quality]], half: str, mrr: float
) -> None:
    ours, stock = qualities["ours"][half], qualities["stock"][half]
    assert ours.mrr >= mrr, {q: rank for q, rank in ours.ranks.items() if rank != 1}
    assert ours.success_at_3 >= 0.95
    assert ours.mrr > stock.mrr
    assert ours.success_at_3 > stock.success_at_3


def test_half_of_the_queries_were_put_away() -> None:
    assert len(QUERIES["unseen"]) >= 25
    assert not set(QUERIES["unseen"]) & set(QUERIES["tuned"])


def test_every_name_of_a_term_leads_to_its_entry(page: Page, base: str, real_site: Path) -> None:
    page.goto(base)
    answers = b.asked_directly(page)
    glossary = yaml.safe_load((real_site / "glossary.json").read_text(encoding="utf-8"))
    asked = 0
    for term in glossary["terms"]:
        for name in filter(None, [term["term"], term["acronym"], *term["aliases"]]):
            asked += 1
            assert answers(name)[0] == term["url"], name
    assert asked > 90


def test_a_search_loads_little(real_site: Path) -> None:
    sizes = {
        file.name: len(gzip.compress(file.read_bytes(), 9))
        for file in (real_site / "search").iterdir()
    }
    assert sizes["index.json"] < 40_000
    assert max(size for name, size in sizes.items() if name != "index.json") < 12_000


# What is shown ----------------------------------------------------------------------------------


def test_a_result_says_what_it_is(page: Page, base: str) -> None:
    page.goto(base)
    b.open_search(page)
    wanted = {
        "VX": "Term",
        "Kang Chol": "Person",
        "symbolism": "Brief",
        "C17": "Claim",
        "han2018": "Source",
        "malaysia begins to take part 1970": "Event",
        "accessibility": "Page",
    }
    assert {query: search(page, base, query)[0].kind for query in wanted} == wanted


def test_a_result_for_a_claim_leads_to_the_claim(page: Page, base: str) -> None:
    page.goto(base)
    b.open_search(page)
    search(page, base, "C17")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claims/#c17")
    assert page.locator("dialog.search[open]").count() == 0


def test_a_page_is_one_result_with_its_parts_folded_under_it(page: Page, base: str) -> None:
    page.goto(base)
    b.open_search(page)
    pages = [result.page for result in search(page, base, "embassy")]
    assert len(pages) == len(set(pages))
    details = page.locator(".search-results details").first
    assert details.locator("li").count() == 0
    details.locator("summary").click()
    page.wait_for_selector(".search-results details[open] li a")


def test_an_excerpt_is_a_sentence_with_what_is_asked_for_marked(page: Page, base: str) -> None:
    page.goto(base)
    b.open_search(page)
    for query in ("embassy in Pyongyang", "trade", "MATRADE"):
        for result in search(page, base, query):
            assert len(result.excerpt) < 500
            assert "http" not in result.excerpt
            assert "|" not in result.excerpt
    assert page.locator(".search-results mark").count() > 0


def test_a_mistyped_word_is_corrected_and_told(page: Page, base: str) -> None:
    page.goto(base)
    b.open_search(page)
    assert search(page, base, "pyongang embassy")[0].page == "downgrade/"
    status = page.locator(".search-status[role=status]")
    assert status.inner_text().startswith("Results for “pyongyang embassy”.")
    search(page, base, "embassy zzzzqqq")
    assert status.inner_text().startswith("Not on this site: zzzzqqq.")


def test_where_nothing_is_found_there_are_ways_on(page: Page, base: str) -> None:
    page.goto(base)
    b.open_search(page)
    assert search(page, base, "pyonggyaaaang") == []
    assert page.locator(".search-status").inner_text() == "Nothing found."
    links = page.locator(".search-nothing a").evaluate_all("all => all.map(a => a.textContent)")
    assert set(links) == {"Glossary", "Timeline"}
    near = page.locator(".search-nothing button")
    assert near.count() > 0
    near.first.click()
    page.wait_for_selector(".search-results .search-title")


def test_no_query_breaks_the_search(page: Page, base: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(base)
    b.open_search(page)
    odd = ("", " ", "the", "?", '"', "a b c", "zzzzqqq", "<b>", "+vx -nerve", "*", "constructor",
           "__proto__", "toString", "\ud83d\ude00", "a\u0301\u0302", "x" * 3000, "%", "\\", "김정",
           "(".join("ab" * 40))  # fmt: skip
    for query in odd:
        search(page, base, query)
        assert "can't be loaded" not in page.locator(".search-status").inner_text(), query
        assert search(page, base, "VX")[0].page == "glossary/vx/", query
        assert not errors, query


def test_escape_gives_the_focus_back(page: Page, base: str) -> None:
    page.goto(base)
    opener = page.get_by_role("button", name="Search", exact=True)
    opener.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.search[open] input:focus")
    page.keyboard.press("Escape")
    assert page.locator("dialog.search[open]").count() == 0
    assert opener.evaluate("opener => opener === document.activeElement")


def test_an_address_can_carry_a_query(page: Page, base: str) -> None:
    page.goto(f"{base}?q=nerve+agent")
    page.wait_for_selector(".search-results .search-title")
    assert page.locator("dialog.search input").input_value() == "nerve agent"


def test_without_network_it_says_so_and_recovers(page: Page, base: str) -> None:
    page.goto(base)
    page.route("**/search/*.json", lambda route: route.abort())
    b.open_search(page)
    assert search(page, base, "VX") == []
    assert "can't be loaded" in page.locator(".search-status").inner_text()
    page.unroute("**/search/*.json")
    assert search(page, base, "VX")[0].page == "glossary/vx/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_with_search_open(
    chrome: Browser, base: str, scheme: str, size: dict[str, int]
) -> None:
    page = chrome.new_page(
        viewport=size,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page.goto(f"{base}downgrade/")
    b.open_search(page)
    assert not b.violations(page, "dialog.search")
    for query in ("nonproliferation act", "C17", "pyonggyaaaang"):
        search(page, base, query)
        assert not b.violations(page, "dialog.search")
    page.close()


# Words ------------------------------------------------------------------------------------------

SIGNS = "aZé'’ß-–.İıñ 김정남中文かタ0٣²ﬁ\u0301\u0327đĐअपिâ\u200b\u00ad😀_/&<"


def test_a_text_has_the_same_words_here_and_in_the_browser(page: Page, base: str) -> None:
    texts: list[str] = []

    @settings(max_examples=400, derandomize=True, database=None, phases=[Phase.generate])
    @given(st.text(st.sampled_from(SIGNS), max_size=30))
    def collect(text: str) -> None:
        texts.append(text)

    collect()
    page.goto(base)
    page.evaluate("() => taklimat.loadSearch()")
    theirs = page.evaluate("texts => texts.map(text => taklimat.wordsOf(text))", texts)
    assert dict(zip(texts, theirs, strict=True)) == {text: words_of(text) for text in texts}
