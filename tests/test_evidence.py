"""Claims, judgements and events: what the build insists on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from lxml.html import HtmlElement, fromstring

from conftest import BRIEF, Build

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = json.dumps([{"id": "s2020", "type": "book", "title": "A Book"}])
CLAIMS = [
    {
        "id": "C01", "section": "One", "kind": "report", "text": "It was so.",
        "status": "held up", "today": "It is so [@s2020].", "sources": ["s2020"],
    },
    {
        "id": "C02", "section": "Two", "kind": "argument", "text": "It may be so.",
        "status": "open", "today": "Nobody knows.", "sources": [],
    },
]  # fmt: skip
WITH_SOURCES = BRIEF.replace("    change:", "    sources: [s2020]\n    change:")
EXTRA = {"taklimat": {"bibliography": "s.json", "claims": "c.yml"}}


def files(brief: str, claims: list[dict[str, Any]] = CLAIMS) -> dict[str, str | bytes | None]:
    return {
        "s.json": SOURCES,
        "c.yml": yaml.safe_dump(claims, sort_keys=False),
        "docs/claims.md": "---\nkind: claims\ntitle: Claims\n---\n# Claims\n",
        "docs/brief.md": WITH_SOURCES + brief,
    }


def test_a_mark_links_to_the_claim_and_the_claim_back(build: Build) -> None:
    built = build(files("A. {claim: C01}\n\nB. {claim: C02, C01} `{claim: C99}`\n"), extra=EXTRA)
    assert built.exit_code == 0, built.output
    brief: HtmlElement = fromstring(built.read("brief/index.html"))
    marks = brief.xpath('//a[contains(@class, "claim-mark")]')
    assert [(m.text, m.get("href"), m.get("id")) for m in marks] == [
        ("C01", "../claims/#c01", "treats-c01"),
        ("C02", "../claims/#c02", "treats-c02"),
        ("C01", "../claims/#c01", None),
    ]
    assert marks[0].get("title") == "Claim C01, report: held up"
    claims: HtmlElement = fromstring(built.read("claims/index.html"))
    back = claims.xpath('//div[@id="c01"]//p[@class="claim-treated"]/a')
    assert [link.get("href") for link in back] == ["../brief/#treats-c01"]


@pytest.mark.parametrize(
    ("brief", "expected"),
    [
        ("A. {claim: C01}\n", "c.yml:9: the claim C02 is treated nowhere: write {claim: C02}"),
        ("A. {claim: C01, C2}\n", "docs/brief.md:25: an unknown claim: C2: did you mean C02"),
        ("A. {claim: }\n", "docs/brief.md:25: an unknown claim: none given"),
    ],
)
def test_a_claim_is_treated_and_known(build: Build, brief: str, expected: str) -> None:
    built = build(files(brief), extra=EXTRA)
    assert built.exit_code == 1
    assert expected in built.output


def test_citations_in_data_are_checked(build: Build) -> None:
    claims = [{**CLAIMS[0], "today": "It is so [@s2021]."}]
    built = build(files("A. {claim: C01}\n", claims), extra=EXTRA)
    assert built.exit_code == 1
    assert "c.yml:6: an unknown source: s2021: did you mean s2020?" in built.output


def test_every_claim_of_the_real_site_shows_its_status_in_words(real_site: Path) -> None:
    page: HtmlElement = fromstring((real_site / "claims/index.html").read_text(encoding="utf-8"))
    claims = page.xpath('//div[@class="claim"]')
    assert len(claims) == 33
    for claim in claims:
        words = [badge.text for badge in claim.xpath('.//span[contains(@class, "badge")]')]
        assert words[1] in {"held up", "overtaken", "narrower than stated", "open"}
        assert claim.xpath('.//p[@class="claim-treated"]/a')


@pytest.mark.parametrize(
    ("brief", "expected"),
    [
        (
            WITH_SOURCES.replace("very likely", "probably"),
            "docs/brief.md:11: `judgements.likelihood`",
        ),
        (WITH_SOURCES.replace("confidence: high", "confidence: great"), "docs/brief.md:12: `jud"),
        (BRIEF, "docs/brief.md:10: a key judgement without sources: list their keys"),
        (WITH_SOURCES.replace("s2020", "s2021"), "docs/brief.md:13: an unknown source: s2021"),
        (
            WITH_SOURCES.replace("2027-11-24", "2026-11-24"),
            "docs/brief.md:15: a key judgement to be",
        ),
        (
            WITH_SOURCES.replace("    change: Another finding.\n", ""),
            "`judgements.change` is missing",
        ),
    ],
)
def test_a_judgement_says_how_sure_it_is_in_fixed_words(
    build: Build, brief: str, expected: str
) -> None:
    built = build(
        {"s.json": SOURCES, "docs/brief.md": brief}, extra={"taklimat": {"bibliography": "s.json"}}
    )
    assert built.exit_code == 1
    assert expected in built.output


def test_every_judgement_of_the_real_site_says_what_would_change_it(real_site: Path) -> None:
    for name in ("downgrade", "symbolism", "middle-power", "us-factor", "threshold", "outlook"):
        text = (real_site / name / "index.html").read_text(encoding="utf-8")
        page: HtmlElement = fromstring(text)
        judgements = page.xpath('//div[contains(@class, "judgements")]/ul/li')
        assert len(judgements) == 3
        for judgement in judgements:
            assert judgement.xpath('.//span[@class="badge badge-likelihood"]')
            assert judgement.xpath('.//a[@class="footnote-ref"]')
            assert "What would change our view" in judgement.text_content()
