"""Documents for Word: read by python-docx and lxml, and opened by LibreOffice."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import docx
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.html import HtmlElement, fromstring

import pdfs
from conftest import BRIEF, ENGLISH, KITCHEN, Build, Built, project, taklimat
from taklimat.command.main import main
from taklimat.documents import word
from taklimat.documents.engine import DocumentError, Engine
from taklimat.documents.model import Asset, Document, Fact, Look, Part, TermNote
from taklimat.documents.word.ooxml import NAMESPACES
from taklimat.source.origin import Origin, Version
from taklimat.source.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = {key: value for key, value in NAMESPACES.items() if key != "xml"}
W = f"{{{NAMES['w']}}}"
DOT = (KITCHEN / "dot.png").read_bytes()
INLINE = set("a abbr cite code del em ins kbd mark q small span strong sub sup".split())
# The order in which the schema has what stands in properties (ECMA-376, part 1, annex A), as far as
# it is written here.
ORDERS = {
    "pPr": "pStyle keepNext keepLines widowControl numPr pBdr shd tabs suppressAutoHyphens bidi "
    "spacing ind jc outlineLvl",
    "rPr": "rStyle rFonts b bCs i iCs smallCaps strike noProof color sz szCs highlight u vertAlign "
    "rtl lang",
    "tblPr": "tblStyle bidiVisual tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan vMerge shd",
    "trPr": "cantSplit tblHeader",
    "sectPr": "headerReference footerReference pgSz pgMar titlePg",
    "style": "name basedOn next uiPriority qFormat pPr rPr tblPr tblStylePr",
}


class Opened:
    """A .docx, opened."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.docx = docx.Document(io.BytesIO(data))
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            self.parts = {name: packed.read(name) for name in packed.namelist()}
        self.body = etree.fromstring(self.parts["word/document.xml"])
        self.notes = etree.fromstring(self.parts["word/footnotes.xml"])

    def find(self, path: str, root: Any = None) -> list[Any]:
        """What XPath finds; a string as a list of it."""
        found: Any = (self.body if root is None else root).xpath(path, namespaces=NAMES)
        return found if isinstance(found, list) else [found]

    @property
    def paragraphs(self) -> list[tuple[str, str]]:
        """Style and text of each paragraph of the body, those in tables among them."""
        names = {style.style_id: style.name or "" for style in self.docx.styles}
        return [
            (
                names[(p.xpath("string(w:pPr/w:pStyle/@w:val)", namespaces=NAMES)) or "Normal"],
                text_of(p),
            )
            for p in self.find("//w:p")
        ]

    def styled(self, name: str) -> list[str]:
        return [text for style, text in self.paragraphs if style.casefold() == name.casefold()]

    @property
    def text(self) -> str:
        return " ".join(" ".join(text_of(p) for p in self.find("//w:p")).split())

    def note(self, number: int) -> str:
        [found] = self.find(f"//w:footnote[@w:id='{number}']", self.notes)
        return " ".join(" ".join(text_of(p) for p in found.iter(f"{W}p")).split())


def text_of(node: Any) -> str:
    """The text of a paragraph; breaks and tabs are white space, and codes of fields are none."""
    shown = {f"{W}br": "\n", f"{W}tab": "\t"}
    math = f"{{{NAMES['m']}}}t"
    noted = f"{W}footnoteReference"
    return "".join(
        (each.text or "")
        if each.tag in (f"{W}t", math)
        else each.get(f"{W}id")
        if each.tag == noted
        else shown.get(each.tag, "")
        for each in node.iter()
        if each.getparent().tag != f"{W}tabs"
    )


def document(html: str, **more: Any) -> Document:
    pictures = {"dot.png": Asset("docs/dot.png", DOT)}
    return Document(
        name="x", title="X", summary="What it says.", authors=("A Writer", "B Writer"),
        keywords=("one", "two"), label="Brief",
        parts=(Part("x.md", "x/", "X", html, (Origin("docs/x.md", ""),)),),
        terms=(), facts=(), version=Version("none", dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)),
        language="en", words=ENGLISH, address=None, asset=pictures.get,
        link=lambda url: f"https://site.example{url}",
    )  # fmt: skip


def document_with(html: str, **more: Any) -> Document:
    return replace(document(html), **more)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(Look("The Desk"), Store(tmp_path_factory.mktemp("engine")))


@pytest.fixture(scope="session")
def made(kitchen: Built) -> Opened:
    """The page that holds everything."""
    command = [sys.executable, "-m", "taklimat", "docx"]
    run = subprocess.run(command, cwd=kitchen.root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    folder = kitchen.root / ".taklimat/docx"
    assert [file.name for file in folder.iterdir()] == ["kitchen-sink.docx"]
    return Opened((folder / "kitchen-sink.docx").read_bytes())


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("\u00ad", ""))


# Everything a page may hold -------------------------------------------------------------------


