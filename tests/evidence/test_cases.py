"""Citations, sources and data files: cases as text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import cases
from conftest import ENGLISH, ROOT
from taklimat.evidence import biblatex, bibtex, citations, exporting, numbers
from taklimat.evidence.bibliography import CHICAGO, Bibliography, style_file
from taklimat.evidence.csl.processor import Cite
from taklimat.evidence.reading import read_list
from taklimat.evidence.records import Claim, Correction, Event, Item, Picture
from taklimat.evidence.sources import Source, read_sources
from taklimat.source.problems import Problems

if TYPE_CHECKING:
    from pathlib import Path


CASES = ROOT / "tests/evidence/cases"
RECORDS: dict[str, type[Item]] = {
    "claims": Claim,
    "events": Event,
    "pictures": Picture,
    "corrections": Correction,
}
KNOWN = {key: Source(key, key.upper(), "", "", "", None) for key in ("smith2020", "un1971")}


def told(problems: Problems) -> list[str]:
    return [f"{problem} ({problem.code})" for problem in problems]


@pytest.mark.parametrize("case", cases.read(CASES / "citations.txt"))
def test_what_is_cited(case: cases.Case) -> None:
    """Each citation: its line, how it stands, and its keys with their places."""
    found = []
    for each in citations.citations(case.text):
        keys = [
            item.key + (f", {item.label} {item.locator}" if item.locator else "")
            for item in each.items
        ]
        found.append(f"{each.line} {'in text' if each.in_text else 'note'}: {'; '.join(keys)}")
    assert found == case.expected


@pytest.mark.parametrize("case", cases.read(CASES / "sources.txt"))
def test_what_is_told_of_sources(case: cases.Case, tmp_path: Path) -> None:
    """A file of CSL-JSON, or of BibTeX if it begins with @; and what is wrong with it."""
    name = "s.bib" if case.text.startswith("@") else "s.json"
    (tmp_path / name).write_text(case.text, encoding="utf-8")
    problems = Problems()
    found = read_sources(tmp_path / name, name, problems)
    problems.found += found.faults
    problems.found += [fault for source in found.by_key.values() for fault in source.faults]
    assert told(problems) == case.expected


@pytest.mark.parametrize("case", cases.read(CASES / "notes.txt"))
def test_how_a_source_is_cited(case: cases.Case, tmp_path: Path) -> None:
    """A source; its note, a later one, its entry, who speaks in a sentence, and its BibTeX."""
    (tmp_path / "s.json").write_text(case.text, encoding="utf-8")
    problems = Problems()
    sources = read_sources(tmp_path / "s.json", "s.json", problems).by_key
    assert not problems, told(problems)
    bibliography = Bibliography(sources, style_file(CHICAGO, tmp_path, problems), "en-GB")
    [key] = sources
    written = exporting.bibtex([sources[key].item]).strip().split("\n")
    assert [
        bibliography.note(key, "7"),
        bibliography.cite([Cite(key, "8")], {key: 1}),
        bibliography.entry(key),
        sources[key].short(ENGLISH),
        *written,
    ] == case.expected


@pytest.mark.parametrize("case", cases.read(CASES / "bibtex.txt"))
def test_what_bibtex_says(case: cases.Case) -> None:
    """BibTeX, and each field of each entry as CSL-JSON; what is wrong with it."""
    entries = bibtex.parse(case.text)
    found = [
        f"{item['id']} {name}: {json.dumps(value, ensure_ascii=False)}"
        for _, item in biblatex.items(entries)
        for name, value in sorted(item.items())
    ]
    faults = [": ".join(map(str, fault)) for entry in entries for fault in entry.faults]
    assert [*faults, *found] == case.expected


@pytest.mark.parametrize("case", cases.read(CASES / "types.txt"))
def test_each_type_goes_to_bibtex_and_ris(case: cases.Case) -> None:
    """CSL-JSON; its BibTeX and its RIS."""
    items = json.loads(case.text)
    written = [*exporting.bibtex(items).split("\n"), *exporting.ris(items).split("\n")]
    assert [line for line in written if line] == case.expected


@pytest.mark.parametrize("case", cases.read(CASES / "data.txt"))
def test_what_is_told_of_data(case: cases.Case, tmp_path: Path) -> None:
    """A data file, under a line `=== what it holds`, and what is wrong with it."""
    kind, _, text = case.text.removeprefix("=== ").partition("\n")
    (tmp_path / "d.yml").write_text(text, encoding="utf-8")
    problems = Problems()
    bibliography = Bibliography(KNOWN, "", "")
    items = read_list(RECORDS[kind], tmp_path / "d.yml", "d.yml", bibliography, problems)
    dates = [item.dated(ENGLISH) for item in items if isinstance(item, Event)]
    assert [*told(problems), *dates] == case.expected


@pytest.mark.parametrize("case", cases.read(CASES / "facts.txt"))
def test_which_facts_have_no_source(case: cases.Case) -> None:
    """A text, and each fact of it without a source, with its line."""
    found = [f"{line}: {what}" for what, line in numbers.unsourced(case.text, ["(19|20)[0-9]{2}"])]
    assert found == case.expected


def test_json_of_any_depth_is_told(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text("[" * 100_000, encoding="utf-8")
    problems = Problems()
    read_sources(tmp_path / "s.json", "s.json", problems)
    assert told(problems) == ["s.json:1: the JSON is nested too deeply: flatten it (C02)"]


def test_signs_that_are_no_text_are_left_out(tmp_path: Path) -> None:
    text = (
        r'[{"id": "a", "title": "T\u0007", "author": [{"family": "F\u001b"}], "custom": "\ud800"}]'
    )
    (tmp_path / "s.json").write_text(text, encoding="utf-8")
    problems = Problems()
    source = read_sources(tmp_path / "s.json", "s.json", problems).by_key["a"]
    assert not problems
    assert (source.title, source.item["author"], source.faults) == ("T", [{"family": "F"}], ())
