"""The files of a book that hold its text: parts of the dossier, glossary, people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.epub import allowed
from taklimat.documents.epub.blocks import Blocks, words_of
from taklimat.documents.epub.pages import Chapter
from taklimat.documents.epub.xml import DECLARATION, EMPTY, Xml, element, joined, text
from taklimat.documents.model import Part
from taklimat.source.quotes import curled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from taklimat.documents.epub.book import Book
    from taklimat.documents.epub.pages import Note
    from taklimat.documents.epub.xml import Link
    from taklimat.documents.model import Document, Fact, TermNote

_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ps sd ug ur yi".split())


def file(document: Document, title: Xml, *body: Xml) -> Xml:
    """A file of the book."""
    head = element(
        "head",
        {},
        element("meta", {"charset": "utf-8"}),
        element("title", {}, title),
        element("link", {"rel": "stylesheet", "type": "text/css", "href": "style.css"}),
    )
    attributes = {
        "xmlns": "http://www.w3.org/1999/xhtml",
        "xmlns:epub": "http://www.idpf.org/2007/ops",
        **spoken(document.language),
        "dir": "rtl" if is_right_to_left(document.language) else None,
    }
    html = element(
        "html", attributes, head, Xml("\n"), element("body", {}, element("main", {}, *body))
    )
    return joined(DECLARATION, Xml("<!DOCTYPE html>\n"), html, Xml("\n"))


def spoken(language: str) -> dict[str, str | None]:
    """The attributes that tell an element's language; und where that is none."""
    named = language if allowed.is_language(language) else "und"
    return {"xml:lang": named, "lang": named}


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left."""
    return language.partition("-")[0].lower() in _RIGHT_TO_LEFT


def facts(listed: Iterable[Fact]) -> Xml:
    """Who, when and what: a list of names and values."""
    inside = [
        joined(element("dt", {}, text(fact.label)), element("dd", {}, text(fact.value)))
        for fact in listed
    ]
    return element("dl", {"class": "facts"}, *inside) if inside else EMPTY


def part(book: Book, part_: Part) -> tuple[Chapter, Xml, Xml]:
    """A page as a chapter: what it gathered, its title, and its file."""
    page = Blocks(book, Chapter(book.places[part_.uri].file), part_)
    first = tree.page_title(page.root)
    page.leave(first)
    summary = page.take("p.brief-summary")
    judgements = page.take("div.judgements")
    page.take("p.in-brief-link")
    title = page.phrase(page.children(first)) if first else EMPTY
    title = title if words_of(title) else text(curled(part_.title))
    attributes: dict[str, str | Link | None] = page.attributes(first) if first else {}
    id_ = str(attributes.setdefault("id", "chapter.title"))
    inside = [element("h1", attributes, title)]
    if summary is not None:
        body = page.phrase(page.children(summary))
        inside.append(element("p", {"class": "brief-summary"}, body))
    if part_.is_brief:
        inside.append(facts(part_.facts))
    if judgements is not None:
        inside.append(_judgements(page, judgements))
    inside += [page.blocks(page.children(page.root)), notes(page.chapter, book)]
    kind = "appendix" if part_.behind_glossary else "chapter"
    about = {"epub:type": kind, "role": f"doc-{kind}", "aria-labelledby": id_}
    named = words_of(title)
    return page.chapter, named, file(book.document, named, element("section", about, *inside))


def _judgements(page: Blocks, node: tree.Node) -> Xml:
    title = page.take("p.judgements-title")
    named = tree.words_of(title) if title else ""
    shown = text(named or page.book.document.words.gettext("Key judgements"))
    page.level = 2
    page.chapter.headings.append((page.anchored("judgements.title"), shown))
    heading = element("h2", {"id": "judgements.title"}, shown)
    attributes = page.attributes(node) | {
        "class": "judgements",
        "aria-labelledby": "judgements.title",
    }
    return element("section", attributes, heading, page.blocks(page.children(node)))


def notes(chapter: Chapter, book: Book) -> Xml:
    """The notes of a chapter, each with links back to where it is called."""
    written: list[Xml] = []
    for note in chapter.notes:  # it grows while notes have notes
        written.append(_note(note, book))
    if not written:
        return EMPTY
    named = book.document.words.gettext("Notes")
    attributes = {"class": "notes", "epub:type": "footnotes", "aria-label": named}
    return element("section", attributes, *written)


def _note(note: Note, book: Book) -> Xml:
    page = note.page
    assert isinstance(page, Blocks)  # noqa: S101  (all pages of a chapter are)
    nodes = [node for node in page.children(note.item) if tree.shows(node)]
    begun, rest = EMPTY, nodes
    if all(map(page.is_phrase, nodes)):
        begun, rest = page.phrase(nodes), []
    elif tree.tag(nodes[0]) == "p" and page.is_phrase_within(nodes[0]):
        begun, rest = page.phrase(page.children(nodes[0])), nodes[1:]
    number = element("span", {"class": "note-number"}, text(f"{note.number}."))
    whole = joined(element("p", {}, number, Xml(" "), begun), page.blocks(rest))
    attributes = {
        "id": page.anchored(f"note.{note.number}"),
        "epub:type": "footnote",
        "role": "doc-footnote",
    }
    # The links back stand behind its last word, where that is in a paragraph.
    back = _back(note, book)
    if whole.endswith("</p>"):
        said = whole.removesuffix("</p>").rstrip(" \u00a0")
        return element("aside", attributes, Xml(said), back, Xml("</p>"))
    return element("aside", attributes, whole, element("p", {}, back))


def _back(note: Note, book: Book) -> Xml:
    words, links = book.document.words, []
    for place, mark in enumerate(note.marks, start=1):
        name = words.gettext("Back to the text, note %(number)s", number=note.number)
        shown = "↩"
        if len(note.marks) > 1:
            name = words.gettext(
                "Back to the text, note %(number)s, place %(place)s",
                number=note.number,
                place=place,
            )
            shown = f"↩ {place}"
        attributes = {
            "href": f"#{mark}",
            "epub:type": "backlink",
            "role": "doc-backlink",
            "aria-label": name,
        }
        links += [Xml(" "), element("a", attributes, text(shown))]
    return joined(*links)


def terms(book: Book, listed: Sequence[TermNote], title: str) -> tuple[Chapter, Xml, Xml]:
    """The glossary, or people and organisations: a list of terms with what they mean."""
    chapter = Chapter(book.places[listed[0].uri].file)
    entries = [_entry(book, chapter, term) for term in listed]
    id_ = "chapter.title"
    heading = element("h1", {"id": id_}, text(title))
    list_ = element("dl", {"class": "glossary"}, *entries)
    about = {"aria-labelledby": id_}
    if not listed[0].is_name:
        about |= {"epub:type": "glossary", "role": "doc-glossary"}
    section = element("section", about, heading, list_, notes(chapter, book))
    return chapter, text(title), file(book.document, text(title), section)


def _entry(book: Book, chapter: Chapter, term: TermNote) -> Xml:
    part_ = Part(term.uri, term.url, term.title, term.html, term.origins)
    page = Blocks(book, chapter, part_, in_entry=True)
    first = tree.page_title(page.root)
    page.leave(first)
    for selector in ("dl.entry-facts", "#sources", "#sources + div", "#see-also"):
        page.take(selector)
    others = page.take("#see-also + div")
    page.in_dfn = True  # the title is one
    title = page.phrase(page.children(first)) if first else EMPTY
    page.in_dfn = False
    title = title if words_of(title) else text(curled(term.title))
    language = allowed.common(first) if first else {}
    body = page.blocks(page.children(page.root))
    if others is not None:
        body = joined(body, _see_also(page, others))
    id_ = page.anchored(page.place.start)
    named = element("dfn", {**language, "epub:type": "glossterm"}, title)
    meant = element("dd", {"epub:type": "glossdef"}, body)
    return joined(element("dt", {"id": id_}, named), meant, Xml("\n"))


def _see_also(page: Blocks, node: tree.Node) -> Xml:
    links = [page.phrase(page.children(item)) for item in node.css("li")]
    if not links:
        return EMPTY
    said = page.book.document.words.gettext("See also: %(links)s", links="{links}")
    before, _, after = said.partition("{links}")
    return element("p", {"class": "see-also"}, text(before), Xml(", ".join(links)), text(after))
