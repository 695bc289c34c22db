"""Citations: what authors write, what readers see, and what other programs read."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from conftest import ROOT, Build
from taklimat import bibtex, citing
from taklimat.bibliography import CHICAGO, Bibliography, read_sources, style_file
from taklimat.problems import Problems

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = [
    {
        "id": "smith2020",
        "type": "article-newspaper",
        "title": 'A day\'s "news" & <more>',
        "author": [{"family": "Smith", "given": "Ann Mary"}],
        "container-title": "The_Paper",
        "issued": {"date-parts": [[2020, 5, 6]]},
        "URL": "https://example.org/a?b=1&c=2",
    },
    {
        "id": "un1971",
        "type": "report",
        "title": "A Report",
        "author": [{"literal": "United Nations Office"}],
        "publisher": "United Nations",
        "number": "12",
        "issued": {"date-parts": [[1971, 11]]},
    },
]
REAL = json.loads((ROOT / "docs/data/sources.json").read_text(encoding="utf-8"))


@pytest.fixture
def bibliography(tmp_path: Path) -> Bibliography:
    problems = Problems()
    file = tmp_path / "s.json"
    file.write_text(json.dumps(SOURCES), encoding="utf-8")
    sources = read_sources(file, "s.json", problems)
    assert not problems
    return Bibliography(sources, style_file(CHICAGO, tmp_path, problems), "en-GB")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A. [@smith2020]", [("smith2020", "", False)]),
        ("A [@smith2020; @un1971, p. 3].", [("smith2020", "", False), ("un1971", "3", False)]),
        ("@un1971 says so.", [("un1971", "", True)]),
        ("(@un1971) and @un1971.", [("un1971", "", True), ("un1971", "", True)]),
        ("[@un1971, ch. 2]", [("un1971", "2", False)]),
        ("me@example.org, `[@code]`, \\@not, [me@example.org], <a@b.org>", []),
        ("[@smith2020](x) [a link @ x](y) ![@alt](z)", []),
        ("```\n[@code]\n```\n", []),
        ("https://example.org/@user", []),
    ],
)
def test_what_counts_as_a_citation(text: str, expected: list[tuple[str, str, bool]]) -> None:
    found = [
        (item.key, item.locator, citation.in_text)
        for citation in citing.citations(text)
        for item in citation.items
    ]
    if "[@smith2020](x)" in text:
        found = [each for each in found if each[0] not in ("smith2020", "alt")]
    assert found == expected


def test_a_citation_becomes_a_footnote_in_the_named_style(bibliography: Bibliography) -> None:
    text = citing.with_footnotes("So it was [@smith2020; @un1971, p. 3]. Yes.", bibliography)
    body, note = text.rstrip().split("\n\n")
    assert body == "So it was[^smith2020+un1971-page-3]. Yes."
    assert note == (
        "[^smith2020+un1971-page-3]: "
        '<span class="reference no-glossary" data-source="smith2020">Ann Mary Smith, ‘A Day’s '
        '"news" &amp; &lt;more&gt;’, <i>The\\_Paper</i>, 6 May 2020, '
        '<a href="https://example.org/a?b=1&amp;c=2">example.org</a></span>; '
        '<span class="reference no-glossary" data-source="un1971">United Nations Office, '
        "<i>A Report</i> (United Nations, November 1971), 3.</span>"
    )


def test_a_citation_in_a_sentence_names_who_speaks(bibliography: Bibliography) -> None:
    text = citing.with_footnotes("@smith2020 argues, and @un1971 reports.", bibliography)
    assert text.startswith("Smith[^smith2020] argues, and United Nations Office[^un1971] reports.")


def test_an_authors_own_footnotes_stay(build: Build) -> None:
    built = build(
        {
            "s.json": json.dumps(SOURCES),
            "docs/page.md": "# P\n\nA[^own] and B [@smith2020].\n\n[^own]: Mine.\n",
        },
        extra={"taklimat": {"bibliography": "s.json"}},
    )
    assert built.exit_code == 0, built.output
    page = built.read("page/index.html")
    assert "Mine." in page
    assert "Ann Mary Smith" in page
    assert "Sources never cited: un1971" in built.output


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[@smith2002]", "an unknown source: smith2002: did you mean smith2020?"),
        ("@smith2002 says", "an unknown source: smith2002: did you mean smith2020?"),
        ("A[^smith2020]", "a footnote without a text: smith2020: cite the source as [@smith2020]"),
        ("A[^x]", "a footnote without a text: x: add a line [^x]: …"),
    ],
)
def test_a_wrong_citation_is_told_with_its_line(build: Build, text: str, expected: str) -> None:
    built = build(
        {"s.json": json.dumps(SOURCES), "docs/page.md": f"# P\n\nFirst.\n\n{text}\n"},
        extra={"taklimat": {"bibliography": "s.json"}},
    )
    assert built.exit_code == 1
    assert f"docs/page.md:5: {expected}" in built.output


def test_another_style_may_be_named(build: Build) -> None:
    files = {"s.json": json.dumps(SOURCES), "docs/page.md": "# P\n\nA [@un1971].\n"}
    style = (ROOT / f"hooks/taklimat/styles/{CHICAGO}.csl").read_text(encoding="utf-8")
    files["own.csl"] = style.replace('prefix="("', 'prefix="«"')
    settings_ = {"bibliography": "s.json", "citation_style": "own.csl"}
    built = build(files, extra={"taklimat": settings_})
    assert built.exit_code == 0, built.output
    built = build(files, extra={"taklimat": {**settings_, "citation_style": "none.csl"}})
    assert "mkdocs.yml: no citation style: none.csl: use chicago-notes" in built.output
    built = build({**files, "own.csl": "<style>"}, extra={"taklimat": settings_})
    assert "own.csl: a broken citation style (" in built.output


# BibTeX -----------------------------------------------------------------------------------------


def test_the_real_bibliography_goes_through_bibtex_and_back() -> None:
    written = bibtex.write(REAL)
    problems = Problems()
    items = bibtex.parse(written, "s.bib", problems)
    assert not problems
    assert [item["id"] for item in items] == [item["id"] for item in REAL]
    assert set(parse_string(written, "bibtex").entries) == {item["id"] for item in REAL}
    for before, after in zip(REAL, items, strict=True):
        # A family name alone and a literal are the same name.
        names = [
            author if "given" in author else {"literal": author.get("family") or author["literal"]}
            for author in before.get("author", ())
        ]
        assert after.get("author", []) == names, before["id"]
        for key in ("type", "title", "URL", "container-title", "publisher"):
            if key in before:
                assert after.get(key) == before[key], (before["id"], key)
        parts = (before.get("issued") or {}).get("date-parts")
        assert (after.get("issued") or {}).get("date-parts") == parts, before["id"]


def test_a_site_may_keep_its_sources_in_bibtex(build: Build) -> None:
    files = {"s.bib": bibtex.write(SOURCES), "docs/page.md": "# P\n\nA [@smith2020].\n"}
    built = build(files, extra={"taklimat": {"bibliography": "s.bib"}})
    assert built.exit_code == 0, built.output
    assert "Ann Mary Smith" in built.read("page/index.html")
    built = build({**files, "s.bib": "@article{a,\n title = {x}\n year"}, extra={
        "taklimat": {"bibliography": "s.bib"}
    })  # fmt: skip
    assert "s.bib:3: broken BibTeX" in built.output


_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters='{}\\%"@#~^$'),
    min_size=1,
    max_size=30,
)


@given(_TEXT, _TEXT)
@settings(max_examples=100, deadline=None)
def test_titles_and_names_survive_bibtex(title: str, family: str) -> None:
    item: dict[str, Any] = {"id": "a1", "type": "book", "title": title}
    item["author"] = [{"literal": family}]
    problems = Problems()
    (back,) = bibtex.parse(bibtex.write([item]), "s.bib", problems)
    assert not problems
    assert (back["title"], back["author"]) == (title, [{"literal": family}])


def test_every_event_of_the_real_site_has_its_sources_in_the_bibliography() -> None:
    keys = Counter(item["id"] for item in REAL)
    assert max(keys.values()) == 1
