"""A page like any other."""

from __future__ import annotations

from taklimat.site.kinds.kind import Kind
from taklimat.source.words import N_


class Page(Kind):
    """A page that is its text."""

    name = "page"
    about = N_("a page like any other")
