"""The Python-Markdown extension ``taklimat.citations``: citations become footnotes.

Under plain Python-Markdown, or Zensical, it needs only its options::

    markdown.markdown(
        text,
        extensions=["taklimat.citations"],
        extension_configs={"taklimat.citations": {"bibliography": "sources.bib"}},
    )

It finds what Markdown leaves as text: code, raw HTML, comments, formulas and the texts of links are
none of it. A generator that knows more of its pages makes the extension itself, gives it a
`Bibliography`, and reads `unknown` and `undefined` after each conversion.
"""

from __future__ import annotations

import functools
import html
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from markdown.extensions import Extension
from markdown.extensions.footnotes import FN_BACKLINK_TEXT, NBSP_PLACEHOLDER
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER, STX, AtomicString

from taklimat.evidence import citations
from taklimat.evidence.bibliography import CHICAGO, Bibliography, style_file
from taklimat.evidence.citations import Cited
from taklimat.evidence.sources import ADD, read_sources
from taklimat.source.problems import Problems, did_you_mean
from taklimat.source.words import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Sequence
    from xml.etree.ElementTree import Element

    from markdown import Markdown
    from markdown.extensions.footnotes import FootnoteExtension, FootnoteTreeprocessor

# Behind code, formulas, links and raw HTML (90), and before emphasis (60): names of sources may
# hold its signs.
_INLINE = 88
# Right behind `inline` (20), and before footnotes are put in order (19) and told twice (15).
_TREE = 19.5
# Before anything is taken out of the text, so that lines can be counted.
_FIRST = 1000
_MARK = "data-taklimat-note"
_STASHED = re.compile(HTML_PLACEHOLDER % "([0-9]+)")
_ESCAPED = re.compile(f"{STX}([0-9]+){ETX}")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w*;")


