"""Where things stand on a page, with its fonts and without them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from browser import PHONE, WIDE, open_search, open_with_fonts, search, violations
from conftest import ENGLISH
from taklimat.evidence.records import Box, Picture
from taklimat.site.drawings import figure

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

FONTS = ("with its fonts", "without them")
WIDTHS = (390, 1024, 1280, 1440, 1920)


def opened(chrome: Browser, address: str, size: dict[str, int], fonts: str) -> Page:
    """A page whose fonts have come, or never will."""
    page = chrome.new_page(viewport=size)  # type: ignore[arg-type]
    if fonts == FONTS[0]:
        open_with_fonts(page, address)
    else:
        page.route("**/*.woff2", lambda route: route.abort())
        page.goto(address)
    return page


# The edges of what stands in the column: of its paragraphs, figures, and tables.
EDGES = """() => {
  const inner = document.querySelector(".md-content__inner");
  const found = [...inner.querySelectorAll(
    ":scope > p, figure, figure > svg, .picture-source, :scope > .md-typeset__scrollwrap, :scope > h2"
  )].filter((each) => each.checkVisibility() && !each.closest(".item, .judgements, .bottom-line, .cards"));
  return found.map((each) => {
    const { left, right } = each.getBoundingClientRect();
    return [each.tagName + "." + each.className, Math.round(left), Math.round(right)];
  });
}"""


@pytest.mark.parametrize("fonts", FONTS)
@pytest.mark.parametrize("address", ["", "symbolism/", "timeline/", "tables/", "confidence/"])
def test_figures_and_tables_share_the_measure_of_the_text(
    chrome: Browser, base: str, address: str, fonts: str
) -> None:
    page = opened(chrome, base + address, {"width": WIDTHS[0], "height": 900}, fonts)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        edges = page.evaluate(EDGES)
        assert len(edges) > 2
        assert len({(left, right) for _, left, right in edges}) == 1, (width, edges)
    page.close()


def test_the_column_stands_in_one_place_on_all_pages(page: Page, base: str) -> None:
    found: dict[int, dict[str, tuple[int, int]]] = {width: {} for width in WIDTHS}
    for address in (
        "downgrade/", "downgrade-in-brief/", "history/downgrade/", "glossary/vx/", "timeline/",
        "confidence/", "404.html",
    ):  # fmt: skip
        page.goto(base + address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            box = page.locator(".md-content__inner > h1").bounding_box()
            assert box is not None
            found[width][address] = round(box["x"]), round(box["width"])
    for width, places in found.items():
        assert len(set(places.values())) == 1, (width, places)
        left, wide = places["404.html"]
        # In the middle of the screen, or beside its list of pages.
        assert abs(2 * left + wide - width) < 20 or left > width / 5


@pytest.mark.parametrize("address", ["", "downgrade/", "timeline/", "evidence/", "glossary/vx/"])
def test_pages_fit_a_screen_that_is_magnified_four_times(
    chrome: Browser, base: str, address: str
) -> None:
    """1280 pixels at 400 per cent (WCAG 1.4.10), with letters and lines apart as in 1.4.12."""
    page = opened(chrome, base + address, {"width": 320, "height": 256}, FONTS[0])
    page.evaluate(SPACED)
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= 320
    cut: list[str] = page.evaluate(
        """() => [...document.querySelectorAll(".md-content :is(p, h1, h2, a, button, summary)")]
          .filter((each) => each.checkVisibility() && getComputedStyle(each).overflowX === "hidden"
            && each.scrollWidth > each.clientWidth + 1)
          .map((each) => each.outerHTML.slice(0, 100))"""
    )
    assert cut == []
    page.close()


# https://www.w3.org/TR/WCAG22/#text-spacing
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; "
    + "word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }");
  document.adoptedStyleSheets.push(sheet);
}"""


