"""Pictures from data, as SVG: relations, bars, and the timeline.

Drawn as XML trees, so that no text can break out. Shapes carry classes and no colours: the style
sheet pictures.css has those, for light and dark, and for paper.
"""

from __future__ import annotations

import html
import textwrap
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Annotated, Literal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from pydantic import Field

from taklimat.briefs import Text
from taklimat.frontmatter import Matter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from taklimat.evidence import Event

WIDTH = 720


class Box(Matter):
    """A box of a picture of relations."""

    label: Text | None = Field(None, description="a few words above the name")
    name: Text = Field(description="the name, in bold")
    text: Text = Field(description="a line or two below it")
    relation: Text | None = Field(None, description="what it does to the result, for its arrow")


class Bar(Matter):
    """A bar of a chart."""

    label: Text = Field(description="what stands below the bar, such as a year")
    value: float = Field(ge=0, description="a number")
    shown: Text | None = Field(None, description="the number in words, such as RM21,000")


class Picture(Matter):
    """A picture that a page shows with ``{picture: id}``."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] = Field(
        description="a name of small letters, digits and hyphens"
    )
    kind: Literal["relations", "bars", "timeline"] = Field(
        description="relations, bars or timeline"
    )
    title: Text = Field(description="what it shows, in a few words")
    words: Text = Field(description="the picture in words, for those who don't see it")
    caption: Text | None = Field(None, description="a sentence below the picture")
    sources: tuple[Text, ...] = Field((), description="a list of keys of the bibliography")
    boxes: tuple[Box, ...] = Field((), description="for relations: what leads to the result")
    result: Box | None = Field(None, description="for relations: where all arrows lead")
    unit: Text | None = Field(None, description="for bars: what the numbers count")
    bars: tuple[Bar, ...] = Field((), description="for bars: the bars from left to right")


def figure(picture: Picture, events: Sequence[Event] = (), *, linked: bool = False) -> str:
    """A picture as an HTML figure; `linked` makes the dots of a timeline links to its events."""
    drawing = {
        "relations": lambda: _relations(picture),
        "bars": lambda: _bars(picture),
        "timeline": lambda: _timeline(picture, events, linked),
    }[picture.kind]()
    caption = f"<figcaption>{html.escape(picture.caption)}</figcaption>" if picture.caption else ""
    return f'<figure class="picture">{ElementTree.tostring(drawing, "unicode")}{caption}</figure>'


def _drawing(picture: Picture, height: float) -> Element:
    names = f"{picture.id}-title {picture.id}-words"
    root = Element(
        "svg", {"viewBox": f"0 0 {WIDTH} {height:g}", "role": "img", "aria-labelledby": names}
    )
    _add(root, "title", picture.title, id=f"{picture.id}-title")
    _add(root, "desc", picture.words, id=f"{picture.id}-words")
    return root


def _add(parent: Element, tag: str, text: str = "", **attributes: object) -> Element:
    """A new element; ``class_`` is the attribute class, other underlines are hyphens."""
    named = {
        name.removesuffix("_").replace("_", "-"): f"{value:g}"
        if isinstance(value, float)
        else str(value)
        for name, value in attributes.items()
    }
    element = SubElement(parent, tag, named)
    element.text = text or None
    return element


def _lines(
    parent: Element, text: str, x: float, y: float, characters: int, **options: object
) -> None:
    for number, line in enumerate(textwrap.wrap(text, characters)):
        _add(parent, "text", line, x=x, y=y + 22 * number, **options)


# Relations --------------------------------------------------------------------------------------


def _relations(picture: Picture) -> Element:
    result_top, result_height, gap = 304.0, 88.0, 22.0
    root = _drawing(picture, result_top + result_height + 8)
    marker = _add(
        _add(root, "defs"), "marker", id=f"{picture.id}-arrow", viewBox="0 0 10 10", refX=9,
        refY=5, markerWidth=7, markerHeight=7, orient="auto",
    )  # fmt: skip
    _add(marker, "path", d="M0 0 10 5 0 10z")
    count = max(1, len(picture.boxes))
    width = (WIDTH - 4 - gap * (count - 1)) / count
    for number, box in enumerate(picture.boxes):
        left = 2 + number * (width + gap)
        group = _add(root, "g", class_="picture-box")
        _add(group, "rect", x=left, y=2, width=width, height=150, rx=6)
        if box.label:
            _add(group, "text", box.label, x=left + 18, y=36, class_="picture-label")
        _add(group, "text", box.name, x=left + 18, y=64, class_="picture-name")
        _lines(group, box.text, left + 18, 94, int(width / 8))
        middle = left + width / 2
        # The arrows come together at the result without crossing each other.
        end = WIDTH / 2 + (number - (count - 1) / 2) * 60
        bend = 152 + (result_top - 152) * 0.6
        path = (
            f"M{middle:g} 152 C{middle:g} {bend:g} {end:g} {bend - 30:g} {end:g} {result_top - 4:g}"
        )
        lines = _add(root, "g", class_="picture-line")
        _add(lines, "path", d=path, marker_end=f"url(#{picture.id}-arrow)")
        if box.relation:
            notes = _add(root, "g", class_="picture-note")
            # An arrow that bends to the right leaves less room beside it.
            aside = 26 if end > middle else 12
            _lines(notes, box.relation, middle + aside, 182, int(width / 2 / 7.6) + 5)
    if picture.result:
        group = _add(root, "g", class_="picture-result")
        _add(group, "rect", x=220, y=result_top, width=280, height=result_height, rx=6)
        _add(
            group,
            "text",
            picture.result.name,
            x=360,
            y=342,
            text_anchor="middle",
            class_="picture-name",
        )
        _add(group, "text", picture.result.text, x=360, y=370, text_anchor="middle")
    return root


# Bars -------------------------------------------------------------------------------------------


def _bars(picture: Picture) -> Element:
    top, base = 60.0, 270.0
    root = _drawing(picture, base + 40)
    if picture.unit:
        _add(root, "text", picture.unit, x=2, y=20, class_="picture-label")
    highest = max((bar.value for bar in picture.bars), default=0) or 1
    step = WIDTH / max(1, len(picture.bars))
    for number, bar in enumerate(picture.bars):
        middle = step * (number + 0.5)
        height = max(1.0, (base - top) * bar.value / highest)
        group = _add(root, "g", class_="picture-bar")
        _add(group, "rect", x=middle - step * 0.3, y=base - height, width=step * 0.6, height=height)
        _add(
            group,
            "text",
            bar.shown or f"{bar.value:g}",
            x=middle,
            y=base - height - 10,
            text_anchor="middle",
        )
        _add(
            group,
            "text",
            bar.label,
            x=middle,
            y=base + 26,
            text_anchor="middle",
            class_="picture-label",
        )
    _add(_add(root, "g", class_="picture-axis"), "path", d=f"M0 {base:g}H{WIDTH}")
    return root


# The timeline -----------------------------------------------------------------------------------


def _timeline(picture: Picture, events: Sequence[Event], linked: bool) -> Element:
    """Two rows of dots, one an event: by year, and by month in the year that has most."""
    busiest = Counter(event.when.year for event in events).most_common(1)
    year = busiest[0][0] if busiest else 0
    years = [event.when.year for event in events if event.when.year != year]
    first, last = min(years, default=year), max(years, default=year)
    by_year: dict[int, list[Event]] = defaultdict(list)
    by_month: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        if event.when.year == year:
            by_month[event.when.month or 1].append(event)
        else:
            by_year[event.when.year].append(event)
    tallest_year = max((len(some) for some in by_year.values()), default=1)
    tallest_month = max((len(some) for some in by_month.values()), default=1)
    first_base = 50 + 16.0 * tallest_year
    second_base = first_base + 110 + 16.0 * tallest_month
    root = _drawing(picture, second_base + 34)
    if linked:
        # A picture with links in it is a group: an `img` hides what it holds from screen readers.
        root.set("role", "group")

    def place(of: int) -> float:
        return 20 + (WIDTH - 40) * (of - first) / max(1, last - first)

    _add(root, "text", f"By year, without {year}", x=2, y=16, class_="picture-label")
    _dots(root, ((place(of), some) for of, some in sorted(by_year.items())), first_base, linked)
    marks = [of for of in range(first, last + 1) if of % 10 == 0 or of in (first, last)]
    _axis(root, [(place(of), str(of)) for of in marks], first_base)
    _add(root, "text", f"{year}, by month", x=2, y=first_base + 62, class_="picture-label")
    step = WIDTH / 12
    columns = ((step * (month - 0.5), some) for month, some in sorted(by_month.items()))
    _dots(root, columns, second_base, linked)
    names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    _axis(root, [(step * (n + 0.5), name) for n, name in enumerate(names)], second_base)
    return root


def _dots(
    root: Element, columns: Iterable[tuple[float, list[Event]]], base: float, linked: bool
) -> None:
    group = _add(root, "g", class_="picture-dots")
    for x, events in columns:
        for number, event in enumerate(events):
            parent = group
            if linked:
                parent = _add(group, "a", href=f"#{event.id}", aria_label=event.dated)
            dot = _add(parent, "circle", cx=x, cy=base - 12 - 16 * number, r=6)
            _add(dot, "title", f"{event.dated}")


def _axis(root: Element, marks: list[tuple[float, str]], base: float) -> None:
    axis = _add(root, "g", class_="picture-axis")
    _add(axis, "path", d=f"M0 {base:g}H{WIDTH}")
    for x, name in marks:
        _add(axis, "text", name, x=x, y=base + 22, text_anchor="middle", class_="picture-label")