class CitationsExtension(Extension):
    """Makes each citation a footnote with the source's reference.

    Options: `bibliography`, a file of CSL-JSON or BibTeX; `style`, `chicago-notes` or a .csl file;
    `locale`, the language of references, such as en-GB.
    """

    def __init__(
        self, sources: Bibliography | None = None, words: Words | None = None, **options: Any
    ) -> None:
        self.config = {
            "bibliography": ["", "File of the sources: CSL-JSON or BibTeX"],
            "style": [CHICAGO, "Style of references: chicago-notes, or the path of a .csl file"],
            "locale": ["en-GB", "Language of references"],
        }
        super().__init__(**options)
        self.bibliography = sources
        self._is_alone = sources is None
        self.words = words or Words.of("en", str(self.getConfig("locale")))
        self.unknown: list[str] = []
        """The keys that the last text cites and no source has."""
        self.undefined: list[str] = []
        """The names of its footnote marks that have no text."""
        self.cited: list[Sequence[Cited]] = []
        self.source = ""
        self.is_on = True
        """Whether the next text is one that cites."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (Python-Markdown's name)
        """Register the processors, and those of footnotes where they are missing."""
        if self.bibliography is None:
            given = [str(self.getConfig(name)) for name in ("bibliography", "style", "locale")]
            self.bibliography = _bibliography(*given, _changed(given[0]))
        if "footnote" not in md.treeprocessors:
            md.registerExtensions(["footnotes"], {})
        # So that \@name is a name.
        if "@" not in md.ESCAPED_CHARS:
            md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "@"]
        md.preprocessors.register(_Beginning(md, self), "taklimat-citations", _FIRST)
        for name, processor in (
            ("citation", _Group),
            ("citing", _InText),
            ("undefined", _Undefined),
        ):
            md.inlinePatterns.register(processor(md, self), f"taklimat-{name}", _INLINE)
        md.treeprocessors.register(_Notes(md, self), "taklimat-citations", _TREE)

    def begin(self, source: str = "") -> None:
        """Forget the text before."""
        self.source = source
        self.unknown.clear()
        self.undefined.clear()
        self.cited.clear()

    def finish(self) -> None:
        """Raise `ProblemsError` for what is wrong with a text, where no one else tells of it."""
        problems = Problems()
        if self._is_alone:
            report(self, "text", self.source, problems)
        problems.check()


class _Beginning(Preprocessor):
    def __init__(self, md: Markdown, extension: CitationsExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        self.extension.begin("\n".join(lines))
        return lines


class _Citing(InlineProcessor):
    # A footnote in the text of a link would be a link in a link.
    ANCESTOR_EXCLUDES = ("a",)
    PATTERN = ""

    def __init__(self, md: Markdown, extension: CitationsExtension) -> None:
        super().__init__(self.PATTERN, md)
        self.extension = extension

    def mark(self, items: Sequence[Cited]) -> Element | None:
        """A footnote's mark, still without a number: what comes before is not known yet.

        None where a source is unknown, which is kept.
        """
        if not self.extension.is_on:
            return None
        bibliography: Container[str] = self.extension.bibliography or ()
        if unknown := [item.key for item in items if item.key not in bibliography]:
            self.extension.unknown += unknown
            return None
        mark = ET.Element("sup", {_MARK: str(len(self.extension.cited))})
        ET.SubElement(mark, "a", {"class": "footnote-ref"})
        self.extension.cited.append(items)
        return mark


class _Group(_Citing):
    PATTERN = citations.GROUP

    def handleMatch(  # type: ignore[override]  # noqa: N802  (Python-Markdown's name)
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        items = citations.items(_written(m[1], self))
        mark = self.mark(items) if items else None
        if mark is None:
            return None, None, None
        # The space before goes: a footnote's mark stands right behind the word.
        return mark, len(data[: m.start(0)].rstrip(" ")), m.end(0)


def _written(text: str, processor: InlineProcessor) -> str:
    """A text as its author wrote it: code, links and tags in it have been put aside."""
    stash = processor.md.htmlStash.rawHtmlBlocks
    text = str(processor.unescape(text))
    text = _STASHED.sub(lambda found: str(stash[int(found[1])]), text)
    return _ESCAPED.sub(lambda found: chr(int(found[1])), text)


class _InText(_Citing):
    PATTERN = citations.IN_TEXT

    def handleMatch(  # type: ignore[override]  # noqa: N802  (Python-Markdown's name)
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        bibliography = self.extension.bibliography
        # Without sources it is a name, as on other sites.
        mark = self.mark((Cited(m[1]),)) if bibliography else None
        if mark is None or not bibliography:
            return None, None, None
        speaker = ET.Element("span", {"class": "cited"})
        speaker.text = AtomicString(bibliography[m[1]].short(self.extension.words))
        speaker.append(mark)
        return speaker, m.start(0), m.end(0)


class _Undefined(_Citing):
    """A mark that the footnotes of the page have left as it is."""

    PATTERN = citations.FOOTNOTE_MARK

    def handleMatch(  # type: ignore[override]  # noqa: N802  (Python-Markdown's name)
        self, m: re.Match[str], data: str
    ) -> tuple[None, None, None]:
        self.extension.undefined.append(m[1])
        return None, None, None


class _Notes(Treeprocessor):
    """Numbers the citations in the order of the page, and writes their notes."""

    def __init__(self, md: Markdown, extension: CitationsExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: Element) -> None:
        notes: dict[str, Sequence[Cited]] = {}
        marks = [mark for mark in root.iter("sup") if mark.get(_MARK)]
        footnotes = cast("FootnoteTreeprocessor", self.md.treeprocessors["footnote"]).footnotes
        for mark in marks:
            items = self.extension.cited[int(mark.attrib.pop(_MARK))]
            name = citations.name(items)
            if name not in footnotes.footnotes:
                footnotes.setFootnote(name, "")
                notes[name] = items
            mark.set("id", footnotes.makeFootnoteRefId(name, found=True))
            mark[0].set("href", f"#{footnotes.makeFootnoteId(name)}")
        if marks:
            self._number(root, footnotes)
            self._write(root, notes, footnotes)
        self.extension.finish()

    def _number(self, root: Element, footnotes: FootnoteExtension) -> None:
        """Number the marks of all footnotes, by their texts' order or the page's, as is set."""
        before = f"#{footnotes.makeFootnoteId('')}"
        links = [link for link in root.iter("a") if link.get("class") == "footnote-ref"]
        names = [str(link.get("href")).removeprefix(before) for link in links]
        in_order = bool(footnotes.getConfig("USE_DEFINITION_ORDER"))
        if not in_order:
            footnotes.footnote_order = list(dict.fromkeys(names))
        order = list(footnotes.footnotes) if in_order else footnotes.footnote_order
        numbers = {name: number for number, name in enumerate(order, start=1)}
        for link, name in zip(links, names, strict=True):
            link.text = str(footnotes.getConfig("SUPERSCRIPT_TEXT")).format(numbers[name])

    def _write(
        self, root: Element, notes: dict[str, Sequence[Cited]], footnotes: FootnoteExtension
    ) -> None:
        texts = list(footnotes.footnotes)
        items = _list_of_notes(root, footnotes)
        for name, cited in notes.items():
            item = ET.SubElement(items, "li", {"id": footnotes.makeFootnoteId(name)})
            paragraph = ET.SubElement(item, "p")
            paragraph.extend(self._references(cited))
            paragraph[-1].tail = AtomicString(NBSP_PLACEHOLDER)
            title = str(footnotes.getConfig("BACKLINK_TITLE")).format(texts.index(name) + 1)
            href = f"#{footnotes.makeFootnoteRefId(name)}"
            back = {"href": href, "class": "footnote-backref", "title": title}
            ET.SubElement(paragraph, "a", back).text = AtomicString(FN_BACKLINK_TEXT)

    def _references(self, cited: Sequence[Cited]) -> list[Element]:
        bibliography = self.extension.bibliography or Bibliography({}, CHICAGO, "en-GB")
        notes = [bibliography.note(item.key, item.locator, item.label) for item in cited]
        # One full stop, at the end.
        notes[:-1] = [note.removesuffix(".") for note in notes[:-1]]
        references = [_reference(note, item.key) for note, item in zip(notes, cited, strict=True)]
        for each in references[:-1]:
            each.tail = AtomicString("; ")
        return references


def _reference(note: str, key: str) -> Element:
    """A reference, from its HTML, as an element whose words nothing changes or links."""
    text = _NAMED.sub(lambda name: html.unescape(name[0]), note)
    named = ET.Element("span", {"class": "reference no-glossary", "data-source": key})
    try:
        written = ET.fromstring(f"<span>{text}</span>")  # noqa: S314  (the bibliography wrote it)
    except ET.ParseError:  # a style may write anything: its words are kept
        written = ET.Element("span")
        written.text = html.unescape(re.sub(r"<[^<>]*>", " ", text))
    named.text = written.text
    named.extend(list(written))
    for element in named.iter():
        element.text = AtomicString(element.text) if element.text else None
        if element is not named:
            element.tail = AtomicString(element.tail) if element.tail else None
    return named


def _list_of_notes(root: Element, footnotes: FootnoteExtension) -> Element:
    """The list of the page's footnotes; where there is none yet, a new one."""
    for div in root.iter("div"):
        if div.get("class") == "footnote" and (found := div.find("ol")) is not None:
            return found
    div = ET.Element("div", {"class": "footnote"})
    ET.SubElement(div, "hr")
    items = ET.SubElement(div, "ol")
    place = footnotes.findFootnotesPlaceholder(root)
    if place is None:
        root.append(div)
        return items
    child, parent, is_text = place
    position = list(parent).index(child)
    if is_text:
        parent[position] = div
    else:
        parent.insert(position + 1, div)
        child.tail = None
    return items


