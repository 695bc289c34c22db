"""One construct after the other, in all that a page is made into: PDF, .docx and EPUB."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
import pytest
from docx.oxml.ns import qn

import forms
import pdfs
from forms import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from forms import Forms

engine, made = forms.engine, forms.made


@pytest.mark.parametrize(
    ("extension", "text"),
    [
        (
            "pymdownx.tabbed",
            '=== "One[^a]"\n\n    First.\n\n    === "Inner"\n\n        Within.\n\n'
            '=== "Two"\n\n    Second.\n\n[^a]: The note.\n',
        ),
        (
            "pymdownx.blocks.tab",
            "//// tab | One[^a]\nFirst.\n\n/// tab | Inner\nWithin.\n///\n////\n\n"
            "/// tab | Two\nSecond.\n///\n\n[^a]: The note.\n",
        ),
    ],
)
def test_tabs_in_the_extensions_first_style_stand_below_each_other(
    made: Callable[..., Forms], extension: str, text: str
) -> None:
    found = made(text, extension)
    assert found.hold("One First Inner Within Two Second")
    assert found.hold("The note")


def test_a_set_of_tabs_of_another_form_is_a_division(made: Callable[..., Forms]) -> None:
    odd = '<div class="tabbed-set"><p>Nothing below a title.</p><label>Alone</label></div>'
    assert made(odd).hold("Nothing below a title Alone")


FIGURE = """<figure markdown>
{above}
Words of its own.

![One](pictures/tiny.png){{ width=30 }} words beside it

- an item
- another item

| First table |
| --- |
| its cell |

Between the tables.

| Second table |
| --- |
| another cell |

> A quotation.

![Two](pictures/grey.png){{ width=30 }}

