"""Dates as exact as they are known, held to the calendar."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taklimat.source.dates import Date

DAYS = st.dates(min_value=dt.date(1, 1, 1), max_value=dt.date(9997, 12, 31))


@given(day=DAYS)
def test_a_day_is_its_first_and_its_last(day: dt.date) -> None:
    date = Date.of(day)
    assert date == Date.parse(day.isoformat()) == Date(day.year, day.month, day.day)
    assert (date.iso, date.first, date.last) == (day.isoformat(), day, day)
    assert date.parts == [day.year, day.month, day.day]


@given(day=DAYS)
def test_a_month_and_a_year_end_where_the_calendar_says(day: dt.date) -> None:
    month = Date.parse(f"{day:%Y}-{day:%m}".zfill(7))
    assert month == Date(day.year, day.month)
    assert month.first == day.replace(day=1)
    assert month.last == day.replace(day=calendar.monthrange(day.year, day.month)[1])
    assert month.parts == [day.year, day.month]
    year = Date.parse(f"{day.year:04}")
    assert year == Date(day.year)
    assert (year.first, year.last) == (dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))
    assert year.parts == [day.year]
    assert [Date.parse(date.iso) for date in (month, year)] == [month, year]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "write it as 2017, 2017-02 or 2017-02-13"),
        ("2017-2", "write it as 2017, 2017-02 or 2017-02-13"),
        ("2017-02-13-01", "write it as 2017, 2017-02 or 2017-02-13"),
        (" 2017", "write it as 2017, 2017-02 or 2017-02-13"),
        ("2017\n", "write it as 2017, 2017-02 or 2017-02-13"),
        ("13.2.2017", "write it as 2017, 2017-02 or 2017-02-13"),
        ("2017-13", "month must be in 1..12"),
        ("2017-00", "month must be in 1..12"),
        ("2017-02-29", "day is out of range for month"),
        ("0000", "year 0 is out of range"),
        ("9998", "write a year before 9998"),
        ("9999-12-31", "write a year before 9998"),
    ],
)
def test_what_is_no_date_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{why}") as error:
        Date.parse(text)
    assert error.type is ValueError
    assert Date.parse("9997-12").last == dt.date(9997, 12, 31)
