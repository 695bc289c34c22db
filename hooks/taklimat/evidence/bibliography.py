"""The bibliography: the sources of a site, in a style of the Citation Style Language.

The style that comes with the project is the eighteenth edition of the Chicago Manual's notes
(styles/chicago-notes.csl, CC BY-SA 3.0); a site may name another.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from taklimat.evidence.csl.locale import known
from taklimat.evidence.csl.processor import Citation, Cite, Processor
from taklimat.evidence.csl.style import Style, StyleError
from taklimat.evidence.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from taklimat.evidence.items import Item
    from taklimat.source.problems import Problem, Problems

CHICAGO = "chicago-notes"
Later = Literal["short", "full"]
"""How a source is cited again: in the style's short form, or whole."""


def style_file(style: str, root: Path, problems: Problems) -> str:
    """The file of a style: the one of the project, or a path below the site's root."""
    own = str(files("taklimat.evidence") / "styles" / f"{CHICAGO}.csl")
    if style == CHICAGO:
        return own
    file = root / style
    remedy = f"use {CHICAGO}, or the path of a .csl file"
    if not file.is_file():
        problems.add("mkdocs.yml", 0, f"no citation style: {style}", remedy, code="C06")
        return own
    try:
        _style(str(file), file.stat().st_mtime)
    except (StyleError, OSError, UnicodeError) as error:
        problems.add(style, 0, f"a broken citation style ({error})", remedy, code="C06")
        return own
    return str(file)


