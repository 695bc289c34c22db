"""One page as a whole: its head, its judgements, its text, and the terms behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.model import Part
from taklimat.documents.tree import Node, tag
from taklimat.documents.word.blocks import Blocks
from taklimat.documents.word.contents import contents
from taklimat.documents.word.ooxml import Element, is_a, w
from taklimat.documents.word.paragraphs import INDENT, Place, keep, paragraph, spaced
from taklimat.source.quotes import curled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from taklimat.documents.model import TermNote
    from taklimat.documents.word.desk import Desk

_LEVELS = ("low", "moderate", "high")


class Page(Blocks):
    """Writes the page of a document."""

    _judging = False

    def __init__(self, desk: Desk, part: Part) -> None:
        super().__init__(desk, part)
        self.accent = desk.engine.look.accent.removeprefix("#").upper()
        self._notes = Place(0)

    @property
    def _place_of_notes(self) -> Place:
        return self._notes

    def document(self, place: Place) -> list[Element]:
        """All that stands in the document's body.

        It is written in the order in which it stands: a note belongs to the first of its marks.
        """
        self._notes = replace(place, in_note=True)
        for beside in ("p.in-brief-link", "p.scales-link"):
            self.leave(self.take(beside))
        head = self._head(place)
        body = self._body(place)
        words = self.desk.document.words
        for title, is_name in (
            (words.gettext("Terms"), False),
            (words.gettext("People and organisations"), True),
        ):
            terms = [term for term in self.desk.document.terms if term.is_name == is_name]
            if terms:
                self._level = 2
                body.append(self.heading(2, list(place.face.runs(title)), title, place))
                body += [each for term in terms for each in self._term(term, place)]
        title = words.gettext("Contents")
        listed = contents(self.desk.contents, title, self.desk.styles, place)
        whole = spaced([*head, *listed, *body], self.desk.styles.headings)
        if not whole or not is_a(whole[-1], "w:p"):
            whole.append(w("p"))
        return whole

    def _head(self, place: Place) -> list[Element]:
        styles = self.desk.styles
        first = tree.page_title(self.root)
        self.leave(first)
        content: list[Element] = []
        if first is None or not tree.title_of(first):
            content += place.face.runs(curled(self.part.title))
        if first is not None:
            content += self.inline(self.children(first), place.face, width=place.width)
        if first is not None and (anchor := self.anchor(first)):
            content = self.desk.marked(anchor, *content)
        # The first level, so that none is skipped: Word's own style has none.
        found = [paragraph(place, styles.id("Title"), content, outline=0)]
        summary = self.take("p.brief-summary")
        if summary is not None:
            placed = replace(place, style="Subtitle")
            found += self.anchored(summary, self.blocks(self.children(summary), placed))
        if self.part.facts:
            facts = " · ".join(f"{fact.label}: {fact.value}" for fact in self.part.facts)
            found.append(paragraph(place, styles.id("Facts"), place.face.runs(curled(facts))))
        return found

    def _body(self, place: Place) -> list[Element]:
        return self.blocks(self.children(self.root), place)

    # Judgements -----------------------------------------------------------------------------

    def _block_div(self, node: Node, place: Place) -> list[Element]:
        if "judgements" not in tree.classes(node):
            return super()._block_div(node, place)
        found: list[Element] = []
        title = tree.find(node, "p.judgements-title")
        if title is not None:
            self.leave(title)
            self._level = 2
            content = self.inline(self.children(title), place.face)
            found.append(self.heading(2, content, tree.title_of(title), place))
        self._judging = True
        found += self.blocks(self.children(node), place)
        self._judging = False
        return found

    def _block_p(self, node: Node, place: Place) -> list[Element]:
        if not self._judging:
            return super()._block_p(node, place)
        likelihood, confidence = _child(node, "badge-likelihood"), _child(node, "confidence")
        self.leave(likelihood)
        self.leave(confidence)
        written = super()._block_p(node, place)
        said = " ".join(self._assessed(likelihood, confidence))
        if said:
            runs = place.face.runs(said)
            written.append(paragraph(place, self.desk.styles.id("Assessment"), runs))
            for block in written:
                keep(block)
        return written

    def _assessed(self, likelihood: Node | None, confidence: Node | None) -> Iterable[str]:
        """How likely a judgement is, and how sure its authors are, each under its name."""
        words = self.desk.document.words
        if likelihood is not None:
            shown = tree.words_of(likelihood)
            yield words.gettext(
                "Likelihood: %(likelihood)s.", likelihood=shown[:1].lower() + shown[1:]
            )
        if confidence is not None:
            said = {
                "confidence-low": words.gettext("Confidence: low."),
                "confidence-moderate": words.gettext("Confidence: moderate."),
                "confidence-high": words.gettext("Confidence: high."),
            }
            level = next((said[c] for c in sorted(tree.classes(confidence)) if c in said), None)
            yield level or tree.words_of(confidence)

    # Terms ----------------------------------------------------------------------------------

    def _term(self, term: TermNote, place: Place) -> list[Element]:
        part = Part(term.uri, term.url, term.title, term.html, term.origins)
        styles = self.desk.styles
        mark = self.desk.marked(
            self.desk.bookmark(f"term-{term.id}"), *place.face.runs(curled(term.title))
        )
        placed = replace(place, style="Definition", indent=INDENT, own_indent=INDENT, in_entry=True)
        writer = Page(self.desk, part)
        writer._notes = self._notes
        return [
            paragraph(place, styles.id("Definition Term"), mark),
            *writer.blocks(writer.children(writer.root), placed),
        ]


def _child(node: Node, class_: str) -> Node | None:
    """A child of a judgement's paragraph."""
    return next(
        (c for c in node.iter() if tag(c) == "span" and class_ in tree.classes(c)),
        None,
    )
