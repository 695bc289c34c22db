"""Paragraphs, and the place in which they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from taklimat.documents.word.faces import Face
from taklimat.documents.word.ooxml import Element, flag, is_a, name, val, w

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

Align: TypeAlias = Literal["left", "center", "right"]
INDENT = 420
"""How far a list's text stands in from its bullets, and a quotation from the text, in twips."""
BOX = 240
"""How far the text of a box stands in, in twips."""
_TURNED: dict[str, Align] = {"left": "right", "right": "left", "center": "center"}
_MOST_BAR_SPACE = 31  # points, by the schema


@dataclass(frozen=True)
class Bar:
    """The line to the left of a box or a quotation, and its ground; both as ``RRGGBB``."""

    colour: str
    ground: str = ""
    indent: int = 0
    """How far the text beside it stands in, in twips."""
    width: int = 18
    """In eighths of a point."""
    space: int = 8
    """Between it and that text, in points."""


@dataclass(frozen=True)
class Place:
    """Where blocks stand: what all the paragraphs there share."""

    width: int
    """How wide they may be, in twips."""
    style: str = "Normal"
    """The name of the style of plain paragraphs."""
    indent: int = 0
    """How far they stand in, in twips."""
    own_indent: int = 0
    """How much of that the style says itself."""
    depth: int = 0
    """In how many lists they stand."""
    bar: Bar | None = None
    align: Align | None = None
    """Where the text goes; None leaves it to the style."""
    face: Face = field(default_factory=Face)
    in_note: bool = False
    in_cell: bool = False
    in_entry: bool = False
    """Whether it is one in which headings are no part of the contents."""


@dataclass(frozen=True)
class Numbered:
    """A list's number or bullet: the list by its number in the document, and how deep it is."""

    list: int
    level: int


def paragraph(
    place: Place,
    style: str,
    content: Iterable[Element],
    *,
    numbered: Numbered | None = None,
    keep: bool = False,
    indent: int | None = None,
    outline: int | None = None,
) -> Element:
    """A paragraph in a style by its id.

    `keep` keeps it with what follows; `indent` is how far it stands in, where that is not the
    place's to say; `outline` its level among the headings, from 0, where the style has none.
    """
    shown = place.indent if indent is None else indent
    # The style of a box or a quotation has its line itself; what else stands in one has not.
    bar = None if place.style.startswith(("Box", "Quote")) else place.bar
    align = place.align
    if place.face.is_turned and align:  # what Word calls left there is the beginning of a line
        align = _TURNED[align]
    properties = [
        val("pStyle", style),
        flag("keepNext", keep),
        w("numPr", w("ilvl", val=numbered.level), w("numId", val=numbered.list))
        if numbered
        else None,
        _border(bar, shown - INDENT if numbered else shown) if bar else None,
        w("shd", val="clear", color="auto", fill=bar.ground) if bar and bar.ground else None,
        flag("bidi", place.face.is_turned),
        None if shown == place.own_indent else _indentation(shown, numbered),
        val("jc", align),
        w("outlineLvl", val=outline) if outline is not None else None,
    ]
    return w("p", w("pPr", *properties), *content)


def _indentation(indent: int, numbered: Numbered | None) -> Element | None:
    if not numbered:
        return w("ind", left=indent) if indent else None
    # The list itself knows how far its levels stand in, where it stands in nothing else.
    is_known = indent == INDENT * (numbered.level + 1)
    return None if is_known else w("ind", left=indent, hanging=INDENT)


def _border(bar: Bar, begins: int) -> Element | None:
    # It stands to the left of where the paragraph begins, which is further in than its own place.
    space = bar.space + max(0, begins - bar.indent) // 20
    if space > _MOST_BAR_SPACE:
        return None
    side = w("left", val="single", sz=bar.width, space=space, color=bar.colour)
    return w("pBdr", side)


def told(paragraph_: Element, start: Iterable[Element]) -> None:
    """Put elements at the beginning of a paragraph."""
    at = 1 if len(paragraph_) and is_a(paragraph_[0], "w:pPr") else 0
    for offset, each in enumerate(start):
        paragraph_.insert(at + offset, each)


def spaced(blocks: Iterable[Element], headings: Collection[str]) -> list[Element]:
    """Blocks one below the other, with room between a table and what follows it.

    Two tables in a row would be read as one, and a table leaves no room below itself; `headings`
    are the ids of styles that bring room of their own.
    """
    found: list[Element] = []
    for block in blocks:
        if found and is_a(found[-1], "w:tbl"):
            if is_a(block, "w:tbl"):
                found.append(gap())
            elif is_a(block, "w:p") and style_of(block) not in headings:
                give_room(block, before=200)
        found.append(block)
    return found


def gap() -> Element:
    """What keeps two things apart that Word would join: a line of 6 points without words."""
    return w("p", w("pPr", w("spacing", before=0, after=0, line=120, lineRule="exact")))


def style_of(block: Element) -> str:
    """The id of a paragraph's style."""
    named = block.find(f"{name('w:pPr')}/{name('w:pStyle')}")
    return "" if named is None else named.get(name("w:val"), "")


def keep(block: Element) -> None:
    """Keep a paragraph with what follows it."""
    properties = block.find(name("w:pPr"))
    if not is_a(block, "w:p") or properties is None:
        return
    if properties.find(name("w:keepNext")) is None:
        style = properties.find(name("w:pStyle"))
        properties.insert(0 if style is None else 1, w("keepNext"))


def give_room(block: Element, **sides: int) -> None:
    """Set the room before or after a paragraph, in twips."""
    properties = block.find(name("w:pPr"))
    if not is_a(block, "w:p") or properties is None:
        return
    spacing = properties.find(name("w:spacing"))
    if spacing is None:
        behind = {name(f"w:{tag}") for tag in ("ind", "jc", "outlineLvl")}
        at = next((n for n, each in enumerate(properties) if each.tag in behind), len(properties))
        spacing = w("spacing")
        properties.insert(at, spacing)
    for side, twips in sides.items():
        spacing.set(name(f"w:{side}"), str(twips))
