"""Charts with true axes, as SVG: tables as bars or lines, and how good forecasts were.

Every axis begins at nought and says its numbers; each year takes as much room as another; a gap
stays a gap. What tells series apart is not their colour alone.
"""

from __future__ import annotations

import math
from itertools import groupby
from typing import TYPE_CHECKING

from taklimat.site.canvas import WIDTHS, Shape, add, drawing, finish, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from taklimat.evidence.forecasts import Group
    from taklimat.evidence.tables import Table
    from taklimat.source.words import Words

_HEIGHT = 240.0  # of what is drawn between the axes
_LEFT = 54.0  # for the numbers beside the axis
_CHARACTER = 7.6


def table_charts(table: Table, words: Words) -> list[Element]:
    """A table's picture, wide and narrow; none if it asks for none."""
    picture = table.picture
    if picture is None:
        return []
    draw = _bars if picture.kind == "bars" else _lines
    return [draw(table, [table.named(n) for n in picture.columns], words, s) for s in WIDTHS]


def _begin(
    table: Table, columns: Sequence[int], words: Words, shape: Shape
) -> tuple[Element, _Scale]:
    """The drawing with unit, key and the axis of values; and that axis."""
    assert table.picture  # noqa: S101  (the caller draws what has one)
    root = drawing(f"table-{table.id}", table.title, table.picture.words, shape)
    top = 16.0
    if unit := table.columns[columns[0]].unit:
        add(root, "text", unit, x=2, y=top, class_="picture-label")
        top += 22
    if len(columns) > 1:
        top = _key(root, [table.columns[n].name for n in columns], shape, top)
    numbers = [v for n in columns for v in table.column(n) if isinstance(v, int | float)]
    scale = _Scale(numbers, top + _HEIGHT)
    scale.draw(root, words, WIDTHS[shape])
    return root, scale


def _key(root: Element, names: Sequence[str], shape: Shape, top: float) -> float:
    """What each series is called; where it ends."""
    x = 2.0
    for number, name in enumerate(names):
        width = 26 + len(name) * _CHARACTER + 18
        if x > 2 and x + width > WIDTHS[shape]:
            x, top = 2.0, top + 22
        group = add(root, "g", class_=f"picture-series picture-series-{number + 1}")
        add(group, "rect", x=x, y=top - 12, width=14, height=14)
        add(root, "text", name, x=x + 22, y=top, class_="picture-label")
        x += width
    return top + 20


class _Scale:
    """The axis of values: from nought, or from the lowest below it, in round steps."""

    def __init__(self, numbers: Sequence[float], base: float) -> None:
        low, high = min(0.0, *numbers, 0.0), max(0.0, *numbers, 0.0)
        self._step = _round_step((high - low) or 1.0)
        self._first = math.floor(low / self._step)
        self._last = max(math.ceil(high / self._step), self._first + 1)
        self.bottom = base

    def y(self, value: float) -> float:
        """Where a value lies."""
        first, last = self._first * self._step, self._last * self._step
        return self.bottom - _HEIGHT * (value - first) / (last - first)

    def draw(self, root: Element, words: Words, width: float) -> None:
        """Lines with their numbers; that of nought is the strongest."""
        for step in range(self._first, self._last + 1):
            # Ten digits are enough, and hide that a tenth has no binary form.
            value = float(f"{step * self._step:.10g}")
            class_ = "picture-axis" if step == 0 else "picture-grid"
            path = f"M{_LEFT:g} {self.y(value):g}H{width:g}"
            add(add(root, "g", class_=class_), "path", d=path)
            options = {"text_anchor": "end", "class_": "picture-label"}
            add(root, "text", words.number(value), x=_LEFT - 8, y=self.y(value) + 5, **options)


