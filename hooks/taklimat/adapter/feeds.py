"""Tell subscribers of new briefs and of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from mkdocs.plugins import event_priority

from taklimat.adapter.build import Build, generated, language_of
from taklimat.site import feeds, writing
from taklimat.site.feeds import Entry, midnight
from taklimat.site.templating import in_plain_words

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
        newest = sorted(entries, key=lambda entry: entry.updated, reverse=True)[:_MOST]
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
    if not build.making.writes_pages:
        return
    for uri, page in build.site.pages.items():
        if (brief := page.brief) is None:
            continue
        own = f"history/{uri}"
        address = _address(own if own in build.histories else uri, files, config)
        path = page.document.path
        changes = build.history.changes(path)
        texts = (build.history.text(change, path) for change in changes)
        for change, _, _ in writing.told_of(changes, texts, build.site.words):
            place, day = f"{address}#v{change.commit}", change.when.date()
            said = [in_plain_words(note.text) for note in brief.changes if note.date == day]
            told = " ".join(said) or build.site.words.gettext("This brief was changed.")
            yield Entry(place, brief.title, place, told, brief.authors, change.when, change.when)


def _address(uri: str, files: Files, config: MkDocsConfig) -> str:
    file = files.get_file_from_path(uri)
    return urljoin(config.site_url or "/", file.url if file else uri)
