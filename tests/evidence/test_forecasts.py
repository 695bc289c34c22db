"""Forecasts: words and per cent, the order of days, and scores that reward who says what they think."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taklimat.evidence.forecasts import PER_CENT, Forecast, Score, brier, words_of
from taklimat.source.pages import Likelihood

WORDS = get_args(Likelihood)


def forecast(*estimates: tuple[str, int, str], **more: Any) -> Forecast:
    return Forecast.model_validate(
        {
            "id": "flood",
            "text": "The dam will overflow.",
            "by": "2027-12-31",
            "settled_by": "By the gauge.",
            "reasons": "It rains. It is full.",
            "change": "A dry spring.",
            "sources": ["a"],
            "probability": [
                {"date": date, "percent": percent, "word": word}
                for date, percent, word in estimates or (("2027-01-01", 70, "likely"),)
            ],
            **more,
        }
    )


def outcome(date: str, *, came: bool) -> dict[str, Any]:
    return {"date": date, "came": came, "text": "So it was.", "sources": ["a"]}


def faults(given_: Forecast) -> list[str]:
    return [f"{fault.key}: {fault.what}: {fault.remedy}" for fault in given_.faults()]


# Words and per cent -----------------------------------------------------------------------------


@given(st.integers(1, 99), st.sampled_from(WORDS))
def test_a_word_fits_its_per_cent_or_is_told(percent: int, word: Likelihood) -> None:
    low, high = PER_CENT[word]
    told = faults(forecast(("2027-01-01", percent, word)))
    assert (told == []) == (low <= percent <= high)
    if told:
        assert f"{percent} per cent is not {word} ({low} to {high})" in told[0]
        assert any(each in told[0] for each in words_of(percent))


def test_the_words_cover_all_per_cent_without_a_gap() -> None:
    ranges = [PER_CENT[word] for word in WORDS]
    assert ranges[0][0] == 1
    assert ranges[-1][1] == 99
    assert all(one[1] == other[0] for one, other in pairwise(ranges))


# Days -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        (forecast(("2027-02-01", 70, "likely"), ("2027-01-01", 60, "likely")), "not later than"),
        (forecast(("2027-02-01", 70, "likely"), ("2027-02-01", 60, "likely")), "not later than"),
        (forecast(("2028-01-01", 70, "likely")), "not earlier than the day on which it is settled"),
        (
            forecast(("2027-06-01", 70, "likely"), outcome=outcome("2027-05-01", came=True)),
            "not earlier than the day on which it is settled",
        ),
        (
            forecast(
                ("2027-05-01", 99, "almost certain"), outcome=outcome("2027-05-01", came=True)
            ),
            "not earlier than the day on which it is settled",
        ),
        (
            forecast(outcome=outcome("2028-05-01", came=True)),
            "what came after the day by which it was to come",
        ),
        (forecast(after_the_fact=True), "after the fact, without an outcome"),
    ],
)
def test_days_out_of_order_are_told(given_: Forecast, told: str) -> None:
    assert told in "\n".join(faults(given_))


def test_a_forecast_after_the_fact_may_be_later_than_what_it_is_about() -> None:
    after = forecast(
        ("2030-01-01", 70, "likely"),
        after_the_fact=True,
        outcome=outcome("2027-12-31", came=True),
    )
    assert faults(after) == []


def test_it_is_overdue_from_the_day_after_and_until_it_is_settled() -> None:
    still_open = forecast()
    assert not still_open.is_overdue(dt.date(2027, 12, 31))
    assert still_open.is_overdue(dt.date(2028, 1, 1))
    settled = forecast(outcome=outcome("2027-12-31", came=False))
    assert not settled.is_overdue(dt.date(2028, 1, 1))


# Scores -----------------------------------------------------------------------------------------


def test_scores_are_those_worked_out_by_hand() -> None:
    settled = [
        forecast(("2027-01-01", 70, "likely"), outcome=outcome("2027-02-01", came=True)),  # 0.09
        forecast(("2027-01-01", 70, "likely"), outcome=outcome("2027-12-31", came=False)),  # 0.49
        # The last estimate before the day of settling counts: 0.04, and not 0.25.
        forecast(
            ("2027-01-01", 50, "roughly even chance"),
            ("2027-03-01", 20, "unlikely"),
            outcome=outcome("2027-12-31", came=False),
        ),
        forecast(),  # open: it has no score
    ]
    assert [each.brier for each in settled] == pytest.approx([0.09, 0.49, 0.04, None])
    score = Score.of(settled)
    assert score
    assert score.number == 3
    assert score.brier == pytest.approx((0.09 + 0.49 + 0.04) / 3)
    told = [(g.word, g.number, g.came, g.percent, g.share) for g in score.groups]
    assert told == [("unlikely", 1, 0, 20.0, 0.0), ("likely", 2, 1, 70.0, 50.0)]
    assert Score.of([forecast()]) is None


@given(st.integers(1, 99), st.integers(1, 99))
def test_who_says_what_they_think_is_scored_best(thought: int, said: int) -> None:
    """A proper score: whatever one holds true, to say anything else costs in expectation."""

    def expected(percent: int) -> float:
        true = thought / 100
        return true * brier(percent, came=True) + (1 - true) * brier(percent, came=False)

    assert expected(thought) <= expected(said) + 1e-12
    assert (said == thought) or expected(thought) < expected(said)


@given(st.integers(1, 99), st.booleans())
def test_a_score_lies_between_right_and_wrong(percent: int, came: bool) -> None:
    assert 0 < brier(percent, came) < 1
    assert brier(50, came) == 0.25
