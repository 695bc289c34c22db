"""When the files of a site changed, by git; without git, by what the caller knows."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from taklimat.documents.model import Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_LENGTH = 10  # of a commit's name: fixed, since git's own choice grows with the repository


@dataclass(frozen=True)
class Change:
    """A commit that changed a file."""

    commit: str
    when: dt.datetime
    subject: str
    paths: tuple[str, ...]
    """The files it changed, relative to the root."""


class History:
    """The history of the files below `root`; empty where git knows nothing of them."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._git = shutil.which("git")

    def version(self, paths: Sequence[str], otherwise: dt.date) -> Version:
        """The last change of any of `paths` (files or folders, relative to the root)."""
        last = next((c for c in self._changes if _touches(c.paths, paths)), None)
        if last is None:
            midnight = dt.datetime.combine(otherwise, dt.time(), dt.UTC)
            return Version("not in version control", _source_date() or midnight)
        when = _source_date() or last.when
        return Version(last.commit, when, _touches(self._dirty, paths))

    def changes(self, path: str) -> list[Change]:
        """The commits that changed a file, the newest first."""
        return [change for change in self._changes if path in change.paths]

    def text(self, change: Change, path: str) -> str:
        """A file as it was after a commit; empty if it was not there."""
        return self._ask("show", f"{change.commit}:{self._prefix}{path}")

    @cached_property
    def _prefix(self) -> str:
        # Git names files from the top of its work tree, which may lie above the root.
        return self._ask("rev-parse", "--show-prefix").strip()

    @cached_property
    def _changes(self) -> tuple[Change, ...]:
        form = "--format=%x1e%h%x1f%ct%x1f%s%x1f"
        told = self._ask("log", f"--abbrev={_LENGTH}", form, "--name-only", "-z", "--", ".")
        return tuple(self._change(entry) for entry in told.split("\x1e") if entry.strip("\0"))

    def _change(self, entry: str) -> Change:
        commit, seconds, subject, names = entry.split("\x1f", 3)
        when = dt.datetime.fromtimestamp(int(seconds), dt.UTC)
        paths = (name.strip("\n").removeprefix(self._prefix) for name in names.split("\0"))
        return Change(commit, when, subject, tuple(path for path in paths if path))

    @cached_property
    def _dirty(self) -> frozenset[str]:
        # With -z each entry is `XY path`, paths as they are.
        status = self._ask("status", "--porcelain", "-z", "--untracked-files=all", "--", ".")
        entries = (entry[3:] for entry in status.split("\0") if len(entry) > 3)
        return frozenset(entry.removeprefix(self._prefix) for entry in entries)

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


def _touches(changed: Iterable[str], paths: Sequence[str]) -> bool:
    return any(
        each == path or each.startswith(f"{path.rstrip('/')}/")
        for each in changed
        for path in paths
    )


def _source_date() -> dt.datetime | None:
    """The time that a packager asks for (https://reproducible-builds.org/specs/source-date-epoch)."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds.isdecimal():
        return None
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
