"""Dates as exact as they are known."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Date:
    """A date as exact as it is known: a year, a month of it, or a day."""

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> Date:
        """From 2017, 2017-02 or 2017-02-13; raises ValueError for anything else."""
        if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
            raise ValueError("write it as 2017, 2017-02 or 2017-02-13")
        parts = [int(part) for part in text.split("-")]
        dt.date(*[*parts, 1, 1][:3])
        if parts[0] > dt.MAXYEAR - 2:
            raise ValueError("write a year before 9998")
        return cls(*parts)

    @classmethod
    def of(cls, day: dt.date) -> Date:
        """A day."""
        return cls(day.year, day.month, day.day)

    @property
    def iso(self) -> str:
        """The date for machines, as exact as it is."""
        return "-".join([f"{self.year:04}", *(f"{n:02}" for n in (self.month, self.day) if n)])

    @property
    def first(self) -> dt.date:
        """The first day that it may mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> dt.date:
        """The last day that it may mean."""
        if self.day:
            return self.first
        year, month = (self.year, self.month + 1) if self.month else (self.year + 1, 1)
        return dt.date(year + (month > 12), (month - 1) % 12 + 1, 1) - dt.timedelta(days=1)

    @property
    def parts(self) -> list[int]:
        """Year, month and day, as far as they are known: CSL-JSON's ``date-parts``."""
        return [n for n in (self.year, self.month, self.day) if n]