def test_every_word_of_the_page_is_in_the_document_in_order(kitchen: Built, made: Opened) -> None:
    page: HtmlElement = fromstring(kitchen.read("kitchen-sink/index.html"))
    article = page.xpath("//article")[0]
    # What only the screen has, and what stands elsewhere or is said otherwise on paper.
    for element in article.xpath(
        './/*[contains(@class, "headerlink") or contains(@class, "downloads") or @class="footnote"'
        ' or @class="key-terms" or @class="cite-this" or contains(@class, "brief-facts")'
        ' or @class="linenos" or contains(@class, "footnote-ref") or @class="tabbed-labels"'
        ' or contains(@class, "badge") or contains(@class, "confidence")] | .//svg | .//input'
    ):
        element.drop_tree()
    for element in article.iter():
        if element.tag not in INLINE:
            element.tail = f" {element.tail or ''}"
    expected = words(article.text_content())
    assert len(expected) > 350
    # The number of a note stands right behind a word.
    rest = iter(word.rstrip("0123456789") or word for word in words(made.text))
    missing = [w for w in expected if (w.rstrip("0123456789") or w) not in rest]
    assert missing == []


def test_styles_are_named_as_words_own(made: Opened) -> None:
    used = {style for style, _ in made.paragraphs}
    assert {
        "Title", "Subtitle", "Heading 2", "Heading 3", "Quote", "Caption", "List Bullet",
        "List Number", "TOC Heading", "toc 2", "HTML Preformatted",
    } <= used  # fmt: skip
    assert made.styled("Title") == ["Everything a page may hold"]
    assert made.styled("Subtitle")[0].startswith("Each construct")
    assert made.styled("Quote") == ["A block quotation, over two lines.", "A nested quotation."]
    assert made.styled("Caption") == [
        "Table\u00a01. A table in HTML",
        "Figure\u00a01. The caption of a figure",
        "Figure\u00a02. Drawn in the page",
    ]
    for table in made.docx.tables:
        assert table.style is not None
        assert table.style.name == "Table Grid"


def test_no_level_of_headings_is_skipped(made: Opened) -> None:
    levels = [int(style[-1]) for style, _ in made.paragraphs if style.startswith("Heading ")]
    assert made.find("//w:p[w:pPr/w:outlineLvl/@w:val='0']/w:pPr/w:pStyle/@w:val") == ["Title"]
    assert levels
    assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False))


def test_judgements_have_a_heading_and_labelled_likelihood_and_confidence(made: Opened) -> None:
    at = made.paragraphs.index(("Heading 2", "Key judgements"))
    assert [text for _, text in made.paragraphs[at + 1 : at + 4]] == [
        "A judgement with stress on a word.1",
        "Likelihood: unlikely. Confidence: low.",
        "What would change our view: A page that holds more. We look again on 2 January 2027.",
    ]
    assert made.styled("Assessment")[1] == "Likelihood: almost certain. Confidence: high."


def test_each_picture_has_an_alternative_or_is_an_ornament(made: Opened) -> None:
    about = made.find("//wp:docPr")
    said = [each.get("descr") for each in about]
    assert said == [
        "A red square on white", "A small picture", "", "Another view of the square",
        "Drawn in the page. A word in a box",
    ]  # fmt: skip
    ornaments = [
        bool(each.findall(f".//{{{NAMES['adec']}}}decorative[@val='1']")) for each in about
    ]
    assert ornaments == [not words for words in said]
    assert len({each.get("id") for each in about}) == len(about)
    assert b"base64" not in made.parts["word/document.xml"]


def test_pictures_are_as_wide_as_the_page_says_and_no_wider_than_the_text(made: Opened) -> None:
    section = made.docx.sections[0]
    assert section.page_width
    assert section.left_margin
    assert section.right_margin
    room = section.page_width - section.left_margin - section.right_margin
    widths = [int(each.get("cx")) for each in made.find("//wp:inline/wp:extent")]
    assert max(widths) <= room
    assert widths[1] == 40 * 9525
    assert widths[-1] > room * 0.99


def test_heads_of_tables_are_marked_and_tables_as_wide_as_the_text(made: Opened) -> None:
    assert len(made.docx.tables) == 2
    for table in made.find("//w:tbl"):
        rows = table.findall(f"{W}tr")
        heads = [bool(made.find("w:trPr/w:tblHeader", row)) for row in rows]
        assert heads == [True] + [False] * (len(rows) - 1)
        assert made.find("w:tblPr/w:tblW/@w:type", table) == ["pct"]
        assert made.find("w:tblPr/w:tblW/@w:w", table) == ["5000"]
        assert made.find("w:tblPr/w:tblLook/@w:firstRow", table) == ["1"]
        assert all(made.find("w:trPr/w:cantSplit", row) for row in rows)
    assert made.find("//w:tblCaption/@w:val") == ["A table in HTML"]


def test_cells_span_as_on_the_page(made: Opened) -> None:
    table = made.docx.tables[1]
    grid = [[cell.text for cell in row.cells] for row in table.rows]
    assert grid == [["Wide head"] * 2, ["Row head", "Tall cell"], ["Low cell", "Tall cell"]]


