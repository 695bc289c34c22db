"""ProperDocs, the fork of MkDocs that is kept up, builds the same site."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import mkdocs
import properdocs
import pytest
import yaml

from conftest import SMALL_SITE, copy_project

if TYPE_CHECKING:
    from pathlib import Path

PROGRAMS = ("mkdocs", "properdocs")
GENERATORS = (f"mkdocs-{mkdocs.__version__}", f"mkdocs-ProperDocs {properdocs.__version__}")


def run(program: str, root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of one of them."""
    command = [sys.executable, "-m", program, "build", "-f", str(root / "mkdocs.yml"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=root)


def files_of(site: Path, generator: str) -> dict[str, bytes]:
    """All files of a site, without the generator's name."""
    return {
        str(f.relative_to(site)): f.read_bytes().replace(generator.encode(), b"")
        for f in site.rglob("*")
        if f.is_file() and f.suffix != ".gz"  # with the time in it
    }


def made(root: Path, **files: str) -> Path:
    """A small site, with the plugin."""
    plugins = ["search", {"taklimat": {"pdf": {}}}]
    config = {"site_name": "Test", "theme": "material", "plugins": plugins}
    for path, text in {**SMALL_SITE, "mkdocs.yml": yaml.safe_dump(config), **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


@pytest.mark.parametrize("which", ["made", "ours"])
def test_it_makes_the_same_bytes_but_for_its_name(
    tmp_path: Path, which: str, request: pytest.FixtureRequest
) -> None:
    sites = []
    programs = list(zip(PROGRAMS, GENERATORS, strict=True))
    if which == "ours":
        root = copy_project(tmp_path / "root")
        sites.append(files_of(request.getfixturevalue("real_site"), programs.pop(0)[1]))
    else:
        root = made(tmp_path / "root")
    for program, generator in programs:
        done = run(program, root, "--strict", "--clean", "-d", str(tmp_path / program))
        assert done.returncode == 0, done.stderr
        sites.append(files_of(tmp_path / program, generator))
    assert sites[0].keys() == sites[1].keys()
    assert [path for path in sites[0] if sites[0][path] != sites[1][path]] == []


def test_it_tells_the_same_each_time(tmp_path: Path) -> None:
    root = made(tmp_path, **{"docs/x.md": "# X\n\n[none](none.md)\n"})
    told = []
    for program in (*PROGRAMS, *PROGRAMS):
        done = run(program, root, "--strict")
        assert done.returncode == 1
        told.append([line for line in done.stderr.splitlines() if "none.md" in line])
    assert told[0]
    assert told == [told[0]] * len(told)
