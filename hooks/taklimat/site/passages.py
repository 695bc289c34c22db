"""What readers see of a version of a page: its passages, without Markdown's own signs.

What was written once stays in git, whatever it is: front matter may hold anything here.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import markdown

from taklimat.documents import tree
from taklimat.evidence import citations, marks
from taklimat.site import kinds
from taklimat.site.kinds.brief import CONFIDENCE
from taklimat.source.frontmatter import parse
from taklimat.source.problems import Problems
from taklimat.source.quotes import curled
from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from taklimat.source.words import Words

_EXTENSIONS = (
    "abbr", "admonition", "attr_list", "def_list", "fenced_code", "md_in_html", "tables"
)  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")
_FENCES = re.compile(r"^[ ]*(?:```|~~~)", re.MULTILINE)
_NOTES = re.compile(r"[ ]?\[\^[^\]\s]+\]:?")
_NOTE_MARKS = re.compile(r"\[\^([^\]\s{}]+)\](?!:)")
_REFERENCES = re.compile(r"\[([^\[\]]+)\]\[[^\[\]]*\]|^\[[^\[\]]+\]:.*$", re.MULTILINE)
_TOKENS = re.compile(r"⟦[^⟦⟧]*⟧|[^\s⟦]+")
CELL = "·"
"""What stands between two cells of a row."""
LEFT_OUT = "…"
"""What stands for words that are not told."""


@dataclass(frozen=True)
class Passage:
    """A paragraph, heading, item or row: its text, and the heading it stands under."""

    text: str
    place: str = field(compare=False)
    more: str = ""
    """What is said of it in the same words again and again."""

    @property
    def tokens(self) -> list[str]:
        """Its words, each with its punctuation, and its citations."""
        return _TOKENS.findall(f"{self.text} {self.more}")

    @property
    def own(self) -> list[str]:
        """The words that tell it from others."""
        return [token for token in _TOKENS.findall(self.text) if not token.startswith("⟦")]


def passages(source: str, words: Words) -> tuple[Passage, ...]:
    """The passages of a page, from its file: those of its front matter first."""
    page = parse(source, "", Problems())
    if page is None:
        return tuple(_in_body(source, words))
    return (*_in_matter(page.matter.value, words), *_in_body(page.body, words))


def _with_citations(text: str) -> str:
    """A text in which notes that have their words from elsewhere are citations, as they show.

    Before there were citations, `[^key]` was one.
    """
    own = {name for name, _ in citations.footnote_texts(text)}
    return _NOTE_MARKS.sub(lambda mark: mark[0] if mark[1] in own else f" [@{{{mark[1]}}}]", text)


# Front matter -----------------------------------------------------------------------------------


def _in_matter(matter: dict[str, Any], words: Words) -> Iterator[Passage]:
    """What a brief's page shows of its front matter, in the order and the words of the page."""
    for key, place, told in _TOLD:
        for text, more in told(matter[key], words) if matter.get(key) else ():
            plain, added = _plain(text, words), _plain(more, words)
            if plain or added:
                yield Passage(plain, words.gettext(place), added)
    short = matter.get("in_brief")
    if not isinstance(short, dict):
        return
    for key, place in _SHORT:
        for each in _each(short.get(key)):
            title = words.gettext("In brief: %(title)s", title=words.gettext(place))
            yield Passage(_plain(str(each), words), title)


# A text of a passage, and what is said of it.
_Told = tuple[str, str]


def _as_it_is(value: object, words: Words) -> Iterator[_Told]:
    yield ", ".join(map(str, _each(value))), ""


def _status(value: object, words: Words) -> Iterator[_Told]:
    yield words.gettext(str(value)), ""


def _authors(value: object, words: Words) -> Iterator[_Told]:
    yield words.gettext("By %(authors)s", authors=words.listed(map(str, _each(value)))), ""


def _today(value: object, words: Words) -> Iterator[_Told]:
    if not isinstance(value, dict):
        yield str(value), ""
        return
    date = words.gettext("Status on %(date)s.", date=_day(value.get("date"), words))
    yield f"{date} {value.get('text', '')}", ""


def _judgements(value: object, words: Words) -> Iterator[_Told]:
    for each in _each(value):
        if not isinstance(each, dict):
            yield str(each), ""
            continue
        sources = "; @".join(f"{{{key}}}" for key in _each(each.get("sources")))
        said = [f"[@{sources}]"] if sources else []
        if likelihood := words.gettext(str(each.get("likelihood") or "")):
            said.append(f"{likelihood[:1].upper()}{likelihood[1:]}.")
        if confidence := str(each.get("confidence") or ""):
            said.append(f"{words.gettext(CONFIDENCE.get(confidence, confidence))}.")
        if "change" in each and "review" in each:
            said.append(
                words.gettext(
                    "What would change our view: %(change)s We look again on %(date)s.",
                    change=each["change"],
                    date=_day(each["review"], words),
                )
            )
        yield str(each.get("text", "")), " ".join(said)


