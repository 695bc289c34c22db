"""The same commit gives the same site, wherever, whenever and by whomever it is built.

`make verify` builds the project's last commit twice, under two of everything, and compares.
"""

from __future__ import annotations

import filecmp
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Surroundings:
    """What a build must not depend on."""

    clock: str
    zone: str
    locale: str
    seed: str
    umask: int
    folder: str


HERE = Surroundings("2026-11-25T01:00:00+00:00", "Pacific/Kiritimati", "C.UTF-8", "1", 0o022, "one")
THERE = Surroundings("2031-05-05T23:30:00+00:00", "America/Adak", "C", "2", 0o077, "the other/x")

_BUILD = """
import os, sys, time_machine
os.umask(int(sys.argv[2]))
from mkdocs.__main__ import cli
with time_machine.travel(sys.argv[1]):
    cli(["build", "--strict", "--quiet"])
"""


def build(root: Path, where: Surroundings) -> Path:
    """Build the site whose files are below `root`."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"},
        "TZ": where.zone,
        "LC_ALL": where.locale,
        "PYTHONHASHSEED": where.seed,
        "PYTHONCOERCECLOCALE": "0",
        "NO_MKDOCS_2_WARNING": "1",
    }
    command = [sys.executable, "-c", _BUILD, where.clock, str(where.umask)]
    run = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return root / "site"


def clone(source: Path, root: Path, umask: int) -> Path:
    """A clone whose files have the modes that a umask gives them."""
    root.parent.mkdir(parents=True, exist_ok=True)
    before = os.umask(umask)
    try:
        command = ["git", "clone", "--quiet", "--no-hardlinks", str(source), str(root)]
        subprocess.run(command, check=True)
    finally:
        os.umask(before)
    return root


def differences(one: Path, other: Path) -> Iterator[str]:
    """What stands in only one of two folders, or differs, in its bytes or its rights."""
    names = {path.relative_to(folder) for folder in (one, other) for path in folder.rglob("*")}
    for name in sorted(names):
        first, second = one / name, other / name
        if not (first.exists() and second.exists()):
            yield f"{name}: only in one"
        elif first.stat().st_mode != second.stat().st_mode:
            yield f"{name}: other rights"
        elif first.is_file() and not filecmp.cmp(first, second, shallow=False):
            yield f"{name}: other bytes"


def compared(source: Path, folder: Path) -> tuple[list[str], int]:
    """Build a repository's last commit twice; returns what differs, and the number of files."""
    one, other = (
        build(clone(source, folder / where.folder, where.umask), where) for where in (HERE, THERE)
    )
    return list(differences(one, other)), sum(path.is_file() for path in one.rglob("*"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        found, count = compared(ROOT, Path(folder))
    for line in found:
        print(line)
    print(f"{count} files, {len(found)} of them different")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
