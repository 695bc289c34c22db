"""Tell subscribers of new briefs and of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from mkdocs.plugins import event_priority

from taklimat.adapter.build import Build, generated, language_of
from taklimat.adapter.histories import Histories
from taklimat.site import feeds
from taklimat.site.feeds import Entry, midnight

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

BRIEFS = "feeds/briefs.atom"
CHANGES = "feeds/changes.atom"
_MOST = 50


@event_priority(-50)
def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add the feeds, once all pages have their place."""
    build = Build.of(config)
    if not any(page.brief for page in build.site.pages.values()):
        return
    base, language = config.site_url or "/", language_of(config)
    words = Build.of(config).site.words
    changes = words.gettext("%(site)s: changes", site=config.site_name)
    for path, title, entries in (
        (BRIEFS, config.site_name, _briefs(files, config)),
        (CHANGES, changes, _changes(files, config)),
    ):
        # Documents go without; but a page may lead to a feed.
        said = entries if build.making.writes_frames else ()
        newest = sorted(said, key=lambda entry: entry.updated, reverse=True)[:_MOST]
        text = feeds.atom(title, base, urljoin(base, path), language, newest)
        files.append(generated(config, path, text))


def _briefs(files: Files, config: MkDocsConfig) -> Iterator[Entry]:
    for uri, page in Build.of(config).site.pages.items():
        if brief := page.brief:
            address = _address(uri, files, config)
            published, updated = midnight(brief.date), midnight(brief.updated)
            yield Entry(
                address, brief.title, address, brief.summary, brief.authors, published, updated
            )


def _changes(files: Files, config: MkDocsConfig) -> Iterator[Entry]:
    build = Build.of(config)
    for uri, page in build.site.pages.items():
        if (brief := page.brief) is None:
            continue
        own = f"history/{uri}"
        address = _address(own if own in build.histories else uri, files, config)
        for day in Histories.of(build).days(uri):
            place, when = f"{address}#{day.anchor}", day.changes[0].when
            told = day.said(build.site.words)
            yield Entry(place, brief.title, place, told, brief.authors, when, when)


def _address(uri: str, files: Files, config: MkDocsConfig) -> str:
    file = files.get_file_from_path(uri)
    return urljoin(config.site_url or "/", file.url if file else uri)
