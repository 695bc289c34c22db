"""Let `mkdocs serve` show a change in a moment: a page is written when it is asked for.

It follows changes of the code, too, and outlives builds that fail.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import click
import mkdocs
from mkdocs.plugins import event_priority
from watchdog import events
from watchdog.observers import Observer

import taklimat
from taklimat.adapter.build import Build, log
from taklimat.adapter.rendering import Rendering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.pages import Page

_PACKAGE = Path(taklimat.__file__).parent
_CHANGES = (
    events.FileCreatedEvent,
    events.FileModifiedEvent,
    events.FileMovedEvent,
    events.FileDeletedEvent,
    events.DirMovedEvent,
    events.DirDeletedEvent,
)
_TRIES = 20
_DELAY = 0.03  # seconds without another change, before a build begins


def _newest() -> float:
    """When code or a template last changed."""
    files = (file for file in _PACKAGE.rglob("*") if file.suffix != ".pyc")
    return max((file.stat().st_mtime for file in files), default=0.0)


_LOADED = _newest()


def on_pre_build(config: MkDocsConfig) -> None:
    """Start anew if the code has changed since it was loaded: Python keeps it as it was."""
    if Build.of(config).making.follows_code and _newest() > _LOADED:
        log.info("The code has changed: starting anew")
        os.execv(sys.executable, [sys.executable, "-m", mkdocs.__name__, *sys.argv[1:]])  # noqa: S606


class Preview:
    """The site as it was built last, of which pages are written when someone asks for them."""

    def __init__(self, server: LiveReloadServer, builder: Callable[..., None]) -> None:
        self._server, self._builder = server, builder
        self._lock = RLock()  # who asks while a build is under way, waits for it
        self._build: Build | None = None
        self._pages: dict[str, Page] = {}

    def build(self) -> None:
        """Build anew, and show the last site while the log says what is to mend.

        After a build that raises, the server would hold every page back until one ends well.
        """
        with self._lock:
            try:
                self._builder()
            except click.ClickException as error:
                log.error("%s", error.format_message())
            else:
                self.show(_newest_build)

    def show(self, build: Build | None) -> None:
        """Show what a build has read."""
        self._build = build
        self._pages = {page.file.dest_uri: page for page in _pages(build)}

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a browser."""
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        for _ in range(_TRIES):
            with self._lock:
                is_page = self._write(path.removeprefix(self._server.mount_path))
            said: list[Any] = []
            answer: Iterable[bytes] = self._server.serve_request(environ, partial(_note, said))
            # Between the two the site may have been built anew, without the page.
            if not (is_page and said and said[0][0].startswith("404")):
                break
        start_response(*said[0])
        return answer

    def _write(self, path: str) -> bool:
        """Write what an address leads to, if it is still to be written; whether it is a page."""
        build, is_page = self._build, False
        rendering = build.part(Rendering) if build else None
        if build is None or rendering is None:
            return False
        root = Path(self._server.root)
        for each in [each for each in build.on_demand if each[0](path)]:
            build.on_demand.remove(each)
            each[1]()
        for name in (path, f"{path.rstrip('/')}/index.html".lstrip("/")):
            page = self._pages.get(name)
            is_page = is_page or page is not None
            if page is None or (root / name).exists():
                continue
            before = len(build.site.problems.found)
            output = rendering.asked_for(page)
            for problem in build.site.problems.found[before:]:
                log.error(str(problem))
            if output is not None:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_bytes(output)
        return is_page


def _pages(build: Build | None) -> list[Page]:
    rendering = build.part(Rendering) if build else None
    return rendering.pages if rendering else []


def _note(said: list[Any], *given: Any) -> None:
    """Note how an answer begins."""
    said.append(given)


_newest_build: Build | None = None
"""The build that ended last."""


@event_priority(-300)  # once the site is in place
def on_post_build(config: MkDocsConfig) -> None:
    """Remember what pages are to be written from."""
    global _newest_build
    build = Build.of(config)
    if build.making.is_lazy:
        for page in _pages(build):
            page.validate_anchor_links(files=build.files, log_level=config.validation.links.anchors)
        _newest_build = build


@event_priority(-1000)  # other plugins hand the builder that they are given back to the server
def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., None]) -> None:
    """Take over from MkDocs: what is built, and what is answered."""
    preview = Preview(server, builder)
    preview.show(_newest_build)
    server.builder = preview.build
    server.set_app(preview.answer)
    server.build_delay = _DELAY
    _watch_at_once(server)


class _Observer(Observer):  # type: ignore[misc, valid-type]
    """Tells of what changes files, and not of who reads them."""

    def schedule(self, *given: Any, **more: Any) -> Any:
        return super().schedule(*given, **more, event_filter=list(_CHANGES))


def _watch_at_once(server: LiveReloadServer) -> None:
    """Be told of changes by the system, which looks at files as they change, where it can."""
    polling, paths = server.observer, list(server._watched_paths)
    server.observer = _Observer()
    server._watched_paths.clear()
    try:
        for path in paths:
            server.watch(path)
    except OSError:  # it can watch no more folders
        server.observer = polling
        server._watched_paths.update(dict.fromkeys(paths, 1))
