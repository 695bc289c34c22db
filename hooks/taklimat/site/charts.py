"""Charts with true axes, as SVG: tables as bars or lines, and how good forecasts were.

Every axis begins at nought and says its numbers; each year takes as much room as another; a gap
stays a gap. What tells series apart is not their colour alone.
"""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

from taklimat.site.canvas import LEADING, WIDTHS, Shape, add, drawing, finish, lines, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from taklimat.evidence.forecasts import Group
    from taklimat.evidence.tables import Table
    from taklimat.source.words import Words

_HEIGHT = 240.0  # of what is drawn between the axes
_LEFT = 54.0  # for the per cent beside the axis
_CHARACTER = 7.6
_LONGEST = 16  # characters of a word that names a bar: a longer one is broken


def table_charts(table: Table, name: str, words: Words) -> list[Element]:
    """A table's picture, wide and narrow; none if it asks for none.

    `name` is what tells its drawings from others on the page.
    """
    picture = table.picture
    if picture is None:
        return []
    draw = _bars if picture.kind == "bars" else _lines
    columns = [table.named(column) for column in picture.columns]
    return [draw(_Chart(table, columns, name, shape, words)) for shape in WIDTHS]


def name_of(value: float | str | None) -> str:
    """What names a row: a year, say, which is written without a sign between its thousands."""
    return f"{value:.15g}" if isinstance(value, int | float) else value or "–"


class _Chart:
    """A drawing with unit, key and the axis of values; what stands in it is still to come."""

    def __init__(
        self, table: Table, columns: Sequence[int], name: str, shape: Shape, words: Words
    ) -> None:
        assert table.picture  # noqa: S101  (the caller draws what has one)
        self.table, self.columns, self.shape = table, columns, shape
        self.root = drawing(name, table.title, table.picture.words, shape)
        top = 16.0
        if unit := table.columns[columns[0]].unit:
            told = wrapped(unit, WIDTHS[shape])
            lines(self.root, told, 2, top, class_="picture-label")
            top += LEADING * len(told)
        if len(columns) > 1:
            top = self._key([table.columns[n].name for n in columns], top)
        numbers = [v for n in columns for v in table.column(n) if isinstance(v, int | float)]
        self.scale = _Scale(numbers, top + _HEIGHT, words)
        self.left = self.scale.room
        self.scale.draw(self.root, WIDTHS[shape])

    def _key(self, names: Sequence[str], top: float) -> float:
        """What each series is called; where it ends."""
        x, width = 2.0, WIDTHS[self.shape]
        for number, name in enumerate(names):
            told = wrapped(name, width - 26)
            room = 44 + max(map(len, told)) * _CHARACTER
            if x > 2 and x + room > width:
                x, top = 2.0, top + LEADING
            group = add(self.root, "g", class_=f"picture-series picture-series-{number + 1}")
            add(group, "rect", x=x, y=top - 12, width=14, height=14)
            lines(self.root, told, x + 22, top, class_="picture-label")
            top += LEADING * (len(told) - 1)
            x += room
        return top + 20


class _Scale:
    """The axis of values: from nought, or from the lowest below it, in round steps."""

    def __init__(self, numbers: Sequence[float], base: float, words: Words) -> None:
        low, high = min(0.0, *numbers, 0.0), max(0.0, *numbers, 0.0)
        self._step = _round_step((high - low) or 1.0)
        self._first = math.floor(low / self._step)
        self._last = max(math.ceil(high / self._step), self._first + 1)
        self.bottom = base
        # Ten digits are enough, and hide that a tenth has no binary form.
        values = [float(f"{step * self._step:.10g}") for step in range(self._first, self._last + 1)]
        self._labels = [(value, words.number(value)) for value in values]
        self.room = 14 + max(len(label) for _, label in self._labels) * _CHARACTER
        """How much the numbers take beside the axis."""

    def y(self, value: float) -> float:
        """Where a value lies."""
        first, last = self._first * self._step, self._last * self._step
        return self.bottom - _HEIGHT * (value - first) / (last - first)

    def draw(self, root: Element, width: float) -> None:
        """Lines with their numbers; that of nought is the strongest."""
        for value, label in self._labels:
            class_ = "picture-axis" if value == 0 else "picture-grid"
            path = f"M{self.room:g} {self.y(value):g}H{width:g}"
            add(add(root, "g", class_=class_), "path", d=path)
            options = {"text_anchor": "end", "class_": "picture-label"}
            add(root, "text", label, x=self.room - 8, y=self.y(value) + 5, **options)


