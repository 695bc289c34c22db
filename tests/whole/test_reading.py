"""Reading and searching, in a real browser."""

from __future__ import annotations

import gzip
import os
import shutil
import zipfile
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import yaml
from click.testing import CliRunner

import browser as b
from browser import PHONE, WIDE, search
from conftest import ROOT
from taklimat.command.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

QUERIES = yaml.safe_load((ROOT / "tests/whole/search/queries.yml").read_text(encoding="utf-8"))
FIRST_LOAD = 150_000


def addresses(site: Path) -> list[str]:
    """Every page of a site, by its address from the root."""
    found = (file.relative_to(site).as_posix() for file in site.rglob("*.html"))
    return sorted(path.removesuffix("index.html") for path in found)


# Wrong and old addresses ------------------------------------------------------------------------


def test_a_wrong_address_offers_the_search(page: Page, base: str) -> None:
    response = page.goto(f"{base}glossary/strategic-trade-atc/")
    assert response is not None
    assert response.status == 404
    page.get_by_role("button", name="Search this site").press("Enter")
    page.wait_for_selector(".search-results .search-title")
    first = page.locator(".search-results .search-title").first
    assert first.get_attribute("href", timeout=2000) is not None
    assert "strategic-trade-act" in str(first.get_attribute("href"))


def test_an_old_address_leads_on_to_the_section(page: Page, base: str) -> None:
    page.goto(f"{base}glossary/sta/#see-also")
    page.wait_for_url(f"{base}glossary/strategic-trade-act/#see-also")


# Terms ------------------------------------------------------------------------------------------

TIP = ".taklimat-tip"


def test_a_definition_shows_on_hover_and_focus_and_escape_closes_it(page: Page, base: str) -> None:
    page.goto(base)
    link = page.locator("a.glossary-term").first
    definition = str(link.get_attribute("title"))
    for reach in (link.hover, link.focus):
        reach()
        assert page.locator(TIP).inner_text() == definition
        assert link.get_attribute("aria-describedby") == "taklimat-tip"
        page.keyboard.press("Escape")
        assert page.locator(TIP).is_hidden()
        page.mouse.move(0, 0)
        page.wait_for_timeout(300)


def test_the_first_tap_shows_the_definition_and_the_link_leads_on(
    chrome: Browser, base: str
) -> None:
    context = chrome.new_context(viewport=PHONE, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(base)
    page.locator('a.glossary-term[data-term="vx"]').first.tap()
    assert page.locator(TIP).is_visible()
    assert page.url == base
    box = page.locator(TIP).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    page.locator(f"{TIP} a").tap()
    page.wait_for_url("**/glossary/vx/")
    context.close()


def test_nothing_is_lost_without_scripts(chrome: Browser, base: str) -> None:
    context = chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}downgrade/")
    link = page.locator("a.glossary-term").first
    assert len(str(link.get_attribute("title"))) > 20
    link.click()
    assert "/glossary/" in page.url
    page.goto(f"{base}timeline/")
    assert page.locator(".event").count() == page.locator(".event:visible").count() > 60
    context.close()


def test_a_link_to_a_note_shows_it_and_one_back_its_mark(page: Page, base: str) -> None:
    """Though notes are laid out only once someone comes near."""
    page.goto(f"{base}downgrade/")
    last = page.locator("a.footnote-ref").last
    id_ = str(last.get_attribute("href")).removeprefix("#")
    in_view = "id => { const { top } = document.getElementById(id).getBoundingClientRect(); return top >= 0 && top < innerHeight; }"
    page.goto(f"{base}glossary/")
    page.goto(f"{base}downgrade/#{id_}")
    page.wait_for_timeout(300)
    assert page.evaluate(in_view, id_)
    page.locator(f"[id='{id_}'] .footnote-backref").first.click()
    page.wait_for_timeout(300)
    assert page.evaluate(in_view, page.url.partition("#")[2].replace("%3A", ":"))


# Accessibility ----------------------------------------------------------------------------------


