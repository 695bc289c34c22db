"""Things in each other, and in an unusual order, in all that a page is made into."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from docx.oxml.ns import qn
from lxml import etree

import forms
import pdfs
from taklimat.documents import grid, tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from forms import Forms

engine, made = forms.engine, forms.made


def are_said(found: Forms, said: str) -> None:
    """All forms say these words, and nothing else that is one of them."""
    expected = said.split()
    for form, text in found.texts.items():
        words = [word for word in re.findall(r"\w+", text) if word in set(expected)]
        assert words == expected, (form, text)


# Boxes ----------------------------------------------------------------------------------------

INNER = {
    "a note": '!!! tip "inner"\n    deep\n',
    "a fold": "<details><summary>inner</summary>deep</details>\n",
}
OUTER = {
    "a note": '!!! note ""\n    outer\n\n{inner}\n    last\n',
    "a fold": "<details markdown>\n\nouter\n\n{inner}\n\nlast\n\n</details>\n",
    "a list in it": '!!! note ""\n    - outer\n\n        - item\n\n    {inner}\n    last\n',
}


@pytest.mark.parametrize("outer", OUTER.values(), ids=OUTER)
@pytest.mark.parametrize("inner", INNER.values(), ids=INNER)
def test_the_title_of_a_box_is_that_of_no_other(
    made: Callable[..., Forms], outer: str, inner: str
) -> None:
    if outer.startswith("!!!"):
        inner = "".join(f"    {line}\n" for line in inner.splitlines()).lstrip()
        outer = outer.replace("    {inner}", "{inner}").replace("{inner}", "    {inner}")
    found = made(outer.format(inner=inner))
    are_said(found, "outer item inner deep last" if "item" in outer else "outer inner deep last")


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<details>before<summary>title</summary>behind</details>", "title before behind"),
        ("<details><b>before</b><summary>title</summary>behind</details>", "title before behind"),
        (
            "<details>before<summary>title</summary>mid<summary>other</summary>behind</details>",
            "title before mid other behind",
        ),
        (
            "<div class='admonition'>before<p class='admonition-title'>title</p>behind</div>",
            "before title behind",
        ),
    ],
)
def test_words_around_a_title_are_words_of_their_own(
    made: Callable[..., Forms], html: str, said: str
) -> None:
    are_said(made(html), said)


# Tables ---------------------------------------------------------------------------------------

INNER_TABLE = "<table><caption>inner</caption><tr><td>deep</td></tr></table>"


@pytest.mark.parametrize(
    ("html", "said", "count"),
    [
        (f"<table><tr><td>cell{INNER_TABLE}</td></tr></table>", "cell inner deep", 1),
        (f"<table><tr><td>cell</td></tr></table>{INNER_TABLE}", "cell inner deep", 1),
        (f"<figure><table><tr><td>{INNER_TABLE}</td></tr></table></figure>", "inner deep", 1),
        (
            f"<figure><table><tr><td>{INNER_TABLE}</td></tr></table>"
            "<figcaption>outer</figcaption></figure>",
            "outer inner deep",
            2,
        ),
        (
            f"<table><caption>outer</caption><tr><td>{INNER_TABLE}</td></tr></table>",
            "outer inner deep",
            2,
        ),
        (
            "<table><caption>one</caption><caption><b>two</b></caption><tr><td>cell</td></tr>"
            "<caption>three</caption></table>",
            "one two three cell",
            1,
        ),
        (
            "<table><caption>one</caption><caption>two<table><caption>inner</caption>"
            "<caption>other</caption><tr><td>deep</td></tr></table></caption>"
            "<tr><td>cell</td></tr></table>",
            "one two inner other deep cell",
            2,
        ),
        ("<table><caption>alone</caption></table>", "alone", 0),
    ],
)
def test_a_table_has_its_own_caption_and_all_of_it(
    made: Callable[..., Forms], html: str, said: str, count: int
) -> None:
    found = made(html)
    are_said(found, said)
    for form in ("pdf", "docx"):
        assert len(re.findall(r"Table\s\d", found.texts[form])) == count, form
    assert len(re.findall("<table><caption>", found.book)) == count


# The page's heading ---------------------------------------------------------------------------

PICTURE = "![words](pictures/tiny.png){ width=30 }"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("before\n\n# head\n\nbehind", "before head behind"),
        ("- before\n- item\n\n    # head\n\nbehind", "before item head behind"),
        ("<ul><li>before</li><li><h1>head</h1></li></ul>\n\nbehind", "before head behind"),
        ('!!! note "before"\n    # head\n\nbehind', "before head behind"),
        ("> # head\n\nbehind", "head behind"),
        ("<div>before</div><div><h1>head</h1></div>\n\nbehind", "before head behind"),
        ("before\n\n<div markdown>\n# head\n</div>\n\nbehind", "before head behind"),
        (f"{PICTURE}\n\n# head\n\nbehind", "head behind"),
        ("<hr>\n\n# head\n\nbehind", "head behind"),
    ],
)
def test_a_heading_behind_other_things_stays_there(
    made: Callable[..., Forms], text: str, said: str
) -> None:
    found = made(text)
    are_said(found, said)
    # The title of the page itself stands above.
    assert "X" in found.texts["pdf"].splitlines()
    assert "X" in found.texts["docx"].splitlines()


@pytest.mark.parametrize(
    "text", ["# head", "<a id='x'></a>\n\n# head", "<div><section><h1>head</h1></section></div>"]
)
def test_the_heading_that_a_page_begins_with_is_its_title(
    made: Callable[..., Forms], text: str
) -> None:
    found = made(f"{text}\n\nbehind\n\n# Another\n")
    assert "X" not in found.texts["pdf"].splitlines()
    assert "X" not in found.texts["docx"].splitlines()
    # What stands below the title of the chapter.
    assert found.texts["epub"].split() == ["behind", "Another"]


# Pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wide", "high"),
    [("w.webp", 120, 80), ("g.gif", 90, 60), ("grey.png", 80, 60), ("sp%20ace%20ü.png", 60, 40)],
)
@pytest.mark.parametrize("width", ["", '{ width="33" }'])
def test_a_picture_of_any_kind_has_the_size_of_its_file(
    made: Callable[..., Forms], name: str, wide: int, high: int, width: str
) -> None:
    found = made(f"![P](pictures/{name}){width}\n")
    [shown] = found.word.iter(qn("wp:extent"))
    assert int(shown.get("cx")) == (33 if width else wide) * 9525
    assert int(shown.get("cy")) / int(shown.get("cx")) == pytest.approx(high / wide, rel=0.05)


# Comments -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{==marked==}{>>a comment<<}, then", "marked [a comment], then"),
        ("{==marked==} {>>a comment<<} then", "marked [a comment] then"),
        ("{>>a comment<<}\n\nthen", "[a comment] then"),
        ("| {==marked==}{>>a comment<<} |\n| --- |\n| then |\n", "marked [a comment] then"),
        ("## marked{>>a comment<<}\n\nthen", "marked [a comment] then"),
        ("{++new++}{--old--}{>><<} then", "newold then"),
    ],
)
def test_what_a_reviewer_says_stands_in_brackets(
    made: Callable[..., Forms], text: str, said: str
) -> None:
    found = made(text, "pymdownx.critic")
    book = re.sub("<[^>]*>", " ", re.sub("</?(?:span|mark|ins|del)[^>]*>", "", found.book))
    for form, shown in {**found.texts, "epub": book}.items():
        assert said in " ".join(shown.split()), form


# Numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "start", "shown"),
    [
        ("A", 28, "AB AC"),
        ("a", 52, "az ba"),
        ("A", 702, "ZZ AAA"),
        ("A", 26, "Z AA"),
        ("A", 27, "AA AB"),
        ("I", 44, "XLIV XLV"),
        ("i", 9, "ix x"),
        ("1", 28, "28 29"),
        ("A", 2, "B C"),
    ],
)
def test_numbers_of_a_list_are_those_that_browsers_show(
    made: Callable[..., Forms], kind: str, start: int, shown: str
) -> None:
    found = made(f'<ol type="{kind}" start="{start}"><li>one</li><li>two</li></ol>')
    first, second = shown.split()
    printed = " ".join(found.texts["pdf"].split())
    assert f"{first}. one {second}. two" in printed
    assert f'start="{start}" type="{kind}"' in found.book
    is_counted = kind not in "aA" or start + 1 <= 26
    assert len(list(found.word.iter(qn("w:numPr")))) == 2 * is_counted
    said = " ".join(found.texts["docx"].split())
    assert ("one two" if is_counted else f"{first}. one {second}. two") in said


# Grids ----------------------------------------------------------------------------------------

Shape = list[list[tuple[str, int, int]]]


def shape(html: str) -> Shape:
    """The rows of a table, as browsers show them: of each cell its words, and what it spans."""
    [table] = tree.parse(html).css("table")
    return [
        [(tree.words_of(cell.node), cell.across, cell.down) for cell in row.cells]
        for row in grid.read(table, tree.children).rows
    ]


def of_book(book: str) -> Shape:
    """The same, of the table in a chapter."""
    table = f"{book[book.index('<table') :].partition('</table>')[0]}</table>"
    return [
        [(c.text or "", int(c.get("colspan", "1")), int(c.get("rowspan", "1"))) for c in row]
        for row in etree.fromstring(table).iter("tr")
    ]


GRIDS = {
    "to the end of the group": (
        "<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d<tbody><tr><td>e<td>f</table>",
        "a b c d e f",
        {"a": 3},
    ),
    "a foot that is written first": (
        "<table><tfoot><tr><td>foot<td>x<tbody><tr><td>a<td>b</table>",
        "a b foot x",
        {},
    ),
    "a head that is written last": (
        "<table><tbody><tr><td>a<td>b<thead><tr><th>head<th>x</table>",
        "head x a b",
        {},
    ),
    "two heads and two feet": (
        "<table><tfoot><tr><td>f<tfoot><tr><td>g<thead><tr><th>h<thead><tr><th>i</table>",
        "h g i f",
        {},
    ),
    "beyond the head": (
        "<table><thead><tr><th rowspan=3>h<th>i<tbody><tr><td>a<td>b<tr><td>c<td>d</table>",
        "h i a b c d",
        {},
    ),
    "beyond the body": (
        "<table><tbody><tr><td rowspan=9>a<td>b<tr><td>c<tbody><tr><td>d<td>e</table>",
        "a b c d e",
        {"a": 2},
    ),
    "heads of two rows, without a head": (
        "<table><tr><th rowspan=2>h<th>i<tr><th>j<tr><td>a<td>b</table>",
        "h i j a b",
        {"h": 2},
    ),
    "a head that reaches into the body": (
        "<table><tr><th rowspan=2>h<th>i<tr><td>a<tr><td>b<td>c</table>",
        "h i a b c",
        {"h": 2},
    ),
    "two cells in one place": (
        "<table><tr><td>a<td rowspan=2>b<tr><td colspan=2>c<td>d</table>",
        "a b c d",
        {"b": 2},
    ),
    "a row without cells": ("<table><tr><td>a<tr><tr><td>b</table>", "a b", {}),
    "rows without cells of their own": (
        "<table><tr><td rowspan=3>a<td rowspan=2>b<tr><tr><td>c</table>",
        "a b c",
        {"a": 3, "b": 2},
    ),
}


@pytest.mark.parametrize(("html", "said", "spans"), GRIDS.values(), ids=GRIDS)
def test_cells_stand_where_browsers_show_them(
    made: Callable[..., Forms], html: str, said: str, spans: dict[str, int]
) -> None:
    expected = shape(html)
    cells = [cell for row in expected for cell in row]
    assert [words for words, _, _ in cells] == said.split()
    assert {words: down for words, _, down in cells if down > 1} == spans
    found = made(html)
    assert of_book(found.book) == expected
    # Of cells that go on in rows below, the words stand between these.
    printed = [word for word in re.findall(r"\w+", found.texts["pdf"]) if word in said.split()]
    assert sorted(printed) == sorted(said.split())
    assert spans or printed == said.split()
    assert re.findall(r"\w+", found.texts["docx"])[-len(cells) :] == said.split()
    assert pdfs.problems(found.pdf) == []
    # In Word, a cell goes on in the rows below, and each row fills the grid.
    [table] = found.word.iter(qn("w:tbl"))
    columns = len(list(table.iter(qn("w:gridCol"))))
    for row in table.iter(qn("w:tr")):
        at = 0
        for cell in row.iter(qn("w:tc")):
            merged = cell.find(f".//{qn('w:vMerge')}")
            across = cell.find(f".//{qn('w:gridSpan')}")
            goes_on = merged is not None and merged.get(qn("w:val")) is None
            down = spans.get(forms.told(cell).strip(), 0)
            assert (merged is not None) == (goes_on or down > 1)
            at += 1 if across is None else int(across.get(qn("w:val")))
        assert at == columns
