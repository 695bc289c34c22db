"""A preview stays on its feet: it shows the last site while there is something to mend."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError
from mkdocs.livereload import LiveReloadServer

from conftest import entry, project
from taklimat.adapter import preview
from taklimat.command.main import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        yield opened.getsockname()[1]


@pytest.mark.parametrize("error", [Abort("2 problems to mend."), ConfigurationError("pdff")])
def test_the_last_site_is_served_while_a_build_fails(tmp_path: Path, error: Exception) -> None:
    (tmp_path / "site").mkdir()
    page = tmp_path / "site/index.html"
    page.write_text("first", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    built = []

    def builder() -> None:
        built.append(1)
        if len(built) == 1:
            raise error
        page.write_text("second", encoding="utf-8")

    with taken_port() as port:
        pass
    server = LiveReloadServer(
        builder, "127.0.0.1", port, str(tmp_path / "site"), polling_interval=0.05
    )
    server.watch(str(tmp_path / "docs"))
    preview.on_serve(server, config=MkDocsConfig(), builder=builder)
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        for number, expected in enumerate(("first", "second"), start=1):
            deadline = time.monotonic() + 20
            while len(built) < number and time.monotonic() < deadline:
                (tmp_path / f"docs/{time.monotonic_ns()}.md").write_text("x", encoding="utf-8")
                time.sleep(0.2)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                assert answer.read().decode().startswith(expected)
    finally:
        server.shutdown()
        thread.join(10)


def test_a_first_build_that_fails_ends_a_preview(tmp_path: Path) -> None:
    root = project(tmp_path, {"docs/x.md": "---\nkind: breif\n---\n# X\n"})
    run = CliRunner().invoke(main, ["serve", "-f", str(root / "mkdocs.yml")])
    assert run.exit_code == 1
    assert "docs/x.md:2: `kind` is 'breif': did you mean brief?" in run.output
    assert "to mend.\n" in run.output
    assert "last site" not in run.output


def test_an_address_that_can_not_be_served_is_told_in_a_line(tmp_path: Path) -> None:
    root = project(tmp_path)
    with taken_port() as port:
        for address in (f"127.0.0.1:{port}", "127.0.0.1:99999"):
            run = CliRunner().invoke(main, ["serve", "-f", str(root / "mkdocs.yml"), "-a", address])
            assert run.exit_code == 1
            assert isinstance(run.exception, SystemExit)
            (line,) = run.stderr.splitlines()[-1:]
            assert line.startswith("Error: can't serve there (")
            assert line.endswith("name another address: taklimat serve -a 127.0.0.1:8001")


def answered(address: str) -> str:
    """What a server answers; nothing while it can't."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310  (our own)
            return str(answer.read().decode())
    except OSError:  # HTTP's errors among them
        return ""


def waited_for(address: str, is_there: Callable[[str], bool]) -> str:
    """An answer, once it is as it should be."""
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        if is_there(page := answered(address)):
            return page
        time.sleep(0.05)
    pytest.fail(f"{address} is not as it should be")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A site, and the address at which it is shown as it changes."""
    files = {"docs/vx.md": "# A\n\nVX.\n", "docs/text.md": "# B\n\nSome more text.\n"}
    root = project(tmp_path, dict(files))
    with taken_port() as port:
        pass
    command = [sys.executable, "-m", "taklimat", "serve", "-a", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.DEVNULL, stderr=(root / "said").open("w")
    ) as process:
        address = f"http://127.0.0.1:{port}/"
        waited_for(address, bool)
        yield root, address
        process.kill()


def test_what_changes_is_shown_wherever_it_shows(served: tuple[Path, str]) -> None:
    root, address = served
    assert "data-term" not in waited_for(f"{address}text/", bool)
    (root / "docs/text.md").write_text("# B\n\nSome more text, and VX.\n")
    waited_for(f"{address}text/", lambda page: 'data-term="vx"' in page)
    assert 'href="../../text/' in answered(f"{address}glossary/vx/")
    (root / "glossary/vx.md").write_text(entry(term="VX", definition="Another one."))
    waited_for(f"{address}text/", lambda page: 'title="Another one."' in page)
    assert 'title="Another one."' in answered(f"{address}vx/")
    (root / "glossary/more.md").write_text(entry(term="more text"))
    waited_for(f"{address}text/", lambda page: 'data-term="more"' in page)
    assert "more text" in answered(f"{address}glossary/")
    (root / "docs/new.md").write_text("# New page\n\nVX.\n")
    waited_for(f"{address}new/", lambda page: "New page" in page)
    assert "New page" in answered(f"{address}vx/")
    assert '"new/"' in waited_for(f"{address}search/index.json", bool)
    (root / "docs/new.md").unlink()
    waited_for(f"{address}vx/", lambda page: page != "" and "New page" not in page)
    assert answered(f"{address}new/") == ""


def test_the_last_pages_are_shown_while_something_is_to_mend(served: tuple[Path, str]) -> None:
    root, address = served
    (root / "docs/vx.md").write_text("# A\n\nVX [@nobody].\n")
    waited_for_words = (root / "said").read_text
    ends = time.monotonic() + 60
    while "docs/vx.md:3" not in waited_for_words() and time.monotonic() < ends:
        time.sleep(0.05)
    assert "an unknown source: nobody" in waited_for_words()
    assert "Some more text" in answered(f"{address}text/")
    (root / "docs/vx.md").write_text("# A\n\nMended.\n")
    waited_for(f"{address}vx/", lambda page: "Mended." in page)
