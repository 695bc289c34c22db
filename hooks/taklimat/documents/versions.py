"""When the files of a document last changed, by git; without git, by what the caller knows."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from taklimat.documents.model import Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_LENGTH = 10  # of a commit's name: fixed, since git's own choice grows with the repository


class History:
    """The history of the files below `root`; empty where git knows nothing of them."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._git = shutil.which("git")
        status = self._ask("status", "--porcelain", "-z", "--untracked-files=all", "--", ".")
        # With -z each entry is `XY path`, paths as they are; git names them from its top level.
        self._prefix = self._ask("rev-parse", "--show-prefix").strip()
        self._dirty = frozenset(entry[3:] for entry in status.split("\0") if len(entry) > 3)

    def version(self, paths: Sequence[str], otherwise: dt.date) -> Version:
        """The last change of any of `paths` (files or folders, relative to the root)."""
        told = self._ask("log", "-1", f"--abbrev={_LENGTH}", "--format=%h %ct", "--", *paths)
        if not told.strip():
            midnight = dt.datetime.combine(otherwise, dt.time(), dt.UTC)
            return Version("not in version control", _source_date() or midnight)
        commit, seconds = told.split()
        when = dt.datetime.fromtimestamp(int(seconds), dt.UTC)
        return Version(commit, _source_date() or when, self._is_dirty(paths))

    def _is_dirty(self, paths: Iterable[str]) -> bool:
        wanted = [f"{self._prefix}{path}" for path in paths]
        return any(
            dirty == path or dirty.startswith(f"{path.rstrip('/')}/")
            for dirty in self._dirty
            for path in wanted
        )

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


def _source_date() -> dt.datetime | None:
    """The time that a packager asks for (https://reproducible-builds.org/specs/source-date-epoch)."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not seconds.isdecimal():
        return None
    return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