def _day(value: object, words: Words) -> str:
    return words.date(value) if isinstance(value, dt.date) else str(value)


def _each(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


# The keys that readers see, with the places they are shown at; a date says nothing by itself.
_TOLD: tuple[tuple[str, str, Callable[[object, Words], Iterator[_Told]]], ...] = (
    ("title", N_("Title"), _as_it_is),
    ("summary", N_("Summary"), _as_it_is),
    ("status", N_("Status"), _status),
    ("authors", N_("Authors"), _authors),
    ("topics", N_("Topics"), _as_it_is),
    ("today", N_("Today"), _today),
    ("judgements", N_("Key judgements"), _judgements),
)
_SHORT = (
    ("facts", N_("The facts that matter")),
    ("meaning", N_("What it means")),
    ("watch", N_("What to watch")),
)


# Text -------------------------------------------------------------------------------------------


def _plain(text: str, words: Words) -> str:
    return " ".join(line for block in blocks(text) for _, line in _read(block, _language(words)))


def _in_body(text: str, words: Words) -> Iterator[Passage]:
    place = ""
    for block in blocks(_with_citations(text)):
        for tag, line in _read(block, _language(words)):
            if tag in _HEADINGS:
                place = line
            yield Passage(line, place)


def _language(words: Words) -> str:
    return words.locale.language


def blocks(text: str) -> Iterator[str]:
    """Parts of Markdown between empty lines; code between fences is one, whatever it holds."""
    block: list[str] = []
    is_open = False
    for part in _EMPTY_LINES.split(text):
        block.append(part if block else textwrap.dedent(part))
        is_open ^= len(_FENCES.findall(block[-1])) % 2 == 1
        if not is_open:
            yield "\n\n".join(block)
            block = []
    if block:
        yield "\n\n".join(block)


@cache
def _converter() -> markdown.Markdown:
    return markdown.Markdown(extensions=list(_EXTENSIONS))


def forget() -> None:
    """Begin anew after a text that was not read to its end."""
    _converter.cache_clear()


# Most of a page is as it was in the version before: each block is read once, not once a version.
@lru_cache(maxsize=50_000)
def _read(block: str, language: str) -> tuple[tuple[str, str], ...]:
    """The passages of a block, each with the tag of its element; citations stand in ⟦ ⟧."""
    parts, last = [], 0
    for citation in citations.citations(block, language):
        parts.append(block[last : citation.start])
        for item in citation.items:
            place = citations.said(item, language)
            named = "@" if citation.in_text else ""
            parts.append(f" ⟦{named}{item.key}{f', {place}' if place else ''}⟧ ")
        last = citation.end
    joined = "".join([*parts, block[last:]])
    # A note is a paragraph of its own; where a link leads stands in another block.
    plain = _NOTES.sub("", joined)
    page = _converter().reset().convert(curled(_REFERENCES.sub(r"\1", plain)))
    return tuple(_lines(tree.parse(page)))


def _lines(node: tree.Node) -> Iterator[tuple[str, str]]:
    """The text below a node by its innermost blocks, each with that block's tag."""
    line: list[str] = []

    def finished() -> Iterator[tuple[str, str]]:
        if text := " ".join(_TOKENS.findall("".join(line))):
            yield tree.tag(node), text
        line.clear()

    cells = tree.tag(node) == "tr"
    for child in tree.children(node):
        if tree.is_inline(child):
            line.append(tree.text_of(child))
        elif cells:  # a row is read as a whole
            if text := tree.text_of(child).strip():
                line += [f" {CELL} ", text] if "".join(line).strip() else [text]
        else:
            yield from finished()
            yield from _lines(child)
    yield from finished()


# Marks ------------------------------------------------------------------------------------------

_EMPTY = re.compile(rf"[ ]?\({LEFT_OUT}\)")


def without_marks(text: str) -> str:
    """A page's file without its marks, which tie passages to data.

    What one said in a sentence was of the data of its day, and is left out.
    """
    known = {mark.name: mark for mark, _ in kinds.marks()}
    parts: list[str] = []
    last = 0
    for mark in marks.marks(text):
        if mark.name in known:
            parts.append(text[last : mark.start])
            is_said = known[mark.name].is_said and _stands_in_sentence(text, mark.start)
            parts.append(LEFT_OUT if is_said else "")
            last = mark.end
    return _EMPTY.sub("", "".join([*parts, text[last:]]))


def _stands_in_sentence(text: str, start: int) -> bool:
    """Whether what stands at a place belongs to the words before it, and not behind their end."""
    before = text[max(0, start - 2) : start].rstrip(" ")[-1:]
    return before.isalnum() or before in ("(", ",", ":")
