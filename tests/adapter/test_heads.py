"""What the head of each page tells those who show its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml.html import parse

if TYPE_CHECKING:
    from pathlib import Path


def properties(file: Path) -> dict[str, str]:
    metas = parse(file).xpath("//head/meta[@content]")
    return {str(m.get("property") or m.get("name")): str(m.get("content")) for m in metas}


@pytest.mark.parametrize("page", ["index.html", "404.html", "timeline/index.html"])
def test_each_page_has_a_card_of_its_own(real_site: Path, page: str) -> None:
    found = properties(real_site / page)
    title = str(parse(real_site / page).findtext(".//title")).strip()
    # A browser's tab names the site behind the page; it is named once on the first page.
    assert title in (found["og:title"], f"{found['og:title']} - {found['og:site_name']}")
    assert (title == found["og:site_name"]) is (page == "index.html")
    assert found["og:description"]
    assert found["twitter:card"] == "summary_large_image"
    image = found["og:image"]
    assert (real_site / page).parent.joinpath(image).is_file() or (
        image.startswith("/") and (real_site / image[1:]).is_file()
    )


def test_the_page_for_wrong_addresses_has_its_picture_wherever_it_is_served(
    real_site: Path,
) -> None:
    assert properties(real_site / "404.html")["og:image"].startswith("/")
