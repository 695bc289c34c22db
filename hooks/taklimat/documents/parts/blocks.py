"""Blocks: what stands one below the other."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from taklimat.documents import figures, tree
from taklimat.documents.parts.breaking import PARTING, breaking
from taklimat.documents.parts.desk import heading
from taklimat.documents.parts.inline import badge_of, in_language
from taklimat.documents.parts.maths import formula
from taklimat.documents.parts.tables import Tables
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
    labelled,
    name,
    string,
)
from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


# How sure a judgement is, by the class of its badge.
_LEVELS = (N_("low"), N_("moderate"), N_("high"))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NUMBERINGS = {"a": "a.", "A": "A.", "i": "i.", "I": "I."}
_MOST_ROMAN = 3999  # browsers write no larger number so
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,6}")
_LONG = re.compile(rf"[^{PARTING}]{{60}}")
_LANGUAGE = re.compile(r"language-([\w+#-]+)")
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


class Blocks(Tables):
    """Writes blocks."""

    def blocks(self, nodes: Iterable[Node]) -> list[Code]:
        """Nodes that stand one below the other; text between them becomes paragraphs."""
        codes: list[Code] = []
        above: Node | None = None
        for inline, group in groupby(nodes, key=tree.is_inline):
            if inline:
                written = self._paragraph(list(group))
                above = None if written else above
                codes += written
                continue
            for node in group:
                written = self._block(node)
                if above is not None and self._heads(above, node) and written:
                    # Its note may find no room on the page of the heading.
                    codes[-1] = call("together", codes[-1], *written)
                else:
                    codes += written
                above = node if written else above
        return codes

    def _heads(self, above: Node, node: Node) -> bool:
        """Whether a heading stands right above a short item."""
        is_item = "item" in tree.classes(node)
        return tag(above) in _HEADINGS and is_item and self._is_short(node)

    def flow(self, node: Node) -> Code:
        """What is in a list's item or a table's cell: bare text, or blocks."""
        nodes = list(self.children(node))
        anchor = self._anchor(node)
        if all(map(tree.is_inline, nodes)):
            return block([*anchor, self._rated(nodes) or self.inline(nodes)])
        return block([*anchor, *self.blocks(nodes)])

    def _paragraph(self, nodes: Sequence[Node]) -> list[Code]:
        shown = [node for node in nodes if tag(node) != "-text" or tree.text_of(node).strip()]
        if len(shown) == 1 and tag(shown[0]) == "img":
            return self._picture(shown[0], None)
        if len(shown) == 1 and tag(shown[0]) == "math":
            return [formula(shown[0])]
        if rated := self._rated(nodes):
            return [call("par", rated)]
        return self._par(self.inline(nodes))

    def _rated(self, nodes: Sequence[Node]) -> Code | None:
        """A judgement: its words, then how likely and how sure, then the marks of its notes."""
        spans = [node for node in nodes if tag(node) == "span"]
        by_class = {name: node for node in spans for name in tree.classes(node)}
        likely, sure = by_class.get("badge-likelihood"), by_class.get("confidence")
        if likely is None or sure is None:
            return None
        apart = {node.mem_id for node in (likely, sure)}
        marks = [node for node in nodes if tag(node) == "sup"]
        apart |= {node.mem_id for node in marks}
        said = self.inline([node for node in nodes if node.mem_id not in apart])
        words = self.desk.document.words
        kind = badge_of(sure)
        level = words.gettext(kind)
        rating = call(
            "rating",
            string(words.gettext("Likelihood")),
            self.inline(self.children(likely)),
            string(words.gettext("Confidence")),
            string(kind),
            string(level[:1].upper() + level[1:]),
            self.inline(marks),
        )
        return block([said, rating])

    def _par(self, body: Code, function: str = "par") -> list[Code]:
        """A paragraph; anchors alone are none."""
        if body == EMPTY:
            return []
        return [body if body in self._bare else call(function, body)]

    def _block(self, node: Node) -> list[Code]:
        method = getattr(self, f"_block_{tag(node)}", None)
        if tag(node) in _HEADINGS:
            return self._heading(node)
        codes: list[Code] = method(node) if method else self.blocks(self.children(node))
        if codes and (tree.has(node, "lang") or tree.has(node, "dir")):
            codes = [in_language(node, block(codes))]
        return [*self._anchor(node), *codes]

    def _heading(self, node: Node) -> list[Code]:
        # PDF/UA knows no skipped level: what follows an h2 is an h3, whatever the page says.
        wanted = _HEADINGS[tag(node)]
        words = tree.title_of(node)
        if not words:
            return [*self._anchor(node), *self.blocks(self.children(node))]
        body = self._titled(node, words)
        if self._within_entry:
            return [call("entry-heading", body)]
        self._level = max(2, min(wanted, self._level + 1))
        code = heading(self._level, body, words, outlined=not self.part.is_listing)
        id_ = tree.get(node, "id")
        if id_ in self.labels and id_ not in self._anchored:
            self._anchored.add(id_)
            code = labelled(code, self.labels[id_])
        return [code]

    def _titled(self, node: Node, words: str) -> Code:
        """What a heading shows; in the place of a picture alone its words, which are the title."""
        with self._at("heading"):
            if any(map(_is_said, node.traverse(include_text=True))):
                return self.inline(self.children(node))
            marks = self.inline(each for each in node.css("sup") if tree.is_mark(each))
            return block([string(words), *([] if marks == EMPTY else [marks])])

    def _block_p(self, node: Node) -> list[Code]:
        if "on-screen" in tree.classes(node):
            return []  # it leads to a file of the site
        if "picture-source" in tree.classes(node):
            with self._at("source-line"):
                return self._par(self.inline(self.children(node)), "small")
        for function, class_ in (("small", "small-print"), ("item-head", "item-head")):
            if class_ in tree.classes(node):
                return self._par(self.inline(self.children(node)), function)
        # A picture drawn in the page may stand in a paragraph, and divides it here.
        return self.blocks(self.children(node))

    def _block_div(self, node: Node) -> list[Code]:
        classes = tree.classes(node)
        if "footnote" in classes:
            return []  # each note stands where its mark is
        if "admonition" in classes:
            return self._admonition(node)
        if "tabbed-set" in classes and (tabs := tree.tabs(node)):
            return self._tabs(tabs)
        if tree.is_code(node):
            return self._code(node)
        if "source" in classes and (reference := tree.find(node, "span.reference")) is not None:
            return [*self._anchor(node), *self._source(node, reference)]
        body = self.blocks(self.children(node))
        if "item" in classes:
            # Kept whole, lest the note of its last line be left alone on the next page.
            named = {"breakable": boolean(not self._is_short(node))}
            return [call("item", block(body), named=named)]
        if "judgements" in classes or "bottom-line" in classes:
            return [call("accent-box", NONE, block(body))]
        return body

    def _source(self, node: Node, reference: Node) -> list[Code]:
        """An entry of the page of sources, with the places where it is cited."""
        with self._at("sources"):
            body = self.inline(self.children(reference))
            places = [self.inline(self.children(each)) for each in node.css("p.source-places")]
        return [call("source-entry", body, *places)]

    def _block_details(self, node: Node) -> list[Code]:
        return self._admonition(node)

    def _admonition(self, node: Node) -> list[Code]:
        title = tree.box_title(node)
        kinds = [_KINDS.get(kind, kind) for kind in sorted(tree.classes(node))]
        kind = next((kind for kind in kinds if kind in _KNOWN_KINDS), "note")
        shown = self.inline(self.children(title)) if title else NONE
        parts = tree.parted(self.children(node), title)
        body = block([code for part in parts for code in self.blocks(part)])
        named = {"breakable": boolean(not self._is_short(node))}
        return [call("admonition", string(kind), shown, body, named=named)]

    def _tabs(self, tabs: Iterable[tuple[Node, Node]]) -> list[Code]:
        return [
            call("tab", self.inline(self.children(title)), block(self.blocks(self.children(body))))
            for title, body in tabs
        ]

    def _block_pre(self, node: Node) -> list[Code]:
        return self._code(node)

    def _code(self, node: Node) -> list[Code]:
        source = tree.source_of(node)
        title = tree.find(node, "span.filename")
        named = " ".join(tree.classes(node) | tree.classes(source))
        language = _LANGUAGE.search(named)
        written = tree.text_of(source)
        text = written.strip("\n")
        first = tree.get(node, tree.FIRST_LINE)
        empty = len(written) - len(written.lstrip("\n"))
        marked = [number - empty for number in tree.marked_lines(source)]
        return [
            call(
                "code-block",
                breaking(tree.words_of(title)) if title else NONE,
                string(language[1]) if language else NONE,
                string(text),
                named={
                    "first": integer(int(first)) if first.isdecimal() else None,
                    "marked": array(map(integer, marked)) if marked else None,
                    "long": boolean(True) if _LONG.search(text) else None,
                },
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
        tight = boolean(not any(tag(child) == "p" for i in items for child in i.iter()))
        named: dict[str, Code | None] = {"tight": tight}
        shown = list(map(self.flow, items))
        if kind == "enum":
            numbers = numbers_of(node, items)
            below = max(0, -min(numbers))
            shown = [
                call("enum.item", integer(number + below), body)
                for number, body in zip(numbers, shown, strict=True)
            ]
            numbering = _NUMBERINGS.get(tree.get(node, "type"))
            # Letters and Roman numbers begin at 1; and the engine's own numbers at 0.
            is_roman = numbering in ("i.", "I.")
            if numbering and min(numbers) > 0 and not (is_roman and max(numbers) > _MOST_ROMAN):
                named["numbering"] = string(numbering)
            elif below:
                named["numbering"] = call("from-below", integer(below))
        code = call(kind, *shown, named=named)
        return [call("whole", code)] if self._is_short(node) else [code]

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
        figure = figures.read(node)
        if figure.only is not None and tag(figure.only) == "table":
            return self._table(figure.only, figure.caption)
        if figure.only is not None:
            return self._figured(figure.only, figure)
        # It is written in the order in which it stands: so notes are numbered.
        above = self._said(figure) if figure.is_above else None
        body = self.blocks(figure.within)
        said = above if figure.is_above else self._said(figure)
        if not body or said is None:
            return body
        if not figure.kind:
            small = call("small", said)
            return [small, *body] if figure.is_above else [*body, small]
        kind = name("table" if figure.kind == "table" else "image")
        named = {
            "above": boolean(figure.is_above),
            "numbered": self._numbered(figure.caption),
        }
        return [call("gathered", block(body), said, kind, named=named)]

    def _figured(self, picture: Node, figure: figures.Figure) -> list[Code]:
        """A picture with its caption, or else with what a drawing is called."""
        title = tree.find(picture, "title") if tag(picture) == "svg" else None
        drawn = string(tree.words_of(title)) if title is not None else None
        said = self._said(figure) or drawn
        named = {
            "above": boolean(figure.is_above),
            "numbered": self._numbered(figure.caption),
        }
        return self._picture(picture, said, named)

    def _said(self, figure: figures.Figure) -> Code | None:
        return self._caption(figure.caption) if figure.caption else None

    def _block_figcaption(self, node: Node) -> list[Code]:
        said = self._caption(node)
        return [call("small", said)] if said else []

    def _block_svg(self, node: Node) -> list[Code]:
        return self._picture(node, None)


def _is_said(node: Node) -> bool:
    """Whether a node is text that the engine takes for a heading's title."""
    if not node.is_text_node or not (node.text_content or "").strip(" \t\n\r\f\u200b\u00a0"):
        return False
    parent = node.parent
    while parent is not None and tag(parent) not in _HEADINGS:
        is_claim = "claim-mark" in tree.classes(parent)
        if is_claim or tag(parent) == "svg" or tree.is_mark(parent):
            return False
        parent = parent.parent
    return True


def numbers_of(node: Node, items: Sequence[Node]) -> list[int]:
    """The numbers of a list's items (HTML Living Standard, 4.4.5 and 4.4.8)."""
    step = -1 if tree.has(node, "reversed") else 1
    number = _whole(tree.get(node, "start"), len(items) if step < 0 else 1)
    found = []
    for item in items:
        number = _whole(tree.get(item, "value"), number)
        found.append(number)
        number += step
    return found


def _whole(written: str, otherwise: int) -> int:
    return int(written) if _WHOLE_NUMBER.fullmatch(written.strip()) else otherwise


def _lifted(node: Node) -> Iterator[Node]:
    """A definition list's terms and definitions, out of the groups that HTML allows."""
    for child in tree.children(node):
        if tag(child) == "div":
            yield from tree.children(child)
        else:
            yield child
