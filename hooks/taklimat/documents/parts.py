"""From the HTML of one page to Typst source.

What each construct looks like is the template's matter; which function of the template it calls
is decided here.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from taklimat.documents import tree
from taklimat.documents.model import Asset, Document, Part
from taklimat.documents.tree import Node, tag
from taklimat.documents.typst import (
    EMPTY,
    NONE,
    Code,
    array,
    block,
    boolean,
    call,
    integer,
    label,
    labelled,
    name,
    string,
)
from taklimat.source.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from taklimat.source.origin import Origin

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SPACE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")  # what is not one space already
_WORD = re.compile(r"[^\s\u00ad\u200b/–—-]+[/–—-]?")
_PLAIN_LABEL = re.compile(r"[a-z0-9-]+")
_LANGUAGE = re.compile(r"language-([\w+#-]+)")
_ALIGN = re.compile(r"text-align:\s*(left|right|center)")
# Pictures are files of their own, and notes stand where their marks are.
_WITHOUT_LABEL = "[id=''], svg [id], .footnote, .footnote [id], sup[id^='fnref']"
_RASTER = (".png", ".jpg", ".jpeg", ".gif", ".webp")
# Admonitions of Material, and the names that Python-Markdown's users know besides.
_KINDS = {
    "hint": "tip", "important": "tip", "check": "success", "done": "success", "help": "question",
    "faq": "question", "caution": "warning", "attention": "warning", "fail": "failure",
    "missing": "failure", "error": "danger", "cite": "quote", "summary": "abstract",
    "tldr": "abstract", "todo": "info", "seealso": "note", "snippet": "example",
}  # fmt: skip
_KNOWN_KINDS = frozenset(
    "note abstract info tip success question warning failure danger bug example quote".split()
)
_INLINE_CALLS = {
    "em": "emph", "i": "emph", "cite": "emph", "dfn": "emph", "var": "emph", "strong": "strong",
    "b": "strong", "sub": "sub", "sup": "super", "del": "strike", "s": "strike",
    "strike": "strike", "ins": "underline", "u": "underline", "mark": "marked", "kbd": "key",
}  # fmt: skip
Place = Literal["text", "heading", "note", "sources"]
"""Where a link stands: only in text may it have a footnote that shows its address."""
_BREAKING = re.compile(r"^www\.|-")  # where Typst breaks a host's name
_SHORT = 20  # characters: a column with no longer cell is as wide as it needs
_SHORT_BLOCK = 900  # characters: a third of a page at most


def heading(level: int, body: Code, *, outlined: bool = True) -> Code:
    """A heading; one that is not outlined is among the bookmarks, but not in the contents."""
    named = {"level": integer(level)}
    if not outlined:
        named |= {"outlined": boolean(False), "bookmarked": boolean(True)}
    return call("heading", body, named=named)


@dataclass
class Desk:
    """What the writers of a document's parts share, and what they gather."""

    document: Document
    picture_style: str
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each part, by its page: from the ids on the page to labels."""
    assets: dict[str, Asset] = field(default_factory=dict)
    tables: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, origin: Origin, line: int, what: str, remedy: str) -> None:
        """Note what is wrong with the input."""
        self.problems.append(Problem(origin.path, line, what, remedy, code="D03"))

    def asset(self, url: str, written: str, origin: Origin) -> str | None:
        """The name that the file at `url` has for the engine; None if it is not fit for one."""
        line = origin.line_of(written)
        if urlsplit(url).scheme or url.startswith("//"):
            what = f"a picture from another host: {written}"
            self.problem(origin, line, what, "put a copy into the folder of pages")
            return None
        asset = self.document.asset(unquote(urlsplit(url).path).lstrip("/"))
        if asset is None:
            what = f"a missing picture: {written}"
            self.problem(origin, line, what, "mend the path, or add the file")
            return None
        if asset.suffix not in (".svg", *_RASTER):
            what = f"a picture of a kind that a PDF can't hold: {written}"
            self.problem(origin, line, what, f"save it as one of .svg, {', '.join(_RASTER)}")
            return None
        return self.keep(asset)

    def keep(self, asset: Asset) -> str:
        """Add a file to the document's, and name it."""
        self.assets[asset.name] = asset
        return asset.name


