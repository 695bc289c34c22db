"""Build aside, then swap, so that a build that fails leaves the last site whole."""

from __future__ import annotations

import atexit
import errno
import gc
import logging
import os
import re
import traceback
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import mkdocs
from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.plugins import CombinedEvent, event_priority

from taklimat.adapter.build import KEY, UNKNOWN, Build, log, shown, stop_on_problems
from taklimat.adapter.making import start, started
from taklimat.adapter.staging import BusyError, NotASiteError
from taklimat.source import deadline
from taklimat.source.problems import Problem, visible

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_OFFLINE = Path(".taklimat", "offline")


_EMPTY = re.compile(r"(?:Page|Template) skipped: .*enerated empty output")


class _Plainly(logging.Filter):
    """Shows what messages quote as words: MkDocs and its plugins quote texts and names.

    What MkDocs says of pages that it need not write is left out.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        is_meant = not started().writes_frames or started().is_lazy or _is_written()
        if is_meant and _EMPTY.match(record.getMessage()):
            return False
        # They list pages on lines of their own.
        lines = record.getMessage().split("\n  - ")
        record.msg, record.args = "\n  - ".join(map(visible, lines)), ()
        return True


def _is_written() -> bool:
    """Whether the page in hand is written already."""
    config = _opened.get()
    build = config.extra.get(KEY) if config else None
    return isinstance(build, Build) and build.is_written and not build.is_done


class _Warnings(logging.Handler):
    """Counts what strict mode ends a build for, after all its events."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