Source of it.
{below}
</figure>
"""
IN_FIGURE = (
    "Words of its own words beside it an item another item First table its cell Between the tables "
    "Second table another cell A quotation Source of it"
)
CAPTION = "<figcaption markdown>Said of all:\n\n- alpha\n- beta\n</figcaption>"
IN_CAPTION = "Said of all alpha beta"


def test_a_figure_of_many_things_keeps_them_in_their_order(made: Callable[..., Forms]) -> None:
    below = made(FIGURE.format(above="", below=CAPTION))
    assert below.hold(f"{IN_FIGURE} {IN_CAPTION}")
    assert pdfs.problems(below.pdf) == []
    assert len(list(below.word.iter(qn("w:drawing")))) == below.book.count("<img") == 2
    above = made(FIGURE.format(above=CAPTION, below=""))
    assert above.hold(f"{IN_CAPTION} {IN_FIGURE}")
    assert below.book.count("<figcaption>") == above.book.count("<figcaption>") == 1


def test_a_caption_stands_where_the_page_has_it(made: Callable[..., Forms]) -> None:
    found = made(
        "<figure markdown>\n<figcaption>Above it.</figcaption>\n"
        "![One](pictures/tiny.png)\n</figure>\n\nAfter.\n"
    )
    assert found.hold("Above it After")
    assert found.book.index("<figcaption>") < found.book.index("<img")
    styles = [p.pPr.pStyle.val for p in found.word.iter(qn("w:p")) if p.pPr is not None]
    assert styles.index("Caption") < styles.index("Picture")


def test_a_list_in_a_caption_is_a_list(made: Callable[..., Forms]) -> None:
    found = made(f"<figure markdown>\n![One](pictures/tiny.png)\n{CAPTION}\n</figure>\n")
    assert "•\N{SPACE}alpha" in found.texts["pdf"]
    assert len(list(found.word.iter(qn("w:numPr")))) == 2


def test_a_table_with_a_caption_of_its_own_keeps_it_in_a_figure(made: Callable[..., Forms]) -> None:
    table = "<table><caption>The table's.</caption><tr><td>Cell.</td></tr></table>"
    assert made(f"<figure>{table}</figure>").hold("The table s Cell")
    said = "<figcaption>The figure's.</figcaption>"
    assert made(f"<figure>{table}{said}</figure>").hold("The table s Cell The figure s")


def test_a_wide_table_among_others_in_a_figure_is_not_turned(made: Callable[..., Forms]) -> None:
    wide = "".join(f"<td>responsibility{number}</td>" for number in range(14))
    table = f"<table><tr>{wide}</tr></table>"
    assert made(f"<figure>{table}{table}<figcaption>Both.</figcaption></figure>").hold("Both")


def test_captions_have_one_number_each_and_the_same_everywhere(made: Callable[..., Forms]) -> None:
    said = ("Figure 1. First.", "Second.", "**Figure 3:** Third.", "Fig. 4 Fourth.", "Figures.")
    picture = "![One](pictures/tiny.png){{ width=30 }}"
    shown = "\n\n".join(
        f"<figure markdown>\n{picture}\n<figcaption markdown>{each}</figcaption>\n</figure>".format()
        for each in said
    )
    table = "\n\n<table><caption>Table 1: Own.</caption><tr><td>x</td></tr></table>"
    other = "\n\n<table><caption>Other.</caption><tr><td>x</td></tr></table>"
    drawn = (
        '\n\n<figure><svg viewBox="0 0 9 9"><title>Drawn</title><path d="M0 0h9"/></svg></figure>'
    )
    texts = made(f"{shown}{table}{other}{drawn}\n").texts
    for form in ("pdf", "docx"):
        text = texts[form].replace("\u00a0", " ").replace("\r", "")
        assert re.findall(r"(?:Fig|Table).*", text) == [
            "Figure 1. First.", "Figure 2. Second.", "Figure 3: Third.", "Fig. 4 Fourth.",
            "Figure 5. Figures.", "Table 1: Own.", "Table 2. Other.", "Figure 6. Drawn",
        ], form  # fmt: skip


# Tables ---------------------------------------------------------------------------------------

LONG = " ".join(f"w{number}" for number in range(1400))
ITEMS = "".join(f"<li>i{number}</li>" for number in range(90))
ROWS = "".join(f"<tr><td>r{n}</td><td>c{n}</td></tr>" for n in range(1, 120))
HIGH = {
    "a long cell": f"<tr><td>Beside</td><td>{LONG}</td></tr><tr><td>Below</td><td>it</td></tr>",
    "a long cell among joined ones": (
        f"<tr><td rowspan='2'>Joined</td><td>{LONG}</td></tr><tr><td>Below</td></tr>"
    ),
    "a long cell that joins rows": (
        f"<tr><td rowspan='2'>{LONG}</td><td>One</td></tr><tr><td>Two</td></tr>"
    ),
    "many rows joined": f"<tr><td rowspan='120'>Joined</td><td>r0</td><td>c0</td></tr>{ROWS}",
    "a list": f"<tr><td>Beside</td><td><ul>{ITEMS}</ul></td></tr>",
    "lines": f"<tr><td>Beside</td><td>{' line<br>' * 90}</td></tr>",
    "narrow cells": "<tr>" + f"<td>{LONG[:390]}</td>" * 14 + "</tr>",
    "a head": f"<thead><tr><th>H</th><th>{LONG}</th></tr></thead><tr><td>Below</td><td>it</td></tr>",
}


@pytest.mark.parametrize("rows", HIGH.values(), ids=HIGH)
def test_what_is_higher_than_a_page_goes_on_on_the_next(
    made: Callable[..., Forms], rows: str
) -> None:
    found = made(f"<table>{rows}</table>\n\nThe end of it.\n")
    assert found.hold("The end of it")
    assert pdfs.outside(found.pdf) == []
    said = re.findall(r"\w+", re.sub("<[^>]*>", " ", rows))
    printed = found.texts["pdf"]
    assert not [word for word in set(said) if word not in printed]


@pytest.mark.parametrize(
    "html",
    [
        f"<ul>{ITEMS}</ul>",
        f"<div class='admonition'><p class='admonition-title'>T</p><ul>{ITEMS}</ul></div>",
        f"<div class='item'><ul>{ITEMS}</ul></div>",
        f"<table>{'<tr><td>a</td></tr>' * 100}</table>",
    ],
)
def test_many_short_lines_are_not_kept_on_one_page(made: Callable[..., Forms], html: str) -> None:
    assert pdfs.outside(made(html).pdf) == []


def test_a_short_row_stays_on_one_page_whatever_stands_above(made: Callable[..., Forms]) -> None:
    row = "<tr><td>Joined</td><td>" + "<br>".join(f"l{n}" for n in range(12)) + "</td></tr>"
    found = made(f"<table>{row * 20}</table>")
    assert len(pdfs.texts(found.pdf)) > 2
    assert all(text.count("l0") == text.count("l11") for text in pdfs.texts(found.pdf))


def pictures(data: bytes) -> list[tuple[float, float]]:
    """Left and right edges of each picture of a PDF, in points."""
    return [
        (left, right)
        for page in pypdfium2.PdfDocument(data)
        for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=9)
        for left, _, right, _ in [each.get_bounds()]
    ]


def test_a_picture_in_a_table_is_no_wider_than_its_column_and_has_room(
    made: Callable[..., Forms],
) -> None:
    found = made(
        "| a | b | c | d |\n| --- | --- | --- | --- |\n"
        "| ![W](pictures/large.jpg){ width=900 } | neighbour | ![N](pictures/large.jpg) "
        "| ![T](pictures/large.jpg){ width=300 } |\n"
    )
    edges = sorted(pictures(found.pdf))
    assert len(edges) == 3
    assert all(right - left > 70 for left, right in edges)
    assert all(
        right <= after for (_, right), (after, _) in zip(edges, [*edges[1:], (530, 0)], strict=True)
    )
    sizes = [int(each.get("cx")) for each in found.word.iter(qn("wp:extent"))]
    columns = [int(each.get(qn("w:w"))) for each in found.word.iter(qn("w:gridCol"))]
    for size, column in zip(sizes, [columns[0], *columns[2:]], strict=True):
        assert 1400 < size / 635 <= column


def test_a_wide_picture_in_a_line_is_no_wider_than_the_page(made: Callable[..., Forms]) -> None:
    found = made("Words ![W](pictures/large.jpg){ width=900 } in a line.\n")
    assert [right - left < 455 for left, right in pictures(found.pdf)] == [True]


def test_an_icon_in_a_table_is_as_small_as_it_is(made: Callable[..., Forms]) -> None:
    found = made("| a | b |\n| --- | --- |\n| ![I](pictures/tiny.png){ width=16 } | word |\n")
    [(left, right)] = pictures(found.pdf)
    assert round(right - left) == 12


# Headings -------------------------------------------------------------------------------------


def titles(data: bytes) -> list[str]:
    """The bookmarks of a PDF below its title."""
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        return [str(each.title) for top in outline.root for each in top.children]


HEADS = {
    "![A picture](pictures/tiny.png){ width=10 }": "A picture",
    "[![Led](pictures/tiny.png)](https://example.org/)": "Led",
    "![A picture](pictures/tiny.png)[^n]": "A picture",
    "[Elsewhere](#there)": "Elsewhere",
    "Words and [elsewhere](#there)[^n]": "Words and elsewhere",
    '<svg viewBox="0 0 9 9"><title>Drawn</title><path d="M0 0h9v9z"/></svg>': "Drawn",
    '<a class="claim-mark badge-came" href="#there">C1</a>': "C1",
}


@pytest.mark.parametrize(("head", "title"), HEADS.items(), ids=HEADS.values())
def test_a_heading_of_any_kind_has_its_words(
    made: Callable[..., Forms], head: str, title: str
) -> None:
    text = f"Before.\n{{ #there }}\n\n## {head}\n\nAfter.[^n]\n\n[^n]: The note.\n"
    found = made(text)
    assert titles(found.pdf) == [title]
    assert pdfs.problems(found.pdf) == []
    [shown] = [p for p in found.word.iter(qn("w:p")) if p.pPr.pStyle.val == "Heading2"]
    alternatives = "".join(each.get("descr") for each in shown.iter(qn("wp:docPr")))
    assert title in told(shown) + alternatives
    assert "<h2" in found.book


@pytest.mark.parametrize("head", ["[^n]", "![](pictures/tiny.png)", "&nbsp;", "<br>[^n]"])
def test_a_heading_without_words_is_a_paragraph(made: Callable[..., Forms], head: str) -> None:
    found = made(f"Before.\n\n## {head}\n\nAfter.[^n]\n\n[^n]: The note.\n")
    assert found.hold("Before After")
    assert found.hold("The note")
    assert titles(found.pdf) == []
    assert "<h2" not in found.book
    assert ("<img" in found.book) == ("img" in head or "!" in head)


@pytest.mark.parametrize("is_dossier", [False, True])
def test_what_is_led_to_in_a_heading_is_there_once(
    made: Callable[..., Forms], is_dossier: bool
) -> None:
    found = made(
        "Lead to [one](#hh), [two](#ss).\n\n## One[^n]{ #hh }\n\n## <span id='ss'>Two</span>[^n]\n\n"
        "Again.[^n]\n\n[^n]: The note.\n",
        is_dossier=is_dossier,
    )
    assert titles(found.pdf)[-2:] == ["One", "Two"]
    assert found.texts["pdf"].count("The note.") == 1
    with pikepdf.open(io.BytesIO(found.pdf)) as pdf:
        links = [a for page in pdf.pages for a in page.get("/Annots", []) if "/Dest" in a]
    assert len(links) >= 2
    assert len(re.findall('id="hh"', found.book)) == len(re.findall('id="ss"', found.book)) == 1
    assert {"hh", "ss"} <= {
        each.get(qn("w:name")).partition("_")[2] for each in found.word.iter(qn("w:bookmarkStart"))
    }


# Notes ----------------------------------------------------------------------------------------

NOTE = "\n\n[^n]: The note.\n"


@pytest.mark.parametrize("said", ["Said[^n] of it", "Said *it[^n]* all", "Said so[^n]"])
def test_a_mark_in_a_link_leaves_both(made: Callable[..., Forms], said: str) -> None:
    found = made(f"Here: [{said}](https://example.org/z).{NOTE}")
    words_ = re.findall("[a-z]+", said.removesuffix("[^n]").replace("[^n]", ""))
    assert found.hold(" ".join(words_))
    assert found.hold("The note")
    with pikepdf.open(io.BytesIO(found.pdf)) as pdf:
        told_ = [str(each.get("/Contents")) for each in pdf.pages[0].Annots]
    assert "Footnote 1" in told_
    [mark] = found.word.iter(qn("w:footnoteReference"))
    [link] = found.word.iter(qn("w:hyperlink"))
    assert link in mark.iterancestors()
    shown = re.findall(r'href="https://example.org/z">(.*?)</a>', found.book)
    assert re.findall("[a-z]+", re.sub("<[^>]*>", "", " ".join(shown))) == words_
    assert found.book.count('epub:type="noteref"') == found.book.count('epub:type="backlink"') == 1


def test_a_claim_in_a_link_leaves_the_link(made: Callable[..., Forms]) -> None:
    claim = '<a class="claim-mark badge-came" href="../c/#x">C1</a>'
    found = made(f'<a href="https://example.org/z">Said {claim} of it</a>\n')
    assert found.hold("Said C1 of it")
    assert "of it</a>" in found.book


def test_a_mark_in_a_note_leads_to_a_note_of_its_own(made: Callable[..., Forms]) -> None:
    found = made(
        "First.[^a] Second.[^c]\n\n[^a]: It has a table:\n\n    | head[^b] | of it[^c] |\n"
        "    | --- | --- |\n    | cell[^a] | text |\n\n[^b]: Below **it**.[^d]\n\n[^c]: Known.\n\n"
        "[^d]: Deeper [yet](https://example.org/).\n"
    )
    assert [mark.get(qn("w:id")) for mark in found.word.iter(qn("w:footnoteReference"))] == [
        *"1234"
    ]
    assert "First.,,,Second.3" in re.sub(r"\s", "", told(found.word))
    notes = {note.get(qn("w:id")): told(note) for note in found.notes}
    assert "head2" in notes["1"]
    assert "of it3" in notes["1"]
    assert "cell1" in notes["1"]
    assert (notes["2"].strip(), notes["3"].strip()) == ("Below it.4", "Known.")
    assert notes["4"].strip() == "Deeper yet."


def test_notes_at_the_end_are_one_series(made: Callable[..., Forms]) -> None:
    found = made(
        "One.[^n] [Two](https://example.org/two)[^m] [Two](https://example.org/two) "
        "[three](https://example.org/three).\n\n[^n]: The note.\n\n[^m]: Another.\n",
        is_short=True,
    )
    lines = found.texts["pdf"].splitlines()
    assert lines[2] == "One.1 Two2,3 Two2 three4."
    assert lines[4:] == [
        "1 The note.",
        "2 https://example.org/two",
        "3 Another.",
        "4 https://example.org/three",
    ]


def test_an_address_and_a_mark_are_two_numbers(made: Callable[..., Forms]) -> None:
    found = made(f"See [it](https://example.org/)[^n].{NOTE}")
    assert "See it1,2." in found.texts["pdf"]


# Lines ----------------------------------------------------------------------------------------


def test_what_is_said_of_a_character_stands_in_the_line(made: Callable[..., Forms]) -> None:
    ruby = "<ruby>漢<rt>kan</rt>字<rp>(</rp><rt>ji</rt><rp>)</rp></ruby>"
    found = made(f"Before {ruby} after.\n")
    assert "Before 漢 (kan)字 (ji) after." in found.texts["pdf"]
    assert "Before 漢 (kan)字 (ji) after." in found.texts["docx"]
    assert "<p>Before <ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby> after.</p>" in found.book


@pytest.mark.parametrize("name", ["big", "font", "acronym", "meter", "progress", "output", "x-own"])
def test_no_element_of_a_line_tears_it(made: Callable[..., Forms], name: str) -> None:
    texts = made(f"Before <{name}>within</{name}> after.\n").texts
    assert "Before within after." in texts["pdf"]
    assert "Before within after." in texts["docx"]
    assert "Before within after." in " ".join(texts["epub"].split())


@pytest.mark.parametrize(
    "html",
    [
        "<p hidden>Unseen</p>",
        "<div hidden><h2>Unseen</h2></div>",
        "<p>Words <span hidden>Unseen</span></p>",
        "<ul><li hidden>Unseen</li><li>item</li></ul>",
        "<dialog>Unseen</dialog>",
    ],
)
def test_what_the_page_does_not_show_is_not_printed(made: Callable[..., Forms], html: str) -> None:
    assert not [form for form, text in made(f"Seen.\n\n{html}\n").texts.items() if "Unseen" in text]


def bars(data: bytes) -> list[float]:
    """Where upright lines stand in a PDF, in points from the left."""
    return [
        round(left)
        for page in pypdfium2.PdfDocument(data)
        for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH], max_depth=9)
        for left, bottom, right, top in [each.get_bounds()]
        if right - left < 4 < top - bottom
    ]


BARRED = """> Quoted.

