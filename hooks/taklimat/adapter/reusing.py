"""One converter for all pages of a build, cleared between two, as Python-Markdown provides for it.

MkDocs makes one anew for each page, with all extensions: a fourteenth of the time of a check.
"""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import markdown
from mkdocs.structure import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig

# Of these it is known that they leave nothing of a page behind (`tests/adapter/test_reusing.py`).
CLEARED = frozenset(
    (
        "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "meta",
        "sane_lists", "smarty", "tables", "toc", "pymdownx.arithmatex", "pymdownx.betterem",
        "pymdownx.caret", "pymdownx.critic", "pymdownx.details", "pymdownx.emoji",
        "pymdownx.highlight", "pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.mark",
        "pymdownx.smartsymbols", "pymdownx.snippets", "pymdownx.superfences", "pymdownx.tabbed",
        "pymdownx.tasklist", "pymdownx.tilde",
    )
)  # fmt: skip


def are_cleared(config: MkDocsConfig) -> bool:
    """Whether all extensions of a site are known to leave nothing behind; ours are."""
    named = (each for each in config.markdown_extensions if isinstance(each, str))
    return all(name.removeprefix("markdown.extensions.") in CLEARED for name in named)


class Converter:
    """The converter of a build's pages, or a new one for each."""

    def __init__(self, *, is_kept: bool) -> None:
        self._is_kept = is_kept
        self._made: markdown.Markdown | None = None

    @contextmanager
    def lent(self) -> Iterator[None]:
        """A time in which MkDocs is given it for a page; it is not used after one that raises."""
        asked = vars(pages)["markdown"]
        vars(pages)["markdown"] = SimpleNamespace(**{**vars(asked), "Markdown": self._converter})
        try:
            yield
        except BaseException:
            self._made = None
            raise
        finally:
            vars(pages)["markdown"] = asked

    def _converter(self, **options: Any) -> markdown.Markdown:
        if self._made is None or not self._is_kept:
            self._made = markdown.Markdown(**options)
        return self._made.reset()