def test_a_source_is_one_note_and_cited_again_by_its_number(made: Opened) -> None:
    notes = [int(note.get(f"{W}id")) for note in made.find("//w:footnote", made.notes)]
    marks = [int(id_) for id_ in made.find("//w:footnoteReference/@w:id")]
    assert notes == [-1, 0, 1, 2, 3, 4]
    assert marks == [1, 2, 3, 4]
    assert "A Source & Its Title" in made.note(1)
    assert made.note(3) == "Another note. It has a second paragraph."
    again = [text.split() for text in made.find("//w:instrText/text()") if "NOTEREF" in text]
    marked = set(made.find("//w:bookmarkStart/@w:name"))
    assert [code[1] for code in again] == ["_RefNote1", "_RefNote2", "_RefNote1"]
    assert {code[1] for code in again} <= marked
    assert (
        "A footnote follows.2 Here are two in a row.3,2 A source is cited4, and Writer1"
        in made.text
    )
    assert len(made.find("//w:footnote[@w:type]", made.notes)) == 2
    separators = made.find(
        "//w:footnotePr/w:footnote/@w:id", etree.fromstring(made.parts["word/settings.xml"])
    )
    assert separators == ["-1", "0"]


def test_contents_list_the_headings_and_lead_to_them(made: Opened) -> None:
    [code] = [text.strip() for text in made.find("//w:instrText/text()") if "TOC" in text]
    assert code == 'TOC \\o "2-3" \\h \\z'
    entries = [text for style, text in made.paragraphs if style in ("toc 2", "toc 3")]
    headings = [text for style, text in made.paragraphs if style in ("Heading 2", "Heading 3")]
    assert entries == headings
    assert made.find("//w:sdt//w:docPartGallery/@w:val") == ["Table of Contents"]


def test_fields_and_bookmarks_begin_and_end(made: Opened) -> None:
    kinds = made.find("//w:fldChar/@w:fldCharType")
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") > 3
    starts, ends = made.find("//w:bookmarkStart/@w:id"), made.find("//w:bookmarkEnd/@w:id")
    assert sorted(starts) == sorted(ends) == sorted(set(starts))
    marked = made.find("//w:bookmarkStart/@w:name")
    assert len(set(marked)) == len(marked)
    assert all(re.fullmatch(r"[A-Za-z_]\w{0,39}", name) for name in marked)
    assert set(made.find("//w:hyperlink/@w:anchor")) <= set(marked)


def test_head_and_foot_say_where_one_is(made: Opened) -> None:
    section = made.docx.sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == "Kitchen\tPolicy brief"
    assert section.header.paragraphs[0].text == "Kitchen\tEverything a page may hold"
    for foot in (section.footer, section.first_page_footer):
        root = foot.paragraphs[0]._p
        assert "".join(text_of(root).split("\t")[1:]) == "Page 1 of 1"
        codes = [text.strip() for text in root.xpath(".//w:instrText/text()")]
        assert codes == ["PAGE", "NUMPAGES"]
        assert foot.paragraphs[0].text.startswith("https://site.example/kitchen-sink/")


def test_links_lead_where_they_led_on_the_site(made: Opened) -> None:
    rels = [
        rel.target_ref
        for part in made.docx.part.package.iter_parts()
        for rel in part.rels.values()
        if rel.is_external
    ]
    assert set(rels) == {
        "https://example.org/far/away", "mailto:writer@example.org", "https://example.net/note",
        "https://site.example/", "https://site.example/#here", "https://site.example/data.json",
        "https://example.com/source?a=1&b=2",
    }  # fmt: skip
    near = {text_of(link) for link in made.find("//w:hyperlink[@w:anchor]")}
    assert {"PSI", "explicit term", "linked", "the anchor", "the lists"} <= near


def test_properties_say_what_the_document_is(made: Opened) -> None:
    core = made.docx.core_properties
    assert core.title == "Everything a page may hold"
    assert core.author == "First Author; Second Author"
    assert core.subject.startswith("Each construct")
    assert core.keywords == "testing, typesetting"
    assert core.language == "en-GB"
    assert core.last_modified_by == core.comments == ""
    assert core.created == core.modified
    assert "docProps/thumbnail.jpeg" not in made.parts


def test_languages_are_those_of_the_words(made: Opened) -> None:
    styles = etree.fromstring(made.parts["word/styles.xml"])
    assert made.find("//w:docDefaults//w:lang/@w:val", styles) == ["en-GB"]
    [korean] = [run for run in made.find("//w:r") if text_of(run) == "한국어"]
    assert made.find("w:rPr/w:lang/@w:eastAsia", korean) == ["ko"]
    [arabic] = [run for run in made.find("//w:r") if text_of(run) == "العربية"]
    assert made.find("w:rPr/w:rtl", arabic)


def test_properties_stand_in_the_order_of_the_schema(made: Opened) -> None:
    parts = [name for name in made.parts if name.startswith("word/") and name.endswith(".xml")]
    assert {"word/document.xml", "word/styles.xml", "word/numbering.xml"} <= set(parts)
    for name in parts:
        for kind, order in ORDERS.items():
            ranks = {f"{W}{tag}": rank for rank, tag in enumerate(order.split())}
            for node in etree.fromstring(made.parts[name]).iter(f"{W}{kind}"):
                found = [ranks[child.tag] for child in node if child.tag in ranks]
                assert found == sorted(found), (name, [child.tag for child in node])
                assert kind == "style" or all(child.tag in ranks for child in node), list(node)


