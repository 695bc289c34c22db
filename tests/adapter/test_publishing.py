"""The last good site stays whole: whatever ends a build, and however many are begun."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

import enduring
from conftest import Build, build_at
from taklimat.adapter.staging import Staging
from taklimat.site import kinds, outputs, writing

if TYPE_CHECKING:
    from pathlib import Path


def test_a_build_that_is_killed_leaves_the_site_whole(tmp_path: Path) -> None:
    assert enduring.kills(enduring.Site(tmp_path), 4) == []


def test_what_is_kept_is_right_after_builds_and_previews_that_are_killed(tmp_path: Path) -> None:
    assert enduring.kept(enduring.Site(tmp_path), 2) == []


def test_of_two_builds_that_start_together_one_publishes(tmp_path: Path) -> None:
    broken, ends = enduring.pairs(enduring.Site(tmp_path), 3)
    assert not broken
    assert ends[0] >= 3


def test_a_second_build_says_that_it_is_one(build: Build, tmp_path: Path) -> None:
    assert build({}).exit_code == 0
    with FileLock(tmp_path / ".site.lock"):
        built = build({"docs/index.md": "# Changed\n"})
    assert built.exit_code == 1
    assert "site: another build is under way: wait until it has ended" in built.output
    assert "Changed" not in built.read("index.html")
    assert build({}).exit_code == 0


def test_a_lock_that_no_process_holds_is_taken_over(build: Build, tmp_path: Path) -> None:
    (tmp_path / ".site.lock").write_text("", encoding="utf-8")
    (tmp_path / ".site.new").mkdir()
    assert build({}).exit_code == 0


@pytest.mark.skipif(os.name == "nt", reason="symbolic links take rights on Windows")
def test_a_site_that_is_a_link_stays_one(build: Build, tmp_path: Path) -> None:
    (tmp_path / "elsewhere/public").mkdir(parents=True)
    (tmp_path / "site").symlink_to("elsewhere/public")
    for _ in range(2):
        assert build({}).exit_code == 0
        assert (tmp_path / "site").is_symlink()
        assert (tmp_path / "elsewhere/public/index.html").is_file()


@pytest.mark.skipif(os.name == "nt", reason="symbolic links take rights on Windows")
def test_a_link_to_a_folder_of_other_things_is_refused(build: Build, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home/letter.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "site").symlink_to("home")
    built = build({})
    assert built.exit_code == 1
    assert "site: a symbolic link to a folder that holds no site: empty" in built.output
    assert (tmp_path / "home/letter.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the swap may be two steps")
def test_the_swap_is_one_step_here(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "site")
    for content in ("old", "new"):
        staging.begin()
        (staging.aside / "index.html").write_text(content, encoding="utf-8")
        inode = staging.aside.stat().st_ino
        staging.publish()
        assert (tmp_path / "site").stat().st_ino == inode
        assert (tmp_path / "site/index.html").read_text(encoding="utf-8") == content


def test_a_file_in_the_place_of_the_site_is_told(build: Build, tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine", encoding="utf-8")
    built = build({})
    assert built.exit_code == 1
    assert "site: can't be read or written (Not a directory): move away what" in built.output
    assert "Traceback" not in built.output
    assert (tmp_path / "site").read_text(encoding="utf-8") == "mine"


@pytest.mark.skipif(sys.platform != "linux", reason="a folder in which no one may write")
def test_a_folder_that_can_not_be_written_is_told(build: Build) -> None:
    built = build({}, site_dir="/proc/site")
    assert built.exit_code == 1
    assert "site: can't be read or written (Permission denied): mend its rights" in built.output
    assert "another build" not in built.output


def test_a_last_site_is_spoken_of_where_there_is_one(build: Build) -> None:
    wrong = {"docs/x.md": "---\nkind: breif\n---\n# X\n"}
    assert "1 problem to mend.\n" in build(wrong).output
    assert build({"docs/x.md": None}).exit_code == 0
    assert "1 problem to mend; the last site is kept.\n" in build(wrong).output


def test_a_folder_in_the_place_of_a_file_is_told(build: Build, tmp_path: Path) -> None:
    (tmp_path / "docs/data/claims.yml").mkdir(parents=True)
    built = build({}, extra={"taklimat": {"claims": "docs/data/claims.yml"}})
    assert built.exit_code == 1
    assert "docs/data/claims.yml: no plain file" in built.output


def test_a_full_disk_is_told_and_the_site_stays(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A disk can't be filled in a test; what the system then raises names no file.
    assert build({}).exit_code == 0

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outputs, "glossary_json", full)
    built = build({"docs/index.md": "# Changed\n"})
    assert built.exit_code == 1
    assert "site: can't be read or written (No space left on device): make room" in built.output
    assert "Changed" not in built.read("index.html")
    assert not list(built.root.glob(".site.new"))


def test_what_goes_wrong_before_a_site_is_read_is_said_too(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(kinds, "settings", broken)
    built = build({})
    assert built.exit_code == 1
    assert "mkdocs.yml: the site can't be read (RecursionError: too deep)" in built.output
    assert "Traceback" not in built.output


def test_whatever_goes_wrong_is_said_without_a_traceback(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(writing, "page_markdown", broken)
    built = build({})
    assert built.exit_code == 1
    assert "docs/index.md: no page can be made of it (RecursionError: too deep)" in built.output
    assert "Traceback" not in built.output


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_modes_of_files_do_not_follow_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        assert build_at(tmp_path, {}).exit_code == 0
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "site").rglob("*")}
    assert modes == {0o644, 0o755}
