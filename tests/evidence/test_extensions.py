"""The extensions ``taklimat.citations`` and ``taklimat.marks`` under plain Python-Markdown.

They find what Markdown leaves as text; nothing of it is guessed.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import markdown
import pytest
from lxml.html import HtmlElement, fromstring
from selectolax.lexbor import LexborHTMLParser

from conftest import EXTENSION_CONFIGS, SITE_EXTENSIONS
from taklimat.evidence.bibliography import Bibliography
from taklimat.evidence.citing import CitationsExtension
from taklimat.evidence.marking import Marked, MarksExtension
from taklimat.evidence.sources import Source
from taklimat.source.problems import ProblemsError

SOURCES = [
    {
        "id": key,
        "type": "book",
        "title": f"Title {key.upper()}",
        "author": [{"family": key.upper()}],
        "issued": {"date-parts": [[2017]]},
    }
    for key in ("a", "b", "c")
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the data, in which a text is converted."""
    monkeypatch.chdir(tmp_path)
    Path("s.json").write_text(json.dumps(SOURCES), encoding="utf-8")
    Path("c.yml").write_text(
        "- {id: C1, section: S, kind: report, text: T, status: open, today: N}\n"
        "- {id: C2, section: S, kind: report, text: T, status: held up, today: N}\n",
        encoding="utf-8",
    )
    Path("t.yml").write_text("- {id: e1, date: 2017, text: T, sources: [a]}\n", encoding="utf-8")
    Path("p.yml").write_text(
        "- {id: p1, kind: bars, title: The bars, words: Two bars, sources: [a], unit: x, "
        "bars: [{label: l, value: 1}]}\n",
        encoding="utf-8",
    )
    return tmp_path


OPTIONS: dict[str, dict[str, Any]] = {
    **EXTENSION_CONFIGS,
    "taklimat.citations": {"bibliography": "s.json"},
    "taklimat.marks": {
        "claims": "c.yml", "claims_page": "/claims/", "timeline": "t.yml",
        "timeline_page": "/timeline/", "pictures": "p.yml",
    },
}  # fmt: skip
ALL = [*SITE_EXTENSIONS, "taklimat.marks", "taklimat.citations"]


def convert(text: str, extensions: list[str] = ALL, /, **options: Any) -> str:
    return markdown.markdown(
        text, extensions=extensions, extension_configs={**OPTIONS, **options}, tab_length=4
    )


def tree(text: str, **options: Any) -> HtmlElement:
    return fromstring(f"<div>{convert(text, **options)}</div>")


def notes(page: HtmlElement) -> list[str]:
    """The footnotes, as words without the way back."""
    return [
        re.sub(r"[\s\u21a9]+$", "", " ".join(note.text_content().split()))
        for note in page.xpath("//div[@class='footnote']/ol/li")
    ]


def numbers(page: HtmlElement) -> list[str]:
    return [str(mark.text_content()) for mark in page.xpath("//a[@class='footnote-ref']")]


# Neither a citation nor a mark: each as Markdown leaves it.
NEITHER = {
    "code": "`[@zz] {claim: C9}`",
    "code in double backticks": "``[@zz] ` {claim: C9}``",
    "indented code": "Text.\n\n    [@zz] {claim: C9}\n    {picture: zz}\n",
    "indented code in a list": "- x\n\n        [@zz] {claim: C9}\n",
    "fenced code": "```\n[@zz] {claim: C9}\n```",
    "fenced code with another fence in it": "~~~\n```\n[@zz] {claim: C9}\n~~~",
    "fenced code in a list": "- x\n\n    ```\n    [@zz] {claim: C9}\n    ```\n",
    "fenced code in a quote": "> ```\n> [@zz] {claim: C9}\n> ```\n",
    "fenced code in a box": "!!! note\n\n    ```\n    [@zz] {claim: C9}\n    ```\n",
    "preformatted HTML": "<pre>\n[@zz]\n\n{claim: C9}\n</pre>",
    "an HTML block": "<div>\n[@zz]\n\n{claim: C9}\n</div>",
    "a comment": "<!-- [@zz]\n\n{claim: C9} -->",
    "a script": "<script>\nx = '[@zz] {claim: C9}'\n</script>",
    "a formula": r"Text \([@zz] {claim: C9}\) and $$[@zz] {claim: C9}$$",
    "a formula in a block": "$$\n[@zz] {claim: C9}\n$$",
    "escaped": r"\[\@zz] \@zz \{claim: C9}",
    "another name": "{clam: C9} {x: y} {claim} [zz@zz] [x]",
}  # fmt: skip


@pytest.mark.parametrize("text", NEITHER.values(), ids=NEITHER)
def test_what_markdown_does_not_leave_as_text_is_neither(folder: Path, text: str) -> None:
    html = convert(text)  # unknown ones would raise
    without = markdown.markdown(
        text, extensions=SITE_EXTENSIONS, extension_configs=EXTENSION_CONFIGS
    )
    assert html == without.replace(r"\@", "@")


