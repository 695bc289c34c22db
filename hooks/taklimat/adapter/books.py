"""Make the dossier for e-readers, and offer it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.utils import get_relative_url

from taklimat.adapter.build import log
from taklimat.documents import epub
from taklimat.documents.cards import Card, Cards
from taklimat.documents.compiler import Compiler
from taklimat.documents.engine import FONTS
from taklimat.site.collecting import BOOK
from taklimat.source import deadline
from taklimat.source.store import FOLDER, Store

if TYPE_CHECKING:
    from taklimat.adapter.build import Build
    from taklimat.documents.model import Document, Look


def make(document: Document, look: Look, build: Build) -> bytes | None:
    """The dossier as EPUB; None where it can't be made, of which the problems are noted."""
    log.info("Making %s", BOOK)
    cards = Cards(look, Store(build.site.root / FOLDER), Compiler(FONTS))
    cover = cards.cover(
        Card(look.organisation, document.label, document.title, document.summary, document.language)
    )
    try:
        deadline.start()
        made = epub.make(document, look, cover)
    except deadline.TooLongError:
        place = document.parts[0].origins[0].path
        what = f"{BOOK} takes too long to write"
        remedy = "make the pages shorter, or their tables simpler"
        build.site.problems.add(place, 0, what, remedy, code="D06")
        return None
    finally:
        deadline.stop()
    if isinstance(made, bytes):
        return made
    # Most are those of the PDF, which has told them.
    build.site.problems.found += [each for each in made if each not in build.site.problems.found]
    return None


def made(build: Build) -> dict[str, bytes]:
    """The book by its place on the site, if there is one."""
    return {} if build.book is None else {BOOK: build.book}


def offered(build: Build, url: str) -> list[dict[str, object]]:
    """What the page at `url` says of the book."""
    words = build.site.words
    return [
        {
            "url": get_relative_url(path, url),
            "type": "application/epub+zip",
            "name": words.gettext("All briefs, EPUB"),
            "title": build.made[""].document.title,
            "of_all": True,
            "facts": words.size(len(data)),
        }
        for path, data in made(build).items()
    ]
