"""Text within a line: runs, links, marks of notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from docx.opc.constants import RELATIONSHIP_TYPE as RT

from taklimat.documents import tree
from taklimat.documents.tree import Node, tag
from taklimat.documents.word.formulas import formula
from taklimat.documents.word.package import field as field_of
from taklimat.documents.word.xml import add, element, qn, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element as Element

    from taklimat.documents.engine import Engine
    from taklimat.documents.model import Document, Part

_SPACE = re.compile(r"[ \t\n\r\f]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_RIGHT_TO_LEFT = frozenset("ar dv fa he ku ps sd ug ur yi".split())
_SCHEMES = frozenset(("http", "https", "mailto"))
_TALL = frozenset("zh ja ko".split())


@dataclass(frozen=True)
class Look:
    """How a run looks, and in which language it is."""

    style: str = ""
    bold: bool = False
    italic: bool = False
    caps: bool = False
    struck: bool = False
    lined: bool = False
    marked: bool = False
    raised: str = ""
    language: str = ""

    def properties(self) -> list[Element]:
        """The properties of a run, in the order of the standard."""
        code = self.language.partition("-")[0].lower()
        found = [
            element("w:rStyle", val=self.style) if self.style else None,
            element("w:b") if self.bold else None,
            element("w:i") if self.italic else None,
            element("w:smallCaps") if self.caps else None,
            element("w:strike") if self.struck else None,
            element("w:highlight", val="yellow") if self.marked else None,
            element("w:u", val="single") if self.lined else None,
            element("w:vertAlign", val=self.raised) if self.raised else None,
            element("w:rtl") if code in _RIGHT_TO_LEFT else None,
        ]
        if self.language:
            key = "bidi" if code in _RIGHT_TO_LEFT else "eastAsia" if code in _TALL else "val"
            found.append(element("w:lang", **{key: self.language}))
        return [each for each in found if each is not None]


_LOOKS: dict[str, dict[str, Any]] = {
    "em": {"italic": True}, "i": {"italic": True}, "cite": {"italic": True},
    "dfn": {"italic": True}, "var": {"italic": True}, "strong": {"bold": True},
    "b": {"bold": True}, "sub": {"raised": "subscript"}, "sup": {"raised": "superscript"},
    "del": {"struck": True}, "s": {"struck": True}, "strike": {"struck": True},
    "ins": {"lined": True}, "u": {"lined": True}, "mark": {"marked": True},
    "code": {"style": "CodeText"}, "kbd": {"style": "CodeText"}, "samp": {"style": "CodeText"},
}  # fmt: skip
_BY_CLASS: dict[str, dict[str, Any]] = {
    "smallcaps": {"caps": True},
    "upright": {"italic": False},
    "underlined": {"lined": True},
}


@dataclass
class Line:
    """A line in the making: runs of white space become one space."""

    runs: list[Element] = field(default_factory=list)
    after_space: bool = True
    ends_with_mark: bool = False

    def text(self, text: str, look: Look) -> None:
        """Add words."""
        collapsed = _SPACE.sub(" ", text)
        if self.after_space:
            collapsed = collapsed.removeprefix(" ")
        if collapsed:
            self.after_space = collapsed.endswith(" ")
            self.ends_with_mark = False
            self.runs.append(run(collapsed, *look.properties()))

    def add(self, *runs: Element) -> None:
        """Add what shows."""
        self.runs += runs
        self.after_space = self.ends_with_mark = False


class Inline:
    """Writes what stands in a line. Its methods take nodes of the page and give elements."""

    _deep = 0

    def __init__(
        self, document: Document, part: Part, engine: Engine, file: Any, notes: Any
    ) -> None:
        self.document, self.part, self.engine, self.file = document, part, engine, file
        self.root = tree.parse(part.html)
        self.names = {
            tree.get(node, "id"): f"b{number}"
            for number, node in enumerate(self.root.css("[id]"), start=1)
        }
        self.footnotes = {
            tree.get(item, "id").removeprefix("fn:"): item
            for item in self.root.css("div.footnote li[id]")
        }
        self.noted: dict[str, int] = {}
        self.notes = notes
        self.rels = file.part
        self._bookmarks = 0
        self._led_to: dict[str, str] = {}
        self._waiting: list[str] = []
        """Bookmarks for the next line."""

    def inline(self, nodes: Iterable[Node], look: Look | None = None) -> list[Element]:
        """Text, with what stands in it."""
        line = Line()
        for node in nodes:
            self._inline(node, line, look or Look())
        return line.runs

    def bookmark(self, name: str) -> Iterator[Element]:
        """A place that links lead to."""
        self._bookmarks += 1
        yield element("w:bookmarkStart", id=self._bookmarks, name=name)
        yield element("w:bookmarkEnd", id=self._bookmarks)

    def mark_place(self, node: Node) -> None:
        """Let links to a node lead to the next line."""
        if name := self.names.pop(tree.get(node, "id"), ""):
            self.led_to[tree.get(node, "id")] = name
            self._waiting.append(name)

    @property
    def led_to(self) -> dict[str, str]:
        """The bookmarks there are, by the ids on the page."""
        return self._led_to

    def places(self) -> list[Element]:
        """The bookmarks that wait for a line."""
        found = [each for name in self._waiting for each in self.bookmark(name)]
        self._waiting.clear()
        return found

    def _inline(self, node: Node, line: Line, look: Look) -> None:
        kind = tag(node)
        if kind == "-text":
            line.text(node.text_content or "", look)
            return
        self.mark_place(node)
        line.runs += self.places()
        if kind == "br":
            line.add(element("w:r", element("w:br")))
            line.after_space = True
        elif kind in ("img", "svg"):
            self._picture_in_line(node, line, look)
        elif kind == "input":
            line.text(tree.box_of(node), look)
        elif kind == "math":
            line.add(formula(node))
        elif kind == "sup" and (mark := tree.find(node, "a.footnote-ref")) is not None:
            self._note(tree.get(mark, "href").partition("#fn:")[2], line)
        elif kind == "a":
            self._link(node, line, look)
        elif kind == "q":
            line.text("\u201c", look)
            self._within(node, line, look)
            line.text("\u201d", look)
        else:
            self._within(node, line, self._looked(node, look))

    def _within(self, node: Node, line: Line, look: Look) -> None:
        for child in tree.children(node):
            self._inline(child, line, look)

    def _looked(self, node: Node, look: Look) -> Look:
        changes = dict(_LOOKS.get(tag(node), {}))
        for name in tree.classes(node):
            changes |= _BY_CLASS.get(name, {})
        language = tree.get(node, "lang")
        if _LANGUAGE.fullmatch(language):
            changes["language"] = language
        return replace(look, **changes) if changes else look

    # Links ----------------------------------------------------------------------------------------

    def _link(self, node: Node, line: Line, look: Look) -> None:
        inner = Line(after_space=line.after_space)
        target = self._target(node)
        self._within(node, inner, replace(look, style="Hyperlink") if target else look)
        if not inner.runs:
            return
        line.add(*([add(element("w:hyperlink", **target), inner.runs)] if target else inner.runs))
        line.after_space = inner.after_space

    def _target(self, node: Node) -> dict[str, str]:
        href, term = tree.get(node, "href"), tree.get(node, "data-term")
        if term in self.document.term_ids:
            return {"anchor": f"term-{term}"[:40]}
        id_ = unquote(href.removeprefix("#"))
        if href.startswith("#"):
            name = self.names.get(id_) or self.led_to.get(id_)
            return {"anchor": name} if name else {}
        address = href
        if not urlsplit(href).scheme:
            path, anchor = urldefrag(urljoin(f"/{self.part.url}", href))
            address = self.document.link(f"{path}#{anchor}" if anchor else path) or ""
        if urlsplit(address).scheme not in _SCHEMES:
            return {}
        key = self.rels.relate_to(address, RT.HYPERLINK, is_external=True)
        return {qn("r:id"): key}

    # Notes ----------------------------------------------------------------------------------------

    def _note(self, key: str, line: Line) -> None:
        item = self.footnotes.get(key)
        if item is None:
            return
        if line.ends_with_mark:
            line.runs.append(run(",", *Look(raised="superscript").properties()))
        reference = Look(style="FootnoteReference").properties()
        if key in self.noted:
            # The same note again has the number of its first mark.
            number = self.noted[key]
            line.add(*field_of(f"NOTEREF note{number} \\f \\h", str(number), *reference))
        elif self.rels is self.notes:  # a note has none of its own
            line.add(run(f" [{tree.words_of(item)}]"))
            return
        else:
            self.noted[key] = number = len(self.noted) + 1
            mark = element("w:r", element("w:rPr", *reference))
            mark.append(element("w:footnoteReference", id=number))
            self._bookmarks += 1
            line.add(
                element("w:bookmarkStart", id=self._bookmarks, name=f"note{number}"),
                mark,
                element("w:bookmarkEnd", id=self._bookmarks),
            )
            self._write_note(item, number)
        line.ends_with_mark = True

    def _write_note(self, item: Node, number: int) -> None:
        outer, self.rels = self.rels, self.notes
        waiting, self._waiting = self._waiting, []
        deep, self._deep = self._deep, 0
        paragraphs = self.blocks(tree.children(item), "FootnoteText")
        self._waiting, self._deep, self.rels = waiting, deep, outer
        if not paragraphs or paragraphs[0].tag != qn("w:p"):
            paragraphs.insert(
                0, element("w:p", element("w:pPr", element("w:pStyle", val="FootnoteText")))
            )
        own = element("w:r", element("w:rPr", *Look(style="FootnoteReference").properties()))
        own.append(element("w:footnoteRef"))
        first = paragraphs[0]
        place = 1 if len(first) and first[0].tag == qn("w:pPr") else 0
        first.insert(place, own)
        first.insert(place + 1, run(" "))
        self.notes.element.append(element("w:footnote", *paragraphs, id=number))

    # What the others write ------------------------------------------------------------------------

    def blocks(self, nodes: Iterable[Node], style: str = "") -> list[Element]:
        """Nodes that stand one below the other."""
        raise NotImplementedError

    def _picture_in_line(self, node: Node, line: Line, look: Look) -> None:
        raise NotImplementedError