@pytest.mark.parametrize("address", ["", "downgrade/"])
def test_pages_and_search_show_in_a_reader_s_own_colours(
    chrome: Browser, base: str, address: str
) -> None:
    page = chrome.new_page(viewport=WIDE, forced_colors="active")  # type: ignore[arg-type]
    page.goto(base + address)
    open_search(page)
    assert search(page, base, "VX")
    border = page.locator("dialog.search").evaluate(
        "dialog => { const { borderTopWidth, borderTopColor } = getComputedStyle(dialog); "
        "return [parseFloat(borderTopWidth), borderTopColor]; }"
    )
    assert border[0] >= 1
    assert "0)" not in border[1].replace("rgb(0, 0, 0)", "")  # it is not transparent
    page.keyboard.press("Escape")
    assert not violations(page)
    page.close()


@pytest.mark.parametrize("address", ["", "symbolism/", "timeline/"])
@pytest.mark.parametrize("fonts", FONTS)
@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_what_a_picture_says_can_be_read(
    chrome: Browser, base: str, address: str, size: dict[str, int], fonts: str
) -> None:
    page = opened(chrome, base + address, size, fonts)
    shown = page.locator("figure.picture svg:visible")
    assert shown.count() == 1
    # As large on the screen as it is drawn, or larger.
    sizes: list[float] = shown.locator("text").evaluate_all(
        "texts => texts.map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)"
    )
    assert len(sizes) > 5
    assert min(sizes) > 12
    inside = (
        "texts => texts.every(t => { const box = t.getBBox(); return box.x >= 0 && "
        "box.x + box.width <= t.ownerSVGElement.viewBox.baseVal.width; })"
    )
    assert shown.locator("text").evaluate_all(inside)
    page.close()


@pytest.mark.parametrize("fonts", FONTS)
@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_long_texts_stay_in_their_boxes(
    chrome: Browser, base: str, size: dict[str, int], fonts: str
) -> None:
    long = "Many words about what mattered most when everything was weighed, " * 2
    boxes = [Box(label="Label", name="Name", text=long * n, relation=long) for n in (1, 2, 1)]
    result = Box(name="Result", text=long)
    drawn = Picture(
        id="p", kind="relations", title="T", words="W", boxes=tuple(boxes), result=result
    )
    page = opened(chrome, base, size, fonts)
    page.locator("figure.picture").evaluate(
        "(shown, html) => shown.outerHTML = html", figure(drawn, ENGLISH)
    )
    outside = """svg => [...svg.querySelectorAll("text")].filter(text => {
        const box = text.getBBox();
        const rect = text.parentElement.querySelector("rect");
        const around = rect ? rect.getBBox() : svg.viewBox.baseVal;
        return box.x < around.x || box.x + box.width > around.x + around.width
            || box.y < around.y || box.y + box.height > around.y + around.height;
    }).map(text => text.textContent)"""
    svg = page.locator("figure.picture svg:visible")
    left = svg.evaluate(outside)
    for _ in range(40):  # fonts may come later on a busy machine
        if not left:
            break
        page.wait_for_timeout(500)
        left = svg.evaluate(outside)
    assert left == []
    page.close()


# The timeline ---------------------------------------------------------------------------------


def test_the_timeline_is_filtered_by_its_address_and_its_picture_follows(
    page: Page, base: str
) -> None:
    page.goto(f"{base}timeline/")
    every = page.locator(".event:visible").count()
    topic = page.locator(".event-filter select").first
    value = topic.locator("option").nth(1).get_attribute("value")
    year = page.locator(".event:visible").last.get_attribute("data-year")
    page.goto(f"{base}timeline/?topic={value}&to={year}")
    assert topic.input_value() == value
    shown = page.locator(".event:visible")
    topics = shown.evaluate_all("all => all.map(each => each.dataset.topics.split(' '))")
    assert 0 < len(topics) < every
    assert all(value in each for each in topics)
    assert page.locator(".event-count[role=status]").inner_text().startswith(str(len(topics)))
    dots = page.locator("svg:visible circle[data-event]:not(.left-out)")
    assert dots.count() == len(topics)
    actor = page.locator(".event-filter select").nth(1)
    actor.select_option(index=1)
    assert f"actor={actor.input_value()}" in page.url
    page.get_by_role("button", name="Show all").click()
    assert page.locator(".event:visible").count() == every
    assert "?" not in page.url


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "narrow"])
def test_what_a_filter_finds_is_in_view(page: Page, base: str, size: dict[str, int]) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(f"{base}timeline/")
    page.locator(".event-filter select").first.select_option(index=2)
    value = page.locator(".event-filter select").first.input_value()

    def tops() -> list[float]:
        shown = (".event-filter", "figure svg:visible", ".event:visible")
        boxes = [page.locator(each).first.bounding_box() for each in shown]
        return [box["y"] for box in boxes if box]

    for _ in range(2):
        found = tops()
        assert len(found) == 3
        assert 0 < found[0] < found[1] < found[2] < size["height"] - 40
        page.goto(f"{base}timeline/?topic={value}")
        page.wait_for_selector(".event-count:not(:empty)")


