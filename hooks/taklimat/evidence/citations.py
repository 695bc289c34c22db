"""Citations in Markdown: ``[@key]``, ``[see @a, p. 3; -@b]``, and ``@key`` in a sentence.

The syntax is pandoc's (https://pandoc.org/MANUAL.html#citation-syntax). `taklimat.evidence.citing`
makes footnotes of them; here they are found in texts that are not converted, or not yet.
"""

from __future__ import annotations

import functools
import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from taklimat.evidence.csl import locale as locales
from taklimat.evidence.sources import KEY
from taklimat.source.pages import without_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# Patterns begin with their sign, which is found at a glance; what stands before it comes second.
GROUP = r"\[(?<![\\!]\[)((?:[^\[\]@\\]|\\.)*(?<![^\W_])@(?:[^\[\]\\]|\\.)*)\](?![(:]|\[(?!@))"
_GROUP = re.compile(GROUP)
# The text of a link or picture: a footnote there would be a link in a link.
_LINKED = re.compile(r"(?<!\\)\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\](?=\(|\[(?!@))", re.DOTALL)
_MARKED = rf"@(?:\{{(?P<braced>[^{{}}\n]+)\}}|(?P<key>{KEY}))"
_ITEM = re.compile(rf"(?<![^\W_\s])(?P<hidden>-?){_MARKED}")
IN_TEXT = (
    rf"@(?<![\w@\\/.`+-]@)(?<!(?<=\w)-@)(?:\{{([^{{}}\n]+)\}}|({KEY}))"
    r"(?:[ \n]\[((?:[^\[\]@\\]|\\.)+)\](?![(:\[]))?"
)
_IN_TEXT = re.compile(IN_TEXT)


@dataclass(frozen=True)
class Cited:
    """A source in a citation, the place in it, and the words around."""

    key: str
    locator: str = ""
    label: str = "page"
    prefix: str = ""
    suffix: str = ""
    author: Literal["shown", "hidden"] = "shown"
    """Hidden where the text names the author: ``[-@key]``."""


@dataclass(frozen=True)
class Citation:
    """A citation in a text: `start` to `end` of it, on `line` (from 1)."""

    items: tuple[Cited, ...]
    in_text: bool
    start: int
    end: int
    line: int


def name(items: Iterable[Cited]) -> str:
    """The name of a citation's footnote: the same for the same sources, places and words."""
    parts = []
    for item in items:
        place = f"-{item.label}-{item.locator}" if item.locator else ""
        author = "-" if item.author == "hidden" else ""
        words = "-".join(filter(None, (item.prefix.strip(), item.suffix.strip(" ,"))))
        parts.append(f"{author}{item.key}{place}{f'-{words}' if words else ''}")
    return re.sub(r"[^\w.:+-]+", "-", "+".join(parts))


def citations(markdown: str, language: str = "en") -> list[Citation]:
    """The citations of a text, in its order; what stands in code is none."""
    if "@" not in markdown:
        return []
    text = without_code(markdown)
    found = [
        Citation(cited, False, group.start(), group.end(), text.count("\n", 0, group.start()) + 1)
        for group in _GROUP.finditer(text)
        if (cited := items(group[1], language))
    ]
    marks = list(_IN_TEXT.finditer(text))
    taken = [(citation.start, citation.end) for citation in found]
    taken += [link.span() for link in _LINKED.finditer(text)] if marks else []
    for mark in marks:
        if not any(start <= mark.start() < end for start, end in taken):
            line = text.count("\n", 0, mark.start()) + 1
            cited = (in_text(mark, language),)
            found.append(Citation(cited, True, mark.start(), mark.end(), line))
    return sorted(found, key=lambda citation: citation.start)


def in_text(mark: re.Match[str], language: str = "en") -> Cited:
    """The source that a sentence names, from a match of `IN_TEXT`, with the place behind it."""
    locator, label, suffix = place(mark[3] or "", language)
    return Cited(mark[1] or mark[2], locator, label, suffix=suffix)


def items(group: str, language: str = "en") -> tuple[Cited, ...]:
    """The sources between the brackets of a citation; none where it is not one."""
    found = []
    for part in _parts(group):
        mark = _ITEM.search(part)
        if mark is None:
            return ()
        before, behind = part[: mark.start()], part[mark.end() :]
        locator, label, suffix = place(behind, language)
        prefix = before.strip()
        found.append(
            Cited(
                mark["braced"] or mark["key"],
                locator,
                label,
                f"{prefix} " if prefix else "",
                suffix,
                "hidden" if mark["hidden"] else "shown",
            )
        )
    return tuple(found)


def _parts(group: str) -> list[str]:
    """What stands between the semicolons of a citation, but for those in braces."""
    found, depth = [""], 0
    for sign in group:
        depth = max(0, depth + {"{": 1, "}": -1}.get(sign, 0))
        if sign == ";" and not depth:
            found.append("")
        else:
            found[-1] += sign
    return found


# Places -------------------------------------------------------------------------------------------

