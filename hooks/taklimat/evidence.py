"""Sources, claims and dated events: the data behind the briefs."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from taklimat.briefs import Text
from taklimat.frontmatter import Data, Matter, Model, parse_yaml, read_text, validate
from taklimat.problems import Problems, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MONTHS = (
    "January February March April May June July August September October November December"
).split()


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
        return cls(*parts)

    def __str__(self) -> str:
        words = [str(self.day)] if self.day else []
        words += [MONTHS[self.month - 1]] if self.month else []
        return " ".join([*words, str(self.year)])

    @property
    def iso(self) -> str:
        """The date for machines, as exact as it is."""
        return "-".join([f"{self.year:04}", *(f"{n:02}" for n in (self.month, self.day) if n)])


@dataclass(frozen=True)
class Source:
    """An item of the bibliography, in the terms of CSL-JSON."""

    id: str
    title: str
    url: str
    authors: tuple[str, ...]
    container: str
    publisher: str
    number: str
    series: str
    date: Date | None

    @property
    def reference(self) -> str:
        """The full reference, as Markdown."""
        number = f"no. {self.number}" if self.number and self.series else self.number
        parts = [
            ", ".join(self.authors),
            _title(self.title),
            f"*{_escape(self.container)}*" if self.container else "",
            " ".join(filter(None, (_escape(self.series), _escape(number)))),
            _escape(self.publisher),
            str(self.date) if self.date else "No date",
        ]
        link = f" [{urlsplit(self.url).netloc}]({_address(self.url)})." if self.url else ""
        return ". ".join(part for part in parts if part) + "." + link


def _title(title: str) -> str:
    """A title in quotation marks; one in brackets describes a page, and stands as it is."""
    return _escape(title) if title.startswith("[") else f"“{_escape(title)}”"


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|~^$])", r"\\\1", text).replace("&", "&amp;")


def _address(url: str) -> str:
    """An address that ends no Markdown link early."""
    return url.translate({ord("("): "%28", ord(")"): "%29", ord(" "): "%20", ord("_"): "%5F"})


Bibliography = dict[str, Source]


def read_bibliography(file: Path, path: str, problems: Problems) -> Bibliography:
    """The sources of a CSL-JSON file by key."""
    text = read_text(file, path, problems)
    if text is None:
        return {}
    try:
        items = json.loads(text)
    except json.JSONDecodeError as error:
        problems.add(path, error.lineno, f"broken JSON ({error.msg})", "mend the line")
        return {}
    except RecursionError:
        problems.add(path, 1, "the JSON is nested too deeply", "flatten it")
        return {}
    if not isinstance(items, list):
        problems.add(path, 1, "the file is no list of sources", "write CSL-JSON: [{…}, …]")
        return {}
    sources: Bibliography = {}
    for item in items:
        if source := _source(item, path, text, problems):
            if source.id in sources:
                line = _line_of_id(text, source.id, last=True)
                problems.add(path, line, f"the key {source.id} again", "give one another key")
            sources[source.id] = source
    return sources


def _source(item: Any, path: str, text: str, problems: Problems) -> Source | None:
    if not isinstance(item, dict) or not isinstance(item.get("id"), str):
        problems.add(path, 0, "a source without an id", "give every source a key as its id")
        return None
    line = _line_of_id(text, item["id"])
    url = item.get("URL", "")
    if not isinstance(item.get("title"), str) or not item["title"].strip():
        problems.add(path, line, f"the source {item['id']} has no title", "add one")
        return None
    if url and urlsplit(str(url)).scheme not in ("http", "https"):
        problems.add(path, line, f"the URL of {item['id']} is no web address", "mend it")
        return None
    try:
        parts = (item.get("issued") or {}).get("date-parts") or [[]]
        date = _from_parts(parts[0]) if parts[0] else None
        authors = tuple(
            author.get("literal")
            or " ".join(filter(None, (author.get("given"), author.get("family"))))
            for author in item.get("author", ())
        )
    except (AttributeError, TypeError, ValueError, IndexError):
        what = f"the date or an author of {item['id']} is not CSL-JSON"
        problems.add(path, line, what, 'write "issued": {"date-parts": [[2017, 2, 13]]}')
        return None
    strings = {key: str(item.get(key, "")) for key in ("container-title", "publisher", "number")}
    return Source(
        id=item["id"],
        title=item["title"].strip(),
        url=str(url),
        authors=authors,
        container=strings["container-title"],
        publisher=strings["publisher"],
        number=strings["number"],
        series=str(item.get("collection-title", "")),
        date=date,
    )


def _from_parts(parts: list[int | str]) -> Date:
    """A date from CSL-JSON's ``[year, month, day]``; raises ValueError for anything else."""
    if not isinstance(parts, list):
        raise TypeError("no list of year, month and day")
    numbers = [int(part) for part in parts]
    return Date.parse("-".join(f"{n:02}" if i else f"{n:04}" for i, n in enumerate(numbers)))


