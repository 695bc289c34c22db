"""Tell programs: the glossary and the timeline as data, and the schemas of what authors write."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from mkdocs.plugins import event_priority
from mkdocs.structure.files import File

from taklimat.adapter.build import UNKNOWN, Build
from taklimat.site import outputs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from jinja2 import Environment, Template
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

_GLOSSARY_JSON = "glossary.json"
_TIMELINE_JSON = "timeline.json"
_TIMELINE_ICS = "timeline.ics"


@event_priority(90)  # as soon as the pages are read: no file of the site may be called so
def on_files(files: Files, config: MkDocsConfig) -> None:
    """Give these files a place among the site's."""
    build = Build.of(config)
    files.append(File.generated(config, _GLOSSARY_JSON, content=""))
    if build.site.page_of("timeline"):
        files.append(File.generated(config, _TIMELINE_JSON, content=""))
        files.append(File.generated(config, _TIMELINE_ICS, content=b""))
    for name, schema in outputs.schemas().items():
        files.append(File.generated(config, f"schemas/{name}", content=schema))


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Fill glossary.json and the timeline's files, now that all pages are read."""
    build = Build.of(config)
    file = build.files.get_file_from_path(_GLOSSARY_JSON)
    if file is not None:
        file.content_string = outputs.glossary_json(build.site, build.url)
    page, path = build.site.page_of("timeline"), build.site.settings.timeline
    if page and path:
        version = build.history.version([path], UNKNOWN)

        def address(event: str) -> str:
            return urljoin(config.site_url or "/", build.url(page, event))

        calendar = outputs.calendar(build.site, address, version.when)
        for name, data in (
            (_TIMELINE_JSON, outputs.timeline_json(build.site, build.url).encode()),
            (_TIMELINE_ICS, calendar),
        ):
            if (found := build.files.get_file_from_path(name)) is not None:
                found.content_bytes = data
