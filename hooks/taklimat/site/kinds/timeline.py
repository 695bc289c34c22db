"""The timeline: dated events, the marks by which texts tell of them, and files for calendars."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from taklimat.documents import tree
from taklimat.evidence import marks
from taklimat.evidence.records import Event
from taklimat.site.kinds.kind import Addresses, Data, Dated, Kind, Mark, own_words
from taklimat.site.searching import Part
from taklimat.site.templating import render
from taklimat.source.dates import Date
from taklimat.source.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taklimat.documents.tree import Node
    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage


class EventEntry(BaseModel):
    """A dated event."""

    id: str = Field(description="stable id, as in the address of the event")
    date: str = Field(description="2017, 2017-02 or 2017-02-13: as exact as it is known")
    precision: str = Field(description="year, month or day")
    end: str | None = Field(description="the last day, for what lasted")
    shown: str = Field(description="the date in words")
    text: str = Field(description="what happened, as Markdown")
    topics: list[str]
    actors: list[str]
    sources: list[str] = Field(description="keys of the site's bibliography")
    url: str = Field(description="address of the event, relative to this file")
    told_in: list[str] = Field(description="addresses of the pages that tell of it")


class TimelineFile(BaseModel):
    """The timeline of a site, for other programs."""

    model_config = ConfigDict(populate_by_name=True, title="Timeline")

    schema_: str = Field("schemas/timeline-file.json", alias="$schema")
    events: list[EventEntry]


class Timeline(Kind):
    """The page of all events, by year."""

    name = "timeline"
    about = N_("dated events, by year")
    search = N_(
        "chronology, dates, what happened when, order of events, events by date, history, "
        "calendar, year by year"
    )
    questions = N_("when, what day, what date, in what year, which year, since when, how long")
    data = Data(Event, N_("a YAML file with dated events"), order=lambda event: event.date)
    marks = (
        Mark(
            "event",
            N_("that this passage tells of an event"),
            "event",
            "add it to the file of events",
            is_place=True,
        ),
    )
    schemas: ClassVar = {"timeline-file": TimelineFile}
    part = N_("Event")
    back = 20
    is_listing = True
    files = ("timeline.json",)

    def after(self, page: SourcePage, site: Site) -> str:
        """All events by year."""
        years = [
            (year, list(events))
            for year, events in groupby(self.items(site), key=lambda event: event.when.year)
        ]
        told = site.places_of("event", page.uri)
        return render(
            site.words,
            "timeline.md",
            years=years,
            told=told,
            dated=lambda event: event.dated(site.words),
        )

    def parts(self, page: Node, site: Site) -> Iterator[Part]:
        """Each event."""
        for node in page.css("div.event[id]"):
            day = tree.find(node, ".event-date")
            date = tree.words_of(day) if day else ""
            yield Part(tree.get(node, "id"), date, own_words(node))

    def days(self, page: str, site: Site) -> Iterator[Dated]:
        """Each event."""
        for event in _events(site):
            last = Date.parse(event.end) if event.end else event.when
            dated, topics = f"{event.dated(site.words)}.", event.topics
            yield Dated(event.id, event.when.first, last.last, event.text, dated, page, topics)

    def programs(self, page: str, site: Site, addresses: Addresses) -> dict[str, bytes]:
        """The events as JSON."""
        return {"timeline.json": _json(page, site, addresses)}


def told_on(uri: str, site: Site) -> list[Event]:
    """The events that a page tells of."""
    told = site.marked_on(uri, "event")
    return [event for event in _events(site) if event.id in told]


def _events(site: Site) -> list[Event]:
    return [event for event in site.data.get(Timeline.name, ()) if isinstance(event, Event)]


def _json(page: str, site: Site, addresses: Addresses) -> bytes:
    told_in = site.marked_in("event")
    events = [
        EventEntry(
            id=event.id,
            date=event.when.iso,
            precision=("year", "month", "day")[len(event.when.parts) - 1],
            end=event.end,
            shown=event.dated(site.words),
            text=event.text,
            topics=list(event.topics),
            actors=list(event.actors),
            sources=list(event.sources),
            url=addresses.relative(page, event.id),
            told_in=[
                addresses.relative(uri, marks.anchor("event", event.id))
                for uri in told_in.get(event.id, ())
            ],
        )
        for event in _events(site)
    ]
    text = TimelineFile(events=events).model_dump_json(by_alias=True, indent=1)
    return f"{text}\n".encode()