!!! note "Title"
    Boxed.

<div class="item"><p>Item.</p></div>

<div class="bottom-line"><p>Bottom.</p></div>
"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_bars_stand_where_lines_begin(made: Callable[..., Forms], language: str) -> None:
    text = f'<div dir="rtl" markdown>\n\n{BARRED}\n</div>\n'
    turned = bars(made(text, language="en").pdf)
    plain = bars(made(BARRED, language=language).pdf)
    assert len(turned) == len(plain) >= 4
    right = turned if language == "en" else [*turned, *plain]
    # The thin edge of the box stands on the other side.
    assert sum(place > 500 for place in right) >= len(right) - len(right) // 4
    assert language == "ar" or sum(place < 100 for place in plain) >= len(plain) - 1


def test_code_runs_from_left_to_right_wherever_it_stands(made: Callable[..., Forms]) -> None:
    found = made('<div dir="rtl" markdown>\n\n```python\nx = 1\n```\n\n</div>\n')
    [page] = pypdfium2.PdfDocument(found.pdf)
    text = page.get_textpage()
    left = text.get_charbox(text.get_text_range().index("x = 1"))[0]
    assert left < 100


# Word -----------------------------------------------------------------------------------------


def borders(body: Any) -> dict[str, int | None]:
    """Where the line beside each paragraph stands, in twips; that of a style is not its own."""
    found = {}
    for each in body.iter(qn("w:p")):
        side = each.find(f"{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:left')}")
        ind = each.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        left, hanging = (
            int(ind.get(qn(f"w:{key}"), "0")) if ind is not None else 0
            for key in ("left", "hanging")
        )
        space = None if side is None else int(side.get(qn("w:space"))) * 20
        found[told(each) or "".join(t.text for t in each.iter(qn("w:t")))] = (
            None if space is None else left - hanging - space
        )
    return found


