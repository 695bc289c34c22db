"""Tell of missing snippets as of every other problem: pymdown-extensions ends the build instead.

And bound what a page includes: ten snippets that each include ten others, ten deep, would fill the
memory of any machine.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from pymdownx.snippets import SnippetMissingError

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown import Markdown

MAX_SNIPPETS = 200
"""How many snippets a page may include, those in snippets among them."""
MAX_SIGNS = 1_000_000
"""How long a page may become by them: as long as its file may be."""

_NAME = re.compile(r"'(.*)'")


class _TooMuchError(Exception):
    """Raised where a page includes more than it may."""


class SnippetGuard(Extension):
    """Keeps the names of the snippets that a page asks for and that are `missing`.

    `excess` says, in words, what is too much of them. It follows `pymdownx.snippets` in the list of
    extensions, and does nothing without it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.missing: list[str] = []
        self.excess = ""
        self.asked: list[str] = []
        """The files that the page includes, and those that would come before them."""

    def begin(self) -> None:
        """Forget the page before."""
        self.missing.clear()
        self.excess = ""
        self.asked.clear()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (Python-Markdown's name)
        """Stand between the page and the extension that raises."""
        if "snippet" not in md.preprocessors:
            return
        snippet: Any = md.preprocessors["snippet"]
        include, parse, find = snippet.run, snippet.parse_snippets, snippet.get_snippet_path
        count = _Count()

        def found(name: str) -> str | None:
            path: str | None = find(name)
            for base in snippet.base_path:
                self.asked.append(str(Path(base, name)))
                if self.asked[-1] == path:
                    break
            return path

        def guarded(lines: list[str]) -> list[str]:
            count.begin()
            try:
                included: list[str] = include(lines)
            except SnippetMissingError as error:
                name = _NAME.search(str(error))
                self.missing.append(name[1] if name else str(error))
            except _TooMuchError as error:
                self.excess = str(error)
            else:
                return included
            return []

        # The extension calls itself by this name for each snippet in another.
        snippet.parse_snippets = count.counted(parse)
        snippet.get_snippet_path = found
        snippet.run = guarded


class _Count:
    def __init__(self) -> None:
        self._snippets = self._signs = 0

    def begin(self) -> None:
        self._snippets = self._signs = 0

    def counted(self, parse: Callable[..., list[str]]) -> Callable[..., list[str]]:
        def counting(lines: list[str], *args: Any, **kwargs: Any) -> list[str]:
            is_snippet = bool(args or kwargs)
            self._snippets += is_snippet
            if self._snippets > MAX_SNIPPETS:
                raise _TooMuchError(f"more than {MAX_SNIPPETS} snippets on a page")
            found = parse(lines, *args, **kwargs)
            self._signs += sum(map(len, found)) if is_snippet else 0
            if self._signs > MAX_SIGNS:
                raise _TooMuchError("snippets that are too long together")
            return found

        return counting
