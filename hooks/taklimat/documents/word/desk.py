"""What the writers of a document share, and what they gather: parts, numbers, links, pictures."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart

from taklimat.documents.engine import DocumentError
from taklimat.documents.word.ooxml import Element, element, w
from taklimat.documents.word.reference import SCHEMES
from taklimat.source.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as Package

    from taklimat.documents.engine import Engine
    from taklimat.documents.model import Asset, Document
    from taklimat.documents.word.numbering import Numbering
    from taklimat.documents.word.styles import Styles

_MOST_PICTURES = 50_000_000
_MOST_ADDRESS = 2000  # characters; Word opens no longer ones
_SAFE = "!#$%&'()*+,/:;=?@[]~"
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]")
_MEDIA = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}


@dataclass
class Desk:
    """What the writers of a document share."""

    document: Document
    engine: Engine
    package: Package
    styles: Styles
    numbering: Numbering
    notes: XmlPart = field(init=False)
    """The part of the footnotes."""
    contents: list[tuple[int, str, str]] = field(default_factory=list)
    """Of each heading: its level, the name of its bookmark, and its words."""
    noted: dict[tuple[str, str], int] = field(default_factory=dict)
    """The number of each note, by its page and key."""
    figures: Counter[str] = field(default_factory=Counter)
    """How many there are of each kind that has numbers."""
    _story: Part = field(init=False)
    _media: dict[str, Part] = field(default_factory=dict)
    _drawn: dict[str, bytes] = field(default_factory=dict)
    _links: dict[str, dict[str, str]] = field(default_factory=dict)
    _weight: int = 0
    _bookmarks: dict[str, str] = field(default_factory=dict)
    _marks: int = 0
    _drawings: int = 0

    def __post_init__(self) -> None:
        whole = self.package.part.package
        footnotes = element("w:footnotes")
        uri = PackURI("/word/footnotes.xml")
        self.notes = XmlPart(uri, CONTENT_TYPE.WML_FOOTNOTES, footnotes, whole)  # type: ignore[arg-type]
        self.package.part.relate_to(self.notes, RELATIONSHIP_TYPE.FOOTNOTES)
        self._story = self.package.part

    @contextmanager
    def within(self, part: Part) -> Iterator[None]:
        """While a part is written: its links and pictures are its own."""
        outer, self._story = self._story, part
        yield
        self._story = outer

    # Links and bookmarks --------------------------------------------------------------------

    def link(self, address: str) -> str | None:
        """The relationship to an address; None for one that no one should follow."""
        try:
            split = urlsplit(address)
        except ValueError:
            return None
        encoded = quote(address, safe=_SAFE)
        if split.scheme not in SCHEMES or len(encoded) > _MOST_ADDRESS:
            return None
        # The library would look through all that there are, for each anew.
        known = self._links.setdefault(self._story.partname, {})
        if encoded not in known:
            known[encoded] = f"link{len(known) + 1}"
            self._story.load_rel(RELATIONSHIP_TYPE.HYPERLINK, encoded, known[encoded], True)
        return known[encoded]

    def bookmark(self, id_: str) -> str:
        """The name of the bookmark for an id of the page, as Word allows them."""
        if id_ not in self._bookmarks:
            plain = _NOT_IN_NAMES.sub("_", id_)[:24]
            self._bookmarks[id_] = f"b{len(self._bookmarks) + 1}_{plain}"
        return self._bookmarks[id_]

    def marked(self, named: str, *content: Element) -> list[Element]:
        """Content within a bookmark."""
        self._marks += 1
        start = w("bookmarkStart", id=self._marks, name=named)
        return [start, *content, w("bookmarkEnd", id=self._marks)]

    # Pictures -------------------------------------------------------------------------------

    def drawing_number(self) -> int:
        """A number for a picture that no other has."""
        self._drawings += 1
        return self._drawings

    def drawn(self, asset: Asset) -> bytes:
        """A picture as PNG; raises `DocumentError` for one that can't be drawn."""
        if asset.name not in self._drawn:
            self._drawn[asset.name] = self.engine.drawn(asset)
        return self._drawn[asset.name]

    def picture(self, asset: Asset, data: bytes, suffix: str) -> str:
        """The relationship to a picture; the same one is kept once."""
        part = self._media.get(asset.name)
        if part is None:
            self._weight += len(data)
            if self._weight > _MOST_PICTURES:
                what = f"a .docx with more than {_MOST_PICTURES // 1_000_000} MB of pictures"
                remedy = "show fewer, or smaller ones"
                raise DocumentError(Problem(asset.path, 1, what, remedy, code="D06"))
            # The names of an owner's pictures, in heads and feet, are image1.png and the like.
            uri = PackURI(f"/word/media/picture{len(self._media) + 1}{suffix}")
            part = Part(uri, _MEDIA[suffix], data, self.package.part.package)
            self._media[asset.name] = part
        return self._story.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