def test_parts_are_typed_and_related(made: Opened) -> None:
    types = made.parts["[Content_Types].xml"].decode()
    for name in made.parts:
        if not name.endswith(".rels") and name != "[Content_Types].xml":
            suffix = name.rpartition(".")[2]
            assert f'"/{name}"' in types or f'Extension="{suffix}"' in types, name
    assert not any("vba" in name.lower() or "macro" in name.lower() for name in made.parts)


# Constructs, one by one -----------------------------------------------------------------------


def opened(engine: Engine, html: str, **more: Any) -> Opened:
    return Opened(word.make(document_with(html, **more), engine))


def numbers(found: Opened) -> Iterator[tuple[str, str]]:
    """Each paragraph of a list, with the number that Word shows before it."""
    root = etree.fromstring(found.parts["word/numbering.xml"])
    counts: dict[tuple[str, str], int] = {}
    for p in found.find("//w:p[w:pPr/w:numPr]"):
        [list_] = found.find("w:pPr/w:numPr/w:numId/@w:val", p)
        [level] = found.find("w:pPr/w:numPr/w:ilvl/@w:val", p)
        [start] = found.find(f"//w:num[@w:numId='{list_}']", root)
        kind = start.xpath("string(w:abstractNumId/@w:val)", namespaces=NAMES)
        [shown] = found.find(
            f"string(//w:abstractNum[@w:abstractNumId='{kind}']/w:lvl[@w:ilvl='{level}']/w:numFmt/@w:val)",
            root,
        )
        begins = start.xpath("string(w:lvlOverride/w:startOverride/@w:val)", namespaces=NAMES)
        count = counts.get((list_, level), int(begins or 1) - 1) + 1
        counts[list_, level] = count
        yield ("•" if shown == "bullet" else f"{count} {shown}"), text_of(p)


def test_lists_have_the_numbers_of_the_page(engine: Engine) -> None:
    found = opened(
        engine,
        "<ol><li>a<li>b<ol><li>c<li>d</ol><li>e</ol><p>x</p><ol start=5><li>f<li value=9>g<li>h</ol>"
        "<ol reversed><li>i<li>j</ol><ol type=a><li>k</ol><ul><li>l<ul><li>m</ul></ul>",
    )
    assert list(numbers(found)) == [
        ("1 decimal", "a"), ("2 decimal", "b"), ("1 decimal", "c"), ("2 decimal", "d"),
        ("3 decimal", "e"), ("5 decimal", "f"), ("9 decimal", "g"), ("10 decimal", "h"),
        ("2 decimal", "i"), ("1 decimal", "j"), ("1 lowerLetter", "k"), ("•", "l"), ("•", "m"),
    ]  # fmt: skip


def test_numbers_that_word_cannot_count_are_written(engine: Engine) -> None:
    found = opened(engine, "<ol start=-1><li>a<li>b<li>c</ol>")
    assert found.styled("List Number") == ["-1. a", "0. b", "1. c"] or "-1. a" in found.text
    assert "-1. a" in found.text


def test_an_item_has_one_number_however_many_blocks(engine: Engine) -> None:
    html = "<ol><li><p>a</p><p>b</p><pre>c</pre></li><li><table><tr><td>d</table></li></ol>"
    found = opened(engine, html)
    assert list(numbers(found)) == [("1 decimal", "a"), ("2 decimal", "")]


NOTES = (
    "<div class=footnote><ol><li id='fn:a'><p>Note a. <a href='https://example.org/a'>there</a></p>"
    "<li id='fn:b'><p>Note b.</p><ul><li>with a list</ul></ol></div>"
)


def mark(key: str) -> str:
    return f"<sup><a class=footnote-ref href='#fn:{key}'>1</a></sup>"


@pytest.mark.parametrize(
    "html",
    [
        f"<h2>Why{mark('a')}</h2><p>So.</p>",
        f"<table><tr><th>Head{mark('a')}<tr><td>Cell</table>",
        f"<table><caption>Below{mark('a')}</caption><tr><td>Cell</table>",
        f"<ul><li>Item{mark('a')}</ul>",
        f"<figure><img src='../dot.png' alt='A dot'><figcaption>C{mark('a')}</figcaption></figure>",
        f"<div class=admonition><p class=admonition-title>T{mark('a')}</p><p>Text</p></div>",
    ],
)
def test_notes_stand_wherever_their_marks_do(engine: Engine, html: str) -> None:
    found = opened(engine, f"{html}<p>Again.{mark('a')} Another.{mark('b')}</p>{NOTES}")
    assert found.find("//w:footnoteReference/@w:id") == ["1", "2"]
    assert found.note(1) == "Note a. there"
    assert found.note(2) == "Note b. with a list"
    rels = etree.fromstring(found.parts["word/_rels/footnotes.xml.rels"])
    assert [rel.get("Target") for rel in rels] == ["https://example.org/a"]
    assert "[" not in "".join(text for style, text in found.paragraphs if style.startswith("toc"))


def test_code_keeps_its_lines_and_spaces(engine: Engine) -> None:
    found = opened(engine, "<pre><code>a\n    b  c\n\n\td</code></pre>")
    assert found.styled("HTML Preformatted") == ["a\n    b  c\n\n\td"]