def report(extension: CitationsExtension, path: str, source: str, problems: Problems) -> None:
    """Note each key that is no source's, and each footnote without a text, with their lines."""
    known: Collection[str] = extension.bibliography or ()
    for key in dict.fromkeys(extension.unknown):
        remedy = did_you_mean(key, known, ADD if known else "name a bibliography in mkdocs.yml")
        lines = dict.fromkeys(line for found, line in citations.keys(source) if found == key)
        for line in lines or [0]:
            problems.add(path, line, f"an unknown source: {key}", remedy, code="C01")
    for name in dict.fromkeys(extension.undefined):
        remedy = f"cite the source as [@{name}]" if name in known else f"add a line [^{name}]: …"
        found = [line for mark, line in citations.footnote_marks(source) if mark == name]
        for line in found or [0]:
            what = f"a footnote without a text: {name}"
            problems.add(path, line, what, remedy, code="C05")


def _changed(path: str) -> float:
    """When a file last changed, so that a preview sees it."""
    file = Path(path)
    return file.stat().st_mtime if path and file.is_file() else 0.0


@functools.lru_cache(maxsize=8)
def _bibliography(path: str, style: str, locale: str, changed: float) -> Bibliography:
    """One bibliography a file, for converters that make a new extension for each page."""
    problems = Problems()
    if not path:
        raise ValueError("taklimat.citations: name a file of sources: bibliography")
    sources = read_sources(Path(path), path, problems)
    file = style_file(style, Path(), problems)
    problems.check()
    return Bibliography(sources, file, locale)


def makeExtension(**options: Any) -> CitationsExtension:  # noqa: N802  (Python-Markdown's name)
    """Python-Markdown's way in by module name."""
    return CitationsExtension(**options)
