"""Pictures from data, as SVG: relations, bars, and the timeline."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from taklimat.site import canvas
from taklimat.site.canvas import LEADING, WIDTHS, Shape, add, drawing, finish, lines, wrapped
from taklimat.site.templating import without_signs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from taklimat.evidence.records import Box, Event, Picture
    from taklimat.source.words import Words

_NOTE_CHARACTER = 7.0  # notes are set in smaller italics
_INSET = 22  # what a box's text leaves free beside it, at least


def figure(
    picture: Picture, words: Words, events: Sequence[Event] = (), *, linked: bool = False
) -> str:
    """A picture as an HTML figure; `linked` lets a script lead from dots to their events."""
    return canvas.figure(drawn(picture, words, events, linked=linked), picture.caption)


def drawn(
    picture: Picture, words: Words, events: Sequence[Event] = (), *, linked: bool = False
) -> list[Element]:
    """A picture, wide and narrow."""
    if picture.kind == "relations":
        return [_relations(picture), _relations_below(picture)]
    if picture.kind == "bars":
        return [_bars(picture, words), _bars_below(picture, words)]
    return [_timeline(picture, words, events, linked, shape) for shape in get_args(Shape)]


# Relations --------------------------------------------------------------------------------------


def _relations(picture: Picture) -> Element:
    """Boxes side by side, and the result below them."""
    full, gap = WIDTHS["wide"], 22.0
    count = max(1, len(picture.boxes))
    width = (full - 4 - gap * (count - 1)) / count
    height = max((_height_of(box, width) for box in picture.boxes), default=0.0)
    bottom = 2 + height
    result_top = bottom + 152
    root = drawing(picture.id, picture.title, picture.words, "wide")
    arrow = _arrowhead(root, f"{picture.id}-arrow")
    for number, box in enumerate(picture.boxes):
        left = 2 + number * (width + gap)
        _box(root, box, left, 2, width, height)
        middle = left + width / 2
        # The arrows come together at the result without crossing each other.
        end = full / 2 + (number - (count - 1) / 2) * 60
        bend = bottom + 91
        path = (
            f"M{middle:g} {bottom:g} C{middle:g} {bend:g} {end:g} {bend - 30:g} "
            f"{end:g} {result_top - 4:g}"
        )
        arrows = add(root, "g", class_="picture-line")
        add(arrows, "path", d=path, marker_end=arrow)
        if box.relation:
            notes = add(root, "g", class_="picture-note")
            # An arrow that bends to the right leaves less room beside it.
            aside = 26 if end > middle else 12
            room = min(width / 2 + gap, full - middle - aside)
            said = wrapped(box.relation, room, _NOTE_CHARACTER)
            lines(notes, said, middle + aside, bottom + 30)
    if picture.result:
        result_top = _result(root, picture.result, 220, result_top, 280)
    finish(root, "wide", result_top)
    return root


def _relations_below(picture: Picture) -> Element:
    """Boxes one below the other, and a line beside them that leads to the result."""
    width, rail, top = 318.0, 340.0, 2.0
    root = drawing(picture.id, picture.title, picture.words, "narrow")
    arrow = _arrowhead(root, f"{picture.id}-narrow-arrow")
    rails = add(root, "g", class_="picture-line")
    middles = []
    for box in picture.boxes:
        height = _height_of(box, width)
        _box(root, box, 2, top, width, height)
        middles.append(top + height / 2)
        add(rails, "path", d=f"M{width + 2:g} {middles[-1]:g}H{rail:g}")
        said = wrapped(box.relation or "", width, _NOTE_CHARACTER)
        notes = add(root, "g", class_="picture-note")
        lines(notes, said, rail - 10, top + height + 25, text_anchor="end")
        top += height + 18 + LEADING * max(1, len(said))
    if middles:
        add(rails, "path", d=f"M{rail:g} {middles[0]:g}V{top - 4:g}", marker_end=arrow)
    if picture.result:
        top = _result(root, picture.result, 2, top, 356)
    finish(root, "narrow", top)
    return root


def _arrowhead(root: Element, id_: str) -> str:
    """Define the head of an arrow; what a line's end has to name."""
    marker = add(
        add(root, "defs"), "marker", id=id_, viewBox="0 0 10 10", refX=9, refY=5, markerWidth=7,
        markerHeight=7, orient="auto",
    )  # fmt: skip
    add(marker, "path", d="M0 0 10 5 0 10z")
    return f"url(#{id_})"


def _height_of(box: Box, width: float) -> float:
    return 100.0 + LEADING * len(wrapped(box.text, width - _INSET))


def _box(root: Element, box: Box, left: float, top: float, width: float, height: float) -> None:
    group = add(root, "g", class_="picture-box")
    add(group, "rect", x=left, y=top, width=width, height=height, rx=6)
    if box.label:
        add(group, "text", box.label, x=left + 18, y=top + 34, class_="picture-label")
    add(group, "text", box.name, x=left + 18, y=top + 62, class_="picture-name")
    lines(group, wrapped(box.text, width - _INSET), left + 18, top + 92)


def _result(root: Element, box: Box, left: float, top: float, width: float) -> float:
    """The box that the arrows lead to; where it ends."""
    text = wrapped(box.text, width - _INSET)
    height = 66.0 + LEADING * len(text)
    group = add(root, "g", class_="picture-result")
    add(group, "rect", x=left, y=top, width=width, height=height, rx=6)
    middle = left + width / 2
    add(group, "text", box.name, x=middle, y=top + 38, text_anchor="middle", class_="picture-name")
    lines(group, text, middle, top + 66, text_anchor="middle")
    return top + height


# Bars -------------------------------------------------------------------------------------------