# What a list that scrolls shows in part is not small, but scrolled; a page is as high as its lists;
# and notes are there.
UNROLLED = """async () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    .footnote { content-visibility: visible !important; overflow: visible !important }
    .md-sidebar__scrollwrap { height: auto !important; max-height: none !important; overflow: visible !important }
    @media (min-width: 76.25em) { .md-sidebar { position: relative !important; height: auto !important } }
  `);
  document.adoptedStyleSheets = [sheet];
  for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame);
}"""
# Of hundreds of claims, events, sources or entries that are alike, a few.
FEWER = """async () => {
  const more = ".item:nth-of-type(n + 12), dl > :nth-child(n + 24), tr:nth-child(n + 12), .md-nav__item:nth-child(n + 12)";
  for (const one of document.querySelectorAll(more)) one.remove();
  // Notes in the margin move to where their marks are now.
  for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame);
}"""


COLOURS = ("color-contrast", "link-in-text-block")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chrome: Browser, base: str, real_site: Path, scheme: str) -> None:
    """On one page of each kind; on every page each night, with `EVERY_PAGE=1`."""
    found: dict[str, list[str]] = {}
    page = chrome.new_page(
        reduced_motion="reduce",  # or colours are seen on their way
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    for address in looked_at(real_site):
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        page.goto(base + address)
        if not os.environ.get("EVERY_PAGE"):
            page.evaluate(FEWER)
        # Colours are what a dark page has of its own, and they are the same on a phone.
        is_all = bool(os.environ.get("EVERY_PAGE"))
        every = scheme == "light" or is_all
        of = () if every else COLOURS
        for name, size in (("wide", WIDE), ("phone", PHONE)) if every else (("wide", WIDE),):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.evaluate(UNROLLED)
            besides = COLOURS if size == PHONE and not is_all else ()
            if violated := b.violations(page, of=of, besides=besides):
                found[f"{address} {name}"] = violated
    page.close()
    assert not found


def looked_at(site: Path) -> list[str]:
    """The addresses of one page of each kind; with `EVERY_PAGE` in the environment, of all."""
    kinds: dict[str, list[str]] = {}
    for address in addresses(site):
        if not is_redirect(site, address):
            kinds.setdefault(kind_of(address), []).append(address)
    assert {"entry", "brief", "home", "404", "timeline", "claims"} <= set(kinds)
    every = os.environ.get("EVERY_PAGE")
    return [each for pages in kinds.values() for each in (pages if every else pages[:1])]


def kind_of(address: str) -> str:
    """What sort of page stands at an address: pages of one sort are written by one template."""
    folder, _, name = address.rstrip("/").rpartition("/")
    if not folder and (file := ROOT / f"docs/{name or 'index'}.md").is_file():
        matter = yaml.safe_load(file.read_text(encoding="utf-8").split("---\n")[1])
        return str(matter.get("kind", "page")) if name else "home"
    if name.endswith("-in-brief"):
        return "in brief"
    # Those of the manual are like one another, but for the long tables of its settings.
    kinds = {"glossary": "entry", "history": "history", "manual": "manual"}
    return kinds.get("" if name == "settings" else folder, name.removesuffix(".html"))


@pytest.mark.parametrize("address", ["404.html", "history/downgrade/", "downgrade/"])
def test_no_list_of_pages_is_shown_empty(chrome: Browser, base: str, address: str) -> None:
    page = chrome.new_page(viewport=WIDE)  # type: ignore[arg-type]
    page.goto(base + address)
    sidebar = page.locator(".md-sidebar--primary")
    shown, links = sidebar.is_visible(), sidebar.locator("a:visible").count()
    page.close()
    assert shown is (links > 0)
    assert shown is (address == "downgrade/")


def is_redirect(site: Path, address: str) -> bool:
    file = site / address / "index.html" if not address.endswith(".html") else site / address
    return 'http-equiv="refresh"' in file.read_text(encoding="utf-8")


def test_an_official_has_status_judgements_and_two_pages_in_two_clicks(
    page: Page, base: str, real_site: Path
) -> None:
    page.goto(base)
    assert page.get_by_text("Status on", exact=False).first.is_visible()
    assert page.locator(".judgements li").first.is_visible()
    page.locator('a[href$="-in-brief/"]').first.click()
    page.wait_for_url("**/*-in-brief/**")
    offered = page.locator("a.download").first
    with page.expect_download() as downloaded:
        offered.click()
    assert downloaded.value.suggested_filename.endswith("-in-brief.pdf")
    assert "2 pages" in offered.inner_text() or "1 page" in offered.inner_text()
    # And from a brief, as well.
    page.goto(base)
    page.locator(".judgements li a").first.click()
    page.wait_for_load_state()
    first = page.locator("a.download").first.get_attribute("href") or ""
    assert first.endswith("-in-brief.pdf")


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page, base: str) -> None:
    page.goto(f"{base}downgrade/")
    reached: list[str] = []
    for _ in range(400):
        page.keyboard.press("Tab")
        state = page.evaluate(
            """() => {
              const e = document.activeElement;
              if (!e || e === document.body) return null;
              const style = getComputedStyle(e);
              const box = e.getBoundingClientRect();
              const seen = style.outlineStyle !== "none" || style.boxShadow !== "none" ||
                style.textDecorationStyle === "solid" || e.matches("label, input, [data-md-toggle]");
              return { id: e.outerHTML.slice(0, 120), seen, size: box.width * box.height };
            }"""
        )
        if state is None:
            break
        if not reached:
            assert "md-skip" in state["id"]
        assert state["seen"], state["id"]
        reached.append(state["id"])
    content = page.evaluate(
        """() => [...document.querySelectorAll(".md-content a[href], .md-content button, .md-content summary")]
          .filter(e => e.tabIndex >= 0 && e.checkVisibility()).length"""
    )
    assert sum("headerlink" in id_ or "footnote" in id_ for id_ in reached) > 20
    assert len(reached) > content > 100