def test_tabs_and_boxes_have_titles(engine: Engine) -> None:
    found = opened(
        engine,
        "<div class=tabbed-set><div class=tabbed-labels><label>One</label><label>Two</label></div>"
        "<div class=tabbed-content><div><p>First.</p></div><div><p>Second.</p></div></div></div>"
        "<details><summary>More</summary><p>What was folded.</p></details>",
    )
    assert [text for _, text in found.paragraphs][1:7] == [
        "One", "First.", "Two", "Second.", "More", "What was folded.",
    ]  # fmt: skip
    assert found.styled("Box Title") == ["More"]
    assert found.styled("Box") == ["What was folded."]


def test_definitions_stand_below_their_terms(engine: Engine) -> None:
    found = opened(engine, "<dl><dt>T</dt><dd>One.</dd><dd><p>Two.</p></dd></dl>")
    assert found.paragraphs[1:] == [
        ("Definition Term", "T"), ("Definition", "One."), ("Definition", "Two."),
    ]  # fmt: skip


def test_terms_stand_at_the_end_and_are_led_to(engine: Engine) -> None:
    origin = (Origin("glossary/a.md", ""),)
    terms = (
        TermNote("vx", "VX", "<p>A nerve agent.</p>", "glossary/vx.md", "glossary/vx/", origin),
        TermNote("kim", "Kim", "<p>A man.</p>", "glossary/kim.md", "g/kim/", origin, is_name=True),
    )
    found = opened(engine, "<p>By <a data-term=vx href='../glossary/vx/'>it</a>.</p>", terms=terms)
    assert [text for _, text in found.paragraphs][2:] == [
        "Terms", "VX", "A nerve agent.", "People and organisations", "Kim", "A man.",
    ]  # fmt: skip
    [anchor] = found.find("//w:hyperlink/@w:anchor")
    [start] = found.find(f"//w:bookmarkStart[@w:name='{anchor}']")
    assert text_of(start.getparent()) == "VX"


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "file:///etc/passwd", "data:text/html,x",
        "//evil.example/x", "http://[", "smb://host/x", "ftp://example.org/x", "vbscript:x",
        "\\\\host\\share", " javascript:x",
    ],
)  # fmt: skip
def test_links_of_other_schemes_are_words(engine: Engine, href: str) -> None:
    found = opened(engine, f'<p>A <a href="{href}">word</a>.</p>')
    targets = [
        urlsplit(rel.target_ref).scheme
        for part in found.docx.part.package.iter_parts()
        for rel in part.rels.values()
        if rel.is_external
    ]
    assert set(targets) <= {"https"}
    assert "A word." in found.text


def test_addresses_are_such_as_word_can_read(engine: Engine) -> None:
    found = opened(engine, "<p><a href='https://example.org/ä b?q=\"x\"&y={z}'>w</a></p>")
    [target] = [r.target_ref for r in found.docx.part.rels.values() if r.is_external]
    assert target == "https://example.org/%C3%A4%20b?q=%22x%22&y=%7Bz%7D"


def test_text_from_right_to_left_runs_so(engine: Engine) -> None:
    html = "<p dir=rtl lang=ar>سلام <span lang=en dir=ltr>peace</span></p><p lang=zh>和平</p>"
    found = opened(engine, html)
    assert found.find("//w:p[w:pPr/w:bidi]//w:r[w:rPr/w:rtl]/w:rPr/w:lang/@w:bidi") == ["ar"]
    assert found.find("//w:r[w:t='peace']/w:rPr/w:lang/@w:val") == ["en"]
    assert found.find("//w:r[w:t='和平']/w:rPr/w:lang/@w:eastAsia") == ["zh"]
    turned = opened(engine, "<p>سلام</p>", language="ar")
    assert len(turned.find("//w:p[w:pPr/w:bidi]")) == len(turned.find("//w:body/w:p"))


def test_equations_are_words_own(engine: Engine) -> None:
    math = (
        "<mrow><mi>x</mi><mo>=</mo><mfrac><mrow><mo>−</mo><mi>b</mi></mrow><msqrt><mi>a</mi></msqrt>"
        "</mfrac></mrow><msubsup><mi>y</mi><mn>1</mn><mn>2</mn></msubsup><mroot><mi>z</mi><mn>3</mn>"
        "</mroot><munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover><mi>sin</mi>"
        "<mover><mi>v</mi><mo>→</mo></mover><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd>"
        "</mtr></mtable><mfenced><mi>p</mi><mi>q</mi></mfenced><menclose notation=box><mi>r</mi>"
        "</menclose><mtext>if so</mtext><mstyle><mi>s</mi></mstyle><munknown><mi>t</mi></munknown>"
    )
    inline = opened(engine, f"<p>So <math alttext='x'>{math}</math> is it.</p>")
    tags = {etree.QName(each).localname for each in inline.find("//m:oMath//*")}
    assert {
        "f", "rad", "sSubSup", "nary", "acc", "m", "d", "borderBox", "nor", "num", "den", "deg",
    } <= tags  # fmt: skip
    assert not inline.find("//m:oMathPara")
    said = "".join(inline.find("//m:t/text()"))
    assert "".join(re.findall(r"<m(?:i|n|text)[^>]*>([^<]+)<", math)) == re.sub(
        "[=−]", "", said
    ).replace("3z", "z3")
    shown = opened(engine, f"<p>So</p><math display=block>{math}</math><p>is it.</p>")
    assert len(shown.find("//w:p/m:oMathPara/m:oMath")) == 1
    empty = opened(engine, "<p>So <math alttext='a over b'></math> is it.</p>")
    assert "So a over b is it." in empty.text


