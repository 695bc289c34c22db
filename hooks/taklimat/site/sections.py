"""The parts of a page that search finds by themselves: its sections, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.documents import tree
from taklimat.site.searching import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from taklimat.documents.tree import Node

# What stands beside what a page says; authors mark such, too, as Material has it.
_LEFT_OUT = "data-search-exclude"
_ASIDES = (
    f"sup, .small-print, .footnote, .entry-facts, .judgements-title, :not(h1, h2, h3)[{_LEFT_OUT}]"
)
# What is found in a text, and is no part of its sentences.
_MARKS = ".claim-mark, .badge, .confidence"
# But a judgement is none without these.
_JUDGED = ".badge-likelihood, .confidence"
_HEADINGS = frozenset(("h1", "h2", "h3"))
_DRAWN = frozenset(("table", "svg", "figure", "img", "pre", "math"))


def parts_of(page: Node, own: Iterable[Part] = ()) -> Iterator[Part]:
    """The parts of a page: it and its sections; or else its `own`, where its kind has such."""
    own = list(own)
    sections = list(_sections(page))
    yield from sections[:1] if own else sections
    yield from own


def _sections(page: Node) -> Iterator[Part]:
    for aside in reversed(page.css(_ASIDES)):
        aside.decompose()
    section = _Section()
    for node in _blocks(page):
        name = tree.tag(node)
        if name == "h1":
            continue
        if name in _HEADINGS:
            yield from section.part()
            section = _Section(node)
        elif name in _DRAWN:
            section.more.append(_words_in(node))
        else:
            section.add(node)
    yield from section.part()


class _Section:
    """A section of a page as it is read: under its heading, or before the first."""

    def __init__(self, heading: Node | None = None) -> None:
        self.heading = heading
        self.text: list[str] = []
        self.more: list[str] = []

    def add(self, block: Node) -> None:
        said = [tree.words_of(mark) for mark in block.css(_JUDGED)]
        said[1:] = [each[:1].lower() + each[1:] for each in said[1:]]
        for mark in block.css(_MARKS):
            self.more.append(tree.words_of(mark))
            mark.decompose()
        if words := tree.words_of(block):
            self.text.append(f"{', '.join(said)}: {words}" if said else words)

    def part(self) -> Iterator[Part]:
        text, more = "\n".join(self.text), "\n".join(self.more)
        if self.heading is None:
            yield Part(text=text, more=more)
        elif not tree.has(self.heading, _LEFT_OUT):
            title = tree.words_of(self.heading)
            yield Part(tree.get(self.heading, "id"), title, text, more)


def _words_in(drawn: Node) -> str:
    """What a table or a picture says: its texts stand side by side, with no space between them."""
    texts = (tree.words_of(node) for node in drawn.traverse(include_text=True) if node.is_text_node)
    return " ".join(filter(None, (tree.get(drawn, "alt"), *texts)))


def _blocks(node: Node) -> Iterator[Node]:
    """The blocks of a page in their order: headings, paragraphs and what is drawn."""
    for child in tree.children(node):
        is_one = child.is_text_node or tree.tag(child) in _HEADINGS | _DRAWN
        if is_one or all(map(tree.is_inline, tree.children(child))):
            yield child
        else:
            yield from _blocks(child)
