"""Other processes convert pages, copied or begun anew, and change nothing of what comes out."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from mkdocs.__main__ import cli
from mkdocs.structure.pages import Page

from conftest import BRIEF, project
from taklimat.adapter import checking, converting, documents, others, rendering

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

FILES: dict[str, str | bytes] = {
    f"docs/p{n}.md": f"# P\n\nVX, PSI, ABC. [a](p{n + 1}.md#here) [b](p{n + 2}.md#p)\n"
    + ("\n<script>1</script>\n" if n == 8 else "\n## Here\n\n## Here\n")
    for n in range(16)
}
FILES |= {"docs/p16.md": "# P\n\n## Here\n", "docs/p17.md": "# P\n", "docs/empty.md": ""}
FILES["docs/p14.md"] = "# P\n\n## Here\n\n[dead](nowhere.md) [odd](foo/)\n"
FILES |= {"docs/brief.md": BRIEF, "docs/other.md": BRIEF}


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[str]]:
    """Has builds begin so many other processes, wait for them, and note what they convert here."""
    here: list[str] = []

    def begin(many: int) -> list[str]:
        for module in (converting, rendering, documents):
            monkeypatch.setattr(module, "processes", lambda: 1)
        monkeypatch.setattr(others, "count", lambda pages: many)
        here.clear()
        return here

    class Waiting(others.Others):
        """Others for which the build waits."""

        def reach(self, number: int) -> None:
            for process in self._running:
                assert process.wait(120) == 0

    render = Page.render

    def noting(page: Page, config: MkDocsConfig, files: Files) -> None:
        here.append(page.file.src_uri)
        render(page, config, files)

    monkeypatch.setattr(Page, "render", noting)
    monkeypatch.setattr(others, "Others", Waiting)
    return begin


@pytest.mark.parametrize("arguments", [[], ["--clean"], ["--no-directory-urls"]])
def test_a_build_makes_the_same(
    tmp_path: Path,
    begun: Callable[[int], list[str]],
    arguments: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = {path: text for path, text in FILES.items() if b"script" not in str(text).encode()}
    files["docs/p8.md"] = "# P\n\n## Here\n"
    sites, converted = [], []
    for many in (0, 2):
        root = project(tmp_path / f"{many}", files)
        (root / "yaml.py").write_text("raise SystemExit('a file of the project was run')\n")
        monkeypatch.chdir(root)
        for _ in range(2):  # and then with what is kept
            here = begun(many)
            options = ["build", "--config-file", str(root / "mkdocs.yml"), *arguments]
            run = CliRunner().invoke(cli, options)
            assert run.exit_code == 0, run.output
            assert "'nowhere.md', but the target is not found" in run.output
            converted.append(len(here))
        found = [file for file in (root / "site").rglob("*") if file.is_file()]
        sites.append({file.relative_to(root): file.read_bytes() for file in found})
    assert converted[0] > 20 > converted[2]
    assert sites[0] == sites[1]


def test_a_check_finds_the_same(tmp_path: Path, begun: Callable[[int], list[str]]) -> None:
    results = []
    for many in (0, 3):
        root = project(tmp_path / f"{many}", FILES)
        here = begun(many)
        done: list[tuple[int, int]] = []
        found, site = checking.check(
            str(root / "mkdocs.yml"), lambda *converted, done=done: done.append(converted)
        )
        assert done[-1][0] == done[-1][1] > 20
        assert ("p12.md" in here) is (many == 0)
        results.append((found, dict(sorted(site.visits.items())), dict(site.acronyms)))
    assert results[0] == results[1]
    assert any("nowhere.md" in found.what for found in results[0][0])
    codes = {found.code for found in results[0][0]}
    assert {"L01", "S01", "W05"} <= codes
    assert results[0][1]["empty.md"].mentions == ()


def test_others_end_with_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = []
    start = subprocess.Popen

    def starting(command: list[str], **options: Any) -> object:
        if "taklimat.adapter.apart" not in command:
            return start(command, **options)
        process = start([sys.executable, "-c", "import time; time.sleep(600)"], **options)
        running.append(process)
        return process

    monkeypatch.setattr(subprocess, "Popen", starting)
    monkeypatch.setattr(converting, "processes", lambda: 1)
    monkeypatch.setattr(others, "count", lambda pages: 2)
    root = project(tmp_path, FILES)
    run = CliRunner().invoke(cli, ["build", "--config-file", str(root / "mkdocs.yml")])
    assert run.exit_code == 1
    assert "1 problem to mend" in run.output
    assert len(running) == 2
    assert all(process.poll() is not None for process in running)


def test_a_few_pages_are_worth_no_other() -> None:
    assert others.count(199) == 0
    assert others.count(10**9) <= others._MOST - 1
