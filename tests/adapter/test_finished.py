"""Pages that stay as they are get the file of the last site, where that is safe."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from conftest import Built, build_at, small_config
from taklimat.adapter.finished import Written, _digest_of

if TYPE_CHECKING:
    from pathlib import Path

DATA = b"<html>A page</html>"


def put(folder: Path, last: Path) -> Path:
    """Where a page is put that is `DATA`, as in the last site if `last` is that."""
    place = folder.resolve() / "new/page/index.html"
    Written(lambda: DATA, _digest_of(DATA), len(DATA)).put(place, last)
    assert place.read_bytes() == DATA
    return place


def test_a_page_is_the_file_of_the_last_site(tmp_path: Path) -> None:
    last = tmp_path.resolve() / "last.html"
    last.write_bytes(DATA)
    assert put(tmp_path, last).samefile(last)
    # Written again, it is another: the last site stays as it was.
    Written(lambda: b"other").put(tmp_path / "new/page/index.html", last)
    assert last.read_bytes() == DATA
    last.write_bytes(DATA[::-1])
    assert not put(tmp_path, last).samefile(last)
    last.write_bytes(DATA * 2)
    assert not put(tmp_path, last).samefile(last)


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
def test_what_is_no_file_of_the_site_is_left_alone(tmp_path: Path) -> None:
    outside = tmp_path.resolve() / "outside"
    outside.mkdir()
    (outside / "index.html").write_bytes(DATA)
    site = tmp_path.resolve() / "site"
    site.mkdir()
    (site / "link").symlink_to(outside)
    (site / "file.html").symlink_to(outside / "index.html")
    os.mkfifo(site / "pipe.html")
    for last in (site / "link/index.html", site / "file.html", site / "pipe.html", site / "none"):
        place = put(tmp_path, last)
        assert place.stat().st_nlink == 1


def test_a_page_keeps_its_file_from_build_to_build(tmp_path: Path) -> None:
    files = {"docs/one.md": "# One\n\nText.\n", "docs/two.md": "# Two\n\nText.\n"}
    assert build_at(tmp_path, files).exit_code == 0
    page = tmp_path / "site/one/index.html"
    before = page.stat()
    assert build_at(tmp_path, {"docs/two.md": "# Two\n\nMore.\n"}).exit_code == 0
    assert (page.stat().st_ino, page.stat().st_mtime) == (before.st_ino, before.st_mtime)


def test_a_build_that_fails_leaves_pages_that_a_redirect_takes(tmp_path: Path) -> None:
    files = {"docs/one.md": "# One\n\nText.\n", "docs/two.md": "# Two\n\nText.\n"}

    def build(**maps: str) -> Built:
        redirects = {
            "redirects": {"redirect_maps": {f"{old}.md": new for old, new in maps.items()}}
        }
        return build_at(tmp_path, files, plugins=[*small_config()["plugins"], redirects])

    assert build(old="two.md").exit_code == 0
    before = build(old="two.md").read("one/index.html")
    assert build(one="two.md", gone="nowhere.md").exit_code != 0
    assert (tmp_path / "site/one/index.html").read_text() == before
