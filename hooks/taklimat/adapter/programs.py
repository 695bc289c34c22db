"""Tell programs: the glossary and data as JSON and CSV, the calendar, the schemas of all that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from taklimat.adapter.build import UNKNOWN, Build, generated, shown
from taklimat.documents.cards import Cards
from taklimat.documents.compiler import Compiler
from taklimat.documents.engine import FONTS, Engine
from taklimat.documents.model import Look
from taklimat.site import calendars, canvas, kinds, outputs
from taklimat.site.kinds.kind import Addresses
from taklimat.source.store import FOLDER, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from taklimat.site.site import Site

_GLOSSARY_JSON = "glossary.json"


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Give these files a place among the site's."""
    for path in _paths(Build.of(config).site):
        _check_free(path, files, config)
        files.append(generated(config, path, b""))
    for name, schema in outputs.schemas().items():
        files.append(generated(config, f"schemas/{name}", schema))


def _paths(site: Site) -> Iterator[str]:
    yield _GLOSSARY_JSON
    for kind in kinds.kinds().values():
        if site.page_of(kind.name):
            yield from kind.paths(site)
    if calendars.has_calendar(site):
        yield calendars.PATH
    for records in kinds.RECORDS:
        for path in records.figures(site):
            yield from (f"{path}.svg", f"{path}.png")
        for path in records.sheets(site):
            yield f"{path}.csv"


def _check_free(path: str, files: Files, config: MkDocsConfig) -> None:
    """Note a file of an author's in the place of one that is made here: it would be gone."""
    if files.get_file_from_path(path):
        place = shown(Path(config.docs_dir, path), Build.of(config).site.root)
        what = f"it is called like a file that the site makes: {path}"
        problems = Build.of(config).site.problems
        problems.add(place, 0, what, "give the file another name", code="S11")


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Fill them, now that all pages are read; in a preview, once one is asked for.

    A check leaves them empty: what is wrong with data is told of the data.
    """
    build = Build.of(config)
    if not build.making.writes_pages:
        return
    if build.making.is_lazy:
        paths = frozenset(_paths(build.site))
        build.on_demand.append((paths.__contains__, lambda: _write(config)))
        return
    for path, data in _made(config).items():
        if (found := build.files.get_file_from_path(path)) is not None:
            found.content_bytes = data


def _write(config: MkDocsConfig) -> None:
    for path, data in _made(config).items():
        if Build.of(config).files.get_file_from_path(path):
            Path(config.site_dir, path).write_bytes(data)


def _made(config: MkDocsConfig) -> dict[str, bytes]:
    """What the files hold, by their paths."""
    build = Build.of(config)

    def full(uri: str, anchor: str) -> str:
        return urljoin(config.site_url or "/", build.url(uri, anchor))

    addresses = Addresses(build.url, full, lambda path: build.history.version([path], UNKNOWN).when)
    made = {_GLOSSARY_JSON: outputs.glossary_json(build.site, build.url).encode()}
    for name, kind in kinds.kinds().items():
        if page := build.site.page_of(name):
            made |= kind.programs(page, build.site, addresses)
    if calendars.has_calendar(build.site):
        made[calendars.PATH] = calendars.calendar(build.site, addresses)
    for records in kinds.RECORDS:
        made |= {f"{path}.csv": data for path, data in records.sheets(build.site).items()}
    if build.making.writes_pages and build.making.writes_frames:
        made |= _figures(config)
    return made


def _figures(config: MkDocsConfig) -> dict[str, bytes]:
    """The drawings of data, as files: each as SVG and as pixels."""
    site = Build.of(config).site
    look, cache = Look(), Store(site.root / FOLDER)
    style, cards = Engine(look, cache).picture_style, Cards(look, cache, Compiler(FONTS))
    made: dict[str, bytes] = {}
    for records in kinds.RECORDS:
        for path, drawing in records.figures(site).items():
            svg = canvas.standalone(drawing, style)
            made |= {f"{path}.svg": svg, f"{path}.png": cards.picture(svg) or b""}
    return made
