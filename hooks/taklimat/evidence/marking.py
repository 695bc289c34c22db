"""Marks as a Python-Markdown extension: ``{claim: C17}`` becomes what it stands for.

It finds what Markdown leaves as text: code, formulas, HTML blocks and comments are none of it. What
stands in a mark's place is Markdown, given by a function from the mark's name and id. The extension
``taklimat.marks`` (`taklimat.site.marking`) gives it from files of data.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from taklimat.evidence import marks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from xml.etree.ElementTree import Element

    from markdown import Markdown

# Behind code (190), formulas and escapes (180), and before links (170): what is shown holds some.
_INLINE = 178
# Behind what divides a text into lists and quotes (20), and before paragraphs (10).
_BLOCK = 12
# Behind lists of attributes (8), and before contents are made of headings (5).
_TREE = 7.5
_FIRST = 999
_MARK = "data-taklimat-mark"

Sort = Literal["inline", "place", "block"]
"""What becomes of a mark: a part of a line, the same with an anchor, or paragraphs."""


@dataclass(frozen=True)
class Marked:
    """A mark of a text that is not as it should be."""

    name: str
    id: str


class MarksExtension(Extension):
    """Shows each mark of the names in `sorts` as `shown` writes it.

    `shown` gives Markdown for a name and an id, or None where the id is none. Where data lead back
    to a mark (*place*) the first of each id on a page has an anchor.
    """

    def __init__(
        self, sorts: Mapping[str, Sort], shown: Callable[[str, str], str | None] | None = None
    ) -> None:
        super().__init__()
        self.sorts = dict(sorts)
        self.shown: Callable[[str, str], str | None] = shown or (lambda name, id_: None)
        self.unknown: list[Marked] = []
        """The marks of the last text whose ids are none."""
        self.misplaced: list[Marked] = []
        """Those that become paragraphs, and stand in the midst of a line."""
        self.found: list[Marked] = []
        """All that are shown."""
        self.source = ""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (Python-Markdown's name)
        """Register the processors."""
        md.preprocessors.register(_Beginning(md, self), "taklimat-marks", _FIRST)
        md.inlinePatterns.register(_Inline(md, self), "taklimat-marks", _INLINE)
        md.parser.blockprocessors.register(_Block(md, self), "taklimat-marks", _BLOCK)
        md.treeprocessors.register(_Places(md, self), "taklimat-marks", _TREE)

    def begin(self, source: str) -> None:
        """Forget the text before."""
        self.source = source
        for found in (self.unknown, self.misplaced, self.found):
            found.clear()

    def finish(self) -> None:
        """Called once all marks of a text are found."""

    def show(self, name: str, id_: str) -> str:
        """What stands in the place of a mark; nothing where its id is none, which is kept."""
        mark = Marked(name, id_)
        self.found.append(mark)
        shown = self.shown(name, id_)
        if shown is None:
            self.unknown.append(mark)
        return shown or ""


class _Beginning(Preprocessor):
    def __init__(self, md: Markdown, extension: MarksExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        self.extension.begin("\n".join(lines))
        return lines


class _Inline(InlineProcessor):
    def __init__(self, md: Markdown, extension: MarksExtension) -> None:
        super().__init__(marks.MARK, md)
        self.extension = extension

    def handleMatch(  # type: ignore[override]  # noqa: N802  (Python-Markdown's name)
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        name, extension = m[1], self.extension
        if name not in extension.sorts:
            return None, None, None
        ids = marks.ids(self.unescape(m[2]))
        if extension.sorts[name] == "block":
            extension.misplaced += [Marked(name, id_) for id_ in ids]
            return None, None, None
        all_ = ET.Element("span", {_MARK: ""})
        for id_ in ids:
            anchor = marks.anchor(name, id_) if extension.sorts[name] == "place" else ""
            one = ET.SubElement(all_, "span", {_MARK: anchor})
            one.text = extension.show(name, id_).strip()
            one.tail = " "
        all_[-1].tail = None
        return all_, m.start(0), m.end(0)


class _Block(BlockProcessor):
    def __init__(self, md: Markdown, extension: MarksExtension) -> None:
        super().__init__(md.parser)
        self.md = md
        self.extension = extension
        names = [name for name, sort in extension.sorts.items() if sort == "block"]
        known = "|".join(map(re.escape, names)) or "(?!)"
        line = rf"^[ ]{{0,3}}\{{({known}):\s*([^{{}}\n]*)\}}[ \t]*$"
        self.pattern = re.compile(line, re.MULTILINE)

    def test(self, parent: Element, block: str) -> bool:
        return self.pattern.search(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        mark = self.pattern.search(block)
        assert mark  # noqa: S101  (test found it)
        if before := block[: mark.start()].strip("\n"):
            self.parser.parseBlocks(parent, [before])
        for id_ in marks.ids(mark[2]):
            text = self.extension.show(mark[1], id_)
            # HTML has been taken out of the page's text already: here it is taken out of this.
            lines = self.md.preprocessors["html_block"].run(text.strip("\n").split("\n"))
            self.parser.parseChunk(parent, "\n".join(lines))
        if after := block[mark.end() :].strip("\n"):
            blocks.insert(0, after)


class _Places(Treeprocessor):
    """Gives the first mark of each id its anchor, and takes the others' elements away."""

    def __init__(self, md: Markdown, extension: MarksExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: Element) -> None:
        seen: set[str] = set()
        parents = {child: parent for parent in root.iter() for child in parent}
        # Outer ones come first, so what is taken away leaves its children with its own parent.
        for element in [each for each in root.iter() if each.get(_MARK) is not None]:
            anchor = element.attrib.pop(_MARK)
            if anchor and anchor not in seen:
                seen.add(anchor)
                element.set("id", anchor)
            else:
                for child in element:
                    parents[child] = parents[element]
                _unwrap(parents[element], element)
        self.extension.finish()


def _unwrap(parent: Element, element: Element) -> None:
    """Put what an element holds in its place."""
    place = list(parent).index(element)
    children = list(element)
    before, last = (parent[place - 1] if place else None), (children[-1] if children else None)
    if last is not None:
        last.tail = (last.tail or "") + (element.tail or "")
        text = element.text or ""
    else:
        text = (element.text or "") + (element.tail or "")
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent[place : place + 1] = children
