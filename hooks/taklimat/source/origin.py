"""Where a text comes from: its file, and its state in git."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True)
class Origin:
    """A file that a document is made of, for telling where in it something stands."""

    path: str
    text: str

    def line_of(self, needle: str) -> int:
        """The first line that holds `needle`, from 1; 0 if none does."""
        at = self.text.find(needle) if needle else -1
        return self.text.count("\n", 0, at) + 1 if at >= 0 else 0


@dataclass(frozen=True)
class Version:
    """The state of a document's files in git: commit and time of the last change."""

    commit: str
    when: dt.datetime
    changed: bool = False
    """Whether files differ from that commit."""

    def __str__(self) -> str:
        return f"{self.commit}{', with later changes' if self.changed else ''}"