WITHIN = "- item\n\n## Heading\n\n```\ncode\n```\n\nTerm\n:   meaning\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("> Words.\n>\n" + "".join(f"> {line}\n" for line in WITHIN.split("\n")), 420 - 200),
        ('!!! note "T"\n' + "".join(f"    {line}\n" for line in WITHIN.split("\n")), 240 - 160),
    ],
)
def test_all_in_a_quotation_or_a_box_stands_beside_its_line(
    made: Callable[..., Forms], text: str, place: int
) -> None:
    found = borders(made(text, "def_list").word)
    parts = {"item", "Heading", "code", "Term", "meaning"}
    assert {part: found[part] for part in parts} == dict.fromkeys(parts, place)


def test_lines_of_code_have_their_numbers_and_marks(made: Callable[..., Forms]) -> None:
    code = '```python linenums="9" hl_lines="2"\nalpha\nbeta\n```\n'
    found = made(code)
    [shown] = [p for p in found.word.iter(qn("w:p")) if "alpha" in "".join(p.itertext())]
    assert "".join(t.text for t in shown.iter(qn("w:t"))) == " 9  alpha10  beta"
    [marked] = [
        run for run in shown.iter(qn("w:r")) if run.find(f".//{qn('w:highlight')}") is not None
    ]
    assert [each.text for each in marked.iter(qn("w:t"))] == ["beta"]
