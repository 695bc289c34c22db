"""Fields: what Word works out, with what it comes to for now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.documents.word.ooxml import Element, element, w

if TYPE_CHECKING:
    from taklimat.documents.word.faces import Face


def begun(code: str, face: Face) -> list[Element]:
    """A field's beginning, behind which its result stands; `ended` ends it (17.16.18)."""
    instruction = element("w:instrText", {"xml:space": "preserve"}, text=f" {code} ")
    return [
        face.run(w("fldChar", fldCharType="begin")),
        face.run(instruction),
        face.run(w("fldChar", fldCharType="separate")),
    ]


def ended(face: Face) -> Element:
    """The end of a field."""
    return face.run(w("fldChar", fldCharType="end"))


def field(code: str, result: str, face: Face) -> list[Element]:
    """A field such as ``PAGE`` with a result of a few words."""
    return [*begun(code, face), *face.runs(result), ended(face)]
