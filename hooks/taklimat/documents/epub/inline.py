"""Text within a line: marks, links, and where they lead."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.epub import allowed
from taklimat.documents.epub.pages import Note
from taklimat.documents.epub.pictures import Pictures
from taklimat.documents.epub.xml import EMPTY, Xml, element, joined, text
from taklimat.documents.tree import Node, tag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from taklimat.documents.epub.xml import Link

_SPACE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")  # what is not one space already


class Inline(Pictures):
    """Writes what stands in a line."""

    def phrase(self, nodes: Iterable[Node]) -> Xml:
        """Text, with what stands in it."""
        return joined(*map(self._phrase, nodes))

    def _within(self, node: Node) -> Xml:
        return self.phrase(self.children(node))

    def _phrase(self, node: Node) -> Xml:
        kind = tag(node)
        if kind == "-text":
            return text(_SPACE.sub(" ", node.text_content or ""))
        with self.deeper() as too_deep:
            if too_deep:
                return text(tree.words_of(node))
            method = getattr(self, f"_phrase_{kind}", None)
            if method is not None:
                written: Xml = method(node)
                return written
            if kind in allowed.PHRASES:
                return element(allowed.PHRASES[kind], self._named(node), self._within(node))
            # A block that stands in a line, in broken HTML, is read as its text.
            return joined(self.anchor(node), self._within(node), self._apart(node))

    def _apart(self, node: Node) -> Xml:
        return EMPTY if self.is_phrase(node) else text(" ")

    def _named(self, node: Node) -> dict[str, str | Link | None]:
        """What a phrase keeps: that of any element, and the long form of a short one."""
        titled = tag(node) in ("abbr", "dfn") and tree.get(node, "title")
        return {**self.attributes(node), **({"title": titled} if titled else {})}

    def anchor(self, node: Node) -> Xml:
        """What links to a node lead to, where the node itself is not written."""
        id_ = self.id_of(node)
        return element("span", {"id": id_}) if id_ else EMPTY

    def _phrase_br(self, node: Node) -> Xml:
        return element("br", {})

    def _phrase_wbr(self, node: Node) -> Xml:
        return element("wbr", {})

    def _phrase_hr(self, node: Node) -> Xml:
        return text(" ")

    def _phrase_img(self, node: Node) -> Xml:
        return self.img(node)

    def _phrase_svg(self, node: Node) -> Xml:
        return self.svg(node)

    def _phrase_math(self, node: Node) -> Xml:
        return self.math(node)

    def _phrase_input(self, node: Node) -> Xml:
        return text(tree.box_of(node))

    def _phrase_bdo(self, node: Node) -> Xml:
        attributes = self._named(node)
        return element("bdo" if "dir" in attributes else "span", attributes, self._within(node))

    def _phrase_dfn(self, node: Node) -> Xml:
        if self.in_dfn:
            return joined(self.anchor(node), self._within(node))
        self.in_dfn = True
        inside = self._within(node)
        self.in_dfn = False
        return element("dfn", self._named(node), inside)

    def _phrase_ruby(self, node: Node) -> Xml:
        kinds = [tag(child) for child in self.children(node)]
        if "rt" not in kinds or kinds[0] == "rt" or kinds[-1] not in ("rt", "rp", "-text"):
            return self._within(node)
        inside = [
            element("rt", {}, self._within(child)) if tag(child) == "rt" else self._phrase(child)
            for child in self.children(node)
            # Brackets for where there is no ruby: every reader of EPUB 3 has it.
            if tag(child) not in ("rp", "rtc")
            and (tag(child) != "-text" or tree.text_of(child).strip())
        ]
        return element("ruby", self.attributes(node), *inside)

    def _phrase_span(self, node: Node) -> Xml:
        attributes = self.attributes(node)
        if "badge-likelihood" in tree.classes(node):
            words = self.book.document.words
            said = words.gettext("Likelihood: %(likelihood)s", likelihood=tree.words_of(node))
            return element("span", attributes, text(said))
        if tree.get(node, "role") == "img" and (label := tree.get(node, "aria-label")):
            attributes |= {"role": "img", "aria-label": label}
        inside = self._within(node)
        if tree.is_comment(node):
            inside = joined(text(" ["), inside, text("]"))
        return element("span", attributes, inside) if attributes else inside

    def _phrase_sup(self, node: Node) -> Xml:
        if tree.is_mark(node):
            return joined(self.anchor(node), self._mark(tree.note_of(node)))
        return element("sup", self._named(node), self._within(node))

    def _phrase_a(self, node: Node) -> Xml:
        if self.in_link:
            return joined(self.anchor(node), self._within(node))
        term = tree.get(node, "data-term")
        address = (self.book.term(term) if term else None) or self.book.link(
            tree.get(node, "href"), self.part
        )
        if not tree.has(node, "href") or address is None:
            attributes = self.attributes(node)
            inside = self._within(node)
            return element("span", attributes, inside) if attributes else inside
        parts = groupby(self.children(node), key=tree.is_mark)
        written = [
            self.phrase(part) if is_mark else self._linked(node, part, address)
            for is_mark, part in parts
        ]
        return joined(*written) if written else self.anchor(node)

    def _linked(self, node: Node, part: Iterable[Node], address: str | Link) -> Xml:
        """A link; it is parted by marks of notes, and those deeper within stand behind it."""
        self.in_link = True
        inside = self.phrase(part)
        self.in_link = False
        late = joined(*map(self._mark, self._late))
        self._late.clear()
        attributes = {**self.attributes(node), "href": address}
        if not re.sub(r"<(?!img|svg|math)[^>]*>|\s", "", inside):
            return joined(self.anchor(node), inside, late)  # nobody could follow it
        if tree.get(node, "data-term"):
            attributes["epub:type"] = "glossref"
        return joined(element("a", attributes, inside), late)

    # Notes ----------------------------------------------------------------------------------

    def _mark(self, key: str) -> Xml:
        """The mark of a note, which has its text at the end of the chapter."""
        item = self._footnotes.get(key)
        if item is None:
            return EMPTY
        note = self._noted.get(key)
        if note is None:
            note = self._noted[key] = Note(self, item, len(self.chapter.notes) + 1)
            self.chapter.notes.append(note)
        if self.in_link:
            self._late.append(key)
            return EMPTY
        number = text(str(note.number))
        id_ = self.anchored(f"mark.{note.number}.{len(note.marks) + 1}")
        note.marks.append(id_)
        attributes = {
            "id": id_,
            "href": f"#note.{note.number}",
            "epub:type": "noteref",
            "role": "doc-noteref",
        }
        return element("sup", {}, element("a", attributes, number))
