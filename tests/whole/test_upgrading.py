"""A site as an earlier version made it builds unchanged with this one.

With each release its `taklimat new site` is kept below `tests/released`, without the lock.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from conftest import ROOT, taklimat
from taklimat import __version__
from taklimat.command.main import main

if TYPE_CHECKING:
    from pathlib import Path

RELEASED = ROOT / "tests/released"


@pytest.mark.parametrize("version", sorted(folder.name for folder in RELEASED.iterdir()))
def test_a_site_of_an_earlier_version_builds_unchanged(version: str, tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(RELEASED / version, root)
    before = {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    checked = taklimat(root, "check")
    assert checked.exit_code == 0, checked.output
    built = CliRunner().invoke(main, ["build", "--strict", "-f", str(root / "mkdocs.yml")])
    assert built.exit_code == 0, built.output
    assert all(file.read_bytes() == data for file, data in before.items())
    assert (root / "site/a-first-brief/index.html").is_file()


def test_this_version_is_kept_and_told_of() -> None:
    assert (RELEASED / __version__).is_dir()
    assert f"\n## {__version__}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