def test_rows_and_columns_that_reach_too_far_make_a_whole_table(engine: Engine) -> None:
    html = (
        "<table><tr><td rowspan=9 colspan=2>a<td>b<tr><td colspan=70>c<tr><td rowspan=2>d<td>e"
        "<tr></table>"
    )
    found = opened(engine, html)
    for table in found.find("//w:tbl"):
        columns = len(found.find("w:tblGrid/w:gridCol", table))
        for row in table.findall(f"{W}tr"):
            cells = row.findall(f"{W}tc")
            spans = [found.find("w:tcPr/w:gridSpan/@w:val", cell) or ["1"] for cell in cells]
            assert sum(int(span) for [span] in spans) == columns
    for cell in found.find("//w:tc"):
        assert cell[-1].tag == f"{W}p"


def test_tables_in_tables_and_in_a_row_stay_apart(engine: Engine) -> None:
    found = opened(
        engine, "<table><tr><td><table><tr><td>in</table></table><table><tr><td>next</table>"
    )
    for table in found.find("//w:tbl"):
        assert table.getnext() is not None
        assert table.getnext().tag == f"{W}p"


def test_a_picture_that_is_shown_twice_is_kept_once(engine: Engine) -> None:
    picture = "<p><img src='../dot.png' alt='A dot'></p>"
    found = opened(engine, picture * 2)
    assert len([name for name in found.parts if name.startswith("word/media/")]) == 1
    assert len(found.find("//pic:pic")) == 2


@pytest.mark.parametrize(
    ("html", "says"),
    [
        ("<p><img src='../dot.png'></p>", "a picture without words"),
        ("<p><svg viewBox='0 0 1 1'><path d='M0 0'/></svg></p>", "an SVG without words"),
        ("<p><img src='../bad.png' alt='A'></p>", "a picture that can't be read"),
    ],
)
def test_what_is_wrong_with_a_picture_is_told(engine: Engine, html: str, says: str) -> None:
    pictures = {"dot.png": Asset("docs/dot.png", DOT), "bad.png": Asset("docs/bad.png", b"bad")}
    with pytest.raises(DocumentError, match=says):
        word.make(document_with(html, asset=pictures.get), engine)


