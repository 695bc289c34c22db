"""A page as .docx, for desks that edit in Word.

What a page holds is written by a module for each kind of construct, as in ``parts``: each writer
knows what the ones before it can. `reference` opens the package, `styles` says how it looks, and
`frame` what stands around the text.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

from taklimat.documents.engine import DocumentError
from taklimat.documents.word import notes, reference, styles
from taklimat.documents.word.desk import Desk
from taklimat.documents.word.faces import Face, is_right_to_left, regional
from taklimat.documents.word.frame import (
    frame,
    properties,
    section,
    settings,
    strip_dangling,
    width_of,
)
from taklimat.documents.word.numbering import Numbering
from taklimat.documents.word.page import Page
from taklimat.documents.word.paragraphs import Place
from taklimat.source.problems import Problem

if TYPE_CHECKING:
    from taklimat.documents.engine import Engine
    from taklimat.documents.model import Asset, Document

__all__ = ["check", "make"]

_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can have


def make(document: Document, engine: Engine, given: Asset | None = None) -> bytes:
    """A document of one page as .docx; the same bytes for the same document.

    `given` is a .docx whose styles, paper, head and foot are taken. Raises `DocumentError` where
    it, a picture or the page can't be used.
    """
    package = reference.opened(given)
    body = package.element.body
    look = engine.look
    if given is None:
        for child in list(body):
            body.remove(child)
        body.append(section(look))
        package.styles.element.append(styles.defaults(regional(document.language, document.words)))
    paper = body.sectPr
    if paper is None:
        paper = section(look)
        body.append(paper)
    width = width_of(paper)
    styled = styles.Styles(package.styles.element, look, width)
    desk = Desk(document, engine, package, styled, Numbering(reference.numbering_of(package)))
    notes.begin(desk.notes)
    place = Place(width, face=Face(is_turned=is_right_to_left(document.language)))
    try:
        written = Page(desk, document.parts[0]).document(place)
    except RecursionError:
        what = "lists, quotes or boxes that stand in each other too deeply for a .docx"
        path = document.parts[0].origins[0].path
        raise DocumentError(Problem(path, 0, what, "nest them less deep", code="S13")) from None
    for number, each in enumerate(written):
        body.insert(number, each)
    notes.sort(desk.notes)
    strip_dangling(body)
    strip_dangling(desk.notes.element)
    frame(desk, paper)
    settings(package, document)
    properties(package, document)
    saved = BytesIO()
    package.save(saved)
    return _packed(saved)


def check(given: Asset) -> None:
    """Raise `DocumentError` where documents can't be made after a reference."""
    reference.opened(given)


def _packed(saved: BytesIO) -> bytes:
    """A zip file whose entries have no time of their own."""
    made = BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            plain = zipfile.ZipInfo(entry.filename, _DATE)
            plain.compress_type = zipfile.ZIP_DEFLATED
            plain.create_system = 0  # the same on all systems
            new.writestr(plain, old.read(entry))
    return made.getvalue()
