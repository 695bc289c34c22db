"""The history of a brief as its readers see it: day by day, what changed and what its authors say.

Git knows commits. Readers are told of days: from a page as it stood before to how the day left it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from taklimat.site.differences import Difference, history
from taklimat.site.templating import in_plain_words, moved, relative, render

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from taklimat.site.site import Site
    from taklimat.site.versions import Change, History
    from taklimat.source.pages import BriefMatter, Note
    from taklimat.source.words import Words

_OPEN = 3
"""How many days are unfolded, the newest."""


@dataclass(frozen=True)
class Day:
    """What a day changed of a page."""

    date: dt.date
    changes: tuple[Change, ...]
    """Its commits, the newest first."""
    before: str
    """The commit that the page was of before; empty on its first day."""
    sections: tuple[tuple[str, tuple[Difference, ...]], ...] | None = ()
    """The differences by place; None for more than can be told."""
    notes: tuple[Note, ...] = ()

    @property
    def anchor(self) -> str:
        """The id of its heading."""
        return self.date.isoformat()

    def places(self, words: Words) -> str:
        """Where it changed the page, in words."""
        if not self.before:
            return words.gettext("The first version.")
        named = dict.fromkeys(place for place, _ in self.sections or () if place)
        if not named:
            return words.gettext("This brief was changed.")
        return words.gettext("Changed: %(places)s.", places="; ".join(named))

    def said(self, words: Words) -> str:
        """What its authors say of it, as plain text; else where it changed the page."""
        return " ".join(in_plain_words(note.text) for note in self.notes) or self.places(words)

    def address(self, repository: str) -> str:
        """Where a repository shows what it changed."""
        last = self.changes[0].commit
        if self.before and len(self.changes) > 1:
            return f"{repository}/compare/{self.before}...{last}"
        return f"{repository}/commit/{last}"


def days(
    changes: Sequence[Change],
    text: Callable[[Change], str | None],
    words: Words,
    notes: Sequence[Note] = (),
) -> list[Day]:
    """The days that changed a page, the newest first, from the `changes` of its file.

    `text` gives the file after a change, None where it is too large. A day that left the text as
    it was is no news to a reader.
    """
    found = list(_by_day(changes))
    told = history((text(day.changes[0]) for day in found), words)
    shown = [
        replace(day, sections=None if each is None else _by_place(each))
        for day, each in zip(found, told, strict=False)
        if each != []
    ] + found[len(told) :]
    return [
        replace(day, notes=said)
        for day, said in zip(shown, _placed(notes, [day.date for day in shown]), strict=True)
    ]


def has_history(brief: BriefMatter, history: History, path: str) -> bool:
    """Whether there is something to tell: a second day, or what authors say of the first."""
    dates = {day.date for day in _by_day(history.changes(path))}
    return len(dates) > 1 or bool(dates and brief.changes)


def _by_day(changes: Sequence[Change]) -> Iterator[Day]:
    """The days of some changes, the newest first, and nothing of what they changed."""
    dates: list[dt.date] = []
    for change in changes:
        # A clock that was wrong, or a change that was brought in later, begins no day anew.
        dates.append(min([change.when.date(), *dates[-1:]]))
    dated = zip(dates, changes, strict=True)
    groups = [(day, [each for _, each in group]) for day, group in groupby(dated, lambda x: x[0])]
    for number, (day, group) in enumerate(groups):
        older = groups[number + 1][1][0].commit if number + 1 < len(groups) else ""
        yield Day(day, tuple(group), older)


def _by_place(found: Iterable[Difference]) -> tuple[tuple[str, tuple[Difference, ...]], ...]:
    return tuple(
        (place, tuple(group)) for place, group in groupby(found, key=lambda each: each.place)
    )


def _placed(notes: Iterable[Note], dates: Sequence[dt.date]) -> list[tuple[Note, ...]]:
    """The notes on changes, each with the newest day that is no later than it."""
    found: dict[int, list[Note]] = defaultdict(list)
    for note in notes:
        place = next((n for n, day in enumerate(dates) if day <= note.date), len(dates) - 1)
        found[place].append(note)
    return [tuple(found[place]) for place in range(len(dates))]


def named(site: Site, link: Callable[[str], str | None]) -> Callable[[str], tuple[str, str | None]]:
    """How a history names a source by its key, and where it leads; `link` makes the address."""

    def name(key: str) -> tuple[str, str | None]:
        if key not in site.bibliography:
            return site.words.gettext("a source that is no longer listed"), None
        source = site.bibliography[key]
        year = f" {source.date.first.year}" if source.date else ""
        return f"{source.short(site.words)}{year}", link(key)

    return name


def markdown(
    site: Site,
    uris: tuple[str, str],
    told: Sequence[Day],
    link: Callable[[str], str | None],
    repository: str = "",
) -> str:
    """The page with a brief's history, from its days.

    `uris` are the places of the history and of the brief, both below the folder of pages; `link`
    leads from a key to its source; `repository` is the address of the files' repository.
    """
    own, uri = uris
    brief = site.pages[uri].brief
    return render(
        site.words,
        "history.md",
        title=site.title_of(uri),
        link=relative(own, uri),
        days=told,
        # In a check there are no days: the links of the notes are looked at all the same.
        notes=brief.changes if brief and not told else (),
        places=lambda day: day.places(site.words),
        named=named(site, link),
        repository=repository.rstrip("/"),
        opened=_OPEN,
        moved=partial(moved, uri=uri, to=own),
    )
