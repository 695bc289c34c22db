"""The package document: what a book is called, what it holds, and in which order.

After EPUB 3.3 (https://www.w3.org/TR/epub-33/) and EPUB Accessibility 1.1
(https://www.w3.org/TR/epub-a11y-11/).
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taklimat.documents.epub.chapters import is_right_to_left, spoken
from taklimat.documents.epub.xml import DECLARATION, Xml, element, joined, text
from taklimat.source.quotes import curled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from taklimat.documents.epub.book import Book
    from taklimat.documents.model import Document, Look

XHTML = "application/xhtml+xml"
MEDIA_TYPES = {
    "css": "text/css",
    "gif": "image/gif",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "xhtml": XHTML,
}
CONTAINER = joined(
    DECLARATION,
    element(
        "container",
        {"version": "1.0", "xmlns": "urn:oasis:names:tc:opendocument:xmlns:container"},
        element(
            "rootfiles",
            {},
            element(
                "rootfile",
                {
                    "full-path": "EPUB/package.opf",
                    "media-type": "application/oebps-package+xml",
                },
            ),
        ),
    ),
)


@dataclass(frozen=True)
class Item:
    """A file of the book: its path beside the package document, and what it has in it."""

    path: str
    data: bytes
    properties: str | None = None
    in_order: bool = False
    """Whether it is read in its turn."""


def package(book: Book, look: Look, items: Sequence[Item]) -> Xml:
    """The package document of a book."""
    document = book.document
    attributes = {
        "xmlns": "http://www.idpf.org/2007/opf",
        "version": "3.0",
        "unique-identifier": "id",
        "xml:lang": spoken(document.language)["lang"],
    }
    names = {item.path: f"f{number}" for number, item in enumerate(items)}
    manifest = [
        element(
            "item",
            {
                "id": names[item.path],
                "href": item.path,
                "media-type": MEDIA_TYPES[item.path.rpartition(".")[2]],
                "properties": item.properties,
            },
        )
        for item in items
    ]
    spine = [element("itemref", {"idref": names[item.path]}) for item in items if item.in_order]
    turned = {"page-progression-direction": "rtl"} if is_right_to_left(document.language) else {}
    return joined(
        DECLARATION,
        element(
            "package",
            attributes,
            element(
                "metadata", {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}, *_about(book, look)
            ),
            element("manifest", {}, *manifest),
            element("spine", turned, *spine),
        ),
    )


def identifier(document: Document, look: Look) -> str:
    """A name for the book that stays, by its address, or by who publishes it and its title."""
    named = document.address or f"{look.organisation}\n{document.title}"
    of = named.encode(errors="replace").decode()
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, of)}"


def _about(book: Book, look: Look) -> Iterator[Xml]:
    document = book.document
    when = document.version.when.astimezone(dt.UTC)

    def core(name: str, value: str, id_: str | None = None) -> Iterator[Xml]:
        if value.strip():
            yield element(f"dc:{name}", {"id": id_}, text(" ".join(value.split())))

    yield from core("identifier", identifier(document, look), "id")
    yield from core("title", curled(document.title) if document.title.strip() else document.name)
    yield from core("language", str(spoken(document.language)["lang"]))
    for author in document.authors:
        yield from core("creator", author)
    yield from core("date", when.date().isoformat())
    for keyword in document.keywords:
        yield from core("subject", keyword)
    yield from core("description", curled(document.summary))
    yield from core("publisher", look.organisation)
    yield _meta("dcterms:modified", when.strftime("%Y-%m-%dT%H:%M:%SZ"))
    yield from _accessibility(book)


def _accessibility(book: Book) -> Iterable[Xml]:
    """What readers may expect of the book. It claims no conformance: that takes people's eyes."""
    words = book.document.words
    features = [
        "tableOfContents",
        "readingOrder",
        "structuralNavigation",
        "displayTransformability",
    ]
    if book.pictured:
        features.append("alternativeText")
    if book.mathematical:
        features.append("MathML")
    modes = ["textual", "visual"] if book.pictured else ["textual"]
    yield from (_meta("schema:accessMode", mode) for mode in modes)
    yield _meta("schema:accessModeSufficient", "textual")
    yield from (_meta("schema:accessibilityFeature", feature) for feature in features)
    yield _meta("schema:accessibilityHazard", "none")
    summary = words.gettext(
        "All of it is text that can be enlarged and read aloud, with headings, a table of contents "
        "and notes that lead back. Pictures have words in their place, and tables have heads. It "
        "was checked by programs."
    )
    yield _meta("schema:accessibilitySummary", summary)


def _meta(property_: str, value: str) -> Xml:
    return element("meta", {"property": property_}, text(value))