class Bibliography(Mapping[str, Source]):
    """All sources of a site by key, and how they are cited."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        style: str,
        locale: str,
        later: Later = "short",
    ) -> None:
        self._sources = dict(sources)
        self._file = style
        self._locale = locale
        self._later = later
        self._is_set = True
        self.faults: list[Problem] = []
        """What is wrong with entries of its file that can't be cited."""
        self.asked: set[str] = set()
        """The keys that were looked up, whether there are such sources or not."""

    def __getitem__(self, key: str) -> Source:
        self.asked.add(key)
        return self._sources[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def of_one(self, source: Source) -> Bibliography:
        """A bibliography of one other source, in the same style."""
        return Bibliography({source.id: source}, self._file, self._locale, self._later)

    @property
    def is_in_text(self) -> bool:
        """Whether the style's citations stand in the text: (Lee 2001), and not in notes."""
        return bool(self) and self._style.kind == "in-text"

    @property
    def manner(self) -> tuple[str, ...]:
        """What references are made with besides their sources: style, language, form."""
        form = (self._locale, self._later, f"{self._is_set}", f"{bool(self)}")
        return (self._path.read_text(encoding="utf-8"), *form)

    @property
    def _path(self) -> Path:
        own = str(files("taklimat.evidence") / "styles" / f"{CHICAGO}.csl")
        return Path(own if self._file in (CHICAGO, "") else self._file)

    @functools.cached_property
    def _style(self) -> Style:
        return _style(str(self._path), self._path.stat().st_mtime)  # a preview sees its changes

    @functools.cached_property
    def _processor(self) -> Processor:
        return _processor(self._style, self._locale, _Items.of(self._sources))

    def of_page(self, keys: Iterable[str]) -> Bibliography:
        """The sources of a page in their order, where the style numbers them; else all sources."""
        if not self.is_in_text or not self._style.is_numeric:
            return self
        sources = {key: self._sources[key] for key in keys}
        page = Bibliography(sources, self._file, self._locale, self._later)
        page._is_set = self._is_set
        return page

    def cite(self, cites: Sequence[Cite], before: Mapping[str, int] | None = None) -> str:
        """A citation as HTML: a note's text, or what stands in the text.

        `before` are the keys that a text has cited, and the numbers of the first notes to do so.
        """
        if not self._is_set:
            return "; ".join(html.escape(self._sources[cite.id].title) for cite in cites)
        first = before if before and self._later == "short" else {}
        return linked(self._processor.citation(cites, first))

    def note(self, key: str, locator: str = "", label: str = "page") -> str:
        """A footnote's text for a source, as HTML."""
        return self.cite([Cite(key, locator, label)])

    def entry(self, key: str) -> str:
        """A source's entry in the list of works, as HTML; its note where the style has no list."""
        if not self._is_set:
            return html.escape(self._sources[key].title)
        if not self._style.has_bibliography:
            return self.note(key)
        if self.is_in_text or self._style.has_numbers:
            found = self._processor.bibliography([key])
        else:  # what one says has nothing to do with the others
            found = _listed(self._style, self._locale, _Items.of({key: self._sources[key]}))
        return linked(found[0][1]) if found else self.note(key)

    def works(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        """A list of works, sorted and numbered by the style: keys, and entries as HTML."""
        if not self._is_set or not self._style.has_bibliography:
            return [(key, self.entry(key)) for key in dict.fromkeys(keys)]
        return [(key, linked(text)) for key, text in self._processor.bibliography(keys)]

    def same_as(self, key: str) -> list[str]:
        """The other sources that carry the same text, whichever of them says so."""
        return sorted(self._same[key] - {key})

    def independent(self, keys: Iterable[str]) -> int:
        """How many of some sources are independent of each other: each text counts once."""
        return len({self._same[key] for key in keys if key in self._sources})

    @functools.cached_property
    def _same(self) -> dict[str, frozenset[str]]:
        """All keys that carry the text of each, itself among them."""
        same = {key: frozenset((key,)) for key in self._sources}
        for key, source in self._sources.items():
            for other in source.same_as:
                joined = same[key] | same.get(other, frozenset())
                same.update(dict.fromkeys(joined, joined))
        return same

    def leave_unset(self) -> None:
        """Give titles in the place of references: for a check, which shows none to anyone."""
        self._is_set = False


@dataclass(frozen=True)
class _Items:
    """Sources as items of CSL, which are the same where all that they say is."""

    digests: tuple[tuple[str, str], ...]
    by_key: Mapping[str, Item] = field(compare=False)

    @classmethod
    def of(cls, sources: Mapping[str, Source]) -> _Items:
        digests = tuple((key, source.digest) for key, source in sources.items())
        return cls(digests, {key: source.item for key, source in sources.items()})


@functools.lru_cache(maxsize=4)  # the next build of a preview mostly has the same
def _processor(style: Style, locale: str, items: _Items) -> Processor:
    processor = Processor(style, items.by_key, locale, has_ibid=False)
    if style.kind == "in-text":
        # So that a letter behind a year is the same on all pages.
        processor.cite([Citation((Cite(key),), 1) for key in items.by_key])
    return processor


@functools.lru_cache(maxsize=4_096)
def _listed(style: Style, locale: str, item: _Items) -> list[tuple[str, str]]:
    return Processor(style, item.by_key, locale, has_ibid=False).bibliography()


@functools.lru_cache(maxsize=8)
def _style(file: str, changed: float) -> Style:
    return Style(Path(file).read_text(encoding="utf-8"))


def locales() -> list[str]:
    """The languages in which there are words for citations."""
    return sorted(known())


# Of HTML: an address ends where a sign stands that none may hold.
_ADDRESS = re.compile(r"(?<![\"'>=\w])https?://(?:[^\s<\"“”&]|&(?![lg]t;))+")
_DISPLAY = re.compile(r"</?div[^<>]*>")
# Pages may have no styles of their own: their looks are classes of the style sheet's.
_STYLED = re.compile(r'<span style="([^"]*)">')
_CLASSES = {
    "font-variant:small-caps;": "smallcaps",
    "font-variant:normal;": "plain-caps",
    "font-style:normal;": "upright",
    "font-weight:normal;": "light",
    "text-decoration:underline;": "underlined",
    "text-decoration:none;": "plain-line",
}


def linked(text: str) -> str:
    """HTML with its addresses as links that show the host, or a DOI; print shows them whole."""
    if "<div" in text:  # a reference is a line
        text = " ".join(_DISPLAY.sub(" ", text).split())
    text = _STYLED.sub(lambda found: f'<span class="{_CLASSES.get(found[1], "")}">', text)
    return _ADDRESS.sub(_link, text)


def _link(found: re.Match[str]) -> str:
    written = found[0]
    address = html.unescape(written)
    behind = ""
    while address and address[-1] in ".,;:)”’»":
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address, behind = address[:-1], address[-1] + behind
    try:
        host = urlsplit(address).netloc
    except ValueError:
        return written
    shown = address.split("://", 1)[1] if host in ("doi.org", "dx.doi.org") else host
    link = f'<a href="{html.escape(address)}">{html.escape(shown, quote=False)}</a>'
    return f"{link}{html.escape(behind, quote=False)}"
