"""A piece of Markdown in all that a page is made into: PDF, .docx and EPUB."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from markdown import markdown

import pdfs
from conftest import ENGLISH
from taklimat.documents import epub, word
from taklimat.documents.engine import Engine
from taklimat.documents.model import Asset, Document, Look, Made, Part
from taklimat.source.origin import Origin, Version
from taklimat.source.store import Store
from torture import TORTURE, first_missing

if TYPE_CHECKING:
    from collections.abc import Callable

EXTENSIONS = [
    "admonition",
    "attr_list",
    "footnotes",
    "md_in_html",
    "pymdownx.superfences",
    "tables",
]
PICTURES = {
    file.name: Asset(f"docs/{file.name}", file.read_bytes())
    for file in (TORTURE / "pictures").iterdir()
}


@dataclass(frozen=True)
class Forms:
    """What a page was made into."""

    pdf: bytes
    word: Any
    """The body of the .docx."""
    notes: Any
    """Its notes."""
    book: str
    """The chapter, as it is written."""

    @property
    def texts(self) -> dict[str, str]:
        """The text of each, its notes where the form has them."""
        return {
            "pdf": pdfs.text_of(self.pdf),
            "docx": f"{told(self.word)}\n{told(self.notes)}",
            "epub": re.sub("<[^>]*>", " ", self.book),
        }

    def hold(self, said: str) -> bool:
        """Whether all of them say these words in this order."""
        missing = {
            form: first_missing(re.findall(r"\w+", said), text) for form, text in self.texts.items()
        }
        return not any(missing.values()) or pytest.fail(f"{missing}: {self.texts}")


def told(root: Any) -> str:
    """The words of a part of a .docx."""
    return "\n".join(
        "".join(each.text or "" for each in paragraph.iter(qn("w:t"), qn("m:t")))
        for paragraph in root.iter(qn("w:p"))
    )


def document(html: str, **changes: Any) -> Document:
    """A document of one page."""
    part = Part("x.md", "x/", "X", html, (Origin("docs/x.md", html),))
    whole = Document(
        name="x", title="X", summary="What it says.", authors=("A Writer",), keywords=(),
        label="Brief", parts=(part,), terms=(), facts=(),
        version=Version("none", dt.datetime(2026, 1, 2, tzinfo=dt.UTC)), language="en",
        words=ENGLISH, address=None, asset=PICTURES.get, uris={"x/": "x.md"},
    )  # fmt: skip
    return replace(whole, **changes)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return Engine(Look("The Desk"), Store(tmp_path_factory.mktemp("engine")))


@pytest.fixture(scope="module")
def made(engine: Engine) -> Callable[..., Forms]:
    """Makes a page's Markdown into all that there is; a list is of more Markdown extensions."""

    def make(text: str, *extensions: str, **changes: Any) -> Forms:
        html = markdown(text, extensions=[*EXTENSIONS, *extensions])
        whole = document(html.replace("pictures/", "../"), **changes)
        pdf = engine.make(whole)
        assert isinstance(pdf, Made), pdf
        file = docx.Document(io.BytesIO(word.make(whole, engine)))
        [notes] = (r.target_part for r in file.part.rels.values() if "footnotes" in r.reltype)
        book = epub.make(replace(whole, is_dossier=True), engine.look)
        assert isinstance(book, bytes), book
        with zipfile.ZipFile(io.BytesIO(book)) as files:
            chapter = files.read("EPUB/part1.xhtml")
        etree.fromstring(chapter)
        written = chapter.decode().partition("</h1>")[2]
        return Forms(pdf.data, file.element.body, etree.fromstring(notes.blob), written)

    return make
