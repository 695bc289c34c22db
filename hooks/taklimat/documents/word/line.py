"""A line of text in the making."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from taklimat.documents.word.faces import Face
    from taklimat.documents.word.ooxml import Element

_SPACE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")  # what is not one space already


@dataclass
class Line:
    """A line of text: runs of white space become one space, as in a browser."""

    after_space: bool = True
    shows: bool = False
    ends_with_mark: bool = False
    _parts: list[tuple[Face, str] | Element] = field(default_factory=list)

    def text(self, text: str, face: Face) -> None:
        """Add words; those that look the same become one run."""
        collapsed = _SPACE.sub(" ", text)
        if self.after_space:
            collapsed = collapsed.removeprefix(" ")
        if not collapsed:
            return
        shows = self.shows or not collapsed.isspace()
        self.put(collapsed, face)
        self.after_space = collapsed.endswith(" ")
        self.shows = shows

    def put(self, text: str, face: Face) -> None:
        """Add text with its spaces as they stand."""
        last = self._parts[-1] if self._parts else None
        if isinstance(last, tuple) and last[0] == face:
            self._parts[-1] = (face, last[1] + text)
        else:
            self._parts.append((face, text))
        self.after_space = self.ends_with_mark = False
        self.shows = True

    def add(self, *elements: Element) -> None:
        """Add what shows."""
        self._parts += elements
        self.after_space = self.ends_with_mark = False
        self.shows = True

    def mark(self, *elements: Element) -> None:
        """Add the mark of a note."""
        self.add(*elements)
        self.ends_with_mark = True

    def place(self, *elements: Element) -> None:
        """Add what does not show, such as a bookmark."""
        self._parts += elements

    def inner(self) -> Line:
        """A line within this one; `close` puts it there."""
        return Line(self.after_space, False, self.ends_with_mark)

    def close(self, inner: Line) -> None:
        """Go on behind an inner line, whose elements were placed."""
        self.after_space, self.ends_with_mark = inner.after_space, inner.ends_with_mark
        self.shows = self.shows or inner.shows

    def trim(self) -> None:
        """Take the space at the end away."""
        last = self._parts[-1] if self._parts else None
        if isinstance(last, tuple):
            self._parts[-1] = (last[0], last[1].rstrip(" \u00a0"))

    def elements(self) -> list[Element]:
        """All that stands in the line."""
        found: list[Element] = []
        for part in self._parts:
            if isinstance(part, tuple):
                found += part[0].runs(part[1])
            else:
                found.append(part)
        return found
