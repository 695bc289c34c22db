"""Evidence matrices, forecasts, tables, people and briefs in short, on a site about a flood."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import icalendar
import pytest
from lxml.html import HtmlElement, fromstring

import pdfs
from conftest import BRIEF, ENGLISH, Build, Built, build_at, taklimat
from taklimat.evidence.tables import Table
from taklimat.site import charts
from taklimat.site.kinds.forecasts import ForecastsFile

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = [
    {"id": key, "type": "report", "title": title, "URL": f"https://example.org/{key}"}
    for key, title in (("gauge", "The gauge"), ("diary", "A diary"))
]
EVIDENCE = """
- id: flood
  title: Why it flooded
  text: "The question, *as asked*. [@diary]"
  explanations:
    - {id: rain, name: Rain & snow, text: It rained., sources: [diary]}
    - {id: gate, name: The gate, text: It was shut., sources: [diary]}
  rows:
    - {id: morning, name: The morning, kind: words, date: 1998-02-04, text: "It was said.", sources: [diary]}
    - id: night
      name: The night
      kind: act
      date: 1998-02-03
      text: "It began."
      sources: [gauge]
      cells:
        rain: {speaks: for, quote: "it poured", source: diary}
        gate: {speaks: against, why: "It stood open.", source: diary}
"""
FORECASTS = """
- id: overflow
  text: The dam will overflow by the end of 2027.
  by: 2027-12-31
  settled_by: By the gauge.
  reasons: "It rains. It is full. [@gauge]"
  change: A dry spring.
  sources: [gauge]
  probability:
    - {date: 2026-01-01, percent: 40, word: unlikely}
    - {date: 2026-06-01, percent: 70, word: likely, why: "It rained. [@diary]"}
- id: held
  text: The dam will hold in 1999.
  by: 1999-12-31
  settled_by: By the diary.
  reasons: "It held before. It is thick."
  change: A crack.
  sources: [diary]
  probability: [{date: 1999-01-01, percent: 90, word: very likely}]
  outcome: {date: 1999-12-31, came: true, text: It held., sources: [diary]}
- id: never
  text: Nobody will move.
  by: 1999-12-31
  settled_by: By the diary.
  who: The mayor
  in_words: hardly
  after_the_fact: true
  reasons: "They like it. So he said."
  change: Water.
  sources: [diary]
  probability: [{date: 1998-01-01, percent: 80, word: very likely}]
  outcome: {date: 1999-12-31, came: false, text: They moved., sources: [diary]}
"""
TABLES = """
- id: levels
  title: Water by year
  text: "Measured at noon. [@gauge]"
  columns: [{name: Year}, {name: Level, unit: m}, {name: Low, unit: m}, {name: Remark}]
  rows:
    - {values: [1998, 3.5, -1, "=1+1"], sources: [gauge], note: "Doubtful. [@diary]"}
    - {values: [2000, 1234.25, ~, "a | b"], sources: [gauge, diary]}
    - {values: [2001, 0, 2, ~], sources: [gauge]}
  gap: not measured
  picture: {kind: lines, columns: [Level, Low], words: "Two lines: up and down."}
- id: villages
  title: Villages
  columns: [{name: Village}, {name: Houses, unit: houses}]
  rows: [{values: [Upper, 12], sources: [diary]}, {values: [Lower, 7], sources: [diary]}]
  picture: {kind: bars, columns: [Houses], words: "Two bars: 12 and 7."}
"""
PERSON = """---
kind: person
term: Ana Moll
aliases: [Miss Moll]
definition: The keeper of the gauge.
roles:
  - {role: Keeper of the gauge, from: 1990, to: 1998-02-03, sources: [diary]}
---

She wrote it down. [@diary]
"""
FIRM = """---
kind: organisation
term: Dam Trust
definition: The owner of the dam.
---

It owned it.
"""
IN_BRIEF = """in_brief:
  facts: ["It rained. [@gauge]", "The gate stood open. [@diary]", "Ana Moll saw it. [@diary]"]
  meaning: "Rain *alone* did it."
  watch: ["The gauge.", "The gate."]