def test_the_same_document_has_the_same_bytes(engine: Engine) -> None:
    html = f"<p>Text{mark('a')} <img src='../dot.png' alt='A dot'></p><ol><li>x</ol>{NOTES}"
    first, second = (word.make(document(html), engine) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_paper_and_colours_are_those_of_the_settings(tmp_path: Path) -> None:
    look = Look("Desk", "letter", ink="#123456")
    found = Opened(word.make(document("<h2>H</h2>"), Engine(look, Store(tmp_path))))
    section = found.docx.sections[0]
    assert section.page_width is not None
    assert round(section.page_width.inches, 1) == 8.5
    heading: Any = found.docx.styles["Heading 2"]
    assert str(heading.font.color.rgb) == "123456"


def test_the_logo_stands_in_the_head_of_the_first_page(tmp_path: Path) -> None:
    look = Look("Desk", logo="dot.png")
    found = Opened(word.make(document("<p>x</p>"), Engine(look, Store(tmp_path))))
    head = etree.fromstring(found.parts["word/header-first.xml"])
    assert len(found.find("//pic:pic", head)) == len(found.find("//adec:decorative", head)) == 1
    assert not found.find("//pic:pic", etree.fromstring(found.parts["word/header-default.xml"]))


def test_a_table_with_more_columns_than_word_has_is_told(engine: Engine) -> None:
    with pytest.raises(DocumentError, match="more columns than Word can have, 63") as raised:
        word.make(document("<table><tr>" + "<td>a" * 64 + "</table>"), engine)
    assert raised.value.problem.code == "D05"


def test_facts_stand_below_the_title(engine: Engine) -> None:
    part = replace(
        document("<h1>T</h1><p>x</p>").parts[0], facts=(Fact("By", "A"), Fact("On", "B"))
    )
    found = Opened(word.make(document_with("", parts=(part,)), engine))
    assert [text for _, text in found.paragraphs][:2] == ["T", "By: A · On: B"]


# Hostile and broken text ----------------------------------------------------------------------

BITS = st.sampled_from(
    [
        "<p>", "</p>", "<ul><li>", "<ol reversed><li value=7>", "</ol>", "<table>", "<tr>", "<td rowspan=3>",
        "<th colspan=0>", "</table>", "<h2>", "<h6>", "</h2>", "<pre>", "<blockquote>", "<dl><dt>", "<dd>",
        "<details>", "<summary>", "<figure>", "<figcaption>", "<math>", "<mfrac>", "<msub>", "<munder><mo>∑",
        "<mtable>", "<mmultiscripts>", "<a href='#x'>", "<b id=x>", "<i lang=ar>", "<br>", "<hr>", "</div>",
        "<div class=admonition>", "<p class=admonition-title>", "<div class=tabbed-set>", "<code>",
        mark("a"), "<img src='../dot.png' alt=''>", "<input type=checkbox>", "<caption>", "<sup>", "<svg>",
    ]
)  # fmt: skip


@given(st.lists(BITS | st.text(max_size=8), max_size=40).map("".join))
@settings(max_examples=120, deadline=None)
def test_any_text_makes_a_document_that_opens(engine: Engine, html: str) -> None:
    try:
        found = Opened(word.make(document(html + NOTES), engine))
    except DocumentError as error:
        assert error.problem.code in ("D03", "D05", "S13")  # noqa: PT017
        return
    assert found.find("//w:body/*[last()]")[0].tag == f"{W}sectPr"
    for cell in found.find("//w:tc"):
        assert cell[-1].tag == f"{W}p"
    starts = [
        *found.find("//w:bookmarkStart/@w:name"),
        *found.find("//w:bookmarkStart/@w:name", found.notes),
    ]
    assert set(found.find("//w:hyperlink/@w:anchor")) <= set(starts)
    assert len(starts) == len(set(starts))


@given(st.text(max_size=60))
@settings(max_examples=80, deadline=None)
def test_any_title_is_a_title(engine: Engine, title: str) -> None:
    made = word.make(
        document_with("<p>x</p>", title=title, summary=title, authors=(title,)), engine
    )
    core = Opened(made).docx.core_properties
    assert core.language == "en-GB"


# The owner's document -------------------------------------------------------------------------


def reference(text: str = "Text of the owner's.") -> Any:
    """A .docx as an owner may have one."""
    own = docx.Document()
    own.add_paragraph(text)
    own.sections[0].left_margin = docx.shared.Cm(4)
    own.sections[0].header.paragraphs[0].text = "The owner's head"
    own.styles["Title"].font.name = "Georgia"
    return own


def saved(own: Any) -> bytes:
    data = io.BytesIO()
    own.save(data)
    return data.getvalue()


def test_styles_margins_head_and_foot_of_a_reference_win_and_its_text_goes(engine: Engine) -> None:
    given_ = Asset("house.docx", saved(reference()))
    found = Opened(word.make(document("<h2>H</h2><ol><li>x</ol><p>y</p>"), engine, given_))
    title: Any = found.docx.styles["Title"]
    assert title.font.name == "Georgia"
    section = found.docx.sections[0]
    assert section.left_margin is not None
    assert round(section.left_margin.cm, 1) == 4.0
    assert section.header.paragraphs[0].text == "The owner's head"
    assert "Page 1 of 1" in text_of(section.footer.paragraphs[0]._p)
    assert "owner" not in found.text
    assert {"Title", "Heading 2", "List Number"} <= {style for style, _ in found.paragraphs}
    assert list(numbers(found)) == [("1 decimal", "x")]
    assert found.docx.core_properties.author == "A Writer; B Writer"


def test_styles_are_found_by_name_in_whatever_language_word_spoke(engine: Engine) -> None:
    own = reference()
    own.styles["Heading 2"].element.set(f"{W}styleId", "berschrift2")
    found = Opened(word.make(document("<h2>H</h2>"), engine, Asset("h.docx", saved(own))))
    assert found.find("//w:p[w:r/w:t='H']/w:pPr/w:pStyle/@w:val") == ["berschrift2"]


def changed(data: bytes, **parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, old.read(name)))
        for name, content in parts.items():
            new.writestr(name, content)
    return made.getvalue()


def linked(kind: str, target: str) -> bytes:
    own = reference()
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    own.sections[0].header.part.relate_to(target, f"{base}/{kind}", is_external=True)
    return saved(own)


PLAIN = saved(reference())
with zipfile.ZipFile(io.BytesIO(PLAIN)) as _packed:
    TYPES = _packed.read("[Content_Types].xml")
    STYLES = _packed.read("word/styles.xml")
