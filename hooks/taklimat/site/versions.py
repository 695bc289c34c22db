"""When the files of a site changed, by git; without git, by what the caller knows."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from taklimat.source.origin import Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MAX_BYTES = 1_000_000
"""How large an earlier version of a file may be to be read."""
_LATEST = 4_102_444_799  # the end of the year 2099; gzip can write times until 2106
_LENGTH = 10  # of a commit's name: fixed, since git's own choice grows with the repository


@dataclass(frozen=True)
class Change:
    """A commit that changed a file."""

    commit: str
    when: dt.datetime
    paths: tuple[str, ...]
    """The files it changed, relative to the root."""


class History:
    """The history of the files below `root`; empty where git knows nothing of them."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._git = shutil.which("git")

    def version(self, paths: Sequence[str], otherwise: dt.date) -> Version:
        """The last change of any of `paths` (files or folders, relative to the root)."""
        numbers = [found[0] for path in paths if (found := self._by_path.get(path.rstrip("/")))]
        if not numbers:
            midnight = dt.datetime.combine(otherwise, dt.time(), dt.UTC)
            return Version("", _source_date() or midnight)
        last = self._changes[min(numbers)]
        when = _source_date() or last.when
        dirty = any(path.rstrip("/") in self._dirty for path in paths)
        return Version(last.commit, when, dirty)

    def changes(self, path: str) -> list[Change]:
        """The commits that changed a file, the newest first."""
        return [self._changes[number] for number in self._by_path.get(path, ())]

    def text(self, change: Change, path: str) -> str | None:
        """A file as it was after a commit; empty if it was not there, None if it was too large."""
        name = f"{change.commit}:{self._prefix}{path}"
        size = self._ask("cat-file", "-s", name).strip()
        if size.isdecimal() and int(size) > MAX_BYTES:
            return None
        return self._ask("show", name)

    @property
    def state(self) -> tuple[str, frozenset[str]]:
        """All that versions are told from: the last commit, and the files that differ from it."""
        last = self._changes[0].commit if self._changes else ""
        return last, self._dirty if last else frozenset()

    @cached_property
    def missing(self) -> tuple[str, str] | None:
        """Why there is no history, and what brings one; None where there is one, as a whole."""
        if self._git is None:
            return "git is not installed", "install it"
        if not self._ask("rev-parse", "--git-dir"):
            return "the files are not in version control", "git init, then commit them"
        if not self._ask("rev-parse", "--verify", "--quiet", "HEAD"):
            return "nothing is committed yet", "git add . && git commit"
        if self._ask("rev-parse", "--is-shallow-repository").strip() == "true":
            whole = "clone all of it (git clone without --depth; on GitHub fetch-depth: 0)"
            return "the clone is cut short", whole
        return None

    @cached_property
    def _prefix(self) -> str:
        # Git names files from the top of its work tree, which may lie above the root.
        return self._ask("rev-parse", "--show-prefix").strip("\n")

    @cached_property
    def _changes(self) -> tuple[Change, ...]:
        # A part of a history would tell other things than the whole.
        if self.missing:
            return ()
        # Only NUL stands in no name.
        ask = ("log", "-z", f"--abbrev={_LENGTH}")
        told = self._ask(*ask, "--format=%h%x00%ct", "--", ".").split("\0")
        paths = dict(map(_named, self._ask(*ask, *_NAMES, "--", ".").split("\0\0\0")))
        return tuple(
            self._change(*each, paths.get(each[0], ()))
            for each in zip(told[0::2], told[1::2], strict=False)
        )

    @cached_property
    def _by_path(self) -> dict[str, list[int]]:
        """The numbers of the changes of each file and folder, the newest first."""
        found: dict[str, list[int]] = defaultdict(list)
        for number, change in enumerate(self._changes):
            for path in dict.fromkeys(each for file in change.paths for each in _within(file)):
                found[path].append(number)
        return dict(found)

    def _change(self, commit: str, seconds: str, paths: Sequence[str]) -> Change:
        when = _time(int(seconds))
        below = tuple(path.removeprefix(self._prefix) for path in paths)
        return Change(commit, when, below)

    @cached_property
    def _dirty(self) -> frozenset[str]:
        """The files that differ from the last commit, and the folders in which they lie."""
        # With -z each entry is `XY path`, paths as they are.
        status = self._ask("status", "--porcelain", "-z", "--untracked-files=all", "--", ".")
        entries = (entry[3:] for entry in status.split("\0") if len(entry) > 3)
        paths = (entry.removeprefix(self._prefix) for entry in entries)
        return frozenset(each for path in paths for each in _within(path))

    def _ask(self, *arguments: str) -> str:
        if self._git is None:
            return ""
        done = subprocess.run(  # noqa: S603  (the arguments are ours, and no shell reads them)
            [self._git, *arguments],
            cwd=self._root,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        return done.stdout if done.returncode == 0 else ""


_NAMES = ("--format=%x00%x00%h%x00", "--name-only")


def _named(entry: str) -> tuple[str, tuple[str, ...]]:
    """A commit, and the names of the files that it changed."""
    commit, _, names = entry.strip("\0").partition("\0")
    listed = names.lstrip("\0").removeprefix("\n").split("\0")
    return commit, tuple(name for name in listed if name)


def _within(path: str) -> Iterator[str]:
    """A file, and the folders in which it lies."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _source_date() -> dt.datetime | None:
    """The time that a packager asks for (https://reproducible-builds.org/specs/source-date-epoch)."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds.isdecimal():
        return None
    return _time(int(seconds))


def _time(seconds: int) -> dt.datetime:
    """A time that calendars and archives can write: one that is not, is brought to the nearest."""
    return dt.datetime.fromtimestamp(min(max(seconds, 0), _LATEST), dt.UTC)
