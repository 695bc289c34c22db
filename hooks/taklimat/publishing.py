"""Build aside, then swap: a build that fails leaves the last good site as it was."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Staging:
    """A folder beside `target` in which the new site is built."""

    target: Path

    @property
    def aside(self) -> Path:
        """Where the new site is built: on the same file system, so that a rename suffices."""
        return self.target.with_name(f".{self.target.name}.new")

    @property
    def _old(self) -> Path:
        return self.target.with_name(f".{self.target.name}.old")

    def begin(self) -> None:
        """Start from an empty folder, whatever an interrupted build left."""
        if self._old.exists() and not self.target.exists():
            self._old.rename(self.target)
        self.discard()
        self.aside.mkdir(parents=True)

    def publish(self) -> None:
        """Put the new site in the old one's place."""
        if self.target.exists():
            self.target.rename(self._old)
        self.aside.rename(self.target)
        self.discard()

    def publish_files(self, files: Mapping[str, bytes]) -> None:
        """Replace single files of the site, each whole, and leave the rest as it is."""
        for path, data in files.items():
            file = self.target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            aside = file.with_name(f".{file.name}.new")
            aside.write_bytes(data)
            aside.replace(file)

    def archive(self, file: Path, name: str) -> None:
        """Write the new site as a zip whose one folder is `name`: the same bytes each time."""
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_name(f".{file.name}.new")
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for each in sorted(path for path in self.aside.rglob("*") if path.is_file()):
                inside = f"{name}/{each.relative_to(self.aside).as_posix()}"
                entry = zipfile.ZipInfo(inside)  # its date is 1980, whenever the site was built
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, each.read_bytes())
        unfinished.replace(file)

    def discard(self) -> None:
        """Remove what is not the site."""
        for folder in (self.aside, self._old):
            shutil.rmtree(folder, ignore_errors=True)
