"""What stands before the text of a book: its cover, its title, and the way through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from taklimat.documents.epub.addresses import outward
from taklimat.documents.epub.chapters import facts, file
from taklimat.documents.epub.xml import EMPTY, Xml, element, joined, text
from taklimat.source.quotes import curled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from taklimat.documents.model import Document, Look


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents; `below` are those that stand under it."""

    href: str
    title: Xml
    below: tuple[Entry, ...] = ()


def cover(document: Document) -> Xml:
    """The cover: the picture, which says in words what it says."""
    words = document.words
    said = words.gettext("Cover: %(title)s", title=curled(document.title))
    picture = element("img", {"src": "images/cover.png", "alt": said, "role": "doc-cover"})
    # It is the page's heading, too: what it says, it says for those who don't see it.
    heading = element("h1", {}, picture)
    section = element("section", {"epub:type": "cover", "class": "cover"}, heading)
    return file(document, text(words.gettext("Cover")), section)


def title_page(document: Document, look: Look) -> Xml:
    """The title, what the book is about, who wrote it and when."""
    words = document.words
    address = outward(document.address) if document.address else None
    inside = [
        element("p", {"class": "label"}, text(document.label)),
        element("h1", {"id": "chapter.title"}, text(curled(document.title))),
        element("p", {"class": "brief-summary"}, text(curled(document.summary))),
        facts(document.facts),
        element("p", {"class": "organisation"}, text(look.organisation)),
    ]
    if address:
        link = element("a", {"href": address}, text(document.address or ""))
        inside.append(element("p", {"class": "small-print"}, link))
    attributes = {
        "epub:type": "titlepage",
        "class": "title-page",
        "aria-labelledby": "chapter.title",
    }
    title = text(words.gettext("Title page"))
    return file(document, title, element("section", attributes, *inside))


def navigation(document: Document, contents: Sequence[Entry], marks: Iterable[Xml]) -> Xml:
    """The table of contents, and the parts that readers' programs have buttons for."""
    words = document.words
    title = words.gettext("Contents")
    listed = element(
        "nav",
        {"epub:type": "toc", "role": "doc-toc", "id": "toc", "aria-labelledby": "toc.title"},
        element("h1", {"id": "toc.title"}, text(title)),
        _listed(contents),
    )
    landmarks = element(
        "nav",
        {"epub:type": "landmarks", "hidden": "hidden", "aria-labelledby": "landmarks.title"},
        element("h2", {"id": "landmarks.title"}, text(words.gettext("Parts of the book"))),
        element("ol", {}, *(element("li", {}, mark) for mark in marks)),
    )
    return file(document, text(title), listed, landmarks)


def mark(kind: str, href: str, title: Xml) -> Xml:
    """A part that readers' programs have a button for."""
    return element("a", {"epub:type": kind, "href": href}, title)


def _listed(entries: Sequence[Entry]) -> Xml:
    lines = [
        element("li", {}, joined(_link(entry), _listed(entry.below) if entry.below else EMPTY))
        for entry in entries
    ]
    return element("ol", {}, *lines)


def _link(entry: Entry) -> Xml:
    return element("a", {"href": entry.href}, entry.title)
