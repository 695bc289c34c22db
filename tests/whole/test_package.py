"""The package, as others install it: built, installed elsewhere, used away from this repository.

What it depends on is that of the tests' own environment; the workflow `check` installs all of it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

from conftest import ROOT

BIN = "Scripts" if os.name == "nt" else "bin"


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "SITE_URL")}
    # Of what it depends on, programs too are those of the tests' environment.
    own["PATH"] = os.pathsep.join((sysconfig.get_path("scripts"), own["PATH"]))
    return subprocess.run(
        command, cwd=cwd, env={**own, **environment}, capture_output=True, text=True, check=False
    )


def ran(*command: str | Path, cwd: Path) -> str:
    done = run(*command, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel, and the one that is made of the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    source = folder / "source"
    files = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    for name in filter(None, files.stdout.split("\0")):
        if (ROOT / name).is_file():  # not one that is deleted, and not yet committed
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    make = [sys.executable, "-c", "import sys, setuptools.build_meta as b; getattr(b, sys.argv[1])(sys.argv[2])"]  # fmt: skip
    ran(*make, "build_wheel", str(folder / "wheel"), cwd=source)
    ran(*make, "build_sdist", str(folder), cwd=source)
    (sdist,) = folder.glob("*.tar.gz")
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    ran(*pip, "--wheel-dir", str(folder / "from-sdist"), str(sdist), cwd=folder)
    return folder


def names(folder: Path) -> set[str]:
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        return {name for name in packed.namelist() if ".dist-info/" not in name}


def test_the_wheel_holds_everything_and_nothing_more(built: Path) -> None:
    package = ROOT / "hooks/taklimat"
    expected = {
        f"taklimat/{file.relative_to(package).as_posix()}"
        for file in package.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert names(built / "wheel") == names(built / "from-sdist") == expected


@pytest.fixture(scope="module", params=["wheel", "from-sdist"])
def installed(
    built: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The programs of a new environment, with the package."""
    folder = tmp_path_factory.mktemp(request.param)
    ran(sys.executable, "-m", "venv", "--without-pip", str(folder), cwd=folder)
    programs = folder / BIN
    (wheel,) = (built / request.param).glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--python", str(programs / "python")]
    ran(*pip, "install", "--no-deps", "--no-index", str(wheel), cwd=folder)
    own = ran(
        programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder
    )  # fmt: skip
    # Behind its own packages, so that this is the one that is found.
    Path(own.strip(), "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs


def test_a_stranger_has_a_site_in_a_minute(installed: Path, tmp_path: Path) -> None:
    program = installed / "taklimat"
    where = ran(
        installed / "python", "-c", "import taklimat; print(taklimat.__file__)", cwd=tmp_path
    )
    assert Path(where.strip()).is_relative_to(installed.parent)
    ran(program, "new", "site", "ours", cwd=tmp_path)
    site = tmp_path / "ours"
    assert "--hash=sha256:" in (site / "taklimat.txt").read_text(encoding="utf-8")
    assert "Nothing to mend" in ran(program, "check", cwd=site)
    said = ran(program, "build", "--strict", cwd=site)
    assert "Material for MkDocs" not in said
    page = (site / "site/a-first-brief/index.html").read_text(encoding="utf-8")
    assert "glossary-term" in page
    assert (site / "site/pdf/a-first-brief.pdf").stat().st_size > 20_000
    assert (site / "site/assets/fonts/taklimat-sans.woff2").is_file()
    ran(program, "new", "term", "Exit ban", cwd=site)
    assert " W08 " in run(program, "check", cwd=site).stdout


def test_it_is_shown_as_it_is_written(installed: Path, tmp_path: Path) -> None:
    ran(installed / "taklimat", "new", "site", "ours", cwd=tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with subprocess.Popen(
        [installed / "taklimat", "serve", "--dev-addr", address],
        cwd=tmp_path / "ours",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        said = []
        try:
            assert server.stdout
            for line in server.stdout:
                said.append(line)
                if "Serving on" in line:
                    break
            with urlopen(f"http://{address}/a-first-brief/") as page:
                assert "glossary-term" in page.read().decode()
        finally:
            server.terminate()
    assert "Material for MkDocs" not in "".join(said)
