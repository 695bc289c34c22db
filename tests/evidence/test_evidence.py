"""Claims, judgements and events: what the build insists on."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
import yaml
from lxml.html import HtmlElement, fromstring

from conftest import BRIEF, BRIEFS, Build, project, taklimat
from taklimat.evidence import numbers
from taklimat.evidence.bibliography import CHICAGO, Bibliography
from taklimat.evidence.sources import read_sources
from taklimat.site.kinds.timeline import TimelineFile
from taklimat.source.problems import Problems

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
    assert [(m.text, m.get("href"), m.getparent().get("id")) for m in marks] == [
        ("C01", "../claims/#c01", "claim-c01"),
        ("C02", "../claims/#c02", "claim-c02"),
        ("C01", "../claims/#c01", None),
    ]
    assert [m.getparent().tail for m in marks[:2]] == [None, " "]
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
    claims = page.xpath('//div[@class="claim item"]')
    assert claims
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
    for name in BRIEFS:
        text = (real_site / name / "index.html").read_text(encoding="utf-8")
        page: HtmlElement = fromstring(text)
        judgements = page.xpath('//div[contains(@class, "judgements")]/ul/li')
        assert judgements
        for judgement in judgements:
            assert judgement.xpath('.//span[@class="badge badge-likelihood"]')
            assert judgement.xpath('.//a[@class="footnote-ref"]')
            assert "What would change our view" in judgement.text_content()


# The timeline and pictures ----------------------------------------------------------------------


def test_every_event_has_sources_and_leads_to_the_briefs_and_back(real_site: Path) -> None:
    page: HtmlElement = fromstring((real_site / "timeline/index.html").read_text(encoding="utf-8"))
    told = 0
    for event in page.xpath('//div[@class="event item"]'):
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
    forecasts = json.loads((real_site / "forecasts.json").read_text(encoding="utf-8"))["forecasts"]
    still_open = [each for each in forecasts if each["settled"] is None]
    assert still_open
    assert len(events) == len(file.events) + len(still_open)
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
    # Their words and numbers are found, and one after the other would be a puzzle for a reader.
    assert not any("Words." in known["text"] for known in built.indexed().values())
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
        ("It cost USD21 or $22 or €23, on MH370 and in VX22.", ["21", "22", "23"]),
        ("It cost 7 million [@s2020].", []),
        ("It cost 7 million [@s2020]. Then 8.", ["8"]),
        ("In it, 7 @s2020 says.\nAnd 8 more.", ["8"]),
        ("One.\n\nIt cost 7 [@s2020].\n\nAnd 8.", ["8"]),
        ("- 5 here\n- 6 there [@s2020]\n", ["5"]),
        ("| a | 3 |\n| b | 4 [@s2020] |\n", ["3"]),
        ("1. First\n2. Second\n", []),
        ("## Section 5\n\nIn 2017, `7`, [x](y7.md#z8), VX2 and {claim: C17}.", []),
        ("5 in A[^1].\n\n[^1]: x", []),
        ("A[^1] 5.\n\n[^1]: x", ["5"]),
        ("| [@s2020] | 3 |\n", []),
        # Dates: a year alone is allowed, a day or month is not.
        ("It was on 8 March 2017.", ["8 March 2017"]),
        ("It was in March 2017, or on 9 March.", ["March 2017", "9 March"]),
        ("On April 3, 2017 it was.", ["April 3, 2017"]),
        ("It was on 8 March 2017 [@s2020].", []),
        ("He may march in May, at 3 [@s2020].", []),
        # Quotations; one word is a name or a term.
        ("He said “no plan so far”.", ["“no plan so far”"]),
        ('He said "no plan so far" [@s2020].', []),
        ('They call it "symbolic".', []),
        ('[@s2020] He said "at 5 on 8 March".', ['"at 5 on 8 March"']),
        ('*One* said `"two three"` and [four](five.md "six seven").', []),
    ],
)
def test_a_fact_needs_a_source_behind_it(text: str, found: list[str]) -> None:
    told = [
        what.partition(" without a source: ") for what, _ in numbers.unsourced(text, ["20[0-9]{2}"])
    ]
    assert [what for _, _, what in told] == found
    kinds = {"a number", "a date", "a quotation"}
    assert {kind for kind, _, _ in told} <= kinds


def test_each_fact_is_told_on_its_line() -> None:
    text = "One [@a].\n\nTwo 5\nand 6 March\nand “seven or eight”.\n"
    assert [line for _, line in numbers.unsourced(text, [])] == [5, 4, 3]


# Sources that carry one text -------------------------------------------------------------------


def same(*groups: str) -> dict[str, Any]:
    """A bibliography in which `a=b` says that a carries the text of b."""
    items = []
    for each in groups:
        key, _, other = each.partition("=")
        item: dict[str, Any] = {"id": key, "type": "book", "title": f"Of {key}"}
        if other:
            item["same_as"] = other.split("+") if "+" in other else other
        items.append(item)
    return {"s.json": json.dumps(items)}


def test_sources_that_carry_one_text_are_shown_and_count_once(tmp_path: Path) -> None:
    problems = Problems()
    file = tmp_path / "s.json"
    file.write_text(same("a", "b=a", "c=b", "d", "e=d", "f")["s.json"], encoding="utf-8")
    bibliography = Bibliography(read_sources(file, "s.json", problems).by_key, CHICAGO, "en-US")
    assert not problems
    assert [bibliography.same_as(key) for key in "abcdef"] == [
        ["b", "c"], ["a", "c"], ["a", "b"], ["e"], ["d"], [],
    ]  # fmt: skip
    for keys, number in (("abc", 1), ("ad", 2), ("abcdef", 3), ("", 0), ("ax", 1)):
        assert bibliography.independent(keys) == number


def test_what_is_the_same_is_shown_with_the_sources(build: Build) -> None:
    page = "---\nkind: sources\ntitle: Sources\n---\n# Sources\n"
    built = build(
        {**same("a", "b=a", "c"), "docs/sources.md": page, "docs/brief.md": None},
        extra={"taklimat": {"bibliography": "s.json"}},
    )
    assert built.exit_code == 0, built.output
    sources: HtmlElement = fromstring(built.read("sources/index.html"))
    (told,) = sources.xpath('//div[@id="a"]//p[contains(., "same text")]')
    assert told.text_content() == "The same text as b: they count as one source."
    assert sources.xpath('//div[@id="b"]//a[@href="#a"]')
    assert not sources.xpath('//div[@id="c"]//p[contains(., "same text")]')


@pytest.mark.parametrize("other", ["x", "a", "a+x", ""])
def test_a_source_is_the_same_as_another_that_there_is(build: Build, other: str) -> None:
    page = {"docs/page.md": "# P\n\nA [@a].\n", "docs/brief.md": None}
    files_ = {**same(f"a={other}" if other else "a", "b"), **page}
    built = build(files_, extra={"taklimat": {"bibliography": "s.json"}})
    assert built.exit_code == (1 if other else 0), built.output
    assert ("which is no other source" in built.output) == bool(other)


@pytest.mark.parametrize(
    ("confidence", "sources", "told"),
    [
        ("high", "[a, b]", "high confidence on one independent source"),
        ("high", "[a]", "high confidence on one independent source"),
        ("high", "[a, c]", ""),
        ("moderate", "[a, b]", ""),
    ],
)
def test_high_confidence_wants_two_independent_sources(
    tmp_path: Path, confidence: str, sources: str, told: str
) -> None:
    brief = BRIEF.replace("confidence: high", f"confidence: {confidence}\n    sources: {sources}")
    files_: dict[str, str | bytes] = {**same("a", "b=a", "c"), "docs/brief.md": brief}
    run = taklimat(project(tmp_path, files_, bibliography="s.json"), "check")
    assert run.exit_code == 0, run.output
    assert (f"docs/brief.md:13:1: E07 {told}" in run.stdout) if told else ("E07" not in run.stdout)


# What other pages show of a brief ---------------------------------------------------------------

TODAY = "today:\n  date: 2026-11-26\n  text: It *ended* [@s2020].\ntopics:"


def test_a_home_page_shows_judgements_and_status_in_the_briefs_words(build: Build) -> None:
    brief = WITH_SOURCES.replace("topics:", TODAY)
    home = '# Home\n\n<div class="judgements" markdown>\n\n{judgement: brief}\n\n</div>\n\n{today: brief}\n'
    built = build(
        {"s.json": SOURCES, "docs/brief.md": brief, "docs/index.md": home},
        extra={"taklimat": {"bibliography": "s.json"}},
    )
    assert built.exit_code == 0, built.output
    page: HtmlElement = fromstring(built.read("index.html"))
    (item,) = page.xpath('//div[@class="judgements"]//li')
    assert (
        item.text_content().split() == "It was the PSI. A brief Very likely High confidence".split()
    )
    assert item.xpath(".//a[@href='brief/']")
    (status,) = page.xpath('//p[contains(., "Status on")]')
    assert status.text_content().startswith("Status on 26 November 2026. It ended")
    assert status.xpath('.//em[.="ended"]')
    assert status.xpath('.//time[@datetime="2026-11-26"]')
    own: HtmlElement = fromstring(built.read("brief/index.html"))
    (told,) = own.xpath('//p[contains(@class, "brief-today")]')
    assert "Status on 26 November 2026. It ended" in told.text_content()


@pytest.mark.parametrize("mark", ["{judgement: nope}", "{today: brief}", "{judgement: index}"])
def test_a_mark_of_a_brief_names_one(build: Build, mark: str) -> None:
    built = build({"docs/index.md": f"# Home\n\n{mark}\n"})
    assert built.exit_code == 1
    assert "docs/index.md:3: an unknown brief" in built.output


def test_a_number_without_a_source_fails_the_build(build: Build) -> None:
    built = build(
        {"docs/brief.md": BRIEF + "\nAbout 40 people.\n"},
        extra={"taklimat": {"numbers": {"allow": []}}},
    )
    assert built.exit_code == 1
    assert "docs/brief.md:25: a number without a source: 40: cite one" in built.output
    built = build({}, extra={"taklimat": {"numbers": {"allow": ["("]}}})
    assert "it is no regular expression" in built.output
