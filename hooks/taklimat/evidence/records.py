"""What data files hold: dated events, claims, pictures, corrections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from taklimat.source.dates import Date
from taklimat.source.frontmatter import Matter
from taklimat.source.pages import DateText, Day, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taklimat.source.frontmatter import Key
    from taklimat.source.words import Words


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Keys = Annotated[tuple[Text, ...], Field(min_length=1)]
"""Keys of the bibliography, one at least."""


@dataclass(frozen=True)
class Fault:
    """What is wrong between the parts of an item, though each alone is as it should be."""

    key: Key
    """Where, within the item."""
    what: str
    remedy: str


class Item(Matter):
    """The base of what data files list."""

    id: Id = Field(description="a name for links, of small letters, digits and hyphens")

    def faults(self) -> Iterator[Fault]:
        """What is wrong with the item, that no type can say."""
        return iter(())


class Event(Item):
    """One dated event of the timeline."""

    date: DateText = Field(
        description="a date as exact as it is known: 2017, 2017-02 or 2017-02-13"
    )
    end: DateText | None = Field(None, description="the last day, for what lasted")
    shown: Text | None = Field(
        None, description="the date in words, where sources disagree or it is not exact"
    )
    text: Text = Field(description="what happened, a sentence or two of Markdown")
    sources: Keys = Field(description="a list of keys of the bibliography")
    topics: tuple[Text, ...] = Field((), description="a list of subjects")
    actors: tuple[Text, ...] = Field((), description="a list of who acts")

    @property
    def when(self) -> Date:
        """The date, or the first day."""
        return Date.parse(self.date)

    def dated(self, words: Words) -> str:
        """The date in words."""
        if self.shown:
            return self.shown
        return words.span(self.when, Date.parse(self.end)) if self.end else words.date(self.when)


Status = Literal["held up", "overtaken", "narrower than stated", "open"]


class Claim(Item):
    """One claim of the analysis that the site examines."""

    id: Annotated[str, Field(pattern=r"^[A-Z]+[0-9]+$")] = Field(
        description="a stable id, such as C01"
    )
    section: Text = Field(description="the part of the analysis in which it stands")
    kind: Literal["question", "report", "argument", "prediction"] = Field(
        description="question, report, argument or prediction"
    )
    text: Text = Field(description="the claim, in this site's own words")
    status: Status = Field(description="held up, overtaken, narrower than stated, or open")
    today: Text = Field(description="how it stands today, in a sentence or two of Markdown")
    sources: tuple[Text, ...] = Field((), description="a list of keys of the bibliography")


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

    def in_words(self, words: Words) -> str:
        """The number as the picture shows it."""
        return self.shown or words.number(self.value)


class Picture(Item):
    """A picture that a page shows with ``{picture: id}``."""

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


class Correction(Item):
    """A correction that was made to the site."""

    date: Day = Field(description="the day of the correction, as 2026-11-24")
    page: Text = Field(description="the page, as downgrade.md or glossary/vx.md")
    weight: Literal["major", "minor"] = Field(
        description="major if a conclusion changes with it, else minor"
    )
    text: Text = Field(description="what was wrong and what it says now")
