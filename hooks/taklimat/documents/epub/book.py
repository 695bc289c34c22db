"""What the writers of a book's chapters share: where each page stands, and what they gather."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from taklimat.documents import tree
from taklimat.documents.epub.addresses import outward
from taklimat.documents.epub.names import plain
from taklimat.documents.epub.xml import Link, clean
from taklimat.documents.parts.desk import Desk

if TYPE_CHECKING:
    from taklimat.documents.model import Document, Part
    from taklimat.documents.tree import Node

# Notes stand at the end of a chapter, under names of their own.
_NOTES = ".footnote, .footnote *, sup[id^='fnref']"


@dataclass
class Place:
    """Where a page of the site stands in the book."""

    file: str
    root: Node
    start: str = ""
    """The id at which it begins; empty where it begins the file."""
    ids: dict[str, str] = field(init=False)
    """From the ids on the page to those in the file."""

    def __post_init__(self) -> None:
        prefix = f"{self.start}." if self.start else ""
        noted = {node.mem_id for node in self.root.css(_NOTES)}
        self.ids = {
            id_: prefix + plain(id_)
            for node in self.root.css("[id]")
            if (id_ := tree.get(node, "id")) and node.mem_id not in noted
        }


@dataclass
class Book(Desk):
    """What the chapters of a book share."""

    places: dict[str, Place] = field(default_factory=dict)
    """By the path of a page."""
    anchored: set[tuple[str, str]] = field(default_factory=set)
    """Files and the ids in them, as they are written."""
    pictured: bool = False
    """Whether there is anything to look at."""
    mathematical: bool = False

    @classmethod
    def of(cls, document: Document) -> Book:
        """The book of a document: its parts are files, and its terms stand in two."""
        book = cls(document, "")
        for number, part in enumerate(document.parts, start=1):
            book.places[part.uri] = Place(f"part{number}.xhtml", tree.parse(clean(part.html)))
        for term in document.terms:
            file = "names.xhtml" if term.is_name else "glossary.xhtml"
            root = tree.parse(clean(term.html))
            book.places.setdefault(term.uri, Place(file, root, f"term.{plain(term.id)}"))
        return book

    def link(self, href: str, part: Part) -> Link | str | None:
        """Where a link on a page leads: a place of the book, an address on the web, or None."""
        try:
            split = urlsplit(href)
            path, anchor = urldefrag(urljoin(f"/{part.url}", href))
        except ValueError:
            return None
        if split.scheme or split.netloc:
            return outward(href)
        uri = self.document.uris.get(unquote(path).lstrip("/")) if split.path else part.uri
        place = self.places.get(uri or "")
        if place is not None:
            return Link(place.file, place.ids.get(unquote(anchor), place.start))
        address = self.document.link(f"{path}#{anchor}" if anchor else path)
        return outward(address) if address else None

    def term(self, id_: str) -> Link | None:
        """The place of a term."""
        term = next((term for term in self.document.terms if term.id == id_), None)
        place = self.places.get(term.uri) if term else None
        return Link(place.file, place.start) if place else None
