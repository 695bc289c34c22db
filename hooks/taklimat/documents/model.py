"""What a document is: parts, each a page of the site, with what stands before and after them."""

from __future__ import annotations

import hashlib
import posixpath
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from taklimat.source.origin import Origin, Version
    from taklimat.source.words import Words


@dataclass(frozen=True)
class Look:
    """What an organisation's documents share: paper, head and colours (as ``#rrggbb``)."""

    organisation: str = ""
    paper: Literal["a4", "letter"] = "a4"
    logo: str | None = None
    """A picture's address on the site."""
    ink: str = "#16324a"
    accent: str = "#a8470f"
    archive: Literal["a-3a", "a-2a"] = "a-3a"
    """The standard for what is kept: PDF/A-3a carries data within, PDF/A-2a none."""


@dataclass(frozen=True)
class Fact:
    """A line of the cover: *Published*, *24 November 2026*."""

    label: str
    value: str


@dataclass(frozen=True)
class TermNote:
    """A term of the glossary for the appendix: its title, and its HTML."""

    id: str
    title: str
    html: str
    uri: str
    url: str
    origins: tuple[Origin, ...]
    is_name: bool = False
    """Whether it is a person or an organisation: these are listed apart."""
    acronym: str = ""
    stands_for: str = ""
    """What its acronym stands for; empty where it has none."""

    @property
    def label(self) -> str:
        """The label of its entry in a document."""
        return f"term-{self.id}"


@dataclass(frozen=True)
class Part:
    """A page of the site in a document.

    `html` is the page's content as MkDocs made it, links relative to `url`. `origins` are the
    files it was made of, the page's own first.
    """

    uri: str
    url: str
    title: str
    html: str
    origins: tuple[Origin, ...]
    facts: tuple[Fact, ...] = ()
    summary: str = ""
    is_brief: bool = False
    is_listing: bool = False
    """Whether its headings only divide a list, and would crowd the contents."""
    behind_glossary: bool = False

    @cached_property
    def slug(self) -> str:
        """A prefix for the part's labels: no two pages have the same."""
        return "p" + "".join(c if c.isascii() and c.isalnum() else "-" for c in self.uri.lower())


@dataclass(frozen=True)
class Asset:
    """A file for a picture: its path, as messages name it, and what it holds."""

    path: str
    data: bytes

    @property
    def suffix(self) -> str:
        """The ending of the file's name, in small letters: ``.svg``."""
        return posixpath.splitext(self.path)[1].lower()

    @property
    def name(self) -> str:
        """A name by what the file holds, so that the same picture is kept once."""
        return f"{hashlib.sha256(self.data).hexdigest()[:20]}{self.suffix}"


@dataclass(frozen=True)
class Attachment:
    """A file within a PDF, for programs: its name, media type, and what it holds."""

    name: str
    media_type: str
    description: str
    data: bytes

    @property
    def suffix(self) -> str:
        """The ending of its name."""
        return posixpath.splitext(self.name)[1]


@dataclass(frozen=True)
class Document:
    """One PDF."""

    name: str
    title: str
    summary: str
    authors: tuple[str, ...]
    keywords: tuple[str, ...]
    label: str
    parts: tuple[Part, ...]
    terms: tuple[TermNote, ...]
    facts: tuple[Fact, ...]
    version: Version
    language: str
    words: Words
    """What stands on the pages beside the text, in that language."""
    attachments: tuple[Attachment, ...] = field(default=(), kw_only=True)
    """What it carries within, where its standard allows that."""
    address: str | None
    """Where the page stands on the published site, or None."""
    scale: str = ""
    """What its words of likelihood stand for, in a sentence."""
    is_dossier: bool = False
    is_short: bool = False
    """Whether it has two pages at most, its notes at the end."""
    asset: Callable[[str], Asset | None] = field(default=lambda url: None, compare=False)
    """From an address on the site, decoded, to the file that stands there."""
    link: Callable[[str], str | None] = field(default=lambda url: None, compare=False)
    """From an address on the site to one on the web, or None where the site has none."""
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The titles of pages that stand in another document, by their paths."""
    uris: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Addresses of pages on the site, decoded, to their paths below the folder of pages."""

    @cached_property
    def terms_by_id(self) -> Mapping[str, TermNote]:
        """The terms in the appendix."""
        return {term.id: term for term in self.terms}

    @property
    def path(self) -> str:
        """The document's place on the site."""
        return f"pdf/{self.name}.pdf"


@dataclass(frozen=True)
class Made:
    """A PDF that was made: `data` are its bytes, which are kept under `name`."""

    document: Document
    data: bytes
    pages: int
    name: str