def test_a_reader_who_asks_for_less_motion_gets_none(chrome: Browser, base: str) -> None:
    page = chrome.new_page(reduced_motion="reduce")
    page.goto(base)
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter(e => {
          const s = getComputedStyle(e);
          return parseFloat(s.transitionDuration) > 0 || s.animationName !== "none";
        }).length"""
    )
    assert moving == 0
    page.close()


def test_names_in_other_languages_are_marked(page: Page, base: str) -> None:
    page.goto(f"{base}outlook/")
    assert page.locator('a[data-term="wisma-putra"]').get_attribute("lang") == "ms"
    page.goto(f"{base}glossary/kim-jong-nam/")
    assert page.locator("h1").get_attribute("lang") == "ko-Latn"


# What is asked of servers -----------------------------------------------------------------------


def test_no_page_asks_another_host_or_breaks_the_policy(
    page: Page, base: str, real_site: Path
) -> None:
    others: list[str] = []
    said: list[str] = []
    page.on(
        "request", lambda r: others.append(r.url) if not r.url.startswith((base, "data:")) else None
    )
    page.on(
        "console",
        lambda m: said.append(f"{page.url}: {m.text}") if m.type in ("error", "warning") else None,
    )
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    for address in looked_at(real_site):
        page.goto(base + address)
    b.open_search(page)
    search(page, base, "VX")
    assert not others
    assert not said


@pytest.mark.parametrize(
    "address", ["", "downgrade/", "us-factor/", "threshold/", "glossary/", "glossary/vx/"]
)
def test_a_first_load_is_small_and_nothing_moves(
    context: BrowserContext, base: str, real_site: Path, address: str
) -> None:
    page = context.new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) "
        "window.moved += e.value; }).observe({ type: 'layout-shift', buffered: true });"
    )
    page.goto(base + address, wait_until="networkidle")
    total = 0
    for url in asked:
        path = urlsplit(url).path.lstrip("/")
        if path.startswith("search/") or url.startswith("data:"):
            continue
        file = (
            real_site / path if not path.endswith("/") and path else real_site / path / "index.html"
        )
        data = file.read_bytes()
        total += len(data) if file.suffix in (".woff2", ".png") else len(gzip.compress(data, 9))
    assert 60_000 < total < FIRST_LOAD
    page.wait_for_timeout(300)
    assert page.evaluate("window.moved") < 0.01


# Without network --------------------------------------------------------------------------------


def test_the_site_works_from_files_with_its_search(
    chrome: Browser, tmp_path: Path, copy_of_project: Path
) -> None:
    run = CliRunner().invoke(
        main, ["offline", "--config-file", str(copy_of_project / "mkdocs.yml")]
    )
    assert run.exit_code == 0, run.output
    (made,) = (copy_of_project / ".taklimat/offline").glob("*.zip")
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path)
    root = f"file://{tmp_path / made.stem}/"
    context = chrome.new_context(viewport=WIDE, offline=True)  # type: ignore[arg-type]
    page = context.new_page()
    others: list[str] = []
    said: list[str] = []
    page.on(
        "request",
        lambda r: others.append(r.url) if not r.url.startswith((root, "data:", "about:")) else None,
    )
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.goto(f"{root}us-factor.html")
    b.open_search(page)
    some = list(QUERIES["tuned"].items())[::12]
    wanted = {q: [f"{p.rstrip('/') or 'index'}.html" for p in pages] for q, pages in some}
    found = b.quality(wanted, lambda query: [each.page for each in search(page, root, query)])
    assert found.success_at_3 > 0.95, found.ranks
    search(page, root, "nerve agent")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{root}glossary/vx.html*")
    assert not others
    assert not said
    context.close()
    shutil.rmtree(tmp_path / made.stem)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_copy_for_servers_says_so_when_it_is_opened_from_files(
    chrome: Browser, real_site: Path, base: str, size: dict[str, int]
) -> None:
    page = chrome.new_page(viewport=size)  # type: ignore[arg-type]
    page.goto(f"file://{real_site}/downgrade/index.html")
    said = page.locator(".from-files")
    assert said.is_visible()
    box = said.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= size["height"]
    page.goto(f"{base}downgrade/")
    assert not said.is_visible()
    page.close()


# Looks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_their_screen(chrome: Browser, base: str, scheme: str) -> None:
    """Also leaves pictures for people to look at."""
    page = chrome.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    for address in (
        "",
        "downgrade/",
        "timeline/",
        "claims/",
        "glossary/",
        "glossary/psi/",
        "manual/settings/",
    ):
        page.goto(base + address)
        name = address.strip("/").replace("/", "-") or "home"
        for width in (1440, 1024, 390):
            page.set_viewport_size({"width": width, "height": 1000})
            page.wait_for_timeout(50)
            page.screenshot(path=b.artifacts() / f"{name}-{width}-{scheme}.png")
            too_wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
            assert not too_wide, address
    b.open_search(page)
    assert search(page, base, "pyongang embassy")
    for width in (390, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 1000})
        page.screenshot(path=b.artifacts() / f"search-{width}-{scheme}.png")
    page.close()


def test_notes_stand_beside_their_marks_and_not_over_each_other(page: Page, base: str) -> None:
    for brief in ("downgrade", "us-factor", "threshold"):
        page.goto(f"{base}{brief}/")
        boxes = page.evaluate(
            """() => [...document.querySelectorAll(".margin-note")].filter(n => !n.hidden)
              .map(n => [n.offsetTop, n.offsetTop + n.offsetHeight, n.mark.getBoundingClientRect().top
                - n.parentNode.getBoundingClientRect().top])"""
        )
        assert len(boxes) > 20
        assert all(low[1] <= high[0] for low, high in pairwise(boxes))
        assert max(abs(top - mark) for top, _, mark in boxes) < 200


def test_paper_gets_the_text_alone(page: Page, base: str) -> None:
    page.goto(f"{base}downgrade/")
    page.emulate_media(media="print")
    for selector in (
        ".md-header",
        ".md-tabs",
        ".margin-notes",
        ".downloads",
        ".md-footer",
        ".md-sidebar",
    ):
        assert page.locator(f"{selector}:visible").count() == 0, selector
    assert page.locator(".footnote:visible").count() == 1
