"""What a page asks of the site while it is converted, and what is said of it meanwhile."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from mkdocs.structure import pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.structure.files import File, Files

    from taklimat.site.kept import Asked

_said = pages.log


class Asking:
    """The files of a site; which of them a page asks for is noted."""

    def __init__(self, files: Files, address: Callable[[str], str | None], asked: Asked) -> None:
        self._files, self._address, self._asked = files, address, asked

    def get_file_from_path(self, path: str) -> File | None:
        """A file by its path."""
        self._asked.files[path] = self._address(path)
        return self._files.get_file_from_path(path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._files, name)


def noting(
    shown: Callable[[str, str], str | None], asked: Asked
) -> Callable[[str, str], str | None]:
    """What stands in the places of marks; which of them a page asks for is noted."""

    def noting(name: str, id_: str) -> str | None:
        found = shown(name, id_)
        if found is not None:
            asked.marks.setdefault(name, {})[id_] = found
        return found

    return noting


class Said(logging.Filter):
    """Counts what MkDocs says of a page while it is converted, whether it is shown or not."""

    def __enter__(self) -> Said:
        self.count = 0
        self._before, self._shown = _said.level, _said.getEffectiveLevel()
        _said.setLevel(min(self._shown, logging.INFO))
        _said.addFilter(self)
        return self

    def __exit__(self, *_: object) -> None:
        _said.removeFilter(self)
        _said.setLevel(self._before)

    def filter(self, record: logging.LogRecord) -> bool:
        """Count a message; whether it is shown."""
        self.count += 1
        return record.levelno >= self._shown