def _round_step(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, of which some five make up a span."""
    power = 10.0 ** math.floor(math.log10(span / 5))
    return next((power * each for each in (1, 2, 5) if span / (power * each) <= 6), power * 10)


def _bars(chart: _Chart) -> Element:
    """Bars side by side, a group for each row; where there is none, a dash says so."""
    root, scale, table = chart.root, chart.scale, chart.table
    step = (WIDTHS[chart.shape] - chart.left) / len(table.rows)
    width = min(46.0, step * 0.7 / len(chart.columns))
    for row, figures in enumerate(table.rows):
        middle = chart.left + step * (row + 0.5)
        for place, column in enumerate(chart.columns):
            x = middle + width * (place - len(chart.columns) / 2)
            value = figures.values[column]
            if isinstance(value, int | float):
                group = add(root, "g", class_=f"picture-series picture-series-{place + 1}")
                ends = sorted((scale.y(value), scale.y(0)))
                height = max(1.0, ends[1] - ends[0])
                top = min(ends[0], ends[1] - height)
                size = {"width": max(1.0, width - 2), "height": height}
                add(group, "rect", x=x + 1, y=top, **size)  # type: ignore[arg-type]
            elif width > _CHARACTER:
                add(root, "text", "–", x=x + width / 2, y=scale.y(0) - 5, text_anchor="middle")
    names = [name_of(row.values[0]) for row in table.rows]
    finish(root, chart.shape, _names(chart, names, step))
    return root


def _names(chart: _Chart, names: Sequence[str], step: float) -> float:
    """The names below bars: in lines, or where they are too many every second, third …"""
    longest = max(len(word) for name in names for word in name.split() or [""])
    every = max(1, math.ceil((min(longest, _LONGEST) * _CHARACTER + 6) / step))
    bottom = chart.scale.bottom
    for number, name in enumerate(names):
        if number % every:
            continue
        room = max(step * every, min(longest, _LONGEST) * _CHARACTER + 1)
        for line, text in enumerate(wrapped(name, room)):
            x, y = chart.left + step * (number + 0.5), chart.scale.bottom + 20 + 17 * line
            add(chart.root, "text", text, x=x, y=y, text_anchor="middle", class_="picture-label")
            bottom = max(bottom, y)
    return bottom


def _lines(chart: _Chart) -> Element:
    """Lines over an axis of numbers, such as years. A gap breaks a line, and a dash says so."""
    root, scale = chart.root, chart.scale
    rows = sorted(chart.table.rows, key=lambda row: row.values[0])  # type: ignore[arg-type,return-value]
    along = [float(row.values[0] or 0) for row in rows]
    first, last = along[0], along[-1]
    room = WIDTHS[chart.shape] - chart.left - 40

    def x(value: float) -> float:
        return chart.left + 20 + room * (value - first) / ((last - first) or 1)

    for place, column in enumerate(chart.columns):
        group = add(root, "g", class_=f"picture-series picture-series-{place + 1}")
        points = [(at, row.values[column]) for at, row in zip(along, rows, strict=True)]
        for is_known, run in groupby(points, key=lambda point: point[1] is not None):
            if not is_known:
                continue
            known = [(x(at), scale.y(float(value or 0))) for at, value in run]
            add(group, "path", d="M" + "L".join(f"{a:g} {b:g}" for a, b in known))
            for a, b in known:
                add(group, "circle", cx=a, cy=b, r=4)
    for at, row in zip(along, rows, strict=True):
        if all(row.values[column] is None for column in chart.columns):
            add(root, "text", "–", x=x(at), y=scale.y(0) - 5, text_anchor="middle")
    taken = -math.inf
    for at in along:
        name = name_of(at)
        if x(at) - taken >= len(name) * _CHARACTER + 8:
            options = {"text_anchor": "middle", "class_": "picture-label"}
            add(root, "text", name, x=x(at), y=scale.bottom + 20, **options)
            taken = x(at)
    finish(root, chart.shape, scale.bottom + 22)
    return root


# Calibration ------------------------------------------------------------------------------------


def calibration(groups: Sequence[Group], words: Words) -> list[Element]:
    """What was said of forecasts beside how many came, both in per cent, wide and narrow."""
    return [_calibration(groups, words, shape) for shape in WIDTHS]


def _calibration(groups: Sequence[Group], words: Words, shape: Shape) -> Element:
    told = [
        words.gettext(
            "Called %(word)s: %(said)s on average; %(came)s of %(number)s came true.",
            word=words.gettext(group.word),
            said=words.percent(group.percent),
            came=words.number(group.came),
            number=words.number(group.number),
        )
        for group in groups
    ]
    title = words.gettext("How often what was forecast came true")
    root = drawing("calibration", title, " ".join(told), shape)
    size = 300.0
    left, top = _LEFT, 40.0
    across = min(WIDTHS[shape] - left - 16, 460)

    def at(said: float, came: float) -> tuple[float, float]:
        return left + across * said / 100, top + size * (1 - came / 100)

    add(root, "text", words.gettext("came true, per cent"), x=2, y=18, class_="picture-label")
    for step in (0, 25, 50, 75, 100):
        x, y = at(step, step)
        class_ = "picture-axis" if step == 0 else "picture-grid"
        add(add(root, "g", class_=class_), "path", d=f"M{left:g} {y:g}h{across:g}")
        add(add(root, "g", class_=class_), "path", d=f"M{x:g} {top:g}v{size:g}")
        label = {"class_": "picture-label"}
        add(root, "text", words.number(step), x=left - 8, y=y + 5, text_anchor="end", **label)
        add(root, "text", words.number(step), x=x, y=top + size + 20, text_anchor="middle", **label)
    (x1, y1), (x2, y2) = at(0, 0), at(100, 100)
    add(add(root, "g", class_="picture-ideal"), "path", d=f"M{x1:g} {y1:g}L{x2:g} {y2:g}")
    dots = add(root, "g", class_="picture-dots")
    taken: list[tuple[float, float]] = []
    for group in groups:
        x, y = at(group.percent, group.share)
        radius = 5 + 2 * min(group.number, 6)
        add(dots, "circle", cx=x, cy=y, r=radius)
        count = words.ngettext("%(num)s forecast", "%(num)s forecasts", group.number)
        half = len(count) * _CHARACTER / 2
        middle = min(max(x, left + half), left + across - half)
        line = y - radius - 6 if y - radius - 6 > top else y + radius + 16
        # One that would stand over another moves up, or down from the upper edge.
        while any(abs(middle - m) < 2 * half and abs(line - n) < 16 for m, n in taken):
            line += -16 if y > top + size / 2 else 16
        taken.append((middle, line))
        add(root, "text", count, x=middle, y=line, text_anchor="middle", class_="picture-label")
    said = words.gettext("forecast, per cent")
    options = {"text_anchor": "end", "class_": "picture-label"}
    add(root, "text", said, x=left + across, y=top + size + 42, **options)
    finish(root, shape, top + size + 46)
    return root
