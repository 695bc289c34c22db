"""Pages that hold the worst, as .docx: every word is there in order, and every note."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from torture import GONE, article_of, built_in, first_missing, words

if TYPE_CHECKING:
    from conftest import Built


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
    root = file.part.numbering_part.element
    forms = {each.get(qn("w:val")) for each in root.iter(qn("w:numFmt"))}
    assert {"bullet", "decimal", "lowerLetter", "upperRoman"} <= forms


def test_formulas_are_equations(torture: Built) -> None:
    body = opened(torture, "maths").element.body
    assert len(list(body.iter(qn("m:oMathPara")))) == 5
    kinds = {each.tag for each in body.iter() if isinstance(each.tag, str)}
    assert {qn(f"m:{kind}") for kind in ("f", "rad", "nary", "m", "sSup")} <= kinds


def test_languages_are_told(torture: Built) -> None:
    file = opened(torture, "scripts")
    told = {
        value for lang in file.element.body.iter(qn("w:lang")) for value in lang.attrib.values()
    }
    assert {"ko", "ar"} <= told
    assert list(file.element.body.iter(qn("w:bidi")))
    (default,) = file.styles.element.iter(qn("w:rPrDefault"))
    assert default.find(f".//{qn('w:lang')}").get(qn("w:val")).startswith("en")
