"""Where things stand on a page, with its fonts and without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser import PHONE, WIDE, open_with_fonts
from conftest import ENGLISH
from taklimat.evidence.records import Box, Picture
from taklimat.site.drawings import figure

if TYPE_CHECKING:
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
    for width in WIDTHS:
        page = opened(chrome, base + address, {"width": width, "height": 900}, fonts)
        edges = page.evaluate(EDGES)
        assert len(edges) > 2
        assert len({(left, right) for _, left, right in edges}) == 1, (width, edges)
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