def _round_step(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, of which some five make up a span."""
    power = 10.0 ** math.floor(math.log10(span / 5))
    return next((power * each for each in (1, 2, 5) if span / (power * each) <= 6), power * 10)


def _bars(table: Table, columns: Sequence[int], words: Words, shape: Shape) -> Element:
    """Bars side by side, a group for each row; where there is none, a dash says so."""
    root, scale = _begin(table, columns, words, shape)
    step = (WIDTHS[shape] - _LEFT) / len(table.rows)
    width = min(46.0, step * 0.7 / len(columns))
    for row, figures in enumerate(table.rows):
        middle = _LEFT + step * (row + 0.5)
        for place, column in enumerate(columns):
            x = middle + width * (place - len(columns) / 2)
            value = figures.values[column]
            if isinstance(value, int | float):
                group = add(root, "g", class_=f"picture-series picture-series-{place + 1}")
                ends = sorted((scale.y(value), scale.y(0)))
                height = max(1.0, ends[1] - ends[0])
                top = min(ends[0], ends[1] - height)
                size = {"width": max(1.0, width - 2), "height": height}
                add(group, "rect", x=x + 1, y=top, **size)  # type: ignore[arg-type]
            else:
                add(root, "text", "–", x=x + width / 2, y=scale.y(0) - 5, text_anchor="middle")
    names = [_name(row.values[0]) for row in table.rows]
    bottom = _names(root, names, step, scale.bottom)
    finish(root, shape, bottom)
    return root


def _names(root: Element, names: Sequence[str], step: float, base: float) -> float:
    """The names below bars: in lines, or where they are too many every second, third …"""
    longest = max(len(word) for name in names for word in name.split() or [""])
    every = max(1, math.ceil((longest * _CHARACTER + 6) / step))
    bottom = base
    for number, name in enumerate(names):
        if number % every:
            continue
        for line, text in enumerate(wrapped(name, max(step * every, longest * _CHARACTER + 1))):
            x, y = _LEFT + step * (number + 0.5), base + 20 + 17 * line
            add(root, "text", text, x=x, y=y, text_anchor="middle", class_="picture-label")
            bottom = max(bottom, y)
    return bottom


def _lines(table: Table, columns: Sequence[int], words: Words, shape: Shape) -> Element:
    """Lines over an axis of numbers, such as years. A gap breaks a line."""
    root, scale = _begin(table, columns, words, shape)
    rows = sorted(table.rows, key=lambda row: row.values[0])  # type: ignore[arg-type,return-value]
    along = [float(row.values[0] or 0) for row in rows]
    first, last = along[0], along[-1]
    room = WIDTHS[shape] - _LEFT - 30

    def x(value: float) -> float:
        return _LEFT + 15 + room * (value - first) / ((last - first) or 1)

    for place, column in enumerate(columns):
        group = add(root, "g", class_=f"picture-series picture-series-{place + 1}")
        points = [(at, row.values[column]) for at, row in zip(along, rows, strict=True)]
        for is_known, run in groupby(points, key=lambda point: point[1] is not None):
            if not is_known:
                continue
            known = [(x(at), scale.y(float(value or 0))) for at, value in run]
            add(group, "path", d="M" + "L".join(f"{a:g} {b:g}" for a, b in known))
            for a, b in known:
                add(group, "circle", cx=a, cy=b, r=4)
    taken = -math.inf
    for at in along:
        name = f"{at:g}"
        if x(at) - taken >= len(name) * _CHARACTER + 8:
            options = {"text_anchor": "middle", "class_": "picture-label"}
            add(root, "text", name, x=x(at), y=scale.bottom + 20, **options)
            taken = x(at)
    finish(root, shape, scale.bottom + 22)
    return root


def _name(value: float | str | None) -> str:
    """What names a row: a year, say, which is written without a sign between its thousands."""
    return f"{value:g}" if isinstance(value, int | float) else value or "–"


# Calibration ------------------------------------------------------------------------------------


def calibration(groups: Sequence[Group], words: Words) -> list[Element]:
    """What was said of forecasts beside how many came, both in per cent, wide and narrow."""
    return [_calibration(groups, words, shape) for shape in WIDTHS]


def _calibration(groups: Sequence[Group], words: Words, shape: Shape) -> Element:
    told = [
        words.gettext(
            "Called %(word)s: %(said)s on average; %(came)s of %(number)s came.",
            word=words.gettext(group.word),
            said=words.percent(group.percent),
            came=words.number(group.came),
            number=words.number(group.number),
        )
        for group in groups
    ]
    title = words.gettext("How often what was forecast came")
    root = drawing("calibration", title, " ".join(told), shape)
    size = 300.0
    left, top = _LEFT, 40.0
    across = min(WIDTHS[shape] - left - 16, 460)

    def at(said: float, came: float) -> tuple[float, float]:
        return left + across * said / 100, top + size * (1 - came / 100)

    add(root, "text", words.gettext("came, per cent"), x=2, y=18, class_="picture-label")
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
    for group in groups:
        x, y = at(group.percent, group.share)
        add(dots, "circle", cx=x, cy=y, r=5 + 2 * min(group.number, 6))
        count = words.ngettext("%(num)s forecast", "%(num)s forecasts", group.number)
        anchor = "end" if group.percent > 60 else "start"
        aside = -1 if anchor == "end" else 1
        beside = x + aside * (12 + 2 * min(group.number, 6))
        y = min(max(y, top + 14), top + size - 8)
        add(root, "text", count, x=beside, y=y - 8, text_anchor=anchor, class_="picture-label")
    said = words.gettext("forecast, per cent")
    options = {"text_anchor": "end", "class_": "picture-label"}
    add(root, "text", said, x=left + across, y=top + size + 42, **options)
    finish(root, shape, top + size + 46)
    return root
