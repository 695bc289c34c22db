"""Other processes that convert a build's pages where the system can't copy it: each begins anew.

They read the site as it does, convert pages from the last on, and keep what these become
(`taklimat.adapter.apart`); the build finds them kept. What is wrong with a page they leave to the
build. On Linux `taklimat.adapter.ahead` is in their place, which begins at once.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import taklimat
from taklimat.adapter.making import Making

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

_PAGES = 200
"""Pages that are worth another process: to begin takes it some seconds."""
_MOST = 8


def count(pages: int) -> int:
    """How many others serve a build with so many pages to convert."""
    allotted = getattr(os, "sched_getaffinity", None)  # which may be fewer than there are
    processors = len(allotted(0)) if allotted else os.cpu_count() or 1
    return max(0, min(processors - 1, pages // _PAGES, _MOST - 1))


@dataclass(frozen=True)
class Task:
    """What the others are to do: one of them its share of the pages, counted from the last."""

    config_file: str
    use_directory_urls: bool
    store: str
    """The folder in which pages are kept."""
    making: Making
    told: str = ""
    """The file for what it tells: of each page its number, and the name of what it holds."""
    share: int = 0
    of: int = 1

    @classmethod
    def read(cls, text: str) -> Task:
        """One that was written as JSON."""
        given = json.loads(text)
        return cls(**{**given, "making": Making(**given["making"])})


class Others:
    """So many others, at work."""

    def __init__(self, task: Task, many: int) -> None:
        self._folder = TemporaryDirectory(prefix="taklimat-", ignore_cleanup_errors=True)
        self._told: list[_Told] = []
        self._given: dict[int, Any] = {}
        self._running: list[subprocess.Popen[bytes]] = []
        # Where this package is found by the hooks of a project, they find it, too.
        path = os.pathsep.join([str(Path(taklimat.__file__).parents[1]), *_python_path()])
        # But nothing of the project's own folder, which may have a file of any module's name.
        self._environment = {**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1"}
        with suppress(OSError):  # a system that starts no more: the build does without
            for share in range(many):
                self._start(replace(task, share=share, of=many))

    def _start(self, task: Task) -> None:
        told = Path(self._folder.name, f"{task.share}")
        told.touch()
        process = subprocess.Popen(
            [sys.executable, "-m", "taklimat.adapter.apart"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )
        self._running.append(process)
        self._told.append(_Told(told))
        assert process.stdin is not None  # noqa: S101  (a pipe)
        with process.stdin:
            process.stdin.write(json.dumps(asdict(replace(task, told=str(told)))).encode())

    def reach(self, number: int) -> None:
        """Nothing: how far the build has come they see by what is kept."""

    def given(self, number: int) -> Any:
        """What one of them gives of a page that it has converted; None for any other."""
        if number not in self._given:
            self._given.update(pair for told in self._told for pair in told.more())
        return self._given.get(number)

    def stop(self) -> None:
        """End them at once."""
        for process in self._running:
            process.kill()
            process.wait()
        self._running.clear()
        for told in self._told:
            told.close()
        self._told.clear()
        self._folder.cleanup()


class _Told:
    """What another process writes, line by line."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("rb", buffering=0)
        self._rest = b""

    def more(self) -> Iterable[tuple[int, Any]]:
        """The whole lines that it has written since."""
        *lines, self._rest = (self._rest + self._file.read()).split(b"\n")
        return map(json.loads, lines)

    def close(self) -> None:
        self._file.close()


def _python_path() -> list[str]:
    given = os.environ.get("PYTHONPATH", "")
    return list(filter(None, given.split(os.pathsep)))  # an empty one is the folder in hand
