"""A page like any other."""

from __future__ import annotations

from taklimat.site.kinds.kind import Kind


class Page(Kind):
    """A page that is its text."""

    name = "page"
    about = "a page like any other"
