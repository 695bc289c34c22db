"""Tell of missing snippets as of every other problem: pymdown-extensions ends the build instead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.extensions import Extension
from pymdownx.snippets import SnippetMissingError

if TYPE_CHECKING:
    from markdown import Markdown

_NAME = re.compile(r"'(.*)'")


class SnippetGuard(Extension):
    """Keeps the names of the snippets that a page asks for and that are `missing`.

    It follows `pymdownx.snippets` in the list of extensions, and does nothing without it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.missing: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (Python-Markdown's name)
        """Stand between the page and the extension that raises."""
        if "snippet" not in md.preprocessors:
            return
        snippet = md.preprocessors["snippet"]
        include = snippet.run

        def guarded(lines: list[str]) -> list[str]:
            try:
                return include(lines)
            except SnippetMissingError as error:
                name = _NAME.search(str(error))
                self.missing.append(name[1] if name else str(error))
                return []

        snippet.run = guarded  # type: ignore[method-assign]
