"""Diagrams in words (https://mermaid.js.org), drawn when a site is built, by mermaid's own program.

What it draws is a PNG, kept for the next build by what it was drawn of: its SVGs are drawn with the
fonts of whoever looks at them, and are held together by styles that pictures here may not have.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import imagesize

from taklimat.source.store import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from taklimat.source.store import Store

LANGUAGE = "mermaid"
FOLDER = "assets/diagrams"
"""Where the drawings stand on the site."""
COMMAND = "mmdc"
_SECONDS = 60
_SCALE = 3  # pixels a pixel, for paper
_MOST_SIGNS = 20_000
# Nothing in a diagram is code.
_SETTINGS = {
    "securityLevel": "strict",
    "htmlLabels": False,
    "flowchart": {"htmlLabels": False},
    "theme": "neutral",
    "fontFamily": "sans-serif",
}
_SAID = re.compile(r"^[ \t]*acc(Title|Descr)[ \t]*:[ \t]*(\S.*)$", re.MULTILINE)
_LONG_SAID = re.compile(r"^[ \t]*accDescr[ \t]*\{([^{}]*)\}", re.MULTILINE)


class DiagramError(ValueError):
    """Raised where a diagram can't be drawn; says why."""


@dataclass
class Diagrams:
    """Draws the diagrams of a site; what can't be drawn is among the `faults`."""

    command: Sequence[str]
    """The program and its options; empty where none is installed."""
    store: Store
    href: Callable[[str], str] = str
    """From a file's path on the site to its address on the page that is being read."""
    drawn: dict[str, bytes] = field(default_factory=dict)
    """The drawings, by their paths on the site."""
    faults: list[tuple[str, str]] = field(default_factory=list)
    """Of the page that is being read: a diagram's words, and why it can't be drawn."""
    are_shown: bool = False
    """Whether the page that is being read has any."""

    def begin(self, href: Callable[[str], str]) -> None:
        """Forget the page before."""
        self.href = href
        self.faults.clear()
        self.are_shown = False

    def html(self, source: str, *_: object, **__: object) -> str:
        """What stands in the place of a diagram: a fence of `pymdownx.superfences`."""
        self.are_shown = True
        try:
            path = self._path(source)
        except DiagramError as error:
            self.faults.append((source, str(error)))
            return ""
        address, said = escape(self.href(path)), escape(words_of(source))
        width, height = (size // _SCALE for size in imagesize.get(BytesIO(self.drawn[path])))
        size = f'width="{width}" height="{height}"'
        return f'<figure class="diagram"><img src="{address}" alt="{said}" {size}></figure>'

    def _path(self, source: str) -> str:
        if not self.command:
            raise DiagramError(f"no {COMMAND} is installed, and no other program named (diagrams)")
        if not words_of(source):
            raise DiagramError("it has no words: add accTitle: … and accDescr: … below its kind")
        if len(source) > _MOST_SIGNS:
            raise DiagramError(f"it has more than {_MOST_SIGNS:,} signs")
        key = json.dumps([source, _SETTINGS, list(self.command)])
        name = digest("diagram", key)
        data = self.store.get(name)
        if data is None:
            data = self._draw(source)
            self.store.put(name, data)
        path = f"{FOLDER}/{name[:20]}.png"
        self.drawn[path] = data
        return path

    def _draw(self, source: str) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            (place / "settings.json").write_text(json.dumps(_SETTINGS), encoding="utf-8")
            (place / "it.mmd").write_text(source, encoding="utf-8")
            files = ("-i", place / "it.mmd", "-o", place / "it.png", "-c", place / "settings.json")
            options = ("-q", "-s", str(_SCALE), *map(str, files))
            try:
                # The owner of the site says which program it is, and no shell reads it.
                run = subprocess.run(  # noqa: S603
                    [*self.command, *options],
                    capture_output=True,
                    timeout=_SECONDS,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                raise DiagramError("it takes too long to draw") from None
            except OSError as error:
                raise DiagramError(f"{self.command[0]} does not start: {error.strerror}") from None
            if run.returncode or not (place / "it.png").is_file():
                said = (run.stderr or run.stdout).decode(errors="replace").strip()
                line = next((each for each in said.splitlines() if each.strip()), "no reason given")
                raise DiagramError(line.strip()[:200])
            return (place / "it.png").read_bytes()


def words_of(source: str) -> str:
    """What a diagram says of itself, for those who don't see it."""
    said = dict(_SAID.findall(source))
    long = _LONG_SAID.search(source)
    parts = (said.get("Title", ""), said.get("Descr", "") or (long[1] if long else ""))
    return ". ".join(" ".join(part.split()).rstrip(".") for part in parts if part)


def command(named: Sequence[str]) -> tuple[str, ...]:
    """The program that draws: the one that a site's owner names, or the one that is installed."""
    if named:
        return tuple(named)
    found = shutil.which(COMMAND)
    return (found,) if found else ()