@pytest.mark.parametrize(
    "text",
    ["[@zz](x)", "![@zz](x)", "[see @zz](x)", "[a [b] @zz](x)", "<me@zz.org>", "me@zz.org",
     "https://example.org/@zz", "[@zz][x]\n\n[x]: y"],
)  # fmt: skip
def test_links_and_addresses_are_no_citations(folder: Path, text: str) -> None:
    assert "footnote" not in convert(text)


def test_an_unknown_one_is_told_with_its_line(folder: Path) -> None:
    with pytest.raises(ProblemsError) as error:
        convert("A\n\nB [@ab]\n\n    [@ab]\n\n@bb says[^x].\n", ["footnotes", "taklimat.citations"])
    assert [str(each) for each in error.value.problems] == [
        "text:3: an unknown source: ab: did you mean b or a?",
        "text:5: an unknown source: ab: did you mean b or a?",
        "text:7: a footnote without a text: x: add a line [^x]: …",
        "text:7: an unknown source: bb: did you mean b?",
    ]
    with pytest.raises(ProblemsError) as error:
        convert("A\n\n{claim: C3}\n\nx {picture: p1}\n\n{claim: }", ["taklimat.marks"])
    assert [str(each) for each in error.value.problems] == [
        "text:3: an unknown claim: C3: did you mean C2 or C1?",
        "text:5: a picture in the midst of a line: put {picture: …} on a line of its own",
        "text:7: an unknown claim: none given: add it to the file of claims",
    ]


def test_notes_are_numbered_in_the_order_of_the_page(folder: Path) -> None:
    text = (
        "# T [@c]\n\n- x\n    - y [@b]\n    - z\n- w [@a, p. 3]\n\n| h |\n|---|\n| t [@b] |\n\n"
        "> q [@c]\n\n!!! note\n\n    n [@a]\n\nEnd *of it [@b]*.\n"
    )
    page = tree(text)
    assert numbers(page) == ["1", "2", "3", "2", "1", "4", "2"]
    assert notes(page) == [
        "C, Title C (2017).",
        "B, Title B (2017).",
        "A, Title A (2017), 3.",
        "A, Title A.",
    ]
    assert [item.get("id") for item in page.xpath("//li[@id]")] == [
        "fn:c", "fn:b", "fn:a-page-3", "fn:a",
    ]  # fmt: skip
    marks = page.xpath("//sup/@id")
    assert marks == [
        "fnref:c", "fnref:b", "fnref:a-page-3", "fnref2:b", "fnref2:c", "fnref:a", "fnref3:b",
    ]  # fmt: skip
    assert page.xpath("//li[@id='fn:b']//a[@class='footnote-backref']/@href") == [
        "#fnref:b", "#fnref2:b", "#fnref3:b",
    ]  # fmt: skip


@pytest.mark.parametrize("by_definition", [True, False])
def test_authors_own_notes_are_among_them(folder: Path, by_definition: bool) -> None:
    text = "A [@a] B[^own] C [@b] D[^two]\n\n[^two]: Two, by @c.\n[^own]: Mine.\n"
    page = tree(text, footnotes={"USE_DEFINITION_ORDER": by_definition})
    if by_definition:
        assert numbers(page) == ["3", "2", "4", "1", "5"]
        assert notes(page) == [
            "Two, by C5.",
            "Mine.",
            "A, Title A (2017).",
            "B, Title B (2017).",
            "C, Title C (2017).",
        ]
    else:
        assert numbers(page) == ["1", "2", "3", "4", "5"]
        assert notes(page) == [
            "A, Title A (2017).",
            "Mine.",
            "B, Title B (2017).",
            "Two, by C5.",
            "C, Title C (2017).",
        ]
    titles = page.xpath("//a[@class='footnote-backref']/@aria-label")
    assert titles == [f"Jump back to footnote {n} in the text" for n in range(1, 6)]


def test_notes_stand_where_they_are_asked_for(folder: Path) -> None:
    page = tree("A [@a]\n\n///Footnotes Go Here///\n\nEnd.\n")
    assert [child.tag for child in page] == ["p", "div", "p"]


def test_a_citation_in_a_sentence_names_who_speaks(folder: Path) -> None:
    page = tree("*@a* and (@b) say; [@c] too. \\@a does not, a@b neither.\n")
    assert page.xpath("string(p)") == "A1 and (B2) say;3 too. @a does not, a@b neither."


def test_a_text_converted_after_another_begins_anew(folder: Path) -> None:
    md = markdown.Markdown(extensions=["taklimat.citations"], extension_configs=OPTIONS)
    first = md.convert("A [@a]")
    md.reset()
    assert md.convert("B") == "<p>B</p>"
    md.reset()
    assert md.convert("A [@a]") == first