def test_a_filter_that_no_event_has_is_said(page: Page, base: str) -> None:
    page.goto(f"{base}timeline/")
    every = page.locator(".event:visible").count()
    page.goto(f"{base}timeline/?topic=no-such&to=3000&from=1000")
    said = page.locator(".event-count[role=status]").inner_text()
    assert "no-such" in said
    assert "000" not in said  # all events are between these
    assert page.locator(".event:visible").count() == every
    page.locator(".event-filter select").first.select_option(index=1)
    assert "no-such" not in page.locator(".event-count").inner_text()
    assert "no-such" not in page.url


def test_an_address_may_name_what_it_filters_as_the_page_does(page: Page, base: str) -> None:
    page.goto(f"{base}timeline/")
    chosen = page.locator(".event-filter select").first.locator("option").nth(1)
    name, value = chosen.inner_text(), chosen.get_attribute("value")
    page.goto(f"{base}timeline/?topic={quote(name.upper())}")
    assert page.locator(".event-filter select").first.input_value() == value
    assert page.locator(".event-count").inner_text()[0].isdigit()


def test_an_event_that_an_address_names_is_shown_whatever_it_filters(page: Page, base: str) -> None:
    page.goto(f"{base}timeline/")
    last = page.locator(".event").last
    id_, year = last.get_attribute("id"), last.get_attribute("data-year")
    page.goto(f"{base}timeline/?to={int(str(year)) - 20}&topic=%3Cb%3E#{id_}")
    assert page.locator(f"#{id_}").is_visible()


def test_an_event_that_a_filter_leaves_out_is_shown_besides_if_its_address_or_dot_is_asked(
    page: Page, base: str
) -> None:
    page.goto(f"{base}timeline/")
    first = page.locator(".event").first
    year, other = first.get_attribute("data-year"), page.locator(".event").last
    assert other.get_attribute("data-year") != year
    id_ = other.get_attribute("id")
    filtered = f"{base}timeline/?from={year}&to={year}"

    page.goto(filtered)
    matching = page.locator(".event:visible").count()
    page.locator(f"svg:visible circle[data-event='{id_}']").click()
    page.wait_for_url(f"{filtered}#{id_}")
    for _ in range(2):
        assert page.locator(f"#{id_}").is_visible()
        assert page.locator(".event:visible").count() == matching + 1
        assert "link" in page.locator(".event-count").inner_text()
        page.goto(f"{base}timeline/")
        page.goto(f"{filtered}#{id_}")
    page.locator(".event-filter select").last.select_option(index=0)
    assert "link" not in page.locator(".event-count").inner_text()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "narrow"])