class PartWriter:
    """Writes one page. Its methods take nodes of the page and give code."""

    def __init__(self, desk: Desk, part: Part, *, within_entry: bool = False) -> None:
        self.desk = desk
        self.part = part
        self.root = tree.parse(part.html)
        self.labels = dict(self._labels_of(self.root))
        self._anchored: set[str] = set()
        self._taken: set[int] = set()
        self._level = 1
        self._within_entry = within_entry
        self._place: Place = "text"
        self._footnotes = {
            tree.get(item, "id").removeprefix("fn:"): item
            for item in self.root.css("div.footnote li[id]")
        }
        self._noted: dict[str, str] = {}

    # The page as a whole --------------------------------------------------------------------

    def title(self, level: int) -> Code:
        """The page's first heading."""
        first = self.take("h1")
        body = self.inline(self.children(first)) if first else string(self.part.title)
        if first and (id_ := tree.get(first, "id")) in self.labels:
            self.labels[id_] = self.part.slug
            self._anchored.add(id_)
        self._level = level
        return labelled(heading(level, body), self.part.slug)

    def take(self, selector: str) -> Node | None:
        """The first element that `selector` matches, taken out of the page's text."""
        found = tree.find(self.root, selector)
        if found is not None:
            self._taken.add(found.mem_id)
        return found

    def children(self, node: Node) -> Iterator[Node]:
        """The nodes within `node` that belong to the page's text."""
        return (child for child in tree.children(node) if child.mem_id not in self._taken)

    def body(self) -> list[Code]:
        """All that is left of the page."""
        return self.blocks(self.children(self.root))

    def sources(self) -> list[Code]:
        """The sources that the page cites, in the order of the alphabet, with their addresses."""
        cited: dict[str, Node] = {}
        for key, note in self._footnotes.items():
            for reference in note.css("span.reference") if key in self._noted else ():
                cited.setdefault(tree.get(reference, "data-source"), reference)

        def words(reference: Node) -> str:
            return re.sub(r"\W+", " ", tree.words_of(reference)).strip().casefold()

        codes = []
        with self._at("sources"):
            for reference in sorted(cited.values(), key=words):
                codes.append(call("source-entry", self.inline(self.children(reference))))
        return codes

    def _labels_of(self, root: Node) -> Iterator[tuple[str, str]]:
        """A label for each id; two pages never share one, for it begins with the page's slug."""
        slug = self.part.slug
        for node in root.css(f"[id]:not({_WITHOUT_LABEL})"):
            id_ = tree.get(node, "id")
            plain = _PLAIN_LABEL.fullmatch(id_)
            end = id_ if plain else "x" + hashlib.sha256(id_.encode()).hexdigest()[:12]
            yield id_, f"{slug}--{end}"

    def _anchor(self, node: Node) -> list[Code]:
        """What links to the node's id lead to; of two nodes with the same id, the first."""
        id_ = tree.get(node, "id")
        if id_ not in self.labels or id_ in self._anchored:
            return []
        self._anchored.add(id_)
        return [labelled(call("metadata", NONE), self.labels[id_])]

    # Blocks -----------------------------------------------------------------------------------

    def blocks(self, nodes: Iterable[Node]) -> list[Code]:
        """Nodes that stand one below the other; text between them becomes paragraphs."""
        codes: list[Code] = []
        for inline, group in groupby(nodes, key=tree.is_inline):
            if inline:
                codes += self._paragraph(list(group))
            else:
                for node in group:
                    codes += self._block(node)
        return codes

    def flow(self, node: Node) -> Code:
        """What is in a list's item or a table's cell: bare text, or blocks."""
        nodes = list(self.children(node))
        anchor = self._anchor(node)
        if all(map(tree.is_inline, nodes)):
            return block([*anchor, self.inline(nodes)])
        return block([*anchor, *self.blocks(nodes)])

    def _paragraph(self, nodes: Sequence[Node]) -> list[Code]:
        shown = [node for node in nodes if tag(node) != "-text" or tree.text_of(node).strip()]
        if len(shown) == 1 and tag(shown[0]) == "img":
            return self._picture(shown[0], None)
        body = self.inline(nodes)
        return [call("par", body)] if body != EMPTY else []

    def _block(self, node: Node) -> list[Code]:
        method = getattr(self, f"_block_{tag(node)}", None)
        if tag(node) in _HEADINGS:
            return self._heading(node)
        codes: list[Code] = method(node) if method else self.blocks(self.children(node))
        return [*self._anchor(node), *codes]

    def _heading(self, node: Node) -> list[Code]:
        # PDF/UA knows no skipped level: what follows an h2 is an h3, whatever the page says.
        wanted = _HEADINGS[tag(node)]
        with self._at("heading"):
            body = self.inline(self.children(node))
        if body == EMPTY:
            return []
        if self._within_entry:
            return [call("entry-heading", body)]
        self._level = max(2, min(wanted, self._level + 1))
        code = heading(self._level, body, outlined=not self.part.is_listing)
        id_ = tree.get(node, "id")
        if id_ in self.labels and id_ not in self._anchored:
            self._anchored.add(id_)
            code = labelled(code, self.labels[id_])
        return [code]

    def _block_p(self, node: Node) -> list[Code]:
        for function, class_ in (("small", "small-print"), ("item-head", "item-head")):
            if class_ in tree.classes(node):
                body = self.inline(self.children(node))
                return [call(function, body)] if body != EMPTY else []
        # A picture drawn in the page may stand in a paragraph, and divides it here.
        return self.blocks(self.children(node))

    def _block_div(self, node: Node) -> list[Code]:
        classes = tree.classes(node)
        if "footnote" in classes:
            return []  # each note stands where its mark is
        if "admonition" in classes:
            return self._admonition(node, tree.find(node, "p.admonition-title"))
        if "tabbed-set" in classes:
            return self._tabs(node)
        if "highlight" in classes or "highlighttable" in classes:
            return self._code(node)
        with self._at("sources" if "source" in classes else self._place):
            body = self.blocks(self.children(node))
        if "item" in classes:
            # Kept whole, lest the note of its last line be left alone on the next page.
            named = {"breakable": boolean(not _is_short(node))}
            return [call("item", block(body), named=named)]
        if "judgements" in classes or "bottom-line" in classes:
            return [call("accent-box", NONE, block(body))]
        return body

    def _block_details(self, node: Node) -> list[Code]:
        return self._admonition(node, tree.find(node, "summary"))

    def _admonition(self, node: Node, title: Node | None) -> list[Code]:
        kinds = [_KINDS.get(kind, kind) for kind in sorted(tree.classes(node))]
        kind = next((kind for kind in kinds if kind in _KNOWN_KINDS), "note")
        shown = self.inline(self.children(title)) if title else NONE
        body = block(self.blocks(_others(self.children(node), title)))
        named = {"breakable": boolean(not _is_short(node))}
        return [call("admonition", string(kind), shown, body, named=named)]

    def _tabs(self, node: Node) -> list[Code]:
        return [
            call("tab", self.inline(self.children(title)), block(self.blocks(self.children(body))))
            for title, body in tree.tabs(node)
        ]

    def _block_pre(self, node: Node) -> list[Code]:
        return self._code(node)

    def _code(self, node: Node) -> list[Code]:
        source = tree.find(node, "td.code code") or tree.find(node, "code") or node
        title = tree.find(node, "span.filename")
        named = " ".join(tree.classes(node) | tree.classes(source))
        language = _LANGUAGE.search(named)
        return [
            call(
                "code-block",
                string(tree.words_of(title)) if title else NONE,
                string(language[1]) if language else NONE,
                string(tree.text_of(source).strip("\n")),
            )
        ]

    def _block_ul(self, node: Node) -> list[Code]:
        return self._list("list", node)

    def _block_ol(self, node: Node) -> list[Code]:
        return self._list("enum", node)

    def _list(self, kind: str, node: Node) -> list[Code]:
        items = [child for child in self.children(node) if tag(child) == "li"]
        if not items:
            return []
        start = tree.get(node, "start")
        named = {
            "tight": boolean(not any(tag(child) == "p" for i in items for child in i.iter())),
            "start": integer(int(start)) if kind == "enum" and start.isdecimal() else None,
        }
        code = call(kind, *map(self.flow, items), named=named)
        return [call("whole", code)] if _is_short(node) else [code]

    def _block_dl(self, node: Node) -> list[Code]:
        items: list[Code] = []
        terms: list[Code] = []
        bodies: list[Code] = []

        def finish() -> None:
            if terms or bodies:
                names = [code for term in terms for code in (string(", "), term)][1:]
                texts = [code for body in bodies for code in (call("parbreak"), body)][1:]
                items.append(call("terms.item", block(names), block(texts)))
            terms.clear()
            bodies.clear()

        for child in _lifted(node):
            if tag(child) == "dt":
                if bodies:
                    finish()
                terms.append(self.flow(child))
            elif tag(child) == "dd":
                bodies.append(self.flow(child))
        finish()
        return [call("terms", *items, named={"tight": boolean(False)})] if items else []

    def _block_blockquote(self, node: Node) -> list[Code]:
        return [call("quote", block(self.blocks(self.children(node))))]

    def _block_hr(self, node: Node) -> list[Code]:
        return [call("rule")]

    def _block_figure(self, node: Node) -> list[Code]:
        caption = tree.find(node, "figcaption")
        shown = self.inline(_unwrapped(caption)) if caption else None
        pictures = node.css("img, svg")
        table = tree.find(node, "table")
        if table is not None:
            return self._table(table, shown)
        if len(pictures) == 1:
            return self._picture(pictures[0], shown)
        codes = [
            code for child in _others(self.children(node), caption) for code in self._block(child)
        ]
        return [*codes, call("small", shown)] if shown else codes

    def _block_svg(self, node: Node) -> list[Code]:
        return self._picture(node, None)

    def _picture(self, node: Node, caption: Code | None) -> list[Code]:
        found = self._drawn(node)
        if found is None:
            return []
        file, alternative = found
        return [call("picture", string(file), alternative, named={"caption": caption})]

    def _drawn(self, node: Node) -> tuple[str, Code] | None:
        """A picture's file and what it says in words; None for one that can't be shown."""
        origin = self.part.origins[0]
        if tag(node) == "svg":
            alternative = tree.svg_alternative(node)
            xml = tree.svg_xml(node, self.desk.picture_style).encode()
            if not alternative:
                what, remedy = "an SVG without words", "give it a <title> and a <desc>"
                self.desk.problem(origin, origin.line_of("<svg"), what, remedy)
            return self.desk.keep(Asset(f"{self.part.uri}.svg", xml)), string(alternative or "?")
        written = tree.get(node, "src")
        source = next((o for o in self.part.origins if o.line_of(_tail(written))), origin)
        if not tree.has(node, "alt"):
            what, remedy = f"a picture without words: {written}", 'add alt="…", empty for ornament'
            self.desk.problem(source, source.line_of(_tail(written)), what, remedy)
        file = self.desk.asset(urljoin(f"/{self.part.url}", written), _tail(written), source)
        if file is None:
            return None
        return file, string(tree.get(node, "alt")) if tree.get(node, "alt") else NONE

    # Tables -----------------------------------------------------------------------------------

    def _block_table(self, node: Node) -> list[Code]:
        if "highlighttable" in tree.classes(node):
            return self._code(node)
        caption = tree.find(node, "caption")
        return self._table(node, self.inline(self.children(caption)) if caption else None)

    def _table(self, node: Node, caption: Code | None) -> list[Code]:
        rows = [row for row in node.css("tr") if _is_own(row, node)]
        heads = [row for row in rows if row.parent is not None and tag(row.parent) == "thead"]
        cells = {
            row.mem_id: [c for c in self.children(row) if tag(c) in ("td", "th")] for row in rows
        }
        if not heads and rows and all(tag(cell) == "th" for cell in cells[rows[0].mem_id]):
            heads = rows[:1]
        width = max((sum(_span(c, "colspan") for c in row) for row in cells.values()), default=0)
        if not width:
            return []
        columns = _Columns(width)
        for row in rows:
            columns.read(cells[row.mem_id])
        head_ids = {row.mem_id for row in heads}
        head = [self._cell(c) for row in heads for c in cells[row.mem_id]]
        body = [
            self._cell(c) for row in rows if row.mem_id not in head_ids for c in cells[row.mem_id]
        ]
        # What repeats on the next page is an artifact there, and PDF/UA allows no link in one.
        linked = any(tree.find(row, "a[href]") for row in heads)
        number = len(self.desk.tables)
        first = tree.words_of(rows[0])
        origin, line = self._place_of(columns.longest)
        what = f"a table wider than the page, with the columns {first[:60]!r}"
        remedy = "take columns out, or shorten or divide their longest words"
        self.desk.tables.append(Problem(origin.path, line, what, remedy, code="D05"))
        return [
            call(
                "data-table",
                integer(number),
                columns.widths,
                array(map(string, columns.widest)),
                array(map(name, columns.aligns)),
                array(head),
                array(body),
                named={
                    "repeat": boolean(not linked),
                    "breakable": boolean(not _is_short(node)),
                    "caption": caption,
                },
            )
        ]

    def _cell(self, node: Node) -> Code:
        named = {
            key: integer(span) for key in ("colspan", "rowspan") if (span := _span(node, key)) > 1
        }
        function = "head-cell" if tag(node) == "th" else "table.cell"
        return call(function, self.flow(node), named=named)

    def _place_of(self, word: str) -> tuple[Origin, int]:
        for origin in self.part.origins:
            if line := origin.line_of(word):
                return origin, line
        return self.part.origins[0], 1

    # Text within a line -----------------------------------------------------------------------

    def inline(self, nodes: Iterable[Node]) -> Code:
        """Text, with what stands in it; EMPTY where there is nothing but space."""
        line = _Line()
        for node in nodes:
            self._inline(node, line)
        return block(line.codes) if line.shows else EMPTY

    def _within(self, node: Node, line: _Line) -> Code:
        """What is in an inline element, its spaces joined with those around it."""
        inner = _Line(after_space=line.after_space)
        for child in self.children(node):
            self._inline(child, inner)
        line.after_space = inner.after_space
        line.shows = line.shows or inner.shows
        return block(inner.codes)

    def _inline(self, node: Node, line: _Line) -> None:
        kind = tag(node)
        line.codes += self._anchor(node) if kind != "-text" else []
        if kind == "-text":
            line.text(node.text_content or "")
        elif kind == "br":
            line.add(call("linebreak"))
            line.after_space = True
        elif kind == "wbr":
            line.codes.append(string("\u200b"))
        elif kind == "img":
            if drawn := self._drawn(node):
                line.add(call("small-picture", string(drawn[0]), drawn[1]))
        elif kind == "input":
            line.text(tree.box_of(node))
        elif kind == "a":
            self._link(node, line)
        elif kind == "code":
            source = " ".join(tree.text_of(node).split("\n"))
            if source:
                line.add(call("raw", string(source)))
        elif kind == "q":
            line.text("“")
            line.codes.append(self._within(node, line))
            line.text("”")
        elif kind == "sup" and (mark := tree.find(node, "a.footnote-ref")) is not None:
            self._footnote(tree.get(mark, "href").partition("#fn:")[2], line)
        elif kind == "span" and (badge := _badge(node)):
            line.add(call("badge", string(badge), self._within(node, line)))
        elif kind in _INLINE_CALLS:
            body = self._within(node, line)
            line.codes.append(call(_INLINE_CALLS[kind], body) if body != EMPTY else EMPTY)
        else:
            # A block that stands in a line, in broken HTML, is read as its text.
            line.codes.append(self._within(node, line))

    def _link(self, node: Node, line: _Line) -> None:
        body = self._within(node, line)
        if body == EMPTY:
            return
        if "claim-mark" in tree.classes(node):
            target = self._target(tree.get(node, "href"))
            line.codes.append(call("claim-mark", string(_badge(node)), target, body))
            return
        term = tree.get(node, "data-term")
        if term and term in self.desk.document.term_ids:
            line.codes.append(call("term-link", label(f"term-{term}"), body))
            return
        href = tree.get(node, "href")
        if href.startswith("#") and _stands_in(node, href[1:]):
            line.codes.append(body)
        else:
            line.codes += self._linked(href, tree.words_of(node), body)

    def _linked(self, href: str, words: str, body: Code) -> list[Code]:
        """A link, and what shows on paper where it leads."""
        document = self.desk.document
        split = urlsplit(href)
        if split.scheme or split.netloc:
            if split.scheme not in ("http", "https", "mailto"):
                return [body]
            return self._outward(href, words, body)
        target = self._target(href)
        if target != NONE:
            return [call("page-link" if split.path else "near-link", target, body)]
        path, anchor = urldefrag(urljoin(f"/{self.part.url}", href))
        address = document.link(f"{path}#{anchor}" if anchor else path)
        return self._outward(address, words, body) if address else [body]

    def _target(self, href: str) -> Code:
        """The label that a relative link leads to in this document; `none` if it leads out."""
        path, anchor = urldefrag(urljoin(f"/{self.part.url}", href))
        uri = self.desk.document.uris.get(path.lstrip("/"))
        if not urlsplit(href).path:
            uri = self.part.uri
        part = next((part for part in self.desk.document.parts if part.uri == uri), None)
        if part is None:
            return NONE
        return label(self.desk.labels[part.uri].get(unquote(anchor), part.slug))

    def _outward(self, address: str, words: str, body: Code) -> list[Code]:
        link = call("link", string(address), body)
        shown = address.removeprefix("mailto:")
        names_host = urlsplit(address).netloc == words
        if shown in words or self._place == "heading":
            return [link]
        if self._place == "sources" and names_host:
            return [call("link", string(address), string(address))]
        if self._place != "text":
            if not names_host:
                return [link, string(f" ({shown})")]
            # A host's name is not broken: half of it would read like another.
            return [call("box", link) if _BREAKING.search(words) else link]
        return [link, call("note", call("link", string(address), string(shown)))]

    def _footnote(self, key: str, line: _Line) -> None:
        item = self._footnotes.get(key)
        if item is None or self._place != "text":
            return
        if line.ends_with_mark:
            line.codes.append(call("super", string(",")))
        if key in self._noted:
            line.mark(call("footnote", label(self._noted[key])))
            return
        self._noted[key] = f"{self.part.slug}---{len(self._noted)}"
        note = call("note", block(self._note_body(item)))
        line.mark(labelled(note, self._noted[key]))

    def _note_body(self, item: Node, place: Place = "note") -> list[Code]:
        nodes = [node for node in self.children(item) if tree.words_of(node)]
        if len(nodes) == 1 and tag(nodes[0]) == "p":
            nodes = list(self.children(nodes[0]))
        with self._at(place):
            if all(map(tree.is_inline, nodes)):
                return [self.inline(nodes)]
            if tag(nodes[0]) != "p":
                return self.blocks(nodes)
            # The first paragraph begins beside the number, not below it.
            return [self.inline(self.children(nodes[0])), *self.blocks(nodes[1:])]

    @contextmanager
    def _at(self, place: Place) -> Iterator[None]:
        outer, self._place = self._place, place
        yield
        self._place = outer


