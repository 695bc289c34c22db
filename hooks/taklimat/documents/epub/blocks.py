"""Blocks: what stands one below the other."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from taklimat.documents import figures, tree
from taklimat.documents.epub import allowed
from taklimat.documents.epub.tables import Tables
from taklimat.documents.epub.xml import EMPTY, Xml, element, joined, text
from taklimat.documents.tree import Node, tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from taklimat.documents.epub.xml import Link

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LANGUAGE = re.compile(r"language-([A-Za-z0-9_+#-]+)")
# What no mark of a note is: a heading is told of without it.
_MARK = re.compile(r'<sup><a id="mark\.[^"]*" [^>]*>[^<]*</a></sup>')
_TAG = re.compile(r"<[^>]*>")
_START = re.compile(r"-?[0-9]{1,6}")


class Blocks(Tables):
    """Writes blocks."""

    def blocks(self, nodes: Iterable[Node]) -> Xml:
        """Nodes that stand one below the other; text between them becomes paragraphs."""
        written: list[Xml] = []
        for inline, group in groupby(nodes, key=self.is_phrase):
            if inline:
                written.append(self._paragraph(list(group)))
            else:
                written += map(self._block, group)
        return joined(*written)

    def flow(self, node: Node) -> Xml:
        """What is in a list's item or a table's cell: bare text, or blocks."""
        nodes = list(self.children(node))
        if all(map(self.is_phrase, nodes)):
            return self.phrase(nodes)
        return self.blocks(nodes)

    def _paragraph(
        self, nodes: Sequence[Node], attributes: dict[str, str | Link | None] | None = None
    ) -> Xml:
        body = self.phrase(nodes)
        if not _TAG.sub("", body).strip() and "<img" not in body and "<svg" not in body:
            # Nothing shows, but links may lead there.
            return element("div", attributes or {}, body) if attributes or body.strip() else EMPTY
        return element("p", attributes or {}, body)

    def _block(self, node: Node) -> Xml:
        kind = tag(node)
        with self.deeper() as too_deep:
            if too_deep:
                return element("p", {}, text(tree.words_of(node)))
            if kind in _HEADINGS:
                return self._heading(node)
            method = getattr(self, f"_block_{kind}", None)
            if method is not None:
                written: Xml = method(node)
                return written
            return self._group(node) if kind in allowed.GROUPS else self._bare(node)

    def _bare(self, node: Node) -> Xml:
        """What stands in a block, without the block; but in its language."""
        if allowed.common(node).keys() & {"lang", "dir"}:
            return self._group(node)
        return joined(self._place_of(node), self.blocks(self.children(node)))

    def _place_of(self, node: Node) -> Xml:
        anchor = self.anchor(node)
        return element("div", {}, anchor) if anchor else EMPTY

    def _group(self, node: Node) -> Xml:
        attributes = self.attributes(node)
        inside = self.blocks(self.children(node))
        return element("div", attributes, inside) if attributes else inside

    def _heading(self, node: Node) -> Xml:
        words = tree.title_of(node)
        if not words:
            return self._bare(node)
        body = self.phrase(self.children(node))
        attributes = self.attributes(node)
        if self.in_entry:
            return element("p", {**attributes, "class": "entry-heading"}, body)
        # No level is left out: what follows an h2 is an h3, whatever the page says.
        self.level = max(2, min(_HEADINGS[tag(node)], self.level + 1))
        if self.level == 2 and not self.part.is_listing:
            id_ = str(attributes.setdefault("id", self._own_id()))
            self.chapter.headings.append((id_, words_of(body) or text(words)))
        return element(f"h{self.level}", attributes, body)

    def _own_id(self) -> str:
        return self.anchored(f"heading.{len(self.chapter.headings) + 1}")

    def _block_p(self, node: Node) -> Xml:
        if "on-screen" in tree.classes(node):
            return EMPTY  # it leads to a file of the site
        if self.is_phrase_within(node):
            return self._paragraph(list(self.children(node)), self.attributes(node))
        return self._bare(node)

    def is_phrase_within(self, node: Node) -> bool:
        """Whether all in a node stands within a line of text."""
        return all(map(self.is_phrase, self.children(node)))

    def _block_div(self, node: Node) -> Xml:
        classes = tree.classes(node)
        if "footnote" in classes:
            return EMPTY  # each note stands at the end, where its mark leads
        if "admonition" in classes:
            return self._box(node)
        if "tabbed-set" in classes and (tabs := tree.tabs(node)):
            return joined(self._place_of(node), self._tabs(tabs))
        if tree.is_code(node):
            return self.code(node)
        return self._group(node)

    def _block_details(self, node: Node) -> Xml:
        return self._box(node)

    def _box(self, node: Node) -> Xml:
        """A note in a box: an aside that says what it is, with its title."""
        title = tree.box_title(node)
        attributes: dict[str, str | Link | None] = {**self.attributes(node), "class": "box"}
        attributes["role"] = "note"
        shown = self.phrase(self.children(title)) if title else EMPTY
        if shown:
            id_ = self.anchored(f"box.{len(self.book.anchored)}")
            attributes["aria-labelledby"] = id_
            shown = element("p", {"id": id_, "class": "box-title"}, shown)
        parts = map(self.blocks, tree.parted(self.children(node), title))
        return element("aside", attributes, shown, *parts)

    def _tabs(self, tabs: Iterable[tuple[Node, Node]]) -> Xml:
        """Tabs, each a section under its title."""
        outer = self.level
        written = []
        for title, body in tabs:
            self.level = min(outer + 1, 6)
            shown = element(
                f"h{self.level}", {"class": "tab-title"}, self.phrase(self.children(title))
            )
            if self.in_entry:
                shown = element("p", {"class": "entry-heading"}, self.phrase(self.children(title)))
            written.append(
                element("section", {"class": "tab"}, shown, self.blocks(self.children(body)))
            )
        self.level = outer
        return joined(*written)

    def _block_pre(self, node: Node) -> Xml:
        return self.code(node)

    def code(self, node: Node) -> Xml:
        """Source code in lines of its own."""
        source = tree.source_of(node)
        title = tree.find(node, "span.filename")
        named = " ".join(sorted(tree.classes(node) | tree.classes(source)))
        language = _LANGUAGE.search(named)
        class_ = {"class": f"language-{language[1]}"} if language else {}
        lines = element("code", class_, text(tree.text_of(source).strip("\n")))
        body = element("pre", {}, lines)
        attributes = self.attributes(node)
        if title is None:
            return element("div", attributes, body) if attributes else body
        caption = element("figcaption", {}, text(tree.words_of(title)))
        return element("figure", {**attributes, "class": "code"}, caption, body)

    def _block_ul(self, node: Node) -> Xml:
        return self._list("ul", node)

    def _block_ol(self, node: Node) -> Xml:
        return self._list("ol", node)

    def _list(self, kind: str, node: Node) -> Xml:
        items = [child for child in self.children(node) if tag(child) == "li"]
        if not items:
            return EMPTY
        attributes = self.attributes(node)
        start, type_ = tree.get(node, "start"), tree.get(node, "type")
        if kind == "ol" and _START.fullmatch(start):
            attributes["start"] = str(int(start))
        if kind == "ol" and type_ in ("1", "a", "A", "i", "I"):
            attributes["type"] = type_
        if kind == "ol" and tree.has(node, "reversed"):
            attributes["reversed"] = "reversed"
        return element(kind, attributes, *(self._item(item, kind) for item in items))

    def _item(self, node: Node, kind: str) -> Xml:
        attributes = self.attributes(node)
        value = tree.get(node, "value")
        if kind == "ol" and _START.fullmatch(value):
            attributes["value"] = str(int(value))
        return element("li", attributes, self.flow(node))

    def _block_li(self, node: Node) -> Xml:
        return element("div", self.attributes(node), self.flow(node))  # of no list

    def _block_dl(self, node: Node) -> Xml:
        parts = [child for child in self._lifted(node) if tag(child) in ("dt", "dd")]
        kinds = [tag(part) for part in parts]
        if not kinds:
            return EMPTY
        # Each term with what it means; a list that lacks one or the other is none.
        if kinds[0] == "dt" and kinds[-1] == "dd":
            return element("dl", self.attributes(node), *(self._of_list(tag(p), p) for p in parts))
        return joined(self._place_of(node), *(self._of_list("div", part) for part in parts))

    def _of_list(self, name: str, node: Node) -> Xml:
        body = self.phrase(self.children(node)) if name == "dt" else self.flow(node)
        return element(name, self.attributes(node), body)

    def _lifted(self, node: Node) -> Iterator[Node]:
        """A definition list's terms and definitions, out of the groups that HTML allows."""
        for child in self.children(node):
            if tag(child) == "div":
                yield from self.children(child)
            else:
                yield child

    def _block_blockquote(self, node: Node) -> Xml:
        return element("blockquote", self.attributes(node), self.blocks(self.children(node)))

    def _block_hr(self, node: Node) -> Xml:
        return element("hr", {})

    def _block_figure(self, node: Node) -> Xml:
        figure = figures.read(node)
        only, caption = figure.only, figure.caption
        if only is not None and tag(only) == "table":
            return joined(self._place_of(node), self.table(only, caption))
        body = self.blocks(figure.within) if only is None else self.phrase([only])
        said = EMPTY if caption is None else element("figcaption", {}, self.flow(caption))
        parts = (said, body) if figure.is_above else (body, said)
        return element("figure", self.attributes(node), *parts)

    def _block_table(self, node: Node) -> Xml:
        if "highlighttable" in tree.classes(node):
            return self.code(node)
        return self.table(node, tree.child_of(node, "caption"))


def words_of(body: Xml) -> Xml:
    """The text of a heading, without the marks of notes, as it stands in a table of contents."""
    return Xml(" ".join(_TAG.sub("", _MARK.sub("", body)).split()))
