"""The histories of briefs in a build, each read once for its page and for the feed of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taklimat.site import histories

if TYPE_CHECKING:
    from taklimat.adapter.build import Build
    from taklimat.site.histories import Day


class Histories:
    """What each brief's history tells, by the brief's path."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._days: dict[str, list[Day]] = {}

    @classmethod
    def of(cls, build: Build) -> Histories:
        """Those of a build."""
        found = build.part(cls) or cls(build)
        build.keep(found)
        return found

    def days(self, uri: str) -> list[Day]:
        """The days that changed a brief, the newest first; none in a check.

        A check finds nothing in what was written before.
        """
        build, page = self._build, self._build.site.pages[uri]
        if not build.making.writes_pages or not page.brief:
            return []
        if uri not in self._days:
            path, history = page.document.path, build.history
            self._days[uri] = histories.days(
                history.changes(path),
                lambda change: history.text(change, path),
                build.site.words,
                page.brief.changes,
            )
        return self._days[uri]