def _bars(picture: Picture, words: Words) -> Element:
    """Bars that stand side by side."""
    top, base, width = 60.0, 270.0, WIDTHS["wide"]
    root = drawing(picture.id, picture.title, picture.words, "wide")
    if picture.unit:
        add(root, "text", picture.unit, x=2, y=20, class_="picture-label")
    step = width / max(1, len(picture.bars))
    for number, bar in enumerate(picture.bars):
        middle = step * (number + 0.5)
        height = max(1.0, (base - top) * bar.value / _highest(picture))
        group = add(root, "g", class_="picture-bar")
        add(group, "rect", x=middle - step * 0.3, y=base - height, width=step * 0.6, height=height)
        options = {"x": middle, "text_anchor": "middle"}
        add(group, "text", bar.in_words(words), y=base - height - 10, **options)
        add(group, "text", bar.label, y=base + 26, class_="picture-label", **options)
    add(add(root, "g", class_="picture-axis"), "path", d=f"M0 {base:g}H{width}")
    finish(root, "wide", base + 32)
    return root


def _bars_below(picture: Picture, words: Words) -> Element:
    """Bars that lie one below the other, each with label and number above it."""
    width, row, top = WIDTHS["narrow"], 58.0, 34.0
    root = drawing(picture.id, picture.title, picture.words, "narrow")
    if picture.unit:
        add(root, "text", picture.unit, x=2, y=18, class_="picture-label")
    for bar in picture.bars:
        length = max(1.0, (width - 2) * bar.value / _highest(picture))
        group = add(root, "g", class_="picture-bar")
        add(group, "text", bar.label, x=8, y=top + 20, class_="picture-label")
        add(group, "text", bar.in_words(words), x=width - 2, y=top + 20, text_anchor="end")
        add(group, "rect", x=1, y=top + 28, width=length, height=22)
        top += row
    add(add(root, "g", class_="picture-axis"), "path", d=f"M1 38V{top:g}")
    finish(root, "narrow", top)
    return root


def _highest(picture: Picture) -> float:
    return max((bar.value for bar in picture.bars), default=0) or 1


# The timeline -----------------------------------------------------------------------------------

_MOST_ROWS = 7
_PITCH = 8 / 3  # radii from dot to dot


def _timeline(
    picture: Picture, words: Words, events: Sequence[Event], linked: bool, shape: Shape
) -> Element:
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
    width = WIDTHS[shape]
    per_year = (width - 40) / max(1, last - first)
    by_year_dots = _Dots(words, width, min(6.0, per_year / 2))
    # A busy month's dots stand side by side, so that the picture leaves room for the list below.
    step = width / 12
    abreast = math.ceil(max(map(len, by_month.values()), default=1) / _MOST_ROWS)
    by_month_dots = _Dots(words, width, min(6.0, 0.88 * step / abreast / _PITCH), abreast)
    first_base = 50 + by_year_dots.height_of(by_year)
    second_base = first_base + 110 + by_month_dots.height_of(by_month)
    root = drawing(picture.id, picture.title, picture.words, shape)

    def place(of: int) -> float:
        return 20 + per_year * (of - first)

    add(
        root,
        "text",
        words.gettext("By year, without %(year)s", year=year),
        x=2,
        y=16,
        class_="picture-label",
    )
    columns = ((place(of), some) for of, some in sorted(by_year.items()))
    by_year_dots.draw(root, columns, first_base, linked)
    # A decade whose name would run into that of the first or last year has none.
    decades = (of for of in range(first + 1, last) if of % 10 == 0)
    apart = [of for of in decades if 36 <= place(of) - 20 <= width - 40 - 36]
    by_year_dots.axis(root, [(place(of), str(of)) for of in [first, *apart, last]], first_base)
    by_month_label = words.gettext("%(year)s, by month", year=year)
    add(root, "text", by_month_label, x=2, y=first_base + 62, class_="picture-label")
    columns = ((step * (month - 0.5), some) for month, some in sorted(by_month.items()))
    by_month_dots.draw(root, columns, second_base, linked)
    by_month_dots.axis(
        root, [(step * (n + 0.5), name) for n, name in enumerate(words.months)], second_base
    )
    finish(root, shape, second_base + 26)
    return root


@dataclass(frozen=True)
class _Dots:
    """A row of columns of dots, as wide as the picture."""

    words: Words
    width: int
    radius: float
    abreast: int = 1

    @property
    def _pitch(self) -> float:
        return self.radius * _PITCH

    def height_of(self, columns: Mapping[int, Sequence[Event]]) -> float:
        return self._pitch * math.ceil(max(map(len, columns.values()), default=1) / self.abreast)

    def draw(
        self, root: Element, columns: Iterable[tuple[float, list[Event]]], base: float, linked: bool
    ) -> None:
        group = add(root, "g", class_="picture-dots")
        for x, events in columns:
            for number, event in enumerate(events):
                row, beside = divmod(number, self.abreast)
                y = base - 2 * self.radius - self._pitch * row
                at = x + self._pitch * (beside - (self.abreast - 1) / 2)
                named = {"data-event": event.id} if linked else {}
                dot = add(group, "circle", cx=at, cy=y, r=self.radius, **named)
                # On a page, the script gives the narrow drawing's dots the names of the wide one's.
                if not linked or self.width == WIDTHS["wide"]:
                    add(dot, "title", f"{event.dated(self.words)}: {without_signs(event.text)}")

    def axis(self, root: Element, marks: Sequence[tuple[float, str]], base: float) -> None:
        axis = add(root, "g", class_="picture-axis")
        add(axis, "path", d=f"M0 {base:g}H{self.width}")
        for x, name in marks:
            add(axis, "text", name, x=x, y=base + 22, text_anchor="middle", class_="picture-label")
