"""Styles whose citations stand in the text, and lists of works."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import markdown
import pytest
from lxml.html import HtmlElement, fromstring

import pdfs
from conftest import BRIEF, ROOT
from taklimat.source.problems import ProblemsError

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Build

STYLES = ROOT / "tests/evidence/styles"


def item(key: str, family: str, year: int, title: str, given: str = "Ann") -> dict[str, Any]:
    return {
        "id": key,
        "type": "book",
        "title": title,
        "author": [{"family": family, "given": given}],
        "issued": {"date-parts": [[year]]},
    }


SOURCES = [
    item("lee1", "Lee", 2001, "First"),
    item("lee2", "Lee", 2001, "Second"),
    item("lee3", "Lee", 2004, "Third"),
    item("tan", "Tan", 2002, "Only"),
    item("tan2", "Tan", 2002, "Other's", "Bo"),
]


@pytest.fixture
def convert(tmp_path: Path) -> Any:
    """Converts a text with citations in a style."""
    (tmp_path / "s.json").write_text(json.dumps(SOURCES), encoding="utf-8")

    def converted(text: str, style: str = "author-date", **options: str) -> HtmlElement:
        named = style if style == "chicago-notes" else str(STYLES / f"{style}.csl")
        given = {"bibliography": str(tmp_path / "s.json"), "style": named, **options}
        configs = {"taklimat.citations": given}
        html = markdown.markdown(text, extensions=["taklimat.citations"], extension_configs=configs)
        return fromstring(f"<div>{html}</div>")

    return converted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A [@lee3].", "A (Lee 2004)."),
        ("A [@lee1; @lee3].", "A (Lee 2001a, 2004)."),
        ("A [see @lee3, pp. 3-4].", "A (see Lee 2004, pp. 3–4)."),
        ("@lee3 says.", "Lee (2004) says."),
        ("@lee3 [ch. 2] says.", "Lee (2004, ch. 2) says."),
        ("A, by Lee [-@lee3].", "A, by Lee (2004)."),
        ("A [@tan]; B [@tan2].", "A (Ann Tan 2002); B (Bo Tan 2002)."),
    ],
)
def test_citations_stand_in_the_text(convert: Any, text: str, expected: str) -> None:
    page = convert(text)
    assert page.xpath("string(.//p)") == expected
    assert not page.xpath("//sup")


def test_each_citation_leads_to_its_work(convert: Any) -> None:
    page = convert("A [@lee2; @tan, p. 3].\n\nB @lee1.\n")
    works = page.xpath("//section[contains(@class, 'works')]//li")
    assert [work.get("id") for work in works] == ["work-lee1", "work-lee2", "work-tan"]
    assert [" ".join(work.text_content().split()) for work in works] == [
        "Lee, Ann. 2001a. First.",
        "———. 2001b. Second.",
        "Tan, Ann. 2002. Only.",
    ]
    links = page.xpath("//p//a/@href")
    assert links == ["#work-lee2", "#work-tan", "#work-lee1"]
    assert page.xpath("string(//section/h2)") == "Works cited"


def test_numbers_are_a_pages_own(convert: Any) -> None:
    page = convert("A [@tan]. B [@lee3; @lee1; @lee2].", "numbers")
    assert page.xpath("string(.//p)") == "A [1]. B [2–4]."
    assert [" ".join(li.text_content().split()) for li in page.xpath("//li")] == [
        "[1] Only.", "[2] Third.", "[3] First.", "[4] Second.",
    ]  # fmt: skip


def test_a_list_of_works_may_follow_notes(convert: Any) -> None:
    page = convert("A [@tan]. B [@lee3].", "chicago-notes", works="yes")
    assert [li.get("id") for li in page.xpath("//section//li")] == ["work-lee3", "work-tan"]
    assert len(page.xpath("//div[@class='footnote']//li")) == 2
    assert not convert("A [@tan].", "chicago-notes").xpath("//section")
    assert not convert("A [@tan].", works="no").xpath("//section | //p//a")


@pytest.mark.parametrize(
    ("notes", "later"), [("short", "Lee, Third, 9."), ("full", "Ann Lee, Third (2004), 9.")]
)
def test_a_source_is_cited_again_as_is_set(convert: Any, notes: str, later: str) -> None:
    page = convert("A [@lee3]. B [@lee3, 9].", "chicago-notes", notes=notes)
    said = [" ".join(p.text_content().split()) for p in page.xpath("//li/p/span")]
    assert said == ["Ann Lee, Third (2004).", later]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A [see @tan; the rest].", "text:1: this looks like a citation and is none"),
        ("A\n\n<div>raw [@tan]</div>\n", "text:3: a citation in raw HTML"),
        ("A\n\n[^9]: Never used\n", "text:3: a footnote to which no text refers: 9"),
        (
            "A[^9]\n\n[^9]: One\n[^9]: Two\n",
            "text:4: a second text for the footnote 9, the first is on line 3",
        ),
    ],
)
def test_what_looks_like_one_and_is_none_is_told(convert: Any, text: str, told: str) -> None:
    with pytest.raises(ProblemsError) as error:
        convert(text, "chicago-notes")
    assert any(str(each).startswith(told) for each in error.value.problems), error.value


def test_the_page_of_sources_may_have_the_styles_order(build: Build) -> None:
    built = build(
        {
            "s.json": json.dumps(SOURCES),
            "own.csl": (STYLES / "author-date.csl").read_text(encoding="utf-8"),
            "docs/brief.md": None,
            "docs/sources.md": "---\nkind: sources\ntitle: S\n---\n# S\n",
            "docs/page.md": "# P\n\nA [@tan].\n",
        },
        extra={
            "taklimat": {
                "bibliography": "s.json", "citation_style": "own.csl", "works_cited": "site",
            }
        },
    )  # fmt: skip
    assert built.exit_code == 0, built.output
    sources: HtmlElement = fromstring(built.read("sources/index.html"))
    keys = sources.xpath("//div[contains(@class, 'source')]/@id")
    assert keys == ["lee1", "lee2", "lee3", "tan", "tan2"]
    page: HtmlElement = fromstring(built.read("page/index.html"))
    assert "A (Ann Tan 2002)." in page.xpath("string(//article)")


LOOKS = 'The <i>E. coli</i> of <span style="font-variant: small-caps">Nasa</span>, H<sub>2</sub>O'


def test_markup_in_titles_is_what_it_means_on_page_and_paper(build: Build) -> None:
    book = item("lee1", "Lee", 2001, LOOKS)
    built = build(
        {
            "s.json": json.dumps([book]),
            "docs/brief.md": BRIEF.replace(
                "confidence: high", "confidence: low\n    sources: [lee1]"
            )
            + "\nA [@lee1].\n",
        },
        extra={"taklimat": {"bibliography": "s.json", "pdf": {}}},
    )
    assert built.exit_code == 0, built.output
    page: HtmlElement = fromstring(built.read("brief/index.html"))
    (note,) = page.xpath("//li[@id='fn:lee1']//span[contains(@class, 'reference')]")
    assert [(each.tag, each.get("class"), each.text) for each in note.iter("i", "span", "sub")][1:] == [
        ("i", None, "The "), ("span", "upright", "E. coli"), ("span", "smallcaps", "Nasa"),
        ("sub", None, "2"),
    ]  # fmt: skip
    text = pdfs.text_of((built.site / "pdf/brief.pdf").read_bytes())
    assert "The E. coli of NASA, H2O" in " ".join(text.split())
