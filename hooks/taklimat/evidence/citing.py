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
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from markdown.extensions import Extension
from markdown.extensions.footnotes import FN_BACKLINK_TEXT, NBSP_PLACEHOLDER
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER, STX, AtomicString

from taklimat.evidence import citations
from taklimat.evidence.backlinks import BackLinks
from taklimat.evidence.bibliography import CHICAGO, Bibliography, style_file
from taklimat.evidence.references import cite_of, list_of_notes, list_works, reference
from taklimat.evidence.reporting import report
from taklimat.evidence.sources import read_sources
from taklimat.evidence.unreached import unreached
from taklimat.source.problems import Problems
from taklimat.source.words import Words

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from markdown import Markdown
    from markdown.extensions.footnotes import FootnoteExtension, FootnoteTreeprocessor

    from taklimat.evidence.bibliography import Later
    from taklimat.evidence.citations import Cited
    from taklimat.evidence.unreached import Unreached

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


class CitationsExtension(Extension):
    """Makes each citation a footnote with the source's reference.

    With a style whose citations stand in the text, such as *(Lee 2001)*, they do, and a list of the
    works follows the page.

    Options: `bibliography`, a file of CSL-JSON, CSL-YAML, BibTeX, BibLaTeX or RIS; `style`,
    `chicago-notes` or a .csl file; `locale`, the language of references, such as en-GB; `notes`,
    `short` or `full`, how a source is cited again; `works`, whether a list of works follows.
    """

    def __init__(
        self, sources: Bibliography | None = None, words: Words | None = None, **options: Any
    ) -> None:
        self.config = {
            "bibliography": ["", "File of the sources: CSL-JSON or BibTeX"],
            "style": [CHICAGO, "Style of references: chicago-notes, or the path of a .csl file"],
            "locale": ["en-GB", "Language of references"],
            "notes": ["short", "How a source is cited again on a page: short, or full"],
            "works": [
                "",
                "Whether a list of works follows the page: yes, no, or as the style needs",
            ],
        }
        super().__init__(**options)
        self.bibliography = sources
        self._is_alone = sources is None
        self.words = words or Words.of("en", str(self.getConfig("locale")))
        self.unknown: list[str] = []
        """The keys that the last text cites and no source has."""
        self.unreached: list[Unreached] = []
        """The citations and footnote marks in raw HTML, which Markdown does not look into."""
        self.unlike: list[str] = []
        """What looks like a citation and is none."""
        self.unused: list[str] = []
        """The names of its footnotes to which no text refers."""
        self.undefined: list[str] = []
        """The names of its footnote marks that have no text."""
        self.cited: list[Sequence[Cited]] = []
        self.source = ""
        self.is_on = True
        """Whether the next text is one that cites."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (Python-Markdown's name)
        """Register the processors, and those of footnotes where they are missing."""
        if self.bibliography is None:
            names = ("bibliography", "style", "locale", "notes")
            given = [str(self.getConfig(name)) for name in names]
            self.bibliography = _bibliography(*given, _changed(given[0]))
        if "footnote" not in md.treeprocessors:
            md.registerExtensions(["footnotes"], {})
        # So that \@name is a name.
        if "@" not in md.ESCAPED_CHARS:
            md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "@"]
        md.preprocessors.register(_Beginning(md, self), "taklimat-citations", _FIRST)
        inline = (("citation", _Group), ("citing", _InText), ("undefined", _Undefined))
        for name, processor in inline:
            md.inlinePatterns.register(processor(md, self), f"taklimat-{name}", _INLINE)
        md.treeprocessors.register(_Notes(md, self), "taklimat-citations", _TREE)
        BackLinks(md, self.words)

    @property
    def is_in_text(self) -> bool:
        """Whether citations stand in the text, and not in notes."""
        return self.bibliography is not None and self.bibliography.is_in_text

    @property
    def language(self) -> str:
        """The language of references, in which places are named, too."""
        return str(self.getConfig("locale"))

    @property
    def lists_works(self) -> bool:
        """Whether a list of the works follows a page."""
        wanted = str(self.getConfig("works")).lower()
        return wanted in ("yes", "true", "page") or (not wanted and self.is_in_text)

    def begin(self, source: str = "") -> None:
        """Forget the text before."""
        self.source = source
        for found in (self.unknown, self.unlike, self.unused, self.undefined):
            found.clear()
        self.unreached.clear()
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

    def mark(self, items: Sequence[Cited], *, is_named: bool = False) -> Element | None:
        """A citation's place, still empty: what comes before is not known yet.

        None where a source is unknown, which is kept. `is_named` is whether the text says whose
        the source is.
        """
        if not self.extension.is_on:
            return None
        bibliography: Container[str] = self.extension.bibliography or ()
        if unknown := [item.key for item in items if item.key not in bibliography]:
            self.extension.unknown += unknown
            return None
        number = str(len(self.extension.cited))
        if self.extension.is_in_text:
            mark = ET.Element("span", {_MARK: number, "class": "citation"})
            if is_named:
                items = [replace(item, author="hidden") for item in items]
        else:
            mark = ET.Element("sup", {_MARK: number})
            ET.SubElement(mark, "a", {"class": "footnote-ref"})
        self.extension.cited.append(items)
        return mark


class _Group(_Citing):
    PATTERN = citations.GROUP

    def handleMatch(  # type: ignore[override]  # noqa: N802  (Python-Markdown's name)
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        written = _written(m[1], self)
        items = citations.items(written, self.extension.language)
        mark = self.mark(items) if items else None
        if mark is None:
            if not items and self.extension.bibliography:
                self.extension.unlike.append(written)
            return None, None, None
        if self.extension.is_in_text:
            return mark, m.start(0), m.end(0)
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
        cited = citations.in_text(m, self.extension.language)
        # Without sources it is a name, as on other sites.
        mark = self.mark((cited,), is_named=True) if bibliography else None
        if mark is None or not bibliography:
            return None, None, None
        speaker = ET.Element("span", {"class": "cited"})
        named = bibliography[cited.key].short(self.extension.words)
        speaker.text = AtomicString(f"{named} " if self.extension.is_in_text else named)
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
        self._look_into_html(root)
        self._look_for_unused(root)
        keys = dict.fromkeys(item.key for items in self.extension.cited for item in items)
        bibliography = self.extension.bibliography or Bibliography({}, CHICAGO, "en-GB")
        bibliography = bibliography.of_page(keys)
        if self.extension.is_in_text:
            self._write_in_text(root, bibliography)
        else:
            self._write_notes(root)
        if keys and self.extension.lists_works:
            list_works(root, keys, bibliography, self.extension.words)
        self.extension.finish()

    def _look_into_html(self, root: Element) -> None:
        """Note citations in raw HTML, into which Markdown does not look."""
        known = self.extension.bibliography or ()
        blocks = self.md.htmlStash.rawHtmlBlocks
        self.extension.unreached += unreached(blocks, root, known)

    def _look_for_unused(self, root: Element) -> None:
        footnotes = cast("FootnoteTreeprocessor", self.md.treeprocessors["footnote"]).footnotes
        if not footnotes.footnotes:
            return
        used = {str(link.get("href")) for link in root.iter("a")}
        used |= {f"#{footnotes.makeFootnoteId(mark.name)}" for mark in self.extension.unreached}
        self.extension.unused += [
            name for name in footnotes.footnotes if f"#{footnotes.makeFootnoteId(name)}" not in used
        ]

    def _write_in_text(self, root: Element, bibliography: Bibliography) -> None:
        for mark in [span for span in root.iter("span") if span.get(_MARK)]:
            items = self.extension.cited[int(mark.attrib.pop(_MARK))]
            cites = [cite_of(item, leads=self.extension.lists_works) for item in items]
            written = reference(bibliography.cite(cites), items[0].key)
            mark.text = written.text
            mark.extend(list(written))
            mark.set("class", "citation no-glossary")

    def _write_notes(self, root: Element) -> None:
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
            numbers = self._number(root, footnotes)
            self._write(root, notes, footnotes, numbers)

    def _number(self, root: Element, footnotes: FootnoteExtension) -> dict[str, int]:
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
        return numbers

    def _write(
        self,
        root: Element,
        notes: dict[str, Sequence[Cited]],
        footnotes: FootnoteExtension,
        numbers: Mapping[str, int],
    ) -> None:
        texts = list(footnotes.footnotes)
        items = list_of_notes(root, footnotes)
        before: dict[str, int] = {}
        for name, cited in notes.items():
            item = ET.SubElement(items, "li", {"id": footnotes.makeFootnoteId(name)})
            paragraph = ET.SubElement(item, "p")
            paragraph.extend(self._references(cited, before))
            for each in cited:
                before.setdefault(each.key, numbers[name])
            paragraph[-1].tail = AtomicString(NBSP_PLACEHOLDER)
            title = str(footnotes.getConfig("BACKLINK_TITLE")).format(texts.index(name) + 1)
            href = f"#{footnotes.makeFootnoteRefId(name)}"
            back = {"href": href, "class": "footnote-backref", "title": title}
            ET.SubElement(paragraph, "a", back).text = AtomicString(FN_BACKLINK_TEXT)

    def _references(self, cited: Sequence[Cited], before: Mapping[str, int]) -> list[Element]:
        """A note's references; `before` are the notes in which sources stood first."""
        bibliography = self.extension.bibliography or Bibliography({}, CHICAGO, "en-GB")
        notes, first = [], dict(before)
        for item in cited:
            notes.append(bibliography.cite([cite_of(item)], first))
            first.setdefault(item.key, 0)
        # One full stop, at the end.
        notes[:-1] = [note.removesuffix(".") for note in notes[:-1]]
        references = [reference(note, item.key) for note, item in zip(notes, cited, strict=True)]
        for each in references[:-1]:
            each.tail = AtomicString("; ")
        return references


def _changed(path: str) -> float:
    """When a file last changed, so that a preview sees it."""
    file = Path(path)
    return file.stat().st_mtime if path and file.is_file() else 0.0


@functools.lru_cache(maxsize=8)
def _bibliography(path: str, style: str, locale: str, notes: Later, changed: float) -> Bibliography:
    """One bibliography a file, for converters that make a new extension for each page."""
    problems = Problems()
    if not path:
        raise ValueError("taklimat.citations: name a file of sources: bibliography")
    sources = read_sources(Path(path), path, problems)
    file = style_file(style, Path(), problems)
    problems.check()
    return Bibliography(sources.by_key, file, locale, notes)


def makeExtension(**options: Any) -> CitationsExtension:  # noqa: N802  (Python-Markdown's name)
    """Python-Markdown's way in by module name."""
    return CitationsExtension(**options)