@dataclass
class _Line:
    """A line of text in the making: runs of white space become one space, as in a browser."""

    codes: list[Code] = field(default_factory=list)
    after_space: bool = True
    shows: bool = False
    ends_with_mark: bool = False

    def text(self, text: str) -> None:
        collapsed = _SPACE.sub(" ", text)
        if self.after_space:
            collapsed = collapsed.removeprefix(" ")
        if collapsed:
            self.codes.append(string(collapsed))
            self.after_space = collapsed.endswith(" ")
            self.shows = self.shows or not collapsed.isspace()
            self.ends_with_mark = False

    def add(self, code: Code) -> None:
        self.codes.append(code)
        self.after_space = False
        self.shows = True
        self.ends_with_mark = False

    def mark(self, code: Code) -> None:
        self.add(code)
        self.ends_with_mark = True


class _Columns:
    """What a table's cells tell of its columns."""

    def __init__(self, width: int) -> None:
        self.widest = [""] * width
        self.aligns = ["left"] * width
        self._longest_cell = [0] * width
        self._characters: Counter[int] = Counter()
        self._taken: dict[tuple[int, int], bool] = {}
        self._row = 0

    def read(self, cells: Sequence[Node]) -> None:
        """Read a row."""
        column = 0
        for cell in cells:
            while self._taken.get((self._row, column)):
                column += 1
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for place in range(across):
                for row in range(self._row, self._row + down):
                    self._taken[row, column + place] = True
            if across == 1 and column < len(self.widest):
                self._read_cell(column, cell)
            column += across
        self._row += 1

    def _read_cell(self, column: int, cell: Node) -> None:
        words = tree.words_of(cell)
        longest = max(_WORD.findall(words), key=len, default="")
        self.widest[column] = max(self.widest[column], longest, key=len)
        self._longest_cell[column] = max(self._longest_cell[column], len(words))
        self._characters[column] += len(words)
        if found := _ALIGN.search(tree.get(cell, "style")):
            self.aligns[column] = found[1]

    @property
    def longest(self) -> str:
        """The longest word of the table."""
        return max(self.widest, key=len)

    @property
    def widths(self) -> Code:
        """Short columns are as wide as their text; long ones share what is left."""
        return array(
            Code("auto") if self._longest_cell[column] <= _SHORT else self._share(column)
            for column in range(len(self.widest))
        )

    def _share(self, column: int) -> Code:
        mean = self._characters[column] / max(1, self._row)
        return Code(f"{max(10, min(60, round(6 * math.sqrt(mean))))}fr")