def test_dots_are_named_by_their_events_and_lead_to_them(
    page: Page, base: str, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(f"{base}timeline/")
    dot = page.locator("svg:visible circle[data-event]").first
    event = page.locator(f"#{dot.get_attribute('data-event')}")
    words = event.locator("p").nth(1).inner_text()[:20]
    assert words in str(dot.locator("title").text_content())
    dot.click()
    page.wait_for_url(f"**/timeline/#{dot.get_attribute('data-event')}")


# The menu -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("address", "width"), [("", 390), ("threshold/", 1024)])
def test_the_menu_is_opened_by_the_keyboard_and_is_no_stop_while_it_is_closed(
    chrome: Browser, base: str, address: str, width: int
) -> None:
    page = chrome.new_page(viewport={"width": width, "height": 844})
    page.goto(base + address)
    place = """() => {
      const { x, right } = document.activeElement.getBoundingClientRect();
      return [document.activeElement.className, x, right];
    }"""
    for _ in range(30):
        page.keyboard.press("Tab")
        _, left, right = page.evaluate(place)
        assert right > 0
        assert left < width
    menu = page.locator("button.md-header__button[aria-expanded]")
    menu.press("Enter")
    assert menu.get_attribute("aria-expanded") == "true"
    page.wait_for_timeout(500)
    assert page.locator(".md-nav--primary a:visible").count() > 5
    assert not violations(page)
    page.keyboard.press("Escape")
    assert menu.get_attribute("aria-expanded") == "false"
    assert menu.evaluate("button => button === document.activeElement")
    page.close()


@pytest.mark.parametrize("width", [390, 1440])
def test_no_line_parts_a_date(chrome: Browser, base: str, width: int) -> None:
    page = chrome.new_page(viewport={"width": width, "height": 900})
    parted = """months => {
      const date = new RegExp("(\\d\\d? )?(" + months + ") \\d{4}", "g");
      const found = [];
      const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode;
        if (text.parentElement.closest("h1, h2, h3, svg, pre, .margin-notes")) continue;
        for (const { 0: said, index } of text.data.matchAll(date)) {
          const range = document.createRange();
          range.setStart(text, index);
          range.setEnd(text, index + said.length);
          const tops = [...range.getClientRects()].map(({ top }) => Math.round(top / 8));
          if (new Set(tops).size > 1) found.push(said);
        }
      }
      return found;
    }"""
    for address in ("", "downgrade/", "forecasts/", "tables/", "evidence/", "glossary/dprk/"):
        page.goto(base + address)
        assert page.evaluate(parted, "|".join(ENGLISH.month_names)) == [], address
    page.close()


# Notes and passages ---------------------------------------------------------------------------


def test_a_note_tells_of_further_sources_and_shows_them_when_asked(page: Page, base: str) -> None:
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(f"{base}downgrade/")
    note = page.locator(".margin-note.several:visible").first
    assert note.locator(".more").inner_text().startswith("+")
    assert not note.locator(".rest").is_visible()
    note.click(position={"x": 40, "y": 5})
    assert note.locator(".rest").is_visible()
    page.mouse.move(0, 0)
    note.click(position={"x": 40, "y": 5})
    page.mouse.move(0, 0)
    assert not note.locator(".rest").is_visible()
    number = note.locator(".number").inner_text()
    page.locator(f"a.footnote-ref:text-is('{number}')").first.focus()
    assert note.locator(".rest").is_visible()
    page.keyboard.press("Escape")
    assert not note.locator(".rest").is_visible()


@pytest.mark.parametrize("brief", ["downgrade", "us-factor", "threshold"])
def test_a_note_is_cut_with_a_sign_and_covers_none_when_open(
    page: Page, base: str, brief: str
) -> None:
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(f"{base}{brief}/")
    cut = """notes => notes.filter(note => {
      const first = note.querySelector(".first");
      return first.scrollHeight > first.clientHeight + 1;
    }).map(note => note.querySelector("button.more").checkVisibility())"""
    notes = page.locator(".margin-note:visible")
    signs = notes.evaluate_all(cut)
    assert signs
    assert all(signs)
    several = page.locator(".margin-note.cut:not(.several):visible, .margin-note.several:visible")
    for n in (0, several.count() // 2):
        several.nth(n).locator(".more").click()
    assert page.locator(".margin-note.open").evaluate_all(cut) == []
    overlaps = """notes => notes.slice(1).filter((note, n) =>
      notes[n].offsetTop + notes[n].offsetHeight > note.offsetTop).length"""
    assert page.locator(".margin-note:not([hidden])").evaluate_all(overlaps) == 0
    page.locator(".margin-note.open .more").first.click()
    page.keyboard.press("Escape")
    assert page.locator(".margin-note.open").count() == 0


def test_each_way_back_from_a_note_has_a_name_and_shows(page: Page, base: str) -> None:
    page.goto(f"{base}downgrade/")
    for names in page.locator(".footnote li").evaluate_all(
        "notes => notes.map(note => [...note.querySelectorAll('.footnote-backref')].map(a => a.ariaLabel))"
    ):
        assert len(names) == len(set(names))
    shown = page.locator(".footnote-backref").first
    assert shown.evaluate("link => getComputedStyle(link).opacity") == "1"


def test_a_link_to_a_passage_leads_to_it(chrome: Browser, base: str) -> None:
    context = chrome.new_context(
        viewport=WIDE,  # type: ignore[arg-type]
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    page.goto(f"{base}downgrade/")
    passage = page.locator(".md-content__inner > p").last
    passage.hover()
    page.locator(".copy-link").click()
    page.wait_for_selector(".copy-link:text-is('Copied')")
    copied = str(page.evaluate("() => navigator.clipboard.readText()"))
    assert re.match(re.escape(base) + r"downgrade/#[\w-]+:~:text=\S+$", copied)
    assert page.locator("[role=status].copy-status").inner_text() == "Copied"
    page.goto(f"{base}claims/")
    page.locator(".claim .item-head > a").nth(1).press("Enter")
    page.wait_for_selector(".copy-status:text-is('Copied')", state="attached")
    assert "/claims/#c02" in str(page.evaluate("() => navigator.clipboard.readText()"))
    page.locator(".claim p").nth(2).hover()
    page.locator(".copy-link").click()
    page.wait_for_selector(".copy-link:text-is('Copied')")
    assert "/claims/#c01" in str(page.evaluate("() => navigator.clipboard.readText()"))
    context.close()


def test_links_to_passages_are_reached_by_keyboard_and_touch(chrome: Browser, base: str) -> None:
    context = chrome.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        has_touch=True,
        is_mobile=True,
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    page.goto(f"{base}downgrade/")
    asked = page.get_by_role("button", name="Links to passages")
    asked.tap()
    offered = page.get_by_role("button", name="Copy a link to this: ")
    names = offered.evaluate_all("all => all.map(each => each.ariaLabel)")
    assert len(set(names)) > 20
    assert offered.evaluate_all("all => all.every(each => each.tabIndex === 0)")
    judged = page.locator(".judgements .copy-link").nth(1)
    judged.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".copy-link:text-is('Copied')")
    copied = str(page.evaluate("() => navigator.clipboard.readText()"))
    name = copied.partition("#")[2]
    assert name.startswith("judgement-")
    assert not violations(page)
    asked.press("Enter")
    assert offered.count() == 0
    page.goto(copied)
    place = page.locator(f"[id='{name}']").bounding_box()
    assert place is not None
    assert 50 < place["y"] < PHONE["height"]
    context.close()


# Figures --------------------------------------------------------------------------------------


def test_each_figure_can_be_taken_away(page: Page, base: str, real_site: Path) -> None:
    for address in ("", "symbolism/", "timeline/", "forecasts/", "tables/"):
        page.goto(base + address)
        offered = page.locator(".figure-files").first.locator("a")
        paths = offered.evaluate_all("all => all.map(a => new URL(a.href).pathname)")
        # A table is a file for spreadsheets beside its picture.
        wanted = {"svg", "png"} if address == "tables/" else {"svg", "png", "csv"}
        assert {path.rpartition(".")[2] for path in paths} == wanted
        assert page.locator("figure.picture").count() == page.locator(".figure-files").count()
        for path in paths:
            data = (real_site / path.lstrip("/")).read_bytes()
            assert data.startswith((b"<?xml", b"\x89PNG", b"\xef\xbb\xbf")), path
    svg = (real_site / "assets/figures/drivers.svg").read_text(encoding="utf-8")
    assert "var(" not in svg
