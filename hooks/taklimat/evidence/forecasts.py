"""Forecasts: what may come, how likely it is, and how good the answers were.

Words and per cent are those of Intelligence Community Directive 203 (2015, D.6.e.2.a). The score is
that of G. W. Brier, "Verification of Forecasts Expressed in Terms of Probability", *Monthly Weather
Review* 78 (1950), in the form for things that come or don't: the square of the difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, get_args

from pydantic import Field

from taklimat.evidence.records import Fault, Item, Keys
from taklimat.source.frontmatter import Matter
from taklimat.source.pages import Day, Label, Likelihood, Sentence

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

PER_CENT: dict[Likelihood, tuple[int, int]] = {
    "almost no chance": (1, 5),
    "very unlikely": (5, 20),
    "unlikely": (20, 45),
    "roughly even chance": (45, 55),
    "likely": (55, 80),
    "very likely": (80, 95),
    "almost certain": (95, 99),
}
"""The per cent that each word stands for, first and last. Where two meet, either word will do."""


class Estimate(Matter):
    """A probability, from a day on."""

    date: Day = Field(description="the day from which on it is thought, as 2026-11-26")
    percent: Annotated[int, Field(ge=1, le=99, strict=True)] = Field(
        description="how likely it is, in per cent: a whole number from 1 to 99"
    )
    word: Likelihood = Field(
        description="the same in a word: almost no chance (1 to 5), very unlikely (5 to 20), "
        "unlikely (20 to 45), roughly even chance (45 to 55), likely (55 to 80), very likely "
        "(80 to 95) or almost certain (95 to 99)"
    )
    why: Sentence | None = Field(None, description="for a change: what moved it, in a sentence")


class Outcome(Matter):
    """How a forecast was settled."""

    date: Day = Field(description="the day on which it was settled, as 2026-11-26")
    came: bool = Field(description="true or false: whether it came about")
    text: Sentence = Field(description="what happened, in a sentence or two of Markdown")
    sources: Keys = Field(description="a list of keys of the bibliography")


class Forecast(Item):
    """A statement that will turn out true or false by a day."""

    text: Label = Field(description="the statement, in one sentence that can turn out false")
    by: Day = Field(description="the day by which it is settled, as 2027-12-31")
    settled_by: Sentence = Field(
        description="how it is settled, and by which source, in a sentence of Markdown"
    )
    probability: Annotated[tuple[Estimate, ...], Field(min_length=1)] = Field(
        description="a list of estimates, the first one first: each with date, percent and word"
    )
    reasons: Sentence = Field(description="why, in two sentences of Markdown")
    change: Sentence = Field(description="what would move it, in a sentence")
    sources: Keys = Field(description="a list of keys of the bibliography")
    who: Label | None = Field(None, description="whose forecast it is; left out, this site's")
    in_words: Label | None = Field(
        None, description="for others' forecasts: how likely they called it, in their own words"
    )
    after_the_fact: bool = Field(
        False,
        description="true or false: whether its per cent was given when the outcome was known",
    )
    outcome: Outcome | None = Field(
        None, description="a mapping with date, came, text and sources, once it is settled"
    )

    @property
    def last(self) -> Estimate:
        """The estimate that holds; of a settled one the last before that."""
        return self.probability[-1]

    @property
    def brier(self) -> float | None:
        """The score of the last estimate, from 0 (right and sure) to 1; None while it is open."""
        return brier(self.last.percent, self.outcome.came) if self.outcome else None

    def is_overdue(self, today: dt.date) -> bool:
        """Whether its day has passed, and nothing is said of how it turned out."""
        return self.outcome is None and self.by < today

    def faults(self) -> Iterator[Fault]:
        """Words that are not their per cent, and days that are out of their order."""
        for place, estimate in enumerate(self.probability):
            low, high = PER_CENT[estimate.word]
            if not low <= estimate.percent <= high:
                fit = " or ".join(words_of(estimate.percent))
                yield Fault(
                    ("probability", place, "word"),
                    f"{estimate.percent} per cent is not {estimate.word} ({low} to {high})",
                    f"write {fit}, or another per cent",
                )
        for place, (before, estimate) in enumerate(pairwise(self.probability), 1):
            if estimate.date <= before.date:
                what = "an estimate that is not later than the one before it"
                yield Fault(("probability", place, "date"), what, "put them in order")
        yield from self._late()

    def _late(self) -> Iterator[Fault]:
        """What comes too late to be a forecast."""
        last = len(self.probability) - 1
        if self.outcome and self.outcome.came and self.outcome.date > self.by:
            what = "what came after the day by which it was to come"
            yield Fault(("outcome", "date"), what, "say `came: false`, or mend a day")
        until = self.by if self.outcome is None else min(self.by, self.outcome.date)
        if self.after_the_fact:
            if self.outcome is None:
                what = "a forecast after the fact, without an outcome"
                yield Fault(("after_the_fact",), what, "say how it turned out, or take this out")
        elif self.last.date >= until:
            what = "an estimate that is not earlier than the day on which it is settled"
            remedy = "take it out, or say `after_the_fact: true`"
            yield Fault(("probability", last, "date"), what, remedy)


def brier(percent: float, came: bool) -> float:
    """The score of a probability in per cent: 0 is right and sure, 1 wrong and sure."""
    return (percent / 100 - came) ** 2


def words_of(percent: int) -> list[Likelihood]:
    """The words that a per cent may have."""
    return [
        word for word in get_args(Likelihood) if PER_CENT[word][0] <= percent <= PER_CENT[word][1]
    ]


@dataclass(frozen=True)
class Group:
    """Settled forecasts of one word: how many there are, what they said, and how many came."""

    word: Likelihood
    number: int
    came: int
    percent: float
    """The mean of what they said."""

    @property
    def share(self) -> float:
        """How many of a hundred came."""
        return 100 * self.came / self.number


@dataclass(frozen=True)
class Score:
    """How good some settled forecasts were."""

    number: int
    brier: float
    """The mean of their scores."""
    groups: tuple[Group, ...]
    """The forecasts by their words, from the least likely."""

    @classmethod
    def of(cls, forecasts: Iterable[Forecast]) -> Score | None:
        """The score of those that are settled; None where none is."""
        settled = [(each.last, each.outcome) for each in forecasts if each.outcome]
        if not settled:
            return None
        scores = [brier(last.percent, outcome.came) for last, outcome in settled]
        groups = []
        for word in get_args(Likelihood):
            of_it = [(last.percent, o.came) for last, o in settled if last.word == word]
            if of_it:
                mean = sum(percent for percent, _ in of_it) / len(of_it)
                came = sum(came for _, came in of_it)
                groups.append(Group(word, len(of_it), came, mean))
        return cls(len(settled), sum(scores) / len(scores), tuple(groups))
