"""A brief as .docx, for desks that edit in Word: WordprocessingML, written from the page's HTML.

``package`` makes the file around the text, with its styles; ``blocks``, ``tables``, ``pictures``
and ``inline`` write what pages hold, ``formulas`` their formulas; ``xml`` makes the elements. Notes
are Word's own footnotes, lists count by themselves, heads of tables are marked, and pictures have
words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml.ns import qn

from taklimat.documents import tree
from taklimat.documents.parts import begins
from taklimat.documents.word import package
from taklimat.documents.word.blocks import Blocks
from taklimat.documents.word.package import ReferenceDocumentError, check
from taklimat.documents.word.xml import element, run, text_of
from taklimat.source.quotes import curled

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from taklimat.documents.engine import Engine
    from taklimat.documents.model import Document

__all__ = ["ReferenceDocumentError", "check", "make"]

_FEWEST = 3  # headings that contents are worth


def make(document: Document, engine: Engine, reference: bytes | None = None) -> bytes:
    """A document of one page as .docx, with the styles of a `reference`, if there is one.

    Raises `DocumentError` where a picture of it can't be shown, and `ReferenceDocumentError`.
    """
    file = package.opened(reference, engine.look)
    notes = package.notes_part(file)
    page = _Page(document, document.parts[0], engine, file, notes)
    body = file.element.body
    end = body.find(qn("w:sectPr"))
    for each in page.all():
        end.addprevious(each)
    package.set_frame(file, document, engine.look, is_own=reference is None)
    return package.written(file)


class _Page(Blocks):
    """One page as a whole."""

    def all(self) -> list[Element]:
        """Title, summary, facts and contents; then the text, and the terms."""
        document, part = self.document, self.part
        taken: set[int] = set()

        def take(selector: str) -> tree.Node | None:
            found = tree.find(self.root, selector)
            if found is not None:
                taken.add(found.mem_id)
            return found

        first = tree.find(self.root, "h1")
        title = take("h1") if first is not None and begins(self.root, first) else None
        summary = take("p.brief-summary")
        if title is not None:
            self.mark_place(title)
        head = [
            self.line(
                "Title",
                self.inline(tree.children(title)) if title else [run(curled(document.title))],
            )
        ]
        if summary is not None:
            head.append(self.line("Subtitle", self.inline(tree.children(summary))))
        if part.facts:
            facts = " \u00b7 ".join(f"{fact.label}: {fact.value}" for fact in part.facts)
            head.append(self.line("Facts", [run(facts)]))
        named = take("p.judgements-title")
        take("p.in-brief-link")
        take("p.scales-link")
        self._title = named
        text = self._without(self.root, taken)
        return [*head, *self._contents(text), *text, *self._terms()]

    _title: tree.Node | None = None

    def _without(self, root: tree.Node, taken: set[int]) -> list[Element]:
        found: list[Element] = []
        for node in tree.children(root):
            if node.mem_id in taken:
                continue
            if "judgements" in tree.classes(node):
                if self._title is not None:
                    self._level = 2
                    found.append(self.line("Heading2", self.inline(tree.children(self._title))))
                inner = (child for child in tree.children(node) if child.mem_id not in taken)
                found += self.blocks(inner)
            else:
                found += self.blocks([node])
        return found

    def _contents(self, text: list[Element]) -> list[Element]:
        """Contents that show before anyone brings them up to date."""
        entries = []
        for paragraph in text:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            name = style.get(qn("w:val")) if style is not None else ""
            if name in ("Heading2", "Heading3"):
                entries.append((paragraph, int(name[-1]) - 1))
        if len(entries) < _FEWEST:
            return []
        lines: list[Element] = []
        for number, (paragraph, level) in enumerate(entries, start=1):
            self._bookmarks += 1
            name = f"_Toc{number:06}"
            begin = element("w:bookmarkStart", id=self._bookmarks, name=name)
            paragraph.insert(1, begin)
            paragraph.append(element("w:bookmarkEnd", id=self._bookmarks))
            link = element("w:hyperlink", run(text_of(paragraph)), anchor=name, history=1)
            apart = [element("w:spacing", after=240)] if number == len(entries) else []
            lines.append(self.line(f"TOC{level}", [link], *apart))
        begin, said, separate, _, end = package.field('TOC \\o "2-3" \\h \\z \\n', "")
        for place, each in enumerate((begin, said, separate), start=1):
            lines[0].insert(place, each)
        lines[-1].append(end)
        named = self.document.words.gettext("Contents")
        return [self.line("TOCHeading", [run(named)]), *lines]

    def _terms(self) -> list[Element]:
        document = self.document
        if not document.terms:
            return []
        self._level = 2
        found = [self.line("Heading2", [run(document.words.gettext("Terms"))])]
        for term in document.terms:
            name = f"term-{term.id}"[:40]
            found.append(self.line("Term", [*self.bookmark(name), run(curled(term.title))]))
            inner = tree.parse(term.html)
            found += self.blocks(tree.children(inner), "Definition")
        return found
