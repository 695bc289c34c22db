"""The program of another process, which begins anew: it converts a share of a site's pages.

`taklimat.adapter.others` starts it, and says by its input what it is to do.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.base import LegacyConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.plugins import BasePlugin, event_priority

from taklimat.adapter.build import Build
from taklimat.adapter.converting import Conversions
from taklimat.adapter.making import start_as
from taklimat.adapter.others import Task

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation


class DoneError(MkDocsException):
    """Ends a build once its share of the pages is converted."""


class _Share(BasePlugin[LegacyConfig]):  # type: ignore[no-untyped-call]
    """The pages of one process: every `of`-th, from the last on."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task

    @event_priority(-3000)  # once all is known that pages ask for
    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> None:
        """Convert them, and end."""
        conversions, task = Conversions.of(Build.of(config)), self._task
        parent = os.getppid()
        with Path(task.told).open("ab", buffering=0) as told:
            for number in range(conversions.count - 1 - task.share, -1, -task.of):
                if os.getppid() != parent:
                    break
                given = None
                with suppress(Exception):  # the build meets the same, and tells it
                    given = conversions.convert_apart(number, files)
                if given is not None:
                    told.write(json.dumps([number, given]).encode() + b"\n")
        raise DoneError("all converted")


def main() -> None:
    """Do what the input says."""
    task = Task.read(sys.stdin.read())
    # What MkDocs says goes nowhere; it is counted all the same (`Said`), so that no page is kept
    # of which something is said.
    with TemporaryDirectory() as folder, suppress(MkDocsException):
        config = load_config(
            task.config_file,
            site_dir=str(Path(folder, "site")),
            use_directory_urls=task.use_directory_urls,
        )
        config.plugins["taklimat/share"] = _Share(task)
        config.plugins.on_startup(command="build", dirty=False)
        start_as(
            replace(
                task.making,
                publishes=False,
                follows_code=False,
                is_lazy=False,
                starts_clean=False,
                store=task.store,
            )
        )
        build(config)


if __name__ == "__main__":
    main()
