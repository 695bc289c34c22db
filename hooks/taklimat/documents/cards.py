"""Pictures that stand for a page where its address is shared, and the site's icons, as PNG."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from taklimat.documents.compiler import CompileError, Compiler, TooLongError
from taklimat.documents.typst import call, colour, string
from taklimat.source.store import digest

if TYPE_CHECKING:
    from taklimat.documents.model import Look
    from taklimat.documents.typst import Code
    from taklimat.source.store import Store

_PACKAGE = files("taklimat.documents")
_TEMPLATE = "card.typ"
_PPI = 144.0  # two pixels a point
_DRAWING = "drawing.svg"
_ICON_POINTS = 64
_SECONDS = 20.0
_MOST_TITLE = 110
_MOST_TEXT = 230


@dataclass(frozen=True)
class Card:
    """What a card says."""

    site: str
    kind: str
    title: str
    text: str
    language: str


@dataclass(frozen=True)
class Cards:
    """Makes cards and icons with Typst, and keeps them for as long as nothing in them changes."""

    look: Look
    store: Store
    compiler: Compiler

    def card(self, card: Card) -> bytes | None:
        """A card; None where there is no way to make it."""
        return self._said("card", card)

    def cover(self, card: Card) -> bytes | None:
        """The cover of a book, upright; None where there is no way to make it."""
        return self._said("cover", card)

    def _said(self, function: str, card: Card) -> bytes | None:
        said = {
            "site": string(card.site),
            "kind": string(card.kind),
            "title": string(shortened(card.title, _MOST_TITLE)),
            "about": string(shortened(card.text, _MOST_TEXT)),
            "lang": string(card.language),
        }
        colours = {"ink": colour(self.look.ink), "accent": colour(self.look.accent)}
        return self._made(call(function, named=said | colours), _PPI)

    def icon(self, letter: str, pixels: int) -> bytes | None:
        """An icon of so many pixels with the first letter of the site's name."""
        code = call("icon", named={"letter": string(letter), "ink": colour(self.look.ink)})
        return self._made(code, 72.0 * pixels / _ICON_POINTS)

    def picture(self, svg: bytes) -> bytes | None:
        """A drawing of the project's own as pixels, twice as large as it says that it is."""
        return self._made(call("drawing", string(_DRAWING)), _PPI, svg)

    def _made(self, code: Code, ppi: float, drawing: bytes = b"") -> bytes | None:
        template = (_PACKAGE / _TEMPLATE).read_text(encoding="utf-8")
        source = f'#import "{_TEMPLATE}": card, cover, drawing, icon\n#{code}\n'
        key = digest("card", template, source, f"{ppi}", drawing)
        if (kept := self.store.get(key)) is not None:
            return kept
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / _TEMPLATE).write_text(template, encoding="utf-8")
            (Path(folder) / _DRAWING).write_bytes(drawing)
            (Path(folder) / "main.typ").write_text(source, encoding="utf-8")
            try:
                made = self.compiler.compile(Path(folder), seconds=_SECONDS, kind="png", ppi=ppi)
            except (CompileError, TooLongError):
                return None
        self.store.put(key, made.data)
        return made.data


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters, cut between words."""
    if len(text) <= most:
        return text
    return f"{text[: most - 1].rpartition(' ')[0] or text[: most - 1]}…"