def test_a_changed_bibliography_is_read_anew(folder: Path) -> None:
    assert "Title A" in convert("[@a]", ["taklimat.citations"])
    changed = [{**SOURCES[0], "title": "Another"}]
    Path("s.json").write_text(json.dumps(changed) + " ", encoding="utf-8")
    os.utime("s.json", (1, 1))
    assert "Another" in convert("[@a]", ["taklimat.citations"])


def test_a_bad_bibliography_is_told(folder: Path) -> None:
    Path("s.json").write_text("[{]", encoding="utf-8")
    with pytest.raises(ProblemsError, match="broken JSON"):
        convert("A", ["taklimat.citations"])
    with pytest.raises(ValueError, match="name a file of sources"):
        markdown.markdown("A", extensions=["taklimat.citations"])


@pytest.mark.parametrize(
    "note",
    ["A &amp; &nbsp;&eacute; <i>B</i> <a href='x?a&amp;b'>c</a>", "A <br> B", "A & B", "<i>A"],
)
def test_a_reference_of_any_form_is_shown(note: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = {"a": Source("a", "T", "", "", "", None)}
    bibliography = Bibliography(sources, "", "")
    monkeypatch.setattr(bibliography, "cite", lambda *_: note)
    html = markdown.markdown("[@a]", extensions=[CitationsExtension(bibliography)])
    shown = LexborHTMLParser(html).css_first("li span")
    given = LexborHTMLParser(note).body
    assert shown
    assert given
    assert shown.text().split() == given.text().split()


# Marks ------------------------------------------------------------------------------------------


def test_a_mark_becomes_what_it_stands_for(folder: Path) -> None:
    page = tree("A *{claim: C1, C2}*, {claim:C1}.\n\n## H {event: e1}\n\nB {event: e1}\n")
    links = page.xpath("//a[contains(@class, 'claim-mark')]")
    assert [(each.text, each.get("href"), each.get("title")) for each in links] == [
        ("C1", "/claims/#c1", "Claim C1, report: open"),
        ("C2", "/claims/#c2", "Claim C2, report: held up"),
        ("C1", "/claims/#c1", "Claim C1, report: open"),
    ]
    assert page.xpath("string(p[1])") == "A C1 C2, C1."
    assert page.xpath("//*[@id]/@id") == ["claim-c1", "claim-c2", "h", "event-e1"]
    assert page.xpath("string(p[2])") == "B "
    assert "taklimat" not in convert("{claim: C1}{claim: C1}")


def test_a_picture_stands_on_its_own(folder: Path) -> None:
    for text in (
        "A\n\n{picture: p1}\n\nB", "A\n{picture: p1}\nB", "> A\n>\n> {picture: p1}\n>\n> B",
        "- A\n\n    {picture: p1}\n\n    B",
    ):  # fmt: skip
        page = tree(text)
        (figure,) = page.xpath("//figure")
        assert figure.xpath(".//*[local-name()='svg']")
        assert "Two bars" in figure.text_content()
        assert notes(page) == ["A, Title A (2017)."]
        words = [text.strip() for text in page.xpath("//p//text()") if text.strip()]
        assert (words[0], "B" in words) == ("A", True)


def test_a_page_of_data_has_no_place_for_what_it_does_not_know(folder: Path) -> None:
    options = {"taklimat.marks": {"timeline": "t.yml"}}
    with pytest.raises(ProblemsError) as error:
        convert("{event: e1}", ["taklimat.marks"], **options)
    assert [str(each) for each in error.value.problems] == [
        "text:1: a mark of event without a page of timeline to lead to: add a page with `kind: timeline`"
    ]


@pytest.fixture
def extension() -> MarksExtension:
    def shown(name: str, id_: str) -> str | None:
        return {"x": f"**{id_}** [l](m){{ .c }}", "b": f"# {id_}\n\n<p>h</p>\n\n- i\n"}[name]

    return MarksExtension({"x": "inline", "b": "block"}, shown)


def test_markdown_stands_in_the_place_of_a_mark(extension: MarksExtension) -> None:
    html = markdown.markdown("A {x: y} B\n\n{b: z}\n", extensions=["attr_list", extension])
    assert html == (
        '<p>A <strong>y</strong> <a class="c" href="m">l</a> B</p>\n'
        "<h1>z</h1>\n<p>h</p>\n\n<ul>\n<li>i</li>\n</ul>"
    )
    assert extension.found == [Marked("b", "z"), Marked("x", "y")]
    assert extension.unknown == extension.misplaced == []
    markdown.markdown("A {b: z}", extensions=[extension])
    assert (extension.found, extension.misplaced) == ([], [Marked("b", "z")])
