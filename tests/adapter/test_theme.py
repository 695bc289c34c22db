"""The theme's templates as they are mended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from lxml.html import fromstring

from conftest import build_at
from taklimat.adapter import theme

if TYPE_CHECKING:
    from pathlib import Path

PLACES = ("index", "one", "one/index", "one/two", "one/two/three", "one/two/threefold", "on", "z")
PAGES = {f"docs/{place}.md": f"# Page of {place}\n\nText. VX.\n" for place in PLACES}


@pytest.mark.parametrize("use_directory_urls", [True, False])
@pytest.mark.parametrize("features", [[], ["navigation.tabs", "navigation.prune"]])
def test_what_is_written_once_is_as_the_theme_writes_it_on_each_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, features: list[str], use_directory_urls: bool
) -> None:
    settings = {
        "theme": {"name": "material", "features": features},
        "use_directory_urls": use_directory_urls,
    }
    mended = build_at(tmp_path / "mended", PAGES, **settings)
    monkeypatch.setattr(
        theme, "MENDED", [each for each in theme.MENDED if "render(" not in each[1]]
    )
    as_theirs = build_at(tmp_path / "theirs", PAGES, **settings)
    pages = sorted(path.relative_to(mended.site) for path in mended.site.rglob("*.html"))
    assert len(pages) > len(PLACES)
    for page in pages:
        assert mended.read(str(page)) == as_theirs.read(str(page)), page


def test_icons_are_hidden_from_those_who_listen_and_all_is_in_landmarks(tmp_path: Path) -> None:
    built = build_at(tmp_path, PAGES)
    page = fromstring(built.read("one/index.html"))
    assert page.xpath("//svg")
    assert not page.xpath("//svg[not(@aria-hidden or @role)]")
    assert page.xpath("//*[@role='navigation'][@aria-label]/a[contains(@class, 'md-skip')]")


def test_an_owners_template_is_read_as_it_is(tmp_path: Path) -> None:
    own = "{% macro render(item, path, level, parent) %}<li>own {{ item.title }}</li>{% endmacro %}"
    files = {**PAGES, "mine/partials/nav-item.html": own, "mine/.icons/a.svg": "<svg></svg>"}
    built = build_at(tmp_path, files, theme={"name": "material", "custom_dir": "mine"})
    assert re.search("<li>own Page of z", built.read("index.html"))