BOMB = io.BytesIO()
with zipfile.ZipFile(BOMB, "w", zipfile.ZIP_DEFLATED) as _bomb:
    _bomb.writestr("word/document.xml", b" " * 60_000_000)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no whole zip file"),
        (b"PK\x03\x04broken", "no whole zip file"),
        (PLAIN[:-200], "no whole zip file"),
        (b"x" * 5_000_001, "more than 5 MB"),
        (BOMB.getvalue(), "too large when it is unpacked"),
        (changed(PLAIN, **{"word/vbaProject.bin": b"x"}), "holds a program"),
        (changed(PLAIN, **{"word/embeddings/oleObject1.bin": b"x"}), "holds a program"),
        (
            changed(
                PLAIN,
                **{
                    "[Content_Types].xml": TYPES.replace(
                        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main",
                        b"vnd.ms-word.document.macroEnabled.main",
                    )
                },
            ),
            "may hold macros",
        ),
        (changed(PLAIN, **{"word/styles.xml": STYLES[:-20]}), "broken XML"),
        (
            changed(
                PLAIN,
                **{
                    "word/styles.xml": STYLES.replace(b"?>", b"?><!DOCTYPE x [<!ENTITY a 'b'>]>", 1)
                },
            ),
            "document type",
        ),
        (linked("image", "https://evil.example/x.png"), "leads to a file or page outside"),
        (linked("attachedTemplate", "file:///C:/x.dotm"), "leads to a file or page outside"),
        (linked("hyperlink", "file:///C:/x.exe"), "leads to a file or page outside"),
        (changed(PLAIN, **{"word/document.xml": b"<a/>"}), "can't be read"),
    ],
)
def test_a_reference_that_could_do_harm_is_refused(engine: Engine, data: bytes, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as raised:
        word.make(document("<p>x</p>"), engine, Asset("house.docx", data))
    assert raised.value.problem.code == "D08"
    assert raised.value.problem.path == "house.docx"


def test_a_head_may_hold_links_to_click(engine: Engine) -> None:
    given_ = Asset("house.docx", linked("hyperlink", "https://example.org/"))
    assert word.make(document("<p>x</p>"), engine, given_)


# With a site ----------------------------------------------------------------------------------


def test_a_site_may_offer_its_pages_for_word(build: Build) -> None:
    built = build({}, extra={"taklimat": {"pdf": {"docx": True}}})
    assert built.exit_code == 0, built.output
    page: HtmlElement = fromstring(built.read("brief/index.html"))
    offered = page.xpath('//a[@class="download"]')
    assert [link.get("href") for link in offered] == [
        "../pdf/brief.pdf", "../pdf/brief.docx", "../pdf/dossier.pdf", "../pdf/dossier.epub",
    ]  # fmt: skip
    assert offered[1].get("type").endswith("wordprocessingml.document")
    assert "Word" in offered[1].text_content()
    assert Opened((built.site / "pdf/brief.docx").read_bytes()).styled("Title")
    assert not (built.site / "pdf/dossier.docx").exists()
    (built.root / "docs/brief.md").write_text(BRIEF.replace("VX again", "VX once more"))
    result = CliRunner().invoke(main, ["pdf", "-f", str(built.root / "mkdocs.yml")])
    assert result.exit_code == 0, result.output
    assert "VX once more" in Opened((built.site / "pdf/brief.docx").read_bytes()).text


def test_a_site_offers_none_unless_asked(build: Build) -> None:
    built = build({}, extra={"taklimat": {"pdf": {}}})
    assert not list(built.site.rglob("*.docx"))


def test_the_reference_of_the_settings_is_used(tmp_path: Path) -> None:
    root = project(tmp_path, {"house.docx": PLAIN}, pdf={"reference": "house.docx"})
    run = taklimat(root, "docx")
    assert run.exit_code == 0, run.output
    [file] = (root / ".taklimat/docx").iterdir()
    header = docx.Document(str(file)).sections[0].header
    assert header.paragraphs[0].text == "The owner's head"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("gone.docx", "`pdf: reference: gone.docx` is no file"),
        ("../elsewhere.docx", "a file that stands outside of the project"),
    ],
)
def test_a_reference_that_is_not_there_is_told(tmp_path: Path, path: str, says: str) -> None:
    (tmp_path / "elsewhere.docx").write_bytes(PLAIN)
    root = tmp_path / "site"
    root.mkdir()
    run = taklimat(project(root, pdf={"reference": path}), "docx")
    assert run.exit_code == 1
    assert says in run.output


def test_the_boxes_of_a_list_of_tasks_show_in_word(build: Build) -> None:
    body = BRIEF.split("## First")[0] + "- [x] a thing done\n- [ ] a thing to do\n"
    built = build(
        {"docs/brief.md": body},
        extra={"taklimat": {"pdf": {}}},
        markdown_extensions=["pymdownx.tasklist"],
    )
    result = CliRunner().invoke(main, ["docx", "-f", str(built.root / "mkdocs.yml")])
    assert result.exit_code == 0, result.output
    found = Opened((built.root / ".taklimat/docx/brief.docx").read_bytes())
    assert "☑ a thing done ☐ a thing to do" in found.text


# LibreOffice ----------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_with_all_its_words(made: Opened, tmp_path: Path) -> None:
    file = tmp_path / "made.docx"
    file.write_bytes(made.data)
    command = [
        "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
        "--convert-to", "pdf", "--outdir", str(tmp_path), str(file),
    ]  # fmt: skip
    environment = {"HOME": str(tmp_path), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    subprocess.run(command, env=environment, capture_output=True, check=True, timeout=180)
    data = (tmp_path / "made.pdf").read_bytes()
    text = " ".join(pdfs.text_of(data).split())
    for phrase in (
        "Everything a page may hold", "Contents", "Key judgements", "Likelihood: unlikely. Confidence: low.",
        "A footnote follows.2 Here are two in a row.3,2", "nested gamma", "Careful now",
        "A nested quotation.", "Tall cell", "The caption of a figure", "The last words of the page",
        "Terms", "A nerve agent.", "The note’s own text",
    ):  # fmt: skip
        assert phrase in text, phrase
    feet = pdfs.feet(data)
    assert [foot.endswith(f"Page {n} of {len(feet)}") for n, foot in enumerate(feet, 1)] == [
        True
    ] * len(feet)
