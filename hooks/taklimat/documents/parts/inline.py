"""Text within a line: marks, links, and where they lead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from taklimat.documents import tree
from taklimat.documents.parts.breaking import breaking, breaking_address, breaking_code
from taklimat.documents.parts.maths import formula
from taklimat.documents.parts.pictures import Pictures
from taklimat.documents.tree import Node, tag
from taklimat.documents.typst import (
    EMPTY,
    NONE,
    Code,
    block,
    boolean,
    call,
    label,
    literal,
    name,
    string,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


_SPACE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")  # what is not one space already
_INLINE_CALLS = {
    "em": "emph", "i": "emph", "cite": "emph", "dfn": "emph", "var": "emph", "strong": "strong",
    "b": "strong", "sub": "sub", "sup": "super", "del": "strike", "s": "strike",
    "strike": "strike", "ins": "underline", "u": "underline", "mark": "marked", "kbd": "key",
}  # fmt: skip
_STRUCK = "del, s, strike"
_LINED = f"ins, u, .underlined, a[data-term], {_STRUCK}"
# Of references: what stands upright in italics, and in small capitals.
_LOOKS = {"smallcaps": "small-capitals", "upright": "emph", "underlined": "underline"}
_DIGIT = re.compile("[0-9]")
_LANGUAGE_CODE = re.compile("[a-z]{2,3}")
_REGION_CODE = re.compile("[a-z]{2}")
_RIGHT_TO_LEFT = frozenset("ar dv fa he ku ps sd ug ur yi".split())
_BREAKING = re.compile(r"^www\.|-")  # where Typst breaks a host's name


class Inline(Pictures):
    """Writes what stands in a line."""

    def inline(self, nodes: Iterable[Node]) -> Code:
        """Text, with what stands in it; EMPTY where there is nothing but space."""
        line = Line()
        for node in nodes:
            self._inline(node, line)
        if line.shows:
            return block(line.codes)
        # What nothing shows of may still be led to.
        shown = ("[#metadata", "unsaid([#metadata")
        anchors = block([code for code in line.codes if code.startswith(shown)])
        self._bare.add(anchors)
        return anchors

    def _within(self, node: Node, line: Line) -> Code:
        """What is in an inline element, its spaces joined with those around it."""
        inner = Line(after_space=line.after_space)
        for child in self.children(node):
            self._inline(child, inner)
        line.after_space = inner.after_space
        line.shows = line.shows or inner.shows
        return block(inner.codes)

    def _inline(self, node: Node, line: Line) -> None:
        kind = tag(node)
        line.codes += self._anchor(node) if kind != "-text" else []
        if kind == "-text":
            line.text(self._held(node.text_content or ""))
        elif kind == "br":
            line.add(call("linebreak"))
            line.after_space = True
        elif kind == "wbr":
            line.codes.append(string("\u200b"))
        elif kind == "img":
            if drawn := self._drawn(node):
                line.add(self._in_line(node, *drawn))
        elif kind == "input":
            line.text(tree.box_of(node))
        elif kind == "math":
            line.add(formula(node))
        elif kind == "a":
            self._link(node, line)
        elif kind == "code":
            source = " ".join(tree.text_of(node).split("\n"))
            if source:
                line.add(block(breaking_code(source)))
        elif kind == "q":
            line.text("“")
            line.codes.append(self._within(node, line))
            line.text("”")
        elif kind == "rt":
            line.text(" (")
            line.codes.append(self._within(node, line))
            line.text(")")
        elif tree.is_comment(node):
            line.text(" [")
            line.codes.append(self._within(node, line))
            line.text("]")
        elif kind == "rp":
            pass  # its brackets are written with what they hold
        elif tree.is_mark(node):
            self._footnote(tree.note_of(node), line)
        elif kind == "span" and (badge := badge_of(node)):
            line.add(call("badge", string(badge), self._within(node, line)))
        elif kind == "span" and (look := _LOOKS.get(" ".join(tree.classes(node)))):
            line.codes.append(self._lined(look, node, line))
        elif kind in _INLINE_CALLS:
            line.codes.append(self._lined(_INLINE_CALLS[kind], node, line))
        elif tree.get(node, "lang"):
            body = self._within(node, line)
            line.codes.append(in_language(node, body, outer=self.desk.document.language))
        else:
            # A block that stands in a line, in broken HTML, is read as its text.
            line.codes.append(self._within(node, line))

    def _lined(self, function: str, node: Node, line: Line) -> Code:
        """What is in an element, and how it looks; of two lines through or under it, one.

        PDF/UA has no words for both. What is struck says more than what is underlined.
        """
        is_line = function in ("underline", "strike")
        draws = not is_line or not (
            self._is_lined or (function == "underline" and tree.find(node, _STRUCK))
        )
        outer, self._is_lined = self._is_lined, self._is_lined or (is_line and draws)
        body = self._within(node, line)
        self._is_lined = outer
        return call(function, body) if draws and body != EMPTY else body

    def _held(self, text: str) -> str:
        """A text with what a line should not part held together."""
        if not _DIGIT.search(text):  # nothing to hold
            return text
        pairs: re.Pattern[str] = self.desk.document.words.pairs
        return pairs.sub(lambda pair: pair[0].replace(" ", "\u00a0"), text)

    def _link(self, node: Node, line: Line) -> None:
        body = self._within(node, line)
        if body == EMPTY:
            return
        if "claim-mark" in tree.classes(node):
            target = self._target(tree.get(node, "href"))
            line.codes.append(call("claim-mark", string(badge_of(node)), target, body))
            return
        if term := self.desk.document.terms_by_id.get(tree.get(node, "data-term")):
            is_short = bool(term.acronym) and tree.words_of(node) == term.acronym
            is_lined = self._is_lined or any(tree.find(each, _LINED) for each in node.iter())
            named: dict[str, Code | None] = {
                "short": boolean(True) if is_short else None,
                "lined": boolean(False) if is_lined else None,
            }
            line.codes.append(call("term-link", label(term.label), body, named=named))
            return
        href = tree.get(node, "href")
        if href.startswith("#") and tree.stands_in(node, href[1:]):
            line.codes.append(body)
        else:
            linked = self._linked(href, tree.words_of(node), body)
            line.codes += linked
            line.ends_with_mark = len(linked) > 1 and self._place == "text"

    def _linked(self, href: str, words: str, body: Code) -> list[Code]:
        """A link, and what shows on paper where it leads."""
        document = self.desk.document
        split = urlsplit(href)
        if split.scheme or split.netloc:
            if split.scheme not in ("http", "https", "mailto"):
                return [body]
            return self._outward(href, words, body)
        target = self._target(href)
        if target != NONE and self._place == "heading":
            # Whether a place is there is known late, and what is in doubt is no title.
            is_sure = target == label(self.part.slug)
            return [call("link", target, body) if is_sure else body]
        if target != NONE:
            return [call("page-link" if split.path else "near-link", target, body)]
        path, anchor = urldefrag(urljoin(f"/{self.part.url}", href))
        address = document.link(f"{path}#{anchor}" if anchor else path)
        uri = document.uris.get(unquote(path).lstrip("/"), "")
        title = document.titles.get(uri, "")
        if title and title.casefold() in words.casefold():
            title = ""
        if address:
            return self._outward(address, words, body, title)
        if title and self._place == "text" and not document.is_dossier:
            said = document.words.gettext("\u201c%(title)s\u201d, in the dossier.", title=title)
            return [body, self._aside(string(said))]
        return [body]

    def _target(self, href: str) -> Code:
        """The label that a relative link leads to in this document; `none` if it leads out."""
        path, anchor = urldefrag(urljoin(f"/{self.part.url}", href))
        uri = self.desk.document.uris.get(unquote(path).lstrip("/"))
        if not urlsplit(href).path:
            uri = self.part.uri
        part = next((part for part in self.desk.document.parts if part.uri == uri), None)
        if part is None:
            return NONE
        return label(self.desk.labels[part.uri].get(unquote(anchor), part.slug))

    def _outward(self, address: str, words: str, body: Code, title: str = "") -> list[Code]:
        link = call("link", literal(address), body)
        shown = address.removeprefix("mailto:")
        names_host = urlsplit(address).netloc == words
        if shown in words or self._place == "heading":
            return [link]
        if self._place == "sources" and names_host:
            return [call("link", literal(address), breaking_address(address))]
        if self._place != "text":
            if not names_host:
                return [link, string(" ("), breaking_address(shown), string(")")]
            # A host's name is not broken: half of it would read like another.
            return [call("box", link) if _BREAKING.search(words) else link]
        named = [string(f"\u201c{title}\u201d, ")] if title else []
        return [
            link,
            self._aside(block([*named, call("link", literal(address), breaking_address(shown))])),
        ]

    def _aside(self, body: Code) -> Code:
        """The mark of a note that is the document's own, such as an address."""
        raise NotImplementedError

    def _footnote(self, key: str, line: Line) -> None:
        raise NotImplementedError


