"""Atom feeds: of the briefs, and of what changed in them (RFC 4287, written by feedgenerator)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedgenerator import Atom1Feed

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Entry:
    """An item of a feed. `id` never changes; `address` is where a reader goes."""

    id: str
    title: str
    address: str
    summary: str
    authors: tuple[str, ...]
    published: dt.datetime
    updated: dt.datetime


def atom(title: str, site: str, address: str, language: str, entries: Iterable[Entry]) -> str:
    """A feed; `site` is the address of the site, `address` that of the feed."""
    feed = _Feed(title=title, link=site, feed_url=address, description=None, language=language)
    for entry in sorted(entries, key=lambda entry: (entry.updated, entry.id), reverse=True):
        feed.add_item(
            title=entry.title,
            link=entry.address,
            description=entry.summary,
            unique_id=entry.id,
            author_name=", ".join(entry.authors),
            pubdate=entry.published,
            updateddate=entry.updated,
        )
    return str(feed.writeString("utf-8"))


class _Feed(Atom1Feed):  # type: ignore[misc]
    def latest_post_date(self) -> dt.datetime:
        """The newest date of its entries; a feed without any was never updated."""
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=midnight(dt.date(1980, 1, 1)))


def midnight(day: dt.date) -> dt.datetime:
    """The beginning of a day, for feeds that ask for a time."""
    return dt.datetime.combine(day, dt.time(), dt.UTC)
