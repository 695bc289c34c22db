"""Claims and dated events: the data behind the briefs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from taklimat.evidence import citations
from taklimat.evidence.sources import check_keys
from taklimat.source.bounds import in_bounds
from taklimat.source.dates import Date
from taklimat.source.frontmatter import Data, Matter, Model, parse_yaml, read_text, validate
from taklimat.source.pages import Day, Text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from taklimat.evidence.bibliography import Bibliography
    from taklimat.source.problems import Problems
    from taklimat.source.words import Words


def _as_date(text: str) -> str:
    Date.parse(text)
    return text


DateText = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if isinstance(value, int | dt.date) else value),
    AfterValidator(_as_date),
]


class Event(Matter):
    """One dated event of the timeline."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] = Field(
        description="a name for links, of small letters, digits and hyphens"
    )
    date: DateText = Field(
        description="a date as exact as it is known: 2017, 2017-02 or 2017-02-13"
    )
    end: DateText | None = Field(None, description="the last day, for what lasted")
    shown: Text | None = Field(
        None, description="the date in words, where sources disagree or it is not exact"
    )
    text: Text = Field(description="what happened, a sentence or two of Markdown")
    sources: Annotated[tuple[Text, ...], Field(min_length=1)] = Field(
        description="a list of keys of the bibliography"
    )
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


class Claim(Matter):
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


class Correction(Matter):
    """A correction that was made to the site."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] = Field(
        description="a name for links, of small letters, digits and hyphens"
    )
    date: Day = Field(description="the day of the correction, as 2026-11-24")
    page: Text = Field(description="the page, as downgrade.md or glossary/vx.md")
    weight: Literal["major", "minor"] = Field(
        description="major if a conclusion changes with it, else minor"
    )
    text: Text = Field(description="what was wrong and what it says now")


def read_list(
    model: type[Model], file: Path, path: str, bibliography: Bibliography, problems: Problems
) -> tuple[Model, ...]:
    """The items of a YAML list as `model`s, with ids that don't repeat and sources that exist."""
    text = read_text(file, path, problems)
    data = parse_yaml(text, path, problems) if text is not None else None
    if data is None:
        return ()
    if not isinstance(data.value, list):
        problems.add(path, 1, "the file is no list", "begin each item with a hyphen", code="E01")
        return ()
    items: list[Model] = []
    for position, value in enumerate(data.value):
        item = validate(model, data, problems, at=(position,))
        if item is None or not _in_bounds(value, data, position, problems):
            continue
        items.append(item)
        line = data.line((position, "sources"))
        check_keys(value.get("sources", ()), bibliography, (path, line), problems)
        for name, text_ in value.items():
            cited = [key for key, _ in citations.keys(text_)] if isinstance(text_, str) else []
            check_keys(cited, bibliography, (path, data.line((position, name))), problems)
    _check_ids(items, data, problems)
    return tuple(items)


def _in_bounds(value: Any, data: Data, position: int, problems: Problems) -> bool:
    return all(
        in_bounds(text, data.path, problems, data.line((position, name)))
        for name, text in value.items()
        if isinstance(text, str)
    )


def _check_ids(items: Iterable[Any], data: Data, problems: Problems) -> None:
    for id_, count in Counter(item.id for item in items).items():
        if count > 1:
            positions = [
                i for i, v in enumerate(data.value) if isinstance(v, dict) and v.get("id") == id_
            ]
            for position in positions[1:]:
                problems.add(
                    data.path,
                    data.line((position, "id")),
                    f"the id {id_} again",
                    "change it",
                    code="E02",
                )