topics"""
FILES: dict[str, str | bytes | None] = {
    "docs/brief.md": BRIEF.replace("    change:", "    sources: [gauge]\n    change:").replace(
        "topics", IN_BRIEF
    )
    + "\nMiss Moll saw it {evidence: night}, so the rain counts {evidence: rain}. {forecast: overflow}\n\n"
    "{table: levels}\n\n{chart: villages}\n",
    **{
        f"docs/{kind}.md": f"---\nkind: {kind}\ntitle: Page of {kind}\n"
        f"description: All {kind}.\npdf: true\n---\n# Page of {kind}\n\nText.\n"
        for kind in ("evidence", "forecasts", "tables", "people", "sources", "settings")
    },
    "docs/data/sources.json": json.dumps(SOURCES),
    "docs/data/evidence.yml": EVIDENCE,
    "docs/data/forecasts.yml": FORECASTS,
    "docs/data/tables.yml": TABLES,
    "glossary/ana-moll.md": PERSON,
    "glossary/dam-trust.md": FIRM,
}
SETTINGS = {
    "bibliography": "docs/data/sources.json",
    **{name: f"docs/data/{name}.yml" for name in ("evidence", "forecasts", "tables")},
    "pdf": {"organisation": "Us"},
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    made = build_at(tmp_path_factory.mktemp("flood"), FILES, extra={"taklimat": SETTINGS})
    assert made.exit_code == 0, made.output
    return made


def page(built: Built, address: str) -> HtmlElement:
    return fromstring(built.read(f"{address}/index.html"))


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_matrix_stands_side_by_side_and_one_by_one(built: Built) -> None:
    root = page(built, "evidence")
    table = root.xpath('//div[contains(@class, "matrix")]//table')[0]
    heads = [words(head) for head in table.xpath(".//thead//th[@scope='col']")]
    assert heads == ["Act or statement", "Rain & snow", "The gate"]
    told = [[words(cell) for cell in row] for row in table.xpath(".//tbody/tr")]
    # In the order of days; a dash is read aloud as what it stands for.
    assert told == [
        ["E1 The night, 3 February 1998", "for", "against"],
        ["E2 The morning, 4 February 1998", "–", "–"],
    ]
    assert table.xpath(".//td//*[@role='img'][@aria-label='neither']")
    assert table.xpath(".//tbody//th[@scope='row']/a/@href") == ["#night", "#morning"]
    night = root.get_element_by_id("night")
    assert "Rain & snow: for. “it poured”" in words(night)
    assert "The gate: against. It stood open." in words(night)
    assert night.xpath('.//a[contains(@href, "brief/#evidence-night")]')
    assert "For it: 1. Against it: 0. Neither: 1." in words(root.get_element_by_id("rain"))


def test_marks_tell_what_the_data_say(built: Built) -> None:
    brief = page(built, "brief")
    text = words(brief)
    assert brief.xpath('//*[@id="evidence-night"]//a[@href="../evidence/#night"]/text()') == ["E1"]
    assert "so the rain counts 1 for, 0 against, of 2." in text
    assert "likely, 70%" in text
    assert brief.xpath('//a[@href="../forecasts/#overflow"]')
    assert brief.xpath('//a[@href="../tables/#levels"]')
    assert len(brief.xpath('//figure[@class="picture"]')) == 2
    assert len(brief.xpath("//table")) == 1


def test_forecasts_are_shown_scored_and_told_to_programs(built: Built) -> None:
    root = page(built, "forecasts")
    told = words(root)
    assert "1 forecast made in advance is settled; its Brier score is 0.01." in told
    assert "1 forecast was scored after the fact" in told
    assert "Its Brier score is 0.64." in told
    assert "1 January 2026: unlikely, 40%" in told
    assert "Called very likely: 85% on average; 1 of 2 came true." in told
    assert root.xpath('//figure//*[local-name()="desc"][contains(., "85% on average")]')
    text = built.read("forecasts.json")
    file = ForecastsFile.model_validate_json(text)
    by_id = {each.id: each for each in file.forecasts}
    assert by_id["overflow"].brier is None
    assert [each.percent for each in by_id["overflow"].probability] == [40, 70]
    assert by_id["held"].brier == 0.01
    assert by_id["never"].after_the_fact
    assert by_id["held"].url == "forecasts/#held"
    assert file.score
    assert (file.score.settled, file.score.brier) == (1, 0.01)
    schema = json.loads(built.read("schemas/forecasts-file.json"))
    assert set(json.loads(text)) == set(schema["properties"])
    calendar = icalendar.Calendar.from_ical((built.site / "timeline.ics").read_bytes())
    (day,) = calendar.walk("VEVENT")
    assert (str(day["UID"]), str(day.decoded("DTSTART"))) == (
        "forecasts-overflow@taklimat",
        "2027-12-31",
    )


def test_a_table_is_a_page_a_picture_and_a_file(built: Built) -> None:
    root = page(built, "tables")
    table = root.xpath('//table[@aria-label="Water by year"]')[0]
    told = [[words(cell) for cell in row] for row in table.xpath(".//tbody/tr")]
    assert [row[1:] for row in told if len(row) > 1] == [
        ["3.5", "-1", "=1+1"],
        ["1,234.25", "–", "a | b"],
        ["0", "2", "–"],
    ]
    assert [len(row) for row in told] == [4, 1, 4, 4]
    assert table.xpath(".//td//*[@role='img'][@aria-label='not measured']")
    data = rows((built.site / "data/levels.csv").read_bytes())
    assert data == [
        ["Year", "Level (m)", "Low (m)", "Remark", "note", "sources"],
        ["1998", "3.5", "-1", "'=1+1", "Doubtful. [@diary]", "gauge"],
        ["2000", "1234.25", "", "a | b", "", "gauge; diary"],
        ["2001", "0", "2", "", "", "gauge"],
    ]
    assert root.xpath('//a[@href="../data/levels.csv"]')
    drawn = root.xpath('//figure//*[local-name()="svg"]')
    assert len(drawn) == 4  # two tables, each for wide screens and for phones


def test_axes_are_true(built: Built) -> None:
    """A year takes as much room as another, and a height is as its number."""
    svg = page(built, "tables").xpath('//*[local-name()="svg"][@class="picture-wide"]')[0]
    level, low = svg.xpath('.//*[contains(@class, "picture-series-")][.//*[local-name()="circle"]]')
    at = [
        [float(c.get(a)) for a in ("cx", "cy")] for c in level.xpath('./*[local-name()="circle"]')
    ]
    (x1, _), (x2, y2), (x3, y3) = at
    assert (x2 - x1) / (x3 - x2) == pytest.approx(2, rel=1e-4)
    labels = {
        t.text: float(t.get("y")) - 5
        for t in svg.xpath('.//*[local-name()="text"][@text-anchor="end"]')
    }
    assert y3 == pytest.approx(labels["0"])
    assert (labels["0"] - y2) / (labels["0"] - labels["1,000"]) == pytest.approx(1.23425)
    # A gap stays one: its line has no point there, and does not run through it.
    assert len(low.xpath('./*[local-name()="circle"]')) == 2
    assert len(low.xpath('./*[local-name()="path"]')) == 2


def test_people_are_linked_like_terms_and_listed_apart(built: Built) -> None:
    brief = page(built, "brief")
    (link,) = brief.xpath('//a[@data-term="ana-moll"]')
    assert (link.text_content(), link.get("href")) == ("Miss Moll", "../glossary/ana-moll/")
    assert brief.xpath('//section[@aria-labelledby="who"]//a[@href="../glossary/ana-moll/"]')
    assert not brief.xpath(
        '//section[@aria-labelledby="key-terms"]//a[contains(@href, "ana-moll")]'
    )
    people = words(page(built, "people"))
    assert "Ana Moll The keeper of the gauge. Keeper of the gauge, 1990 – 3 February 1998" in (
        people.replace("\u2009", " ")
    )
    assert people.index("People") < people.index("Organisations") < people.index("Dam Trust")
    assert "Ana Moll" not in built.read("glossary/index.html").partition("<article")[2]
    entry = page(built, "glossary/ana-moll")
    data = json.loads(entry.xpath('//script[@type="application/ld+json"]')[0].text)
    assert (data["@type"], data["alternateName"]) == ("Person", ["Miss Moll"])
    terms = {term["id"]: term for term in json.loads(built.read("glossary.json"))["terms"]}
    assert terms["ana-moll"]["roles"] == [
        {"role": "Keeper of the gauge", "from": "1990", "to": "1998-02-03", "sources": ["diary"]}
    ]
    assert (terms["dam-trust"]["kind"], terms["vx"]["kind"]) == ("organisation", "term")


def test_without_a_page_of_people_they_stand_in_the_glossary(build: Build) -> None:
    files = {path: text for path, text in FILES.items() if path != "docs/people.md"}
    made = build(files, extra={"taklimat": SETTINGS})
    assert made.exit_code == 0, made.output
    assert "Ana Moll" in made.read("glossary/index.html")
    assert "People and organisations" in made.read("glossary/index.html")


def test_each_is_found_by_itself(built: Built) -> None:
    index = built.indexed()
    kinds = {place: known["kind"] for place, known in index.items()}
    assert kinds["evidence/#night"] == "Evidence"
    assert kinds["forecasts/#overflow"] == "Forecast"
    assert index["tables/#levels"]["title"] == "Water by year"
    assert kinds["glossary/ana-moll/"] == "Person"
    assert kinds["glossary/dam-trust/"] == "Organisation"
    assert not any("in-brief" in place for place in kinds)


def test_a_brief_in_short_is_a_page_and_two_sides_of_a_sheet(built: Built) -> None:
    short = page(built, "brief-in-brief")
    text = words(short.xpath("//article")[0])
    parts = ["Key judgements", "The facts that matter", "Ana Moll saw it.", "What it means", "Rain"]
    places = [text.index(part) for part in [*parts, "What to watch", "The gate."]]
    assert places == sorted(places)
    assert short.xpath('//a[@href="../brief/"]')
    brief = page(built, "brief")
    assert brief.xpath('//a[@href="../brief-in-brief/"]')
    offered = brief.xpath('//a[@class="download"]/@href')
    names = ("brief-in-brief.pdf", "brief.pdf", "dossier.pdf", "dossier.epub")
    assert offered == [f"../pdf/{name}" for name in names]
    data = (built.site / "pdf/brief-in-brief.pdf").read_bytes()
    assert len(pdfs.feet(data)) <= 2
    printed = " ".join(pdfs.text_of(data).split())
    for part in (*parts, "Sources", "The gauge"):
        assert part in printed, part
    assert pdfs.problems(data) == []
    # What stands in short is no further place that mentions the term.
    assert "In brief" not in words(page(built, "glossary/ana-moll"))


@pytest.mark.parametrize("name", ["evidence", "forecasts", "tables", "people", "dossier"])
def test_each_goes_on_paper(built: Built, name: str) -> None:
    data = (built.site / f"pdf/{name}.pdf").read_bytes()
    assert pdfs.problems(data) == []
    text = " ".join(pdfs.text_of(data).split())
    told = {
        "evidence": ["E1 The night", "against", "it poured"],
        "forecasts": ["likely, 70%", "Brier score", "Nobody will move."],
        "tables": ["1,234.25", "– stands for: not measured"],
        "people": ["Keeper of the gauge"],
    }
    for part in (
        [part for parts in told.values() for part in parts] if name == "dossier" else told[name]
    ):
        assert part in text, part


def test_a_day_that_has_passed_is_told_and_fails_nothing(tmp_path: Path) -> None:
    late = FORECASTS.replace("2027-12-31", "2026-07-01")
    files = {**FILES, "docs/data/forecasts.yml": late}
    made = build_at(tmp_path, files, extra={"taklimat": SETTINGS})
    assert made.exit_code == 0, made.output
    run = taklimat(tmp_path, "check")
    told = "docs/data/forecasts.yml:2:1: E12 the forecast overflow was to be settled by 2026-07-01"
    assert told in run.output
    assert run.exit_code == 0, run.output


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        ("forecasts", "word: likely,", "word: unlikely,", "forecasts.yml:11: 70 per cent is not"),
        ("forecasts", "  by: 2027-12-31\n", "", "forecasts.yml:2: `by` is missing"),
        ("forecasts", "  settled_by: By the gauge.\n", "", "forecasts.yml:2: `settled_by` is miss"),
        ("forecasts", "percent: 70", "percent: 100", "forecasts.yml:11: `probability.percent` is"),
        ("forecasts", "sources: [gauge]", "sources: []", "forecasts.yml:8: `sources` is []"),
        ("forecasts", "[@diary]", "[@dairy]", "forecasts.yml:11: an unknown source: dairy"),
        ("tables", "sources: [gauge], note", "note", "tables.yml:7: `rows.sources` is missing"),
        ("tables", "Doubtful. [@diary]", "<script>", "tables.yml:7"),
        ("evidence", 'text: "It began."', 'text: "# It"', "evidence.yml:14: `rows.text` is"),
        ("evidence", 'text: "It began."', 'text: "```\\nx"', "evidence.yml:14: `rows.text`"),
        ("tables", "2000, 1234.25", "2000, 12:30", "tables.yml:8: 12:30, which YAML reads as anot"),
        ("forecasts", "by: 2027-12-31", "by: 9999-12-31", "forecasts.yml:4: `by` is 9999-12-31"),
        ("evidence", 'text: "It began."', "text: <img onerror=x>", "evidence.yml:14"),
    ],
)
def test_what_is_wrong_is_told_by_line(
    build: Build, file: str, before: str, after: str, told: str
) -> None:
    path = f"docs/data/{file}.yml"
    text = str(FILES[path])
    assert before in text
    made = build({**FILES, path: text.replace(before, after, 1)}, extra={"taklimat": SETTINGS})
    assert made.exit_code == 1
    assert f"docs/data/{told}" in made.output
    assert "Traceback" not in made.output


SIGNS = r"a *b* _c_ `d` [e](f) {g} <h> | i $k$ \l & m #n ~o~ ^p^ ==q=="


def test_names_are_printed_as_they_are(build: Build) -> None:
    def named(text: str, *names: str) -> str:
        for name in names:
            assert name in text
            text = text.replace(name, "'" + SIGNS + "'", 1)
        return text

    files = {
        **FILES,
        "docs/data/evidence.yml": named(EVIDENCE, "Why it flooded", "Rain & snow", "The night"),
        "docs/data/tables.yml": named(TABLES, "Water by year", "Remark", '"a | b"', "not measured"),
        "docs/data/forecasts.yml": named(
            FORECASTS, "The dam will overflow by the end of 2027.", "The mayor"
        ),
    }
    made = build(files, extra={"taklimat": SETTINGS})
    assert made.exit_code == 0, made.output
    for address, times in (("evidence", 6), ("tables", 4), ("forecasts", 3)):
        root = page(made, address)
        for gone in root.xpath("//svg | //*[local-name()='svg'] | //nav"):
            gone.drop_tree()
        assert words(root.xpath("//article")[0]).count(SIGNS) >= times, address
    for heading, id_ in (("evidence", "flood"), ("tables", "levels")):
        assert SIGNS in words(page(made, heading).get_element_by_id(id_))


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("docs/evidence.csv", "docs/evidence.csv: it is called like a file that the site makes"),
        ("docs/timeline.ics", "docs/timeline.ics: it is called like a file that the site makes"),
        ("docs/data/levels.csv", "docs/data/levels.csv: it is called like a file that the site"),
        ("docs/brief-in-brief.md", "docs/brief-in-brief.md: its place is that of docs/brief.md"),
    ],
)
def test_what_would_be_gone_is_told(build: Build, path: str, told: str) -> None:
    made = build({**FILES, path: "# X\n"}, extra={"taklimat": SETTINGS})
    assert made.exit_code == 1
    assert told in made.output


def test_links_of_a_judgement_lead_where_they_do_in_the_brief(build: Build) -> None:
    text = str(FILES["docs/brief.md"]).replace(
        "Rain *alone*", "See [the rows](evidence.md#night): rain"
    )
    made = build({**FILES, "docs/brief.md": text}, extra={"taklimat": SETTINGS})
    assert made.exit_code == 0, made.output
    assert page(made, "brief-in-brief").xpath('//a[@href="../evidence/#night"]')
    broken = text.replace("evidence.md#night", "evidents.md")
    made = build({**FILES, "docs/brief.md": broken}, extra={"taklimat": SETTINGS})
    told = taklimat(made.root, "check").output
    assert "docs/brief.md:18:" in told, told
    bad = str(FILES["docs/brief.md"]).replace("Rain *alone*", "<script>x</script>")
    made = build({**FILES, "docs/brief.md": bad}, extra={"taklimat": SETTINGS})
    assert "docs/brief.md:18: " in made.output, made.output


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([1_200_000, 2_700_000], "3,000,000"),
        ([-100_000, -350_000], "-400,000"),
        ([0.000005, 0.00001], "0.00001"),
        ([0, 0], "0"),
    ],
)
def test_an_axis_has_room_for_its_numbers(values: list[float], shown: str) -> None:
    table = Table.model_validate(
        {
            "id": "t", "title": "T", "columns": [{"name": "A"}, {"name": "B"}],
            "rows": [{"values": [f"r{n}", value], "sources": ["s"]} for n, value in enumerate(values)],
            "picture": {"kind": "bars", "columns": ["B"], "words": "W"},
        }
    )  # fmt: skip
    assert list(table.faults()) == []
    for svg in charts.table_charts(table, "t", ENGLISH):
        labels = [each for each in svg.iter("text") if each.get("text-anchor") == "end"]
        assert shown in {each.text for each in labels}
        for label in labels:
            assert float(label.get("x", "0")) - len(label.text or "") * 7.2 >= 0


def test_check_and_build_agree_on_two_pages(tmp_path: Path) -> None:
    long = str(FILES["docs/brief.md"]).replace("summary: ", f"summary: {'wwwwwwwwww ' * 700}")
    made = build_at(tmp_path, {**FILES, "docs/brief.md": long}, extra={"taklimat": SETTINGS})
    told = "pages, more than two sides of a sheet"
    assert made.exit_code == 1
    assert told in made.output
    assert told in taklimat(tmp_path, "check").output
