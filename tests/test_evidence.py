"""Claims, judgements and events: what the build insists on."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
import yaml
from lxml.html import HtmlElement, fromstring

from conftest import BRIEF, Build
from taklimat import numbers
from taklimat.outputs import TimelineFile

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
        ("C01", "../claims/#c01", "claim-c01"),
        ("C02", "../claims/#c02", "claim-c02"),
        ("C01", "../claims/#c01", None),
    ]
    assert [m.tail for m in marks] == [None, " ", " "]
    assert marks[0].get("title") == "Claim C01, report: held up"
    claims: HtmlElement = fromstring(built.read("claims/index.html"))
    back = claims.xpath('//div[@id="c01"]//p[contains(@class, "claim-treated")]/a')
    assert [link.get("href") for link in back] == ["../brief/#claim-c01"]


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
        assert claim.xpath('.//p[contains(@class, "claim-treated")]/a')


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


# The timeline and pictures ----------------------------------------------------------------------


def test_every_event_has_sources_and_leads_to_the_briefs_and_back(real_site: Path) -> None:
    page: HtmlElement = fromstring((real_site / "timeline/index.html").read_text(encoding="utf-8"))
    told = 0
    for event in page.xpath('//div[@class="event"]'):
        assert event.xpath('.//a[@class="footnote-ref"]'), event.get("id")
        for link in event.xpath('.//p[contains(@class, "event-places")]/a'):
            told += 1
            name, _, anchor = link.get("href").removeprefix("../").partition("/#")
            brief: HtmlElement = fromstring((real_site / name / "index.html").read_text("utf-8"))
            assert brief.get_element_by_id(anchor) is not None
            back = brief.xpath('//section[@class="on-the-timeline"]//a/@href')
            assert f"../timeline/#{event.get('id')}" in back
    assert told > 50


def test_the_timeline_goes_to_other_programs(real_site: Path) -> None:
    text = (real_site / "timeline.json").read_text(encoding="utf-8")
    file = TimelineFile.model_validate_json(text, strict=True)
    assert len(file.events) > 60
    killing = next(event for event in file.events if event.id == "killing")
    assert (killing.date, killing.precision) == ("2017-02-13", "day")
    assert "Malaysia" not in killing.sources
    assert any(url.startswith("threshold/#") for url in killing.told_in)
    assert {"year", "month", "day"} == {event.precision for event in file.events}
    calendar = icalendar.Calendar.from_ical((real_site / "timeline.ics").read_bytes())
    events = list(calendar.walk("VEVENT"))
    assert len(events) == len(file.events)
    spans = {str(e["UID"]): (e.decoded("DTSTART"), e.decoded("DTEND")) for e in events}
    assert spans["killing@taklimat"] == (dt.date(2017, 2, 13), dt.date(2017, 2, 14))
    assert spans["joins-nam@taklimat"] == (dt.date(1970, 1, 1), dt.date(1971, 1, 1))
    assert spans["embassy-pyongyang@taklimat"] == (dt.date(2004, 2, 1), dt.date(2004, 3, 1))


def test_pictures_have_words_and_escape_what_they_show(build: Build) -> None:
    picture = {
        "id": "p", "kind": "bars", "title": "<b>&", "words": 'A "bar" & <i>', "caption": "<script>",
        "unit": "</svg><script>", "bars": [{"label": "<x>", "value": 1}],
    }  # fmt: skip
    relations = {
        "id": "r", "kind": "relations", "title": "R", "words": "Words.",
        "boxes": [{"name": "<a>", "text": "b & c", "relation": "d"}],
        "result": {"name": "e", "text": "f"},
    }  # fmt: skip
    files_: dict[str, str | bytes | None] = {
        "p.yml": yaml.safe_dump([picture, relations]),
        "docs/page.md": "# P\n\n{picture: p}\n\n{picture: r}\n",
    }
    built = build(files_, extra={"taklimat": {"pictures": "p.yml"}})
    assert built.exit_code == 0, built.output
    page: HtmlElement = fromstring(built.read("page/index.html"))
    for shape in ("wide", "narrow"):
        drawn = page.xpath(f'//figure[@class="picture"]/svg[@class="picture-{shape}"]')
        assert [svg.get("role") for svg in drawn] == ["img", "img"]
    assert not page.xpath("//figure//script")
    # Their words and numbers, one after the other, would be a puzzle in the search.
    assert "Words." not in built.read("search/search_index.json")
    text = " ".join(page.xpath('//figure[@class="picture"]')[0].itertext())
    for shown in ("<b>&", 'A "bar" & <i>', "<script>", "</svg><script>", "<x>"):
        assert shown in text
    built = build({**files_, "docs/page.md": "# P\n\n{picture: q}\n"}, extra={
        "taklimat": {"pictures": "p.yml"}
    })  # fmt: skip
    assert "docs/page.md:3: an unknown picture: q: add it" in built.output


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It cost 7.5 million.", ["7.5"]),
        ("It cost RM21,000 in 2017.", ["21,000"]),
        ("It cost 7 million [@s2020].", []),
        ("One.\n\nIt cost 7 [@s2020].\n\nAnd 8.", ["8"]),
        ("- 5 here\n- 6 there [@s2020]\n", ["5"]),
        ("| a | 3 |\n| b | 4 [@s2020] |\n", ["3"]),
        ("1. First\n2. Second\n", []),
        ("## Section 5\n\nIn 2017, `7`, [x](y7.md#z8), VX2 and {claim: C17}.", []),
        ("A[^1] 5.\n\n[^1]: x", []),
    ],
)
def test_a_number_needs_a_source_in_its_paragraph(text: str, found: list[str]) -> None:
    assert [number for number, _ in numbers.unsourced(text, ["20[0-9]{2}"])] == found


def test_a_number_without_a_source_fails_the_build(build: Build) -> None:
    built = build(
        {"docs/brief.md": BRIEF + "\nAbout 40 people.\n"},
        extra={"taklimat": {"numbers": {"allow": []}}},
    )
    assert built.exit_code == 1
    assert "docs/brief.md:25: a number without a source: 40: cite one" in built.output
    built = build({}, extra={"taklimat": {"numbers": {"allow": ["("]}}})
    assert "it is no regular expression" in built.output
