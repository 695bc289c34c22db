"""A dossier as a book for tablets and e-readers: EPUB 3, of the same pages as its PDF.

``make`` gives the file. ``book`` knows where each page stands in it; ``pages`` and what builds
upon it (``pictures``, ``inline``, ``tables``, ``blocks``) turn a page's HTML into XHTML that holds
nothing but what ``allowed`` lists; ``chapters`` and ``front`` are the files that people read,
``package`` tells reading programs of them, and ``xml`` writes what is well formed whatever it is
made of.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taklimat.documents.epub import chapters, front, style
from taklimat.documents.epub.book import Book
from taklimat.documents.epub.front import Entry, mark
from taklimat.documents.epub.package import CONTAINER, Item, package
from taklimat.documents.epub.pictures import content_of, name_of
from taklimat.documents.epub.xml import Xml, linked, text
from taklimat.source.quotes import curled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taklimat.documents.epub.pages import Chapter
    from taklimat.documents.model import Document, Look
    from taklimat.source.problems import Problem

_DATE = (1980, 1, 1, 0, 0, 0)
"""Of all files in it: the first that a zip can tell."""


@dataclass(frozen=True)
class _Written:
    """A chapter that is written, but for its links."""

    chapter: Chapter
    title: Xml
    source: Xml
    kind: str

    @property
    def entry(self) -> Entry:
        file = self.chapter.file
        below = tuple(Entry(f"{file}#{id_}", title) for id_, title in self.chapter.headings)
        return Entry(file, self.title, below)


def make(document: Document, look: Look, cover: bytes | None = None) -> bytes | list[Problem]:
    """A document as EPUB, or why there is none; `cover` is a picture as PNG.

    The same document gives the same bytes.
    """
    book = Book.of(document)
    written = list(_chapters(book))
    if book.problems:
        return sorted(set(book.problems))
    book.pictured |= cover is not None
    items = [*_front(book, look, written, cover)]
    for each in written:
        data = linked(each.source, book.anchored).encode()
        with_ = {"mathml": each.chapter.has_math, "svg": each.chapter.has_svg}
        properties = " ".join(name for name, is_there in with_.items() if is_there)
        items.append(Item(each.chapter.file, data, properties or None, in_order=True))
    items.append(Item("style.css", style.sheet(look).encode()))
    pictures = {name_of(asset): content_of(asset) for asset in book.assets.values()}
    items += [Item(f"images/{name}", data) for name, data in sorted(pictures.items()) if data]
    return _packed(package(book, look, items), items)


def _chapters(book: Book) -> Iterator[_Written]:
    """The parts, the terms behind those in front of them, and what stands behind the terms."""
    document, words = book.document, book.document.words
    for behind in (False, True):
        for part in document.parts:
            if part.behind_glossary == behind:
                yield _Written(*chapters.part(book, part), "appendix" if behind else "bodymatter")
        if not behind:
            lists = (words.gettext("Glossary"), words.gettext("People and organisations"))
            for title, is_name in zip(lists, (False, True), strict=True):
                if listed := [term for term in document.terms if term.is_name == is_name]:
                    kind = "appendix" if is_name else "glossary"
                    yield _Written(*chapters.terms(book, listed, title), kind)


def _front(book: Book, look: Look, written: list[_Written], cover: bytes | None) -> Iterator[Item]:
    document, words = book.document, book.document.words
    marks = []
    if cover is not None:
        yield Item("images/cover.png", cover, "cover-image")
        yield Item("cover.xhtml", front.cover(document).encode(), in_order=True)
        marks.append(mark("cover", "cover.xhtml", text(words.gettext("Cover"))))
    yield Item("title.xhtml", front.title_page(document, look).encode(), in_order=True)
    marks.append(mark("titlepage", "title.xhtml", text(words.gettext("Title page"))))
    marks.append(mark("toc", "nav.xhtml", text(words.gettext("Contents"))))
    for kind in ("bodymatter", "glossary", "appendix"):
        first = next((each for each in written if each.kind == kind), None)
        if first is not None:
            title = text(curled(document.title)) if kind == "bodymatter" else first.title
            marks.append(mark(kind, first.chapter.file, title))
    contents = [each.entry for each in written]
    navigation = front.navigation(document, contents, marks)
    yield Item("nav.xhtml", navigation.encode(), "nav", in_order=True)


def _packed(package_: Xml, items: list[Item]) -> bytes:
    """The files as one: first, and unpacked, what it is (EPUB 3.3, 4.3)."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:

        def add(name: str, data: bytes, kind: int = zipfile.ZIP_DEFLATED) -> None:
            info = zipfile.ZipInfo(name, _DATE)
            info.external_attr = 0o644 << 16
            info.create_system = 3  # the same on every system
            archive.writestr(info, data, kind, 9)

        add("mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        add("META-INF/container.xml", CONTAINER.encode())
        add("EPUB/package.opf", package_.encode())
        for item in items:
            stored = item.path.endswith((".png", ".jpg", ".gif", ".webp"))
            kind = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            add(f"EPUB/{item.path}", item.data, kind)
    return file.getvalue()
