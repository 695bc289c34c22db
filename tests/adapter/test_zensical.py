"""The same site with the templates of Zensical around its pages."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

import pytest
from lxml.html import HtmlElement, parse, tostring

import browser as b
from conftest import BRIEF, project, taklimat
from taklimat.adapter import zensical

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

SIGNS = "*Stars*, \\[x](y), {{ 7 * 7 }}, {% if %}, `code` & “quotes” \\<b\\> 1 < 2"
FILES: dict[str, str | bytes] = {
    "docs/index.md": "---\ntitle: 'Home & “hearth”'\n---\n# Home\n\n## First { #one }\n\nVX.\n",
    "docs/brief.md": BRIEF,
    "docs/deep/in/signs.md": f"# {SIGNS}\n\n## {SIGNS}\n\n### Third\n\n[A](../../brief.md#first)\n",
    "docs/untitled.md": "Text without a title, and VX.\n",
    "docs/hidden.md": "---\nhide: [navigation, toc]\nsearch: false\n---\n# Hidden\n\n## Below\n",
}


def built(root: Path, engine: str) -> Path:
    run = taklimat(project(root, FILES), "build", "--strict", "--engine", engine)
    assert run.exit_code == 0, run.output
    return root / "site"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("engines")
    return built(root / "m", "mkdocs"), built(root / "z", "zensical")


def words(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def told(file: Path, site: Path) -> dict[str, Any]:
    """What a page says, however its templates lay it out."""
    page = parse(file)
    here = f"/{file.parent.relative_to(site).as_posix()}/"

    def links(where: str) -> list[tuple[str, str]]:
        found = page.xpath(where)
        return [(words(a), posixpath.normpath(posixpath.join(here, a.get("href")))) for a in found]

    heads = page.xpath(
        "//head/title | //head/meta[@property] | //head/link[@type or @rel='manifest']"
    )
    articles = page.xpath(
        "//article//*[self::p or self::li or self::h1 or self::h2 or self::table]"
    )
    return {
        "articles": [" ".join(tostring(each).decode().split()) for each in articles],
        "navigation": links("//*[contains(@class, 'md-sidebar--primary')]//a"),
        "contents": links("//*[@data-md-component = 'toc']//a"),
        "beside": links("//link[@rel = 'prev' or @rel = 'next']"),
        "heads": sorted(" ".join(tostring(each).decode().split()) for each in heads),
    }


def test_each_page_says_the_same(sites: tuple[Path, Path]) -> None:
    mkdocs, other = sites
    pages = sorted(file.relative_to(mkdocs) for file in mkdocs.rglob("*.html"))
    assert pages == sorted(file.relative_to(other) for file in other.rglob("*.html"))
    assert len(pages) > 6
    for page in pages:
        assert told(mkdocs / page, mkdocs) == told(other / page, other), page
    assert "zensical" in (other / "brief/index.html").read_text(encoding="utf-8")


def test_all_that_is_no_page_is_the_same(sites: tuple[Path, Path]) -> None:
    mkdocs, other = sites
    for file in mkdocs.rglob("*"):
        path = file.relative_to(mkdocs)
        theme = path.as_posix().startswith(("assets/javascripts/", "assets/stylesheets/"))
        its_own = path.suffix in (".html", ".gz") or path.name in ("_headers", "sitemap.xml")
        if file.is_file() and not theme and not its_own:
            assert file.read_bytes() == (other / path).read_bytes(), path


def test_no_page_breaks_its_policy_and_search_answers(
    sites: tuple[Path, Path], chrome: Browser
) -> None:
    said: list[str] = []
    with b.served(sites[1]) as address:
        page = chrome.new_page()
        page.on("console", lambda m: said.append(m.text) if m.type != "info" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        for path in ("", "brief/", "deep/in/signs/"):
            page.goto(address + path)
        b.open_search(page)
        found = b.search(page, address, "VX")
        page.close()
    assert found
    assert said == []


def test_a_change_of_text_alone_asks_zensical_for_nothing(
    sites: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = sites[1].parent
    with monkeypatch.context() as patched:
        patched.setattr(zensical.Zensical, "_run", lambda *_: pytest.fail("it ran"))
        brief = root / "docs/brief.md"
        brief.write_text(f"{BRIEF}\nMore.\n", encoding="utf-8")
        run = taklimat(root, "build", "--engine", "zensical")
    assert run.exit_code == 0, run.output
    assert "<p>More.</p>" in (root / "site/brief/index.html").read_text(encoding="utf-8")
    brief.write_text(BRIEF, encoding="utf-8")


def test_if_zensical_fails_the_last_site_stays_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = built(tmp_path, "mkdocs")
    before = (site / "brief/index.html").read_bytes()
    monkeypatch.setattr(zensical, "_overrides", lambda: {"main.html": "{% nonsense %}"})
    run = taklimat(tmp_path, "build", "--engine", "zensical")
    assert run.exit_code == 1
    assert "Zensical can't write the pages" in run.output
    assert "Traceback" not in run.output
    assert (site / "brief/index.html").read_bytes() == before


def test_without_zensical_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zensical, "is_installed", lambda: False)
    run = taklimat(project(tmp_path), "build", "--engine", "zensical")
    assert run.exit_code == 1
    assert "python -m pip install zensical" in run.output
