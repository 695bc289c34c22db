"""The contents: a field that Word can make anew, with its entries filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.documents.word.faces import Face
from taklimat.documents.word.fields import begun, ended
from taklimat.documents.word.ooxml import Element, element, val, w
from taklimat.documents.word.paragraphs import Place, give_room, paragraph, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from taklimat.documents.word.styles import Styles

_FEWEST = 4
"""Entries below which no one needs contents."""
_FIELD = 'TOC \\o "2-3" \\h \\z'


def contents(
    entries: Sequence[tuple[int, str, str]], title: str, styles: Styles, place: Place
) -> list[Element]:
    """The contents of level, bookmark and words of each heading; none for a short document.

    Numbers of pages come with Word's first update of the field: no one knows them before.
    """
    if len(entries) < _FEWEST:
        return []
    face = Face()
    shown = [paragraph(place, styles.id("TOC Heading"), face.runs(title))]
    for level, mark, text in entries:
        link = element("w:hyperlink", {"w:anchor": mark, "w:history": 1}, face.runs(text))
        shown.append(paragraph(place, styles.id(f"toc {level}"), [link]))
    told(shown[1], begun(_FIELD, face))
    shown[-1].append(ended(face))
    give_room(shown[-1], after=240)
    gallery = w("docPartObj", val("docPartGallery", "Table of Contents"), w("docPartUnique"))
    return [w("sdt", w("sdtPr", gallery), w("sdtContent", *shown))]
