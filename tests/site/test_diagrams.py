"""Diagrams in words: drawn where a program for it is installed, refused with their line elsewhere.

Mermaid's own program brings a browser of half a gigabyte: here another draws in its place.
"""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import pdfs

if TYPE_CHECKING:
    from conftest import Build

DRAWER = f"""#!{sys.executable}
import sys
from pathlib import Path

named = dict(zip(sys.argv[1:], sys.argv[2:]))
source = Path(named["-i"]).read_text()
if "wrong" in source:
    sys.exit("Parse error on line 2")
data = Path({str(Path(__file__).parent.parent / "documents/torture/pictures/large.jpg")!r})
from PIL import Image
Image.open(data).save(named["-o"])
with open({{log!r}}, "a") as log:
    log.write("drawn\\n")
"""
GOOD = "```mermaid\nflowchart LR\n  accTitle: How it went\n  accDescr: From A to B\n  A-->B\n```\n"


@pytest.fixture
def drawer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawer")
    file = folder / "draw"
    file.write_text(DRAWER.format(log=str(folder / "log")), encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def settings(drawer: Path) -> dict[str, object]:
    return {
        "extra": {"taklimat": {"diagrams": [str(drawer)], "pdf": {"dossier": False}}},
        "markdown_extensions": ["pymdownx.superfences"],
        "site_description": "Pages with diagrams.",
    }


def test_a_diagram_is_drawn_with_its_words_once(build: Build, drawer: Path) -> None:
    page = f"---\ntitle: P\npdf: true\n---\n# P\n\nText.\n\n{GOOD}"
    files: dict[str, str | bytes] = {"docs/p.md": page, "docs/deep/q.md": f"# Q\n\n{GOOD}"}
    built = build(files, **settings(drawer))
    assert built.exit_code == 0, built.output
    (drawn,) = (built.site / "assets/diagrams").iterdir()
    for place, up in (("p", "../"), ("deep/q", "../../")):
        text = built.read(f"{place}/index.html")
        assert f'<img src="{up}assets/diagrams/{drawn.name}" alt="How it went. From A to B"' in text
        assert "flowchart" not in text.partition("</head>")[2]
    text = pdfs.text_of((built.site / "pdf/p.pdf").read_bytes())
    assert "flowchart" not in text
    assert pdfs.problems((built.site / "pdf/p.pdf").read_bytes()) == []
    assert (drawer.parent / "log").read_text(encoding="utf-8") == "drawn\n"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("flowchart LR\n  A-->B", "docs/p.md:4: a diagram that can't be drawn: it has no words"),
        (
            "flowchart LR\n  accTitle: A\n  this is wrong[",
            "docs/p.md:6: a diagram that can't be drawn: Parse error on line 2",
        ),
    ],
)
def test_what_cannot_be_drawn_is_told(build: Build, drawer: Path, source: str, told: str) -> None:
    built = build({"docs/p.md": f"# P\n\n```mermaid\n{source}\n```\n"}, **settings(drawer))
    assert built.exit_code == 1
    assert told in built.output


def test_a_program_that_is_missing_is_told(build: Build, tmp_path: Path) -> None:
    built = build({"docs/p.md": f"# P\n\n{GOOD}"}, **settings(tmp_path / "none"))
    assert built.exit_code == 1
    assert "none does not start: No such file or directory" in built.output


def test_without_a_program_diagrams_are_refused(
    build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taklimat.site.diagrams.COMMAND", "mmdc-of-no-machine")
    built = build({"docs/p.md": f"# P\n\n{GOOD}"}, markdown_extensions=["pymdownx.superfences"])
    assert built.exit_code == 1
    assert "docs/p.md:5: a diagram that can't be drawn: no mmdc" in built.output
