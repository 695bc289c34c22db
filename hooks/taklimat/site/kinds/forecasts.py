"""Forecasts: what may come and how likely it is; once settled, how good the forecast was."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from taklimat.documents import tree
from taklimat.evidence.forecasts import Forecast, Score
from taklimat.site import canvas, charts
from taklimat.site.kinds.kind import (
    Addresses,
    Data,
    Dated,
    Due,
    Kind,
    Mark,
    offered,
    own_words,
)
from taklimat.site.searching import Part
from taklimat.site.spreadsheet import csv_file
from taklimat.site.templating import render
from taklimat.source.origin import Origin
from taklimat.source.words import N_

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

    from taklimat.documents.tree import Node
    from taklimat.evidence.forecasts import Group
    from taklimat.site.site import Site
    from taklimat.source.pages import SourcePage

_DRAWN = "assets/figures/forecasts"


class EstimateEntry(BaseModel):
    """A probability, from a day on."""

    date: str
    percent: int
    word: str = Field(description="the same, in a word of Intelligence Community Directive 203")
    why: str | None


class ForecastEntry(BaseModel):
    """A forecast."""

    id: str = Field(description="stable id, as in the address of the forecast")
    text: str = Field(description="the statement, as Markdown")
    by: str = Field(description="the day by which it is settled")
    settled_by: str = Field(description="how, and by which source")
    who: str | None = Field(description="whose forecast it is; null for the site's own")
    after_the_fact: bool = Field(
        description="whether its per cent was given when the outcome was known"
    )
    probability: list[EstimateEntry] = Field(description="the estimates, the last one holds")
    reasons: str
    change: str = Field(description="what would move it")
    sources: list[str] = Field(description="keys of the site's bibliography")
    settled: str | None = Field(description="the day on which it was settled")
    came: bool | None = Field(description="whether it came about")
    brier: float | None = Field(description="the score of the last estimate, 0 is best")
    url: str = Field(description="address of the forecast, relative to this file")


class ScoreEntry(BaseModel):
    """The score of a number of settled forecasts."""

    settled: int
    brier: float = Field(description="the mean of their scores: 0 is best, 0.25 for always 50%")


class ForecastsFile(BaseModel):
    """The forecasts of a site, for other programs."""

    model_config = ConfigDict(populate_by_name=True, title="Forecasts")

    schema_: str = Field("schemas/forecasts-file.json", alias="$schema")
    forecasts: list[ForecastEntry]
    score: ScoreEntry | None = Field(description="of those that were made in advance")
    score_after_the_fact: ScoreEntry | None = Field(description="of the others")


class Forecasts(Kind):
    """The page of the forecasts."""

    name = "forecasts"
    about = N_("forecasts with their probabilities, and how good they were")
    search = N_(
        "predictions, what will happen, what happens next, future, chances, odds, "
        "probability, Brier score, were the predictions right"
    )
    questions = N_("will, when will, what will, how likely is, what are the chances, is it likely")
    data = Data(Forecast, N_("a YAML file with forecasts"), order=lambda each: each.by)
    marks = (
        Mark(
            "forecast",
            N_("a forecast, with its probability today"),
            "forecast",
            "add it to the file of forecasts",
            is_place=True,
            is_said=True,
        ),
    )
    schemas: ClassVar = {"forecasts-file": ForecastsFile}
    part = N_("Forecast")
    back = 15
    is_listing = True
    files = ("forecasts.json",)

    def marked(self, mark: Mark, id_: str, uri: str, site: Site) -> str:
        """How likely it is called, as a link to the forecast."""
        page = site.page_of(self.name)
        found = next((each for each in self.items(site) if each.id == id_), None)
        if page is None or found is None:
            return ""
        words = site.words
        shown = words.gettext(
            "%(word)s, %(percent)s",
            word=words.gettext(found.last.word),
            percent=words.percent(found.last.percent),
        )
        return f"[{shown}]({site.link(uri, page)}#{id_}){{ .forecast-mark }}"

    def inputs(self, mark: Mark, id_: str, site: Site) -> Sequence[str]:
        """The file of forecasts."""
        return [site.settings.file(self.name) or ""]

    def after(self, page: SourcePage, site: Site) -> str:
        """The open forecasts, then the settled ones with their scores."""
        words, forecasts = site.words, self.items(site)
        settled = [each for each in forecasts if each.outcome]
        own = Score.of(each for each in settled if not each.after_the_fact)
        later = Score.of(each for each in settled if each.after_the_fact)
        drawn = Score.of(settled)
        groups = drawn.groups if drawn else ()
        return render(
            words,
            "forecasts.md",
            open=[each for each in forecasts if not each.outcome],
            settled=settled,
            own=own,
            later=later,
            groups=groups,
            picture=canvas.figure(charts.calibration(groups, words)) if groups else "",
            files=offered(_DRAWN, page.uri, site, "svg", "png", "csv"),
            percent=words.percent,
            score=words.score,
            told=site.places_of("forecast", page.uri),
        )

    def _groups(self, site: Site) -> Sequence[Group]:
        """The settled forecasts by what they were called, if there is a page that shows them."""
        score = Score.of(each for each in self.items(site) if each.outcome)
        return score.groups if score and site.page_of(self.name) else ()

    def figures(self, site: Site) -> dict[str, Element]:
        """How good forecasts were."""
        groups = self._groups(site)
        return {_DRAWN: charts.calibration(groups, site.words)[0]} if groups else {}

    def sheets(self, site: Site) -> dict[str, bytes]:
        """What it shows: of each word how often it was said and came true."""
        groups = self._groups(site)
        rows = [(each.word, each.percent, each.number, each.came) for each in groups]
        head = ("called", "said on average (per cent)", "number", "came true")
        return {_DRAWN: csv_file(head, rows)} if groups else {}

    def due(self, site: Site, today: dt.date) -> Iterator[Due]:
        """The forecasts whose day has passed."""
        path = site.settings.file(self.name) or ""
        for each in self.items(site):
            if each.is_overdue(today):
                line = Origin(path, site.text_of(path)).line_of(f"id: {each.id}")
                what = f"the forecast {each.id} was to be settled by {each.by.isoformat()}"
                yield Due(path, line, what, "add its `outcome`")
            if each.outcome and each.outcome.date > today:
                line = Origin(path, site.text_of(path)).line_of(f"id: {each.id}")
                what = f"the forecast {each.id} is settled on a day that is still to come"
                yield Due(path, line, what, "mend the day of its `outcome`")

    def days(self, page: str, site: Site) -> Iterator[Dated]:
        """The days by which open forecasts are settled."""
        for each in self.items(site):
            if each.outcome is None:
                summary = site.words.gettext("To be settled: %(statement)s", statement=each.text)
                about = each.settled_by
                yield Dated(each.id, each.by, each.by, summary, about, page)

    def parts(self, page: Node, site: Site) -> Iterator[Part]:
        """Each forecast, by its statement."""
        for node in page.css("div.forecast[id]"):
            statement = tree.find(node, ".forecast-text")
            text = own_words(statement) if statement else ""
            more = own_words(node).removeprefix(text).strip()
            yield Part(tree.get(node, "id"), text, more)

    def programs(self, page: str, site: Site, addresses: Addresses) -> dict[str, bytes]:
        """The forecasts as JSON."""
        forecasts = self.items(site)
        own = Score.of(each for each in forecasts if not each.after_the_fact)
        later = Score.of(each for each in forecasts if each.after_the_fact)
        file = ForecastsFile(
            forecasts=[_entry(each, addresses.relative(page, each.id)) for each in forecasts],
            score=_score(own),
            score_after_the_fact=_score(later),
        )
        text = file.model_dump_json(by_alias=True, indent=1)
        return dict.fromkeys(self.files, f"{text}\n".encode())


def _entry(forecast: Forecast, url: str) -> ForecastEntry:
    outcome = forecast.outcome
    return ForecastEntry(
        id=forecast.id,
        text=forecast.text,
        by=forecast.by.isoformat(),
        settled_by=forecast.settled_by,
        who=forecast.who,
        after_the_fact=forecast.after_the_fact,
        probability=[
            EstimateEntry(
                date=each.date.isoformat(), percent=each.percent, word=each.word, why=each.why
            )
            for each in forecast.probability
        ],
        reasons=forecast.reasons,
        change=forecast.change,
        sources=list(forecast.sources),
        settled=outcome.date.isoformat() if outcome else None,
        came=outcome.came if outcome else None,
        brier=None if forecast.brier is None else round(forecast.brier, 4),
        url=url,
    )


def _score(score: Score | None) -> ScoreEntry | None:
    return ScoreEntry(settled=score.number, brier=round(score.brier, 4)) if score else None
