"""Briefs as .docx, for desks that edit: opened by other programs, and looked through."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from conftest import ENGLISH
from taklimat.documents import word
from taklimat.documents.engine import Engine
from taklimat.documents.model import Document, Look, Part
from taklimat.source.origin import Origin, Version
from torture import GONE, article_of, built_in, first_missing, words

if TYPE_CHECKING:
    from conftest import Build, Built

LIBREOFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def torture(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The pages that hold the worst, each as .docx."""
    built = built_in(tmp_path_factory.mktemp("torture"))
    command = [sys.executable, "-m", "taklimat", "docx"]
    run = subprocess.run(command, cwd=built.root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return built


def opened(built: Built, name: str) -> Any:
    return docx.Document(str(built.root / f".taklimat/docx/{name}.docx"))


def text_in(root: Any) -> str:
    """The words of a part, and what fields and breaks are."""
    return "\n".join(
        "".join(each.text or "" for each in paragraph.iter(qn("w:t"), qn("m:t")))
        for paragraph in root.iter(qn("w:p"))
    )


def notes_of(file: Any) -> Any:
    (part,) = (rel.target_part for rel in file.part.rels.values() if "footnotes" in rel.reltype)
    return etree.fromstring(part.blob)


NAMES = ["code", "lists", "maths", "notes", "pictures", "scripts", "tables", "titles", "words"]


@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_there_in_order(torture: Built, name: str) -> None:
    article = article_of(torture, name)
    for element in article.xpath(GONE):
        if element.getparent() is not None:
            element.drop_tree()
    assert first_missing(words(article), text_in(opened(torture, name).element.body)) is None


@pytest.mark.parametrize("name", NAMES)
def test_every_note_is_there_once(torture: Built, name: str) -> None:
    file, article = opened(torture, name), article_of(torture, name)
    notes = [note for note in notes_of(file) if note.get(qn("w:type")) is None]
    marks = [int(m.get(qn("w:id"))) for m in file.element.iter(qn("w:footnoteReference"))]
    assert marks == sorted({int(note.get(qn("w:id"))) for note in notes})
    text = text_in(notes_of(file))
    for note in article.xpath('.//div[@class="footnote"]//li[starts-with(@id, "fn:")]'):
        for gone in note.xpath('.//*[contains(@class, "footnote-") or local-name()="math"]'):
            gone.drop_tree()
        # A note that only another note has is told within that.
        assert first_missing(words(note), text) is None, note.text_content()


@pytest.mark.parametrize("name", NAMES)
def test_its_parts_are_as_readers_of_screens_need_them(torture: Built, name: str) -> None:
    file = opened(torture, name)
    body = file.element.body
    levels = [
        int(style[-1])
        for style in (p.style.name for p in file.paragraphs)
        if style.startswith("Heading ")
    ]
    assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False))
    for about in body.iter(qn("wp:docPr")):
        assert about.get("descr") or "decorative" in etree.tostring(about).decode()
        assert not (about.get("descr") or "").startswith("data:")
    for table in body.iter(qn("w:tbl")):
        width = len(table.find(qn("w:tblGrid")))
        for row in table.iter(qn("w:tr")):
            spans = [cell.find(f".//{qn('w:gridSpan')}") for cell in row.iter(qn("w:tc"))]
            assert sum(int(s.get(qn("w:val"))) if s is not None else 1 for s in spans) == width
    ids = [mark.get(qn("w:id")) for mark in file.element.iter(qn("w:bookmarkStart"))]
    assert len(ids) == len(set(ids))
    named = {mark.get(qn("w:name")) for mark in file.element.iter(qn("w:bookmarkStart"))}
    leads = {link.get(qn("w:anchor")) for link in file.element.iter(qn("w:hyperlink"))}
    assert leads - {None} <= named


def test_heads_of_tables_are_marked_and_repeated(torture: Built) -> None:
    tables = opened(torture, "tables").tables
    heads = [len(list(table._tbl.iter(qn("w:tblHeader")))) for table in tables]
    assert len(heads) >= 7
    assert set(heads) == {1}
    assert all(table.style.name == "Table Grid" for table in tables)