_LABELS = (
    "act appendix article-locator book canon chapter column elocation equation figure folio issue "
    "line note opus page paragraph part rule scene section sub-verbo supplement table timestamp "
    "title-locator verse volume version"
).split()
_TYPED = {
    "p": "page", "pp": "page", "ch": "chapter", "chap": "chapter", "sec": "section",
    "s": "section", "ss": "section", "para": "paragraph", "paras": "paragraph", "vol": "volume",
    "no": "number", "nos": "number", "fig": "figure", "art": "article-locator", "arts":
    "article-locator", "article": "article-locator", "n": "note", "nn": "note", "l": "line",
    "ll": "line", "v": "verse", "vv": "verse", "s.v": "sub-verbo", "col": "column", "fol": "folio",
    "bk": "book", "pt": "part", "tbl": "table", "app": "appendix", "§": "section",
    "§§": "section", "¶": "paragraph", "¶¶": "paragraph", "op": "opus", "r": "rule",
}  # fmt: skip
_NUMBER = r"(?:[^\W\d_]{0,4}\.?\d[\w.:/*]*(?<![.:])|[ivxlcdm]+\b|[IVXLCDM]+\b)"
_NUMBERS = re.compile(
    rf"\s*({_NUMBER}(?:(?:\s*(?:--?|–|—|,|&)\s*|\s+(?:and|et|und|y|e|en|dan)\s+){_NUMBER})*(?:\s*ff?\b\.?)?)"
)


@functools.cache
def _terms(language: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """The words for places in a language and in English, and what they name."""
    words: dict[str, str] = {}
    for locale in (locales.load(language), locales.load("en-GB"), locales.load("en-US")):
        for label in _LABELS:
            for form in ("long", "short", "symbol"):
                if term := locale.terms.get((label, form, "")):
                    for word in (term.single, term.multiple):
                        if bare := word.lower().rstrip("."):
                            words.setdefault(bare, label)
    for word, label in _TYPED.items():
        words.setdefault(word, label)
    longest = sorted(words, key=len, reverse=True)
    pattern = "|".join(re.escape(word) for word in longest)
    return re.compile(rf"(?:({pattern})(?:(?<=\w)\.|(?<=[§¶])|(?!\w)))\s*", re.IGNORECASE), words


def place(text: str, language: str = "en") -> tuple[str, str, str]:
    """What stands behind a key: a place in the source, what it is, and other words."""
    bare = text.lstrip(" ")
    bare = bare.removeprefix(",").lstrip() if bare.startswith(",") else bare
    if braced := re.match(r"\{([^{}]*)\}", bare):
        pattern, words = _terms(language)
        term = pattern.match(braced[1].strip())
        locator = braced[1].strip()[term.end() if term else 0 :]
        label = words[term[1].lower()] if term else "page"
        return locator, label, bare[braced.end() :].rstrip()
    pattern, words = _terms(language)
    label, start = "page", 0
    if term := pattern.match(bare):
        label, start = words[term[1].lower()], term.end()
    numbers = _NUMBERS.match(bare, start)
    if numbers is None:
        return "", "page", text.rstrip()
    return numbers[1].strip(), label, bare[numbers.end() :].rstrip()


def said(item: Cited, language: str = "en") -> str:
    """The place in a source that a citation names, in short: *p. 3*, *pp. 3–5*."""
    if not item.locator:
        return ""
    one, many = _shortened(language).get(item.label, ("", ""))
    word = many if re.search(r"[-–—,&]", item.locator) else one
    return f"{word} {item.locator}".strip()


@functools.cache
def _shortened(language: str) -> Mapping[str, tuple[str, str]]:
    """What places in a source are called in short, one of them and several."""
    return {
        label: (term.single, term.multiple)
        for (label, form, gender), term in locales.load(language).terms.items()
        if form == "short" and not gender
    }


@functools.lru_cache(maxsize=4_096)  # a preview asks each text at each build
def cited(markdown: str) -> tuple[str, ...]:
    """The keys that a text cites, in its order."""
    return tuple(key for key, _ in keys(markdown))


def keys(markdown: str) -> Iterator[tuple[str, int]]:
    """Each key that a text cites, with its line (from 1)."""
    for citation in citations(markdown):
        for item in citation.items:
            yield item.key, citation.line


# Footnotes ----------------------------------------------------------------------------------------

FOOTNOTE_MARK = r"\[\^([^\]\s]+)\](?!:)"
_FOOTNOTE_MARK = re.compile(FOOTNOTE_MARK)
_FOOTNOTE_TEXT = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)


def footnote_marks(markdown: str) -> Iterator[tuple[str, int]]:
    """The name of each footnote mark of a text, with its line (from 1)."""
    yield from _named(_FOOTNOTE_MARK, markdown)


def footnote_texts(markdown: str) -> Iterator[tuple[str, int]]:
    """The name of each footnote's text, with its line (from 1)."""
    yield from _named(_FOOTNOTE_TEXT, markdown)


def _named(pattern: re.Pattern[str], markdown: str) -> Iterator[tuple[str, int]]:
    text = without_code(markdown) if "[^" in markdown else ""
    for mark in pattern.finditer(text):
        yield mark[1], text.count("\n", 0, mark.start()) + 1


def reference(note: str, key: str) -> str:
    """A reference as HTML that Markdown leaves as it is; its words are no mention of a term."""
    named = f'class="reference no-glossary" data-source="{html.escape(key)}"'
    return f"<span {named}>{_inert(note)}</span>"


def _inert(note: str) -> str:
    """HTML of which Markdown takes neither the text nor an attribute for its own.

    A backslash would do for the text only: within a tag it stays, and the sign is Markdown's.
    """
    return "".join(
        re.sub(signs, lambda sign: f"&#{ord(sign[0])};", piece)
        for number, piece in enumerate(re.split(r"(<[^<>]*>)", note))
        for signs in [_OF_ATTRIBUTES if number % 2 else _OF_TEXTS]
    )


# Signs of Markdown and its extensions, but for those of tags and of character references.
_OF_ATTRIBUTES = r"[\\`*_{}\[\]|~^$@!]|[=+-](?=[=+-])"
_OF_TEXTS = r"[\\`*_{}\[\]|~^$@!\"']|[=+-](?=[=+-])|\.(?=\.)|:(?=\w)"