def in_language(node: Node, body: Code, outer: str = "") -> Code:
    """What is in another language; a block of it may run in the other direction.

    Within a line, which is in the language `outer`, the signs themselves say where they run: what
    says it for them would be signs in what a reader copies.
    """
    language, _, region = tree.get(node, "lang").lower().partition("-")
    direction = tree.get(node, "dir").lower()
    if outer:
        direction = "rtl" if outer.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"
    elif language in _RIGHT_TO_LEFT and not direction:
        direction = "rtl"
    named: dict[str, Code | None] = {
        "lang": string(language) if _LANGUAGE_CODE.fullmatch(language) else None,
        "region": string(region) if _REGION_CODE.fullmatch(region) else None,
        "dir": name(direction) if direction in ("ltr", "rtl") else None,
    }
    if body == EMPTY or not any(named.values()):
        return body
    return call("text", body, named=named)


@dataclass
class Line:
    """A line of text in the making: runs of white space become one space, as in a browser."""

    codes: list[Code] = field(default_factory=list)
    after_space: bool = True
    shows: bool = False
    ends_with_mark: bool = False

    def text(self, text: str) -> None:
        """Add words."""
        collapsed = text if "  " not in text and text.isprintable() else _SPACE.sub(" ", text)
        if self.after_space:
            collapsed = collapsed.removeprefix(" ")
        if collapsed:
            self.codes.append(breaking(collapsed))
            self.after_space = collapsed.endswith(" ")
            self.shows = self.shows or not collapsed.isspace()
            self.ends_with_mark = False

    def add(self, code: Code) -> None:
        """Add what shows."""
        self.codes.append(code)
        self.after_space = False
        self.shows = True
        self.ends_with_mark = False

    def mark(self, code: Code) -> None:
        """Add the mark of a note."""
        self.add(code)
        self.ends_with_mark = True


def badge_of(node: Node) -> str:
    """The kind of badge that an element is; empty for one that is none."""
    for class_ in sorted(tree.classes(node)):
        for kind in ("badge-", "confidence-"):
            if class_.startswith(kind):
                return class_.removeprefix(kind)
    return ""
