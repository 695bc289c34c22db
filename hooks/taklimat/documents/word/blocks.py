"""Blocks: what stands one below the other."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.documents.parts.blocks import numbers_of
from taklimat.documents.parts.inline import badge_of
from taklimat.documents.tree import Node, tag
from taklimat.documents.word.inline import Look
from taklimat.documents.word.tables import Tables
from taklimat.documents.word.xml import add, element, qn, run, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.etree import _Element as Element

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FORMATS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STEP = 360  # twentieths of a point, which a list stands in
_RIGHT_TO_LEFT = frozenset(("ar", "fa", "he", "ur"))


class Blocks(Tables):
    """Writes blocks. They stand `_deep` lists deep, bold in heads of tables."""

    _level = 1
    _bold = False
    _rtl = False

    def blocks(self, nodes: Iterable[Node], style: str = "") -> list[Element]:
        """Nodes that stand one below the other; text between them becomes paragraphs."""
        found: list[Element] = []
        for inline, group in groupby(nodes, key=tree.is_inline):
            if inline:
                found += self._paragraph(list(group), style)
                continue
            for node in group:
                found += self._block(node, style)
        return found

    def cell(self, node: Node, *, bold: bool) -> list[Element]:
        """What stands in a cell."""
        outer, self._bold = self._bold, bold
        deep, self._deep = self._deep, 0
        found = self.blocks(tree.children(node), "TableText")
        self._bold, self._deep = outer, deep
        return found

    def line(self, style: str, runs: Iterable[Element], *properties: Element) -> Element:
        """A paragraph."""
        about = element("w:pPr", element("w:pStyle", val=style) if style else None)
        kept = list(properties)
        if self._rtl:
            kept.append(element("w:bidi"))
        if self._deep and not any(each.tag in (qn("w:ind"), qn("w:numPr")) for each in kept):
            kept.append(element("w:ind", left=_STEP * self._deep))
        add(about, kept)
        return add(element("w:p", about, *self.places()), runs)

    def _paragraph(self, nodes: Sequence[Node], style: str) -> list[Element]:
        if rated := self._rated(nodes, style):
            return [rated]
        runs = self.inline(nodes, Look(bold=self._bold))
        if not any(
            each.tag == qn("w:bookmarkStart") or text_of(each).strip() or len(each) for each in runs
        ):
            return []
        return [self.line(style, runs)]

    def _rated(self, nodes: Sequence[Node], style: str) -> Element | None:
        """A judgement: its words, then how likely and how sure, then the marks of its notes."""
        spans = [node for node in nodes if tag(node) == "span"]
        by_class = {name: node for node in spans for name in tree.classes(node)}
        likely, sure = by_class.get("badge-likelihood"), by_class.get("confidence")
        if likely is None or sure is None:
            return None
        marks = [node for node in nodes if tag(node) == "sup"]
        apart = {node.mem_id for node in (likely, sure, *marks)}
        said = self.inline(node for node in nodes if node.mem_id not in apart)
        words = self.document.words
        level = words.gettext(badge_of(sure))
        rating = (
            f"\n{words.gettext('Likelihood')}: {tree.words_of(likely)}. "
            f"{words.gettext('Confidence')}: {level[:1].upper()}{level[1:]}."
        )
        return self.line(style, [*said, run(rating, element("w:b")), *self.inline(marks)])

    def _block(self, node: Node, style: str) -> list[Element]:
        self.mark_place(node)
        kind, classes = tag(node), tree.classes(node)
        outer = self._rtl
        if direction := tree.get(node, "dir"):
            self._rtl = direction == "rtl"
        elif language := tree.get(node, "lang"):
            self._rtl = language[:2] in _RIGHT_TO_LEFT
        found = self._by_kind(node, kind, classes, style)
        self._rtl = outer
        return found

    def _by_kind(self, node: Node, kind: str, classes: frozenset[str], style: str) -> list[Element]:
        inner = tree.children(node)
        if "footnote" in classes or "on-screen" in classes:
            return []
        if kind in _HEADINGS:
            return self._heading(node, kind)
        if kind in ("ul", "ol"):
            return self._list(node, kind, style)
        if kind == "table" and "highlighttable" not in classes:
            return self.table(node)
        if kind == "pre" or classes & {"highlight", "highlighttable"}:
            return self._code(node)
        if "admonition" in classes or kind == "details":
            return self._admonition(node)
        if "tabbed-set" in classes:
            return self._tabs(node, style)
        if kind == "blockquote":
            return self.blocks(inner, "Quote")
        if kind == "dt":
            return [self.line("Term", self.inline(inner))]
        if kind == "dd":
            return self.blocks(inner, "Definition")
        if kind == "figcaption":
            return self.blocks(inner, "Caption")
        if kind == "hr":
            below = element("w:bottom", val="single", sz="4", space="1", color="C9C5BC")
            return [self.line("", [], element("w:pBdr", below))]
        if kind == "svg":
            drawn = self.picture(node)
            return [self.line("Figure", [drawn])] if drawn is not None else []
        if classes & {"small-print", "item-head"}:
            return self.blocks(inner, "Small" if "small-print" in classes else "Term")
        return self.blocks(inner, style)

    def _heading(self, node: Node, kind: str) -> list[Element]:
        # What follows a heading of one level is at most one below it.
        self._level = max(2, min(_HEADINGS[kind], self._level + 1))
        runs = self.inline(tree.children(node))
        return [self.line(f"Heading{self._level}", runs)] if runs else []

    def _code(self, node: Node) -> list[Element]:
        source = tree.find(node, "td.code code") or tree.find(node, "code") or node
        title = tree.find(node, "span.filename")
        above = [self.line("AdmonitionTitle", [run(tree.words_of(title))])] if title else []
        return [
            *above,
            self.line("Code", [run(tree.text_of(source).strip("\n"), element("w:noProof"))]),
        ]

    def _admonition(self, node: Node) -> list[Element]:
        title = tree.find(node, "p.admonition-title") or tree.find(node, "summary")
        shown = [self.line("AdmonitionTitle", self.inline(tree.children(title)))] if title else []
        others = (c for c in tree.children(node) if title is None or c.mem_id != title.mem_id)
        return [*shown, *self.blocks(others, "Admonition")]

    def _tabs(self, node: Node, style: str) -> list[Element]:
        found: list[Element] = []
        for title, body in tree.tabs(node):
            found.append(self.line("Term", self.inline(tree.children(title))))
            found += self.blocks(tree.children(body), style)
        return found

    # Lists ----------------------------------------------------------------------------------------

    def _list(self, node: Node, kind: str, style: str) -> list[Element]:
        items = [child for child in tree.children(node) if tag(child) == "li"]
        if not items:
            return []
        numbers = numbers_of(node, items) if kind == "ol" else []
        first = numbers[0] if numbers else 1
        in_turn = first >= 0 and numbers == list(range(first, first + len(items)))
        form = _FORMATS.get(tree.get(node, "type"), "decimal") if kind == "ol" else "bullet"
        own = self._numbering(form, first) if in_turn or kind == "ul" else None
        found: list[Element] = []
        self._deep += 1
        for place, item in enumerate(items):
            self.mark_place(item)
            written = self.blocks(tree.children(item), style or "ListParagraph")
            if not written or written[0].tag != qn("w:p"):
                written.insert(0, self.line("ListParagraph", []))
            if own is not None:
                number = element("w:numPr", element("w:ilvl", val=min(self._deep - 1, 8)))
                number.append(element("w:numId", val=own))
                self._set(written[0], number)
            else:
                # Word counts upwards from a number: others are written out.
                _begin(written[0], f"{numbers[place]}.\t")
            found += written
        self._deep -= 1
        return found

    def _set(self, paragraph: Element, number: Element) -> None:
        about = paragraph.find(qn("w:pPr"))
        if about is None or about.find(qn("w:numPr")) is not None:
            return
        for old in about.findall(qn("w:ind")):
            about.remove(old)
        about.insert(1 if about.find(qn("w:pStyle")) is not None else 0, number)

    def _numbering(self, form: str, first: int) -> int:
        """A list of its own, that counts from its first number."""
        root = self.file.part.numbering_part.element
        kept = [int(each.get(qn("w:abstractNumId"))) for each in root.findall(qn("w:abstractNum"))]
        abstract = max(kept, default=0) + 1
        made = element("w:abstractNum", abstractNumId=abstract)
        made.append(element("w:multiLevelType", val="hybridMultilevel"))
        for level in range(9):
            text = "\u2022\u2013\u00b7"[level % 3] if form == "bullet" else f"%{level + 1}."
            left = _STEP * (level + 1)
            about = (
                element("w:start", val=first),
                element("w:numFmt", val=form),
                element("w:lvlText", val=text),
                element("w:lvlJc", val="left"),
                element("w:pPr", element("w:ind", left=left, hanging=_STEP)),
            )
            made.append(element("w:lvl", *about, ilvl=level))
        instances = root.findall(qn("w:num"))
        number = max((int(each.get(qn("w:numId"))) for each in instances), default=0) + 1
        if instances:
            instances[0].addprevious(made)
        else:
            root.append(made)
        root.append(element("w:num", element("w:abstractNumId", val=abstract), numId=number))
        return number


def _begin(paragraph: Element, text: str) -> None:
    about = paragraph.find(qn("w:pPr"))
    place = 0 if about is None else 1
    paragraph.insert(place, run(text))