_plainly = _Plainly()
_warnings = _Warnings()
_opened: ContextVar[MkDocsConfig | None] = ContextVar("opened", default=None)
"""The configuration of the build under way: MkDocs does not say whose error it tells of."""


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Decide what is made, and let no message hold a command, to a terminal or to a workflow."""
    start(command, dirty=dirty)
    atexit.register(gc.freeze)  # what a site leaves in memory is not gone through once more
    _opened.set(None)
    told = logging.getLogger(mkdocs.__name__)
    for handler in told.handlers:
        handler.addFilter(_plainly)
    told.addHandler(_warnings)


@event_priority(200)  # whatever goes wrong from here on is told
def _take_hold(config: MkDocsConfig) -> None:
    """Remember whose build it is."""
    _opened.set(config)
    _warnings.count = 0


@event_priority(-200)
def _build_aside(config: MkDocsConfig) -> None:
    """Build into a folder beside the site."""
    build = Build.of(config)
    staging = build.staging
    if build.making.in_place or build.outer:
        return
    try:
        staging.begin()
    except BusyError:
        path = shown(staging.target, Build.of(config).site.root)
        raise Abort(f"{path}: another build is under way: wait until it has ended") from None
    except NotASiteError:
        path = shown(Path(config.site_dir), Build.of(config).site.root)
        what = "a symbolic link to a folder that holds no site"
        raise Abort(f"{path}: {what}: empty that folder, or mend the link") from None
    config.site_dir = str(staging.aside)


on_config = CombinedEvent(_take_hold, _build_aside)


@event_priority(-200)
def on_post_build(config: MkDocsConfig) -> None:
    """Put the new site in place, last of all, unless strict mode is about to fail the build."""
    build = Build.of(config)
    build.leaving.close()
    if build.outer:
        config.extra[KEY] = build.outer
        return
    build.is_done = True
    if build.making.in_place:
        return
    staging = build.staging
    config.site_dir = str(staging.target)
    if config.strict and _warnings.count:
        return
    staging.set_modes()
    if build.making.zip:
        name = re.sub(r"\W+", "-", config.site_name.casefold()).strip("-") or "site"
        file = build.site.root / _OFFLINE / f"{name}.zip"
        staging.archive(file, name)
        log.info("The site as one file: %s", file.relative_to(build.site.root))
    if build.making.publishes:
        staging.publish()
    else:
        staging.discard()


def on_build_error(error: Exception) -> None:
    """Remove what a failed build left, and say what went wrong without a traceback.

    With `--verbose` the traceback is shown, too.
    """
    deadline.stop()
    if (config := _opened.get()) is None:
        return
    if KEY not in config.extra:
        if isinstance(error, MkDocsException):
            return
        log.debug("What went wrong:", exc_info=error)
        what = f"the site can't be read ({type(error).__name__}: {visible(str(error)[:200])})"
        raise Abort(f"mkdocs.yml: {what}: look at its settings, and at the data that it names")
    build = Build.of(config)
    build.is_done = True
    build.leaving.close()
    build.staging.discard()
    if isinstance(error, MkDocsException):
        return  # it says what it is
    log.debug("What went wrong:", exc_info=error)
    found = in_words(error, build, config)
    # What is wrong with the theme is told by then, where it is known.
    if found.code != "F06" or all(each.code != "F06" for each in build.site.problems):
        build.site.problems.found.append(found)
    stop_on_problems(config)
    raise Abort("")  # the end of a check, which says it in its own way


_REMEDIES = {
    errno.ENOSPC: "make room on the disk",
    errno.EDQUOT: "make room on the disk",
    errno.EACCES: "mend its rights",
    errno.EPERM: "mend its rights",
    errno.EROFS: "mend its rights",
    errno.ENOTDIR: "move away what stands in its place",
    errno.EEXIST: "move away what stands in its place",
    errno.EISDIR: "move away what stands in its place",
    errno.ENAMETOOLONG: "give it a shorter name",
}


def remedy_of(error: Exception) -> str:
    """How to mend what the system refuses."""
    return _REMEDIES.get(getattr(error, "errno", None) or 0, "look at the file")


def in_words(error: Exception, build: Build, config: MkDocsConfig) -> Problem:
    """Where something went wrong, what, and how to mend it."""
    root = build.site.root
    if isinstance(error, deadline.TooLongError):
        remedy = "look for long runs of signs, and for lists and quotes in many others"
        return Problem(build.current, 0, "the page takes too long to read", remedy, code="S14")
    # A template that is missing is an OSError, too.
    is_refused = isinstance(error, OSError) and not isinstance(error, TemplateError)
    place = None if is_refused else _place_in_template(error, config)
    if place or isinstance(error, TemplateError):
        path, line = place or (build.current or Path(config.config_file_path).name, 0)
        said = f"{type(error).__name__}: {str(error)[:200]}"
        if isinstance(error, TemplateNotFound):
            said = f"there is no {error.name}"
        remedy = "mend it" if place else "mend the theme's templates"
        what = f"a template that can't write its pages ({said})"
        return Problem(path, line, what, remedy, code="F06")
    if isinstance(error, OSError):
        # A full disk names no file, or the one that is copied to it.
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        named = build.staging.target if is_full else error.filename or build.staging.target
        file = Path(os.fsdecode(named))
        is_own = file.resolve().is_relative_to(root.resolve())
        what = f"can't be read or written ({error.strerror or error})"
        path = shown(file, root) if is_own else file.name
        return Problem(path, 0, what, remedy_of(error), code="F05")
    what = f"no page can be made of it ({type(error).__name__}: {str(error)[:200]})"
    return Problem(build.current or "mkdocs.yml", 0, what, "write it more simply", code="S14")


def _place_in_template(error: Exception, config: MkDocsConfig) -> tuple[str, int] | None:
    """The owner's template and the line in it at which an error happened; None if in no such."""
    if not (own := config.theme.custom_dir):
        return None
    # Jinja puts lines of templates into the traceback of what they raise.
    frames = traceback.extract_tb(error.__traceback__)
    places = [(frame.filename, frame.lineno or 0) for frame in frames]
    if isinstance(error, TemplateSyntaxError):
        places.append((error.filename or "", error.lineno))
    for file, line in reversed(places):
        if file.endswith(".html") and Path(file).resolve().is_relative_to(Path(own).resolve()):
            return shown(Path(file), Path(config.config_file_path).parent), line
    return None


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str | None:
    """Leave days out of the site map that no one knows."""
    if template_name == "sitemap.xml":
        return output_content.replace(f"<lastmod>{UNKNOWN.isoformat()}</lastmod>", "")
    return None
