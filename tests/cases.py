r"""Cases as text files, as markdown-it-py keeps its own: to add one takes no Python.

A case is a title, the text that is put in, and what comes of it, with a line of one dot before,
between and behind the two:

    A name within emphasis is linked
    .
    *VX*
    .
    vx: VX
    .

Signs that can't be seen are written as escapes such as \u0301.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from _pytest.mark.structures import ParameterSet

_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")


@dataclass(frozen=True)
class Case:
    """A text, and what comes of it, line by line."""

    text: str
    expected: list[str]


def read(file: Path) -> list[ParameterSet]:
    """The cases of a file, for `pytest.mark.parametrize`; their ids are titles and lines."""
    return [
        pytest.param(case, id=f"{title}:{line}")
        for title, line, case in _cases(file.read_text(encoding="utf-8").split("\n"))
    ]


def _cases(lines: list[str]) -> Iterator[tuple[str, int, Case]]:
    at = 0
    while any(lines[at:]):
        title, first = at, lines.index(".", at)
        second = lines.index(".", first + 1)
        last = lines.index(".", second + 1)
        named = next(line for line in reversed(lines[title:first]) if line)
        text = "\n".join(lines[first + 1 : second])
        yield named, first, Case(_unescaped(text), [*map(_unescaped, lines[second + 1 : last])])
        at = last + 1


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda code: chr(int(code[1], 16)), text)
