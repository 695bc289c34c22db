"""Citations, sources and data files: cases as text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import cases
from conftest import ENGLISH, ROOT
from taklimat.evidence import bibtex, citations, marks, numbers
from taklimat.evidence.bibliography import CHICAGO, Bibliography, style_file
from taklimat.evidence.records import Claim, Correction, Event, Picture, read_list
from taklimat.evidence.sources import Source, read_sources
from taklimat.source.problems import Problems

if TYPE_CHECKING:
    from pathlib import Path

    from taklimat.source.frontmatter import Matter

CASES = ROOT / "tests/evidence/cases"
RECORDS: dict[str, type[Matter]] = {
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
    read_sources(tmp_path / name, name, problems)
    assert told(problems) == case.expected


@pytest.mark.parametrize("case", cases.read(CASES / "notes.txt"))
def test_how_a_source_is_cited(case: cases.Case, tmp_path: Path) -> None:
    """A source; its note, its entry, who speaks in a sentence, and its BibTeX."""
    (tmp_path / "s.json").write_text(case.text, encoding="utf-8")
    problems = Problems()
    sources = read_sources(tmp_path / "s.json", "s.json", problems)
    assert not problems, told(problems)
    bibliography = Bibliography(sources, style_file(CHICAGO, tmp_path, problems), "en-GB")
    [key] = sources
    written = bibtex.write([sources[key].item]).strip().split("\n")
    assert [
        bibliography.note(key, "7"),
        bibliography.entry(key),
        sources[key].short(ENGLISH),
        *written,
    ] == case.expected


@pytest.mark.parametrize("case", cases.read(CASES / "bibtex.txt"))
def test_what_bibtex_says(case: cases.Case) -> None:
    """BibTeX, and each field of each entry as CSL-JSON; what is wrong with it."""
    problems = Problems()
    items = bibtex.parse(case.text, "s.bib", problems)
    found = [
        f"{item['id']} {name}: {json.dumps(value, ensure_ascii=False)}"
        for item in items
        for name, value in sorted(item.items())
    ]
    assert [*told(problems), *found] == case.expected


@pytest.mark.parametrize("case", cases.read(CASES / "types.txt"))
def test_each_type_goes_to_bibtex_and_ris(case: cases.Case) -> None:
    """CSL-JSON; its BibTeX and its RIS."""
    items = json.loads(case.text)
    written = [*bibtex.write(items).split("\n"), *bibtex.ris(items).split("\n")]
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[" * 100_000, "s.json:1: the JSON is nested too deeply: flatten it (C02)"),
        (
            r'[{"id": "a", "title": "T\u0007"}]',
            "s.json:1: the source a holds a control character: take it out (C04)",
        ),
        (
            r'[{"id": "a", "title": "T", "author": [{"family": "F\u001b"}]}]',
            "s.json:1: the source a holds a control character: take it out (C04)",
        ),
        (
            r'[{"id": "a", "title": "T", "custom": {"\ud800": 1}}]',
            "s.json:1: the source a holds a control character: take it out (C04)",
        ),
    ],
    ids=range(4),
)
def test_what_json_hides_is_told(text: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(text, encoding="utf-8")
    problems = Problems()
    read_sources(tmp_path / "s.json", "s.json", problems)
    assert told(problems) == [expected]


def test_marks_are_found_with_their_ids_and_lines() -> None:
    text = "A {claim: C01}\n\n{two-words:a , b,}{x:} `{claim: C02}` {Claim: a} {a b: c} {a: {b}}\n"
    found = [(each.name, each.ids, each.line) for each in marks.marks(text)]
    assert found == [("claim", ("C01",), 1), ("two-words", ("a", "b", ""), 3), ("x", ("",), 3)]
    assert [text[each.start : each.end] for each in marks.marks(text)] == [
        "{claim: C01}", "{two-words:a , b,}", "{x:}",
    ]  # fmt: skip
    assert marks.anchor("claim", "C01") == "claim-c01"


def test_independent_sources_carry_other_texts() -> None:
    sources = {
        key: Source(key, key, "", "", "", None, same_as=same)
        for key, same in {"a": ("b",), "b": (), "c": ("b",), "d": (), "e": ("x",)}.items()
    }
    bibliography = Bibliography(sources, "", "")
    assert (bibliography.same_as("a"), bibliography.same_as("c")) == (["b", "c"], ["a", "b"])
    assert bibliography.same_as("d") == []
    counts = {"": 0, "a": 1, "ab": 1, "abc": 1, "ad": 2, "de": 2, "az": 1}
    assert {keys: bibliography.independent(keys) for keys in counts} == counts
    assert (len(bibliography), list(bibliography)) == (5, list("abcde"))


def test_a_style_that_is_none_is_told(tmp_path: Path) -> None:
    problems = Problems()
    (tmp_path / "broken.csl").write_text("<style", encoding="utf-8")
    own = style_file(CHICAGO, tmp_path, problems)
    assert [style_file(name, tmp_path, problems) for name in ("none.csl", "broken.csl")] == [
        own
    ] * 2
    first, second = sorted(told(problems), reverse=True)
    assert first == (
        "mkdocs.yml: no citation style: none.csl: use chicago-notes, or the path of a .csl file (C06)"
    )
    assert second.startswith("broken.csl: a broken citation style (")
    assert second.endswith("): use chicago-notes, or the path of a .csl file (C06)")


def test_a_reference_is_html_that_markdown_leaves_alone() -> None:
    assert citations.reference("A *b* <i>c_d</i> [e] `f` <a href='x_y'>g</a>", 'k"') == (
        '<span class="reference no-glossary" data-source="k&quot;">'
        "A \\*b\\* <i>c\\_d</i> \\[e\\] \\`f\\` <a href='x_y'>g</a></span>"
    )


def test_a_footnote_has_a_name_of_its_sources_and_places() -> None:
    Cited = citations.Cited  # noqa: N806  (a class)
    assert citations.name([Cited("a:b.c")]) == "a:b.c"
    assert citations.name([Cited("a", "3 f."), Cited("b", "2", "chapter")]) == (
        "a-page-3-f.+b-chapter-2"
    )
    assert list(citations.footnote_marks("a[^b]\n\n[^b]: c `[^d]` [^e]")) == [("b", 1), ("e", 3)]
