"""The bibliography: the sources of a site, in a style of the Citation Style Language.

Styles are rendered by citeproc-py. The style that comes with the project is the sixteenth edition
of the Chicago Manual's notes (styles/chicago-notes.csl, CC BY-SA 3.0); a site may name another.
"""

from __future__ import annotations

import functools
import html
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    Locator,
    formatter,
)
from citeproc.source.json import CiteProcJSON

from taklimat.evidence.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from taklimat.source.problems import Problems

CHICAGO = "chicago-notes"
Form = Literal["note", "entry"]


def style_file(style: str, root: Path, problems: Problems) -> str:
    """The file of a style: the one of the project, or a path below the site's root."""
    own = files("taklimat.evidence") / "styles" / f"{CHICAGO}.csl"
    if style == CHICAGO:
        return str(own)
    file = root / style
    remedy = f"use {CHICAGO}, or the path of a .csl file"
    if not file.is_file():
        problems.add("mkdocs.yml", 0, f"no citation style: {style}", remedy, code="C06")
        return str(own)
    try:
        CitationStylesStyle(str(file), validate=False)
    except (SyntaxError, ValueError, LookupError, TypeError, AttributeError) as error:
        problems.add(style, 0, f"a broken citation style ({error})", remedy, code="C06")
        return str(own)
    return str(file)


class Bibliography(Mapping[str, Source]):
    """All sources of a site by key, and how they are cited."""

    def __init__(self, sources: Mapping[str, Source], style: str, locale: str) -> None:
        self._sources = dict(sources)
        self._style = style
        self._locale = locale
        self._is_set = True

    def __getitem__(self, key: str) -> Source:
        return self._sources[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def of_one(self, source: Source) -> Bibliography:
        """A bibliography of one other source, in the same style."""
        return Bibliography({source.id: source}, self._style, self._locale)

    def note(self, key: str, locator: str = "", label: str = "page") -> str:
        """A footnote's text for a source, as HTML."""
        return self._rendered(key, "note", locator, label)

    def entry(self, key: str) -> str:
        """A source's entry in the list of sources, as HTML."""
        return self._rendered(key, "entry")

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

    def _rendered(self, key: str, form: Form, locator: str = "", label: str = "") -> str:
        if not self._is_set:
            return html.escape(self._sources[key].title)
        item = json.dumps(self._sources[key].item, sort_keys=True)
        return _rendered(self._style, self._locale, item, form, locator, label)


@functools.lru_cache(maxsize=8192)
def _rendered(style: str, locale: str, item: str, form: Form, locator: str, label: str) -> str:
    # A sheet of its own for each: every note is whole, none says only *ibid.* And a preview
    # renders again only what has changed.
    data = _escaped(json.loads(item))
    with warnings.catch_warnings():
        # Fields that the style knows nothing of are for other programs.
        warnings.simplefilter("ignore")
        sheet = CitationStylesBibliography(
            _style(style, locale), CiteProcJSON([data]), formatter.html
        )
    place = {"locator": Locator(label, html.escape(locator))} if locator else {}
    citation = Citation([CitationItem(data["id"], **place)])
    sheet.register(citation)
    text = sheet.bibliography()[0] if form == "entry" else sheet.cite(citation, _ignore)
    return _linked(str(text))


@functools.lru_cache(maxsize=8)
def _style(style: str, locale: str) -> CitationStylesStyle:
    return CitationStylesStyle(style, locale=locale, validate=False)


def _ignore(item: CitationItem) -> str:
    return str(item.key)


def _escaped(value: Any) -> Any:
    """CSL allows markup in titles; here a title is text."""
    if isinstance(value, str):
        value = re.sub(r'"([^"]*)"', r"“\1”", value)
        opened = re.sub(r"(^|[\s(\[“])'", r"\1‘", value)
        return html.escape(opened, quote=False).replace("'", "’")
    if isinstance(value, list):
        return [_escaped(each) for each in value]
    if isinstance(value, dict):
        return {k: each if k in ("id", "URL") else _escaped(each) for k, each in value.items()}
    return value


def _linked(text: str) -> str:
    """The address at the end as a link that shows the host; the document shows it whole."""
    before, _, last = text.rpartition(" ")
    if not last.startswith(("http://", "https://")):
        return text
    address = html.unescape(last.removesuffix("."))
    # The full stop of a sentence, not that of *n.d.*
    before = re.sub(r"(?<!\.\w)[.,]$", "", before)
    link = f'<a href="{html.escape(address)}">{html.escape(urlsplit(address).netloc)}</a>'
    return f"{before}, {link}."
