"""The site's calendar as iCalendar (RFC 5545): events, and days on which something is settled."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from taklimat.site import kinds
from taklimat.site.templating import without_signs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taklimat.site.kinds.kind import Addresses, Dated
    from taklimat.site.site import Site

PATH = "timeline.ics"


def has_calendar(site: Site) -> bool:
    """Whether the site has anything for a calendar."""
    return any(True for _ in _days(site))


def calendar(site: Site, addresses: Addresses) -> bytes:
    """The calendar."""
    import icalendar  # as few sites have one, and all start with this module

    made = icalendar.Calendar()
    made.add("prodid", f"-//Taklimat//Timeline//{site.words.locale.language.upper()}")
    made.add("version", "2.0")
    for kind, each in _days(site):
        entry = icalendar.Event()
        # An event's has been its id alone since there is a calendar.
        kept = each.id if kind == "timeline" else f"{kind}-{each.id}"
        entry.add("uid", f"{kept}@taklimat")
        entry.add("dtstamp", addresses.changed(site.settings.file(kind) or ""))
        entry.add("dtstart", each.first)
        entry.add("dtend", each.last + dt.timedelta(days=1))
        entry.add("summary", without_signs(each.summary))
        address = addresses.full(each.page, each.id)
        entry.add("description", f"{each.description} {address}")
        entry.add("categories", list(each.topics))
        entry.add("transp", "TRANSPARENT")
        made.add_component(entry)
    return bytes(made.to_ical())


def _days(site: Site) -> Iterator[tuple[str, Dated]]:
    """The entries, each with the kind that gives it."""
    for name, kind in kinds.kinds().items():
        if page := site.page_of(name):
            yield from ((name, each) for each in kind.days(page, site))
