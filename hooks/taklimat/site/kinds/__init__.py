"""The kinds of pages: each module is the whole of one.

Whatever differs from kind to kind stands in its module; everything else goes through `RECORDS`. To
add a kind, write a module and name it here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field, create_model

from taklimat.site.kinds.brief import Brief
from taklimat.site.kinds.claims import Claims
from taklimat.site.kinds.corrections import Corrections
from taklimat.site.kinds.evidence import Evidence
from taklimat.site.kinds.forecasts import Forecasts
from taklimat.site.kinds.kind import Kind, Mark, Records
from taklimat.site.kinds.page import Page
from taklimat.site.kinds.people import People
from taklimat.site.kinds.pictures import Pictures
from taklimat.site.kinds.scales import Scales
from taklimat.site.kinds.settings import SettingsPage
from taklimat.site.kinds.sources import Sources
from taklimat.site.kinds.tables import Tables
from taklimat.site.kinds.timeline import Timeline
from taklimat.site.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from taklimat.source.pages import PageMatter

RECORDS: list[Records] = [
    Brief(),
    Page(),
    Claims(),
    Evidence(),
    Forecasts(),
    Timeline(),
    Tables(),
    People(),
    Sources(),
    Scales(),
    Pictures(),
    Corrections(),
    SettingsPage(lambda: RECORDS),
]
"""All that data files hold and marks show; kinds of pages among them."""


def kinds() -> dict[str, Kind]:
    """The kinds of pages, by what front matter calls them."""
    return {each.name: each for each in RECORDS if isinstance(each, Kind)}


def matters() -> dict[str, type[PageMatter]]:
    """What stands in the front matter of a page, by its kind."""
    return {name: kind.matter for name, kind in kinds().items()}


def keys() -> frozenset[str]:
    """All keys that stand in the front matter of pages."""
    return frozenset(key for matter in matters().values() for key in matter.model_fields)


def marks() -> Iterator[tuple[Mark, Records]]:
    """The marks, each with what it shows."""
    for each in RECORDS:
        for mark in each.marks:
            yield mark, each


def settings() -> type[Settings]:
    """The options of a site, with one for each data file."""
    files = {
        each.name: (str | None, Field(None, description=each.data.about))
        for each in RECORDS
        if each.data
    }
    return create_model("Settings", __base__=Settings, __doc__=Settings.__doc__, **files)  # type: ignore[call-overload,no-any-return]