def _is_short(node: Node) -> bool:
    """Whether a list, a box or a table is better kept on one page.

    It is faster, too: the engine lays out what may break anew for every footnote in it.
    """
    return len(tree.text_of(node)) <= _SHORT_BLOCK


def _others(nodes: Iterable[Node], but: Node | None) -> Iterator[Node]:
    return (node for node in nodes if but is None or node.mem_id != but.mem_id)


def _stands_in(node: Node, id_: str) -> bool:
    """Whether the node is in the element with that id, so that a link there leads nowhere."""
    parent = node.parent
    while parent is not None:
        if tree.get(parent, "id") == id_:
            return True
        parent = parent.parent
    return False


def _lifted(node: Node) -> Iterator[Node]:
    """A definition list's terms and definitions, out of the groups that HTML allows."""
    for child in tree.children(node):
        if tag(child) == "div":
            yield from tree.children(child)
        else:
            yield child


def _unwrapped(node: Node) -> Iterator[Node]:
    for child in tree.children(node):
        if tag(child) == "p":
            yield from tree.children(child)
        else:
            yield child


def _is_own(row: Node, table: Node) -> bool:
    """Whether a row is the table's own, not one of a table in it."""
    parent = row.parent
    while parent is not None and tag(parent) != "table":
        parent = parent.parent
    return parent is not None and parent.mem_id == table.mem_id


def _span(cell: Node, attribute: str) -> int:
    value = tree.get(cell, attribute)
    return max(1, min(50, int(value))) if value.isdecimal() else 1


def _badge(node: Node) -> str:
    for class_ in sorted(tree.classes(node)):
        for kind in ("badge-", "confidence-"):
            if class_.startswith(kind):
                return class_.removeprefix(kind)
    return ""


def _tail(address: str) -> str:
    """The end of an address, which stands in the page's source as it does on the site."""
    return address.rpartition("/")[2]


__all__ = ["Desk", "PartWriter", "heading"]