def _line_of_id(text: str, id_: str, *, last: bool = False) -> int:
    found = list(re.finditer(rf'"id"\s*:\s*"{re.escape(id_)}"', text))
    return text.count("\n", 0, found[-1 if last else 0].start()) + 1 if found else 0


def check_keys(
    keys: Iterable[str],
    bibliography: Bibliography,
    place: tuple[str, int],
    problems: Problems,
) -> None:
    """Note each key that is no source's."""
    for key in keys:
        if key not in bibliography:
            remedy = did_you_mean(key, bibliography, "add the source to the bibliography")
            problems.add(*place, f"an unknown source: {key}", remedy)


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

    @property
    def when(self) -> Date:
        """The date, or the first day."""
        return Date.parse(self.date)

    @property
    def dated(self) -> str:
        """The date in words."""
        if self.shown or not self.end:
            return self.shown or str(self.when)
        first, last = str(self.when), Date.parse(self.end)
        shared = last if self.when.year == last.year else None
        if shared and self.when.day and self.when.month == last.month:
            return f"{self.when.day}–{last}"
        if shared and self.when.month and not self.when.day:
            return f"{MONTHS[self.when.month - 1]}–{last}"
        return f"{first} – {last}"


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
    treated: Annotated[tuple[Text, ...], Field(min_length=1)] = Field(
        description="a list of links to where it is treated, such as downgrade.md#the-steps"
    )
    sources: tuple[Text, ...] = Field((), description="a list of keys of the bibliography")


@dataclass(frozen=True)
class Evidence:
    """All data of a site, checked."""

    bibliography: Bibliography = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    events: tuple[Event, ...] = ()


def read_list(
    model: type[Model], file: Path, path: str, bibliography: Bibliography, problems: Problems
) -> tuple[Model, ...]:
    """The items of a YAML list as `model`s, with ids that don't repeat and sources that exist."""
    text = read_text(file, path, problems)
    data = parse_yaml(text, path, problems) if text is not None else None
    if data is None:
        return ()
    if not isinstance(data.value, list):
        problems.add(path, 1, "the file is no list", "begin each item with a hyphen")
        return ()
    items: list[Model] = []
    for position, value in enumerate(data.value):
        item = validate(model, data, problems, at=(position,))
        if item is None:
            continue
        items.append(item)
        line = data.line((position, "sources"))
        check_keys(value.get("sources", ()), bibliography, (path, line), problems)
    _check_ids(items, data, problems)
    return tuple(items)


def _check_ids(items: Iterable[Any], data: Data, problems: Problems) -> None:
    for id_, count in Counter(item.id for item in items).items():
        if count > 1:
            positions = [
                i for i, v in enumerate(data.value) if isinstance(v, dict) and v.get("id") == id_
            ]
            for position in positions[1:]:
                problems.add(
                    data.path, data.line((position, "id")), f"the id {id_} again", "change it"
                )