def test_lists_have_their_own_numbers(torture: Built) -> None:
    file = opened(torture, "lists")
    text = text_in(file.element.body)
    assert re.search(r"3\.countdown three\n2\.countdown two\n1\.countdown one", text)
    root = file.part.numbering_part.element
    forms = {each.get(qn("w:val")) for each in root.iter(qn("w:numFmt"))}
    assert {"bullet", "decimal", "lowerLetter", "upperRoman"} <= forms


def test_formulas_are_equations(torture: Built) -> None:
    body = opened(torture, "maths").element.body
    assert len(list(body.iter(qn("m:oMathPara")))) == 3
    kinds = {each.tag for each in body.iter() if isinstance(each.tag, str)}
    assert {qn(f"m:{kind}") for kind in ("f", "rad", "nary", "d", "m", "sSup")} <= kinds


def test_languages_are_told(torture: Built) -> None:
    file = opened(torture, "scripts")
    told = {
        value for lang in file.element.body.iter(qn("w:lang")) for value in lang.attrib.values()
    }
    assert {"ko", "ar"} <= told
    assert list(file.element.body.iter(qn("w:bidi")))
    (default,) = file.styles.element.iter(qn("w:rPrDefault"))
    assert default.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en"


BRIEF_PART = """<h1>A title</h1><p class="brief-summary">The summary.</p>
<div class="judgements"><p class="judgements-title">Key judgements</p><ul><li>
<p>So it was.<sup><a class="footnote-ref" href="#fn:a">1</a></sup>
<span class="badge badge-likelihood">Very likely</span>
<span class="confidence confidence-low">Low confidence</span></p></li></ul></div>
<h2 id="one">One</h2><p>Text<sup><a class="footnote-ref" href="#fn:a">1</a></sup> and
<a href="https://example.org/">a link</a>, <a href="javascript:alert(1)">none</a>.</p>
<h2>Two</h2><p><a href="#one">Back</a></p><h3>Three</h3><p>End.</p>
<div class="footnote"><ol><li id="fn:a"><p>The source.</p></li></ol></div>"""


