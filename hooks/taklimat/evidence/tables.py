"""Tables of figures: each row with its sources, each gap marked."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BeforeValidator, Field

from taklimat.evidence.records import Fault, Item, Keys
from taklimat.source.frontmatter import Matter
from taklimat.source.pages import Label, Sentence, Text
from taklimat.source.problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


_LARGEST, _SMALLEST = 1e15, 1e-9


def _as_value(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("write a number, words, or ~ for a gap")
    if value and not _SMALLEST <= abs(value) <= _LARGEST:
        raise ValueError("write a number that can be drawn: choose another unit")
    return value


Value = Annotated[int | float | Label | None, BeforeValidator(_as_value)]


class Column(Matter):
    """A column of a table."""

    name: Label = Field(description="what stands above the column")
    unit: Label | None = Field(None, description="what its numbers count, such as RM million")


class Figures(Matter):
    """A row of a table."""

    values: tuple[Value, ...] = Field(
        description="a list of what stands in the columns: numbers or words, ~ for a gap"
    )
    sources: Keys = Field(description="a list of keys of the bibliography")
    note: Sentence | None = Field(
        None, description="what a reader must know of the row, as Markdown"
    )


class Drawn(Matter):
    """A picture of a table."""

    kind: Literal["bars", "lines"] = Field(description="bars or lines")
    columns: Annotated[tuple[Label, ...], Field(min_length=1, max_length=4)] = Field(
        description="a list of the names of up to four columns to draw, of one unit"
    )
    words: Text = Field(description="the picture in words, for those who don't see it")


class Table(Item):
    """A table that the page of data shows, and pages with ``{table: id}``."""

    title: Label = Field(description="what it shows, in a few words")
    text: Sentence | None = Field(None, description="a paragraph of Markdown before the table")
    columns: Annotated[tuple[Column, ...], Field(min_length=2)] = Field(
        description="a list of columns, each with name and unit; the first one names the rows"
    )
    rows: Annotated[tuple[Figures, ...], Field(min_length=1)] = Field(
        description="a list of rows, each with values and sources"
    )
    gap: Label | None = Field(None, description="what a gap means, such as: no figure was found")
    picture: Drawn | None = Field(
        None, description="a mapping with kind, columns and words: the table drawn"
    )

    @property
    def has_gaps(self) -> bool:
        """Whether a value is missing anywhere."""
        return any(value is None for row in self.rows for value in row.values)

    def is_of_numbers(self, place: int) -> bool:
        """Whether a column holds numbers, and gaps, and nothing else."""
        values = self.column(place)
        numbers = [value for value in values if value is not None]
        return bool(numbers) and not any(isinstance(number, str) for number in numbers)

    def column(self, place: int) -> Sequence[float | str | None]:
        """What stands in a column, from top to bottom."""
        return [row.values[place] for row in self.rows]

    def named(self, name: str) -> int:
        """The place of the column of a name."""
        return next(n for n, column in enumerate(self.columns) if column.name == name)

    def faults(self) -> Iterator[Fault]:
        """Rows of another length, gaps that nothing explains, numbers without a unit."""
        width = len(self.columns)
        for name, count in Counter(column.name for column in self.columns).items():
            if count > 1:
                what = f"two columns of one name: {name}"
                yield Fault(("columns",), what, "give each a name of its own")
            if name in ("note", "sources"):
                what = f"a column called {name}, as each table's file has one"
                yield Fault(("columns",), what, "give it another name")
        for place, row in enumerate(self.rows):
            if row.values[:1] == (None,):
                what = "a row without a name in its first column"
                yield Fault(("rows", place, "values"), what, "write one")
            if len(row.values) != width:
                what = f"a row of {len(row.values)} values, where there are {width} columns"
                yield Fault(("rows", place, "values"), what, "write ~ where a value is missing")
        if any(len(row.values) != width for row in self.rows):
            return
        if self.has_gaps and self.gap is None:
            what = "a table with gaps, without a word on what they mean"
            yield Fault(("rows",), what, "say it under `gap`, such as: no figure was found")
        if self.picture:
            yield from self._faults_of_picture(self.picture)

    def _faults_of_picture(self, picture: Drawn) -> Iterator[Fault]:
        names = [column.name for column in self.columns]
        units = set()
        for place, name in enumerate(picture.columns):
            key = ("picture", "columns", place)
            if name not in names:
                remedy = did_you_mean(name, names, f"known are {', '.join(names)}")
                yield Fault(key, f"a picture of no column: {name}", remedy)
            elif not self.is_of_numbers(names.index(name)):
                what = f"a picture of a column that holds more than numbers: {name}"
                yield Fault(key, what, "choose another, or write numbers only")
            else:
                units.add(self.columns[names.index(name)].unit)
        if len(units) > 1:
            what = "a picture of columns with different units"
            yield Fault(("picture", "columns"), what, "draw those of one unit")
        if picture.kind != "lines":
            return
        if not self.is_of_numbers(0):
            what = "lines above a first column that holds no numbers"
            yield Fault(("picture", "kind"), what, "draw bars, or begin with years")
        for place, row in enumerate(self.rows):
            if row.values[0] in [each.values[0] for each in self.rows[:place]]:
                what = f"lines with two values at {row.values[0]}"
                yield Fault(("rows", place, "values"), what, "draw bars, or take one out")
