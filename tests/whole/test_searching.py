"""How well the search answers what readers ask, and how it shows what it found."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import browser as b
from browser import PHONE, WIDE, search
from conftest import BRIEFS, ROOT, build_real
from taklimat.site.searching import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

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


def test_who_asks_what_something_is_finds_its_entry(page: Page, base: str, real_site: Path) -> None:
    page.goto(base)
    answers = b.asked_directly(page)
    glossary = yaml.safe_load((real_site / "glossary.json").read_text(encoding="utf-8"))
    for term in glossary["terms"]:
        for question in ("what is a {}", "who was {}", "define {}"):
            query = question.format(term["term"])
            assert answers(query)[0] == term["url"], query


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


def test_an_excerpt_is_of_one_block(page: Page, base: str, real_site: Path) -> None:
    files = real_site.glob("search/text-*.json")
    texts = [text for file in files for text in json.loads(file.read_text(encoding="utf-8"))]
    pages = json.loads((real_site / "search/index.json").read_text(encoding="utf-8"))["pages"]
    blocks = {block for text in texts for block in text.split("\n")} | {page[5] for page in pages}
    said = "\n".join(" ".join(block.split()) for block in blocks)
    page.goto(base)
    b.open_search(page)
    for query in (
        "embassy in Pyongyang",
        "trade",
        "key judgements",
        "moderate confidence",
        "talks",
    ):
        search(page, base, query)
        page.wait_for_function(
            "() => [...document.querySelectorAll('.search-parts .search-excerpt')].every(p => p.textContent)"
        )
        for text in page.locator(".search-excerpt").all_inner_texts():
            assert " ".join(text.strip(" \u2026").split()) in said, text


def test_a_source_is_called_by_who_says_what(page: Page, base: str) -> None:
    sources = json.loads((ROOT / "docs/data/sources.json").read_text(encoding="utf-8"))
    source = next(each for each in sources if each.get("author") and "<" not in each["title"])
    page.goto(base)
    b.open_search(page)
    (result, *_) = search(page, base, source["id"])
    assert result.kind == "Source"
    assert source["title"] in result.title
    assert source["id"] not in result.title


def test_pages_that_are_much_the_same_are_one_result(page: Page, base: str) -> None:
    def as_histories(route: Route) -> None:
        index = route.fetch().json()
        for row in index["pages"]:
            row[1] = "history" if row[1] == "brief" else row[1]
        route.fulfill(json=index)

    page.route("**/search/index.json", as_histories)
    page.goto(base)
    b.open_search(page)
    kinds = [result.kind for result in search(page, base, "embassy")]
    assert kinds.count("Older versions") == 1
    item = page.locator(".search-results > li").nth(kinds.index("Older versions"))
    item.locator("details").last.locator("summary").click()
    page.wait_for_selector(".search-results details[open] li a")
    assert item.locator("details[open] li a").count() > 2


def test_a_mistyped_word_is_corrected_and_told(page: Page, base: str) -> None:
    page.goto(base)
    b.open_search(page)
    assert search(page, base, "pyongang embassy")[0].page == "downgrade/"
    status = page.locator(".search-status[role=status]")
    assert status.inner_text().startswith("Results for “pyongyang embassy”.")
    search(page, base, "embassy zzzzqqq")
    assert status.inner_text().startswith("Not on this site: zzzzqqq.")


# Right words that no page has, and which words of pages are near: of English and of Malay.
RIGHT = (
    "larangan perjalanan ke",
    "settings",
    "loyal",
    "fled",
    "corp",
    "deployed employer",
    "penahanan",
    "itam",
    "trends",
    "bangalore",
)


def test_a_right_word_that_no_page_has_is_left_as_it_is(page: Page, base: str) -> None:
    page.goto(base)
    b.asked_directly(page)
    meant = "async query => (await taklimat.search(query)).meant"
    assert {query: page.evaluate(meant, query) for query in RIGHT} == dict.fromkeys(RIGHT)


def test_a_word_with_another_ending_is_known_and_no_mistake(page: Page, base: str) -> None:
    page.goto(base)
    b.asked_directly(page)
    ask = """async () => {
      const { endings } = await taklimat.openSearch();
      const are = (word, form) => taklimat.isForm(word, form, endings);
      return [are("murders", "murder"), are("policing", "police"), are("maintained", "maintaining"),
              are("sued", "sun"), are("corp", "core"), are("setting", "sitting")];
    }"""
    assert page.evaluate(ask) == [True, True, True, False, False, False]
    found = page.evaluate("async () => await taklimat.search('murders')")
    assert found["meant"] is None
    assert found["pages"]


def _slipped(draw: st.DrawFn, name: str) -> str:
    """A name with one of the likeliest slips within it."""
    at = draw(st.integers(2, len(name) - 2))
    kind = draw(st.sampled_from(("swapped", "doubled", "dropped")))
    if kind == "swapped":
        return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    return name[:at] + (name[at - 1] * (kind == "doubled")) + name[at + (kind == "dropped") :]


def test_a_slip_in_a_long_name_is_mended_or_at_least_answered(
    page: Page, base: str, real_site: Path
) -> None:
    glossary = yaml.safe_load((real_site / "glossary.json").read_text(encoding="utf-8"))
    words = {word for term in glossary["terms"] for word in words_of(term["term"])}
    names = sorted(word for word in words if len(word) > 5 and word.isascii() and word.isalpha())
    slips: dict[str, str] = {}

    @settings(max_examples=200, derandomize=True, database=None, phases=[Phase.generate])
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(names))
        slips[data.draw(st.composite(_slipped)(name))] = name

    collect()
    page.goto(base)
    b.asked_directly(page)
    ask = """async slips => {
      const all = {};
      for (const slip of slips) {
        const { pages, meant } = await taklimat.search(slip);
        all[slip] = [pages.length, meant];
      }
      return all;
    }"""
    answers = page.evaluate(ask, list(slips))
    assert not {slip: slips[slip] for slip, (count, _) in answers.items() if not count}
    # Of words of one stem, either.
    meant = [(slip, word) for slip, (_, word) in answers.items() if word]
    assert len(meant) > 100
    assert all(word[:4] == slips[slip][:4] for slip, word in meant), meant


def test_what_is_offered_instead_is_near_and_is_found(page: Page, base: str) -> None:
    page.goto(base)
    b.asked_directly(page)
    ask = """async query => {
      const { near } = await taklimat.search(query);
      const found = await Promise.all(near.map(taklimat.search));
      return near.map((word, i) => [word, found[i].pages.length]);
    }"""
    for query in (
        "pyonggyaaaang",
        "crypto",
        "trailer",
        "bombay",
        "mengunjungi",
        "hansen",
        "dabid",
    ):
        for word, count in page.evaluate(ask, query):
            assert word[0] == query[0]
            assert abs(len(word) - len(query)) <= 4, (query, word)
            assert count
    assert page.evaluate(ask, "trailer") == []
    assert page.evaluate(ask, "dabid")[0][0] == "david"


def test_a_guess_is_left_out_beside_a_name_that_is_all_there(page: Page, base: str) -> None:
    page.goto(base)
    b.asked_directly(page)
    ask = "async query => { const f = await taklimat.search(query); return [f.pages[0].url, f.meant]; }"
    assert page.evaluate(ask, "kim jong nam warp") == ["glossary/kim-jong-nam/", None]
    assert page.evaluate(ask, "nuclear security sumit")[0] == "glossary/nuclear-security-summit/"


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


def test_a_key_opens_it_unless_something_is_typed(page: Page, base: str) -> None:
    page.goto(base)
    # The choice of colours is a field in which nothing can be typed.
    page.locator("input[name=__palette]").first.focus()
    b.open_search(page)
    page.locator("dialog.search input").fill("")
    page.keyboard.type("1/2")
    assert page.locator("dialog.search input").input_value() == "1/2"


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


def test_a_judgement_is_found_with_its_likelihood(page: Page, base: str) -> None:
    """Without it, a result would say as a fact what the brief calls unlikely."""
    page.goto(base)
    b.open_search(page)
    briefs = [ROOT / f"docs/{name}.md" for name in BRIEFS]
    for brief in briefs:
        judged = yaml.safe_load(brief.read_text(encoding="utf-8").split("---\n")[1])["judgements"]
        for judgement in judged:
            text = judgement["text"]
            for result in search(page, base, text):
                if text[:40] in result.excerpt and result.page.strip("/") == brief.stem:
                    assert judgement["likelihood"] in result.excerpt.lower()
                    break
            else:
                continue
            break
        else:
            pytest.fail(f"no judgement of {brief.stem} is found by its words")