def document(html: str) -> Document:
    origin = Origin("docs/x.md", "")
    return Document(
        name="x", title="A title", summary="The summary." * 40, authors=("An author",),
        keywords=("one", "two"), label="Brief", parts=(Part("x.md", "x/", "A title", html, (origin,)),),
        terms=(), facts=(), version=Version("abc", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        language="en-GB", words=ENGLISH, address="https://site.example/x/",
    )  # fmt: skip


def made(html: str, tmp_path: Path, reference: bytes | None = None) -> Any:
    data = word.make(document(html), Engine(Look("Publisher"), tmp_path), reference)
    return docx.Document(io.BytesIO(data))


def test_a_brief_reads_as_a_desk_expects(tmp_path: Path) -> None:
    file = made(BRIEF_PART, tmp_path)
    styles = [(p.style.name, p.text) for p in file.paragraphs]
    assert styles[0] == ("Title", "A title")
    assert styles[1] == ("Subtitle", "The summary.")
    assert ("Heading 2", "Key judgements") in styles
    judged = next(p for p in file.paragraphs if p.text.startswith("So it was."))
    assert "Likelihood: Very likely. Confidence: Low." in judged.text
    assert len([p for p in file.paragraphs if p.style.name.startswith("TOC ")]) >= 4
    links = {rel.target_ref for rel in file.part.rels.values() if rel.is_external}
    assert links == {"https://example.org/"}
    assert len(list(file.element.iter(qn("w:footnoteReference")))) == 1
    assert "NOTEREF note1" in etree.tostring(file.element).decode()
    foot = etree.tostring(file.sections[0].footer._element).decode()
    assert "PAGE" in foot
    assert "NUMPAGES" in foot
    assert "Publisher" in file.sections[0].header.paragraphs[0].text
    about = file.core_properties
    assert (about.title, about.author, about.keywords) == ("A title", "An author", "one, two")
    assert (about.language, about.created.year) == ("en-GB", 2026)
    assert (round(file.sections[0].left_margin.cm, 1), round(file.sections[0].page_width.cm)) == (
        2.5,
        21,
    )


def test_the_same_page_gives_the_same_bytes(tmp_path: Path) -> None:
    engine = Engine(Look(), tmp_path)
    assert word.make(document(BRIEF_PART), engine) == word.make(document(BRIEF_PART), engine)


def reference(**styles: str) -> bytes:
    file = docx.Document()
    for name, font in styles.items():
        file.styles[name].font.name = font
    file.add_paragraph("Text of the reference document.")
    file.sections[0].header.paragraphs[0].text = "Its own head"
    kept = io.BytesIO()
    file.save(kept)
    return kept.getvalue()


def test_an_owner_s_document_brings_its_styles_head_and_paper(tmp_path: Path) -> None:
    file = made(BRIEF_PART, tmp_path, reference(Title="Futura"))
    assert file.styles["Title"].font.name == "Futura"
    assert file.sections[0].header.paragraphs[0].text == "Its own head"
    assert "Text of the reference" not in text_in(file.element.body)
    assert file.paragraphs[0].text == "A title"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"no archive", "it is no .docx"),
        (b"PK\x03\x04", "it is no .docx"),
        ("vbaProject.bin", "it holds macros"),
        ("rels", "it leads to files outside of it"),
    ],
)
def test_what_is_no_reference_is_told(build: Build, data: bytes | str, why: str) -> None:
    if isinstance(data, str):
        kept = io.BytesIO(reference())
        with zipfile.ZipFile(kept, "a") as archive:
            if data == "rels":
                archive.writestr("word/_rels/x.xml.rels", '<a TargetMode="External"/>')
            else:
                archive.writestr(f"word/{data}", b"x")
        data = kept.getvalue()
    extra = {"taklimat": {"pdf": {"reference": "own.docx"}}}
    built = build({"own.docx": data}, extra=extra)
    run = subprocess.run(
        [sys.executable, "-m", "taklimat", "docx"],
        cwd=built.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert f"mkdocs.yml: `reference` names a document that can't be one: own.docx: {why}" in (
        run.stderr + run.stdout
    )
    assert "Traceback" not in run.stderr


def test_a_site_may_offer_its_briefs_for_word(build: Build) -> None:
    built = build({}, extra={"taklimat": {"pdf": {"docx": True, "dossier": False}}})
    assert built.exit_code == 0, built.output
    file = docx.Document(str(built.site / "pdf/brief.docx"))
    assert file.paragraphs[0].text == "A brief"
    assert 'href="../pdf/brief.docx"' in built.read("brief/index.html")
    assert "This page, Word" in built.read("brief/index.html")
    assert "pdf/brief.docx" not in built.read("index.html")


@given(st.text(max_size=60), st.sampled_from(["p", "h2", "li", "td", "code", "a", "sup", "math"]))
@settings(max_examples=60, deadline=None)
def test_whatever_stands_on_a_page_a_document_comes_of_it(text: str, tag: str) -> None:
    engine = Engine(Look(), Path("unused"))
    data = word.make(document(f"<p>Before.</p><{tag}>{text}</{tag}><p>Behind.</p>"), engine)
    told = text_in(docx.Document(io.BytesIO(data)).element.body)
    assert told.index("Before.") < told.rindex("Behind.")


@pytest.mark.skipif(LIBREOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["notes", "tables", "lists"])
def test_libreoffice_opens_it_with_all_its_words(torture: Built, tmp_path: Path, name: str) -> None:
    assert LIBREOFFICE
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    file = torture.root / f".taklimat/docx/{name}.docx"
    command = [LIBREOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    run = subprocess.run([*command, str(file)], capture_output=True, check=False, timeout=240)
    assert run.returncode == 0
    pages = pypdfium2.PdfDocument((tmp_path / f"{name}.pdf").read_bytes())
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    article = article_of(torture, name)
    for element in article.xpath(GONE):
        if element.getparent() is not None:
            element.drop_tree()
    joined = re.sub(r"\W", "", text)
    assert not [word_ for word_ in words(article) if word_ not in joined]
