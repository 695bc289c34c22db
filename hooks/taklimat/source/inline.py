"""Markdown's patterns within lines, tried where they stand: the same result in less time.

Python-Markdown tries each of some thirty patterns on each piece of text by a call of its own, which
is a quarter of a page's time, though most pieces have none of most. Here a pattern is only applied
to what it is found in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor as NewPattern
from markdown.inlinepatterns import Pattern
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

from taklimat.source.needed import needed

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from markdown import Markdown


_SHORT = 24
_IS_AS_KNOWN = {"_InlineProcessor__handleInline", "_InlineProcessor__applyPattern"} <= vars(
    InlineProcessor
).keys()


class InlineExtension(Extension):
    """Has the patterns within lines tried where they stand; it is a page's last extension."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (Python-Markdown's name)
        """Take the place of what applies patterns: of Markdown's own, and of that for quotes."""
        for each in md.treeprocessors:
            if type(each) is InlineProcessor and _IS_AS_KNOWN:
                each.__class__ = _Inline


class _Inline(InlineProcessor):
    """Applies a pattern where it is found."""

    _tried: list[_Tried]
    _plain: set[str]
    """Short texts of the page that have none: a line's end stands behind each element."""

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Apply the patterns to a page."""
        self._tried = list(map(_tried, self.inlinePatterns))
        self._plain = set()
        return super().run(tree, ancestors)

    # What the class calls for each piece of text.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        if isinstance(data, AtomicString) or data in self._plain:
            return data
        tried, at, start, is_plain = self._tried, patternIndex, 0, not patternIndex
        signs = set(data)
        while at < len(tried):
            pattern, needs, finds = tried[at]
            if (needs and needs.isdisjoint(signs)) or (finds and not finds(data, start)):
                at, start = at + 1, 0
                continue
            is_plain = False
            data, is_found, start = self._InlineProcessor__applyPattern(  # type: ignore[attr-defined]
                pattern, data, at, start
            )
            if is_found:
                signs = set(data)
            else:
                at += 1
        if is_plain and len(data) < _SHORT:
            self._plain.add(data)
        return data


_Tried = tuple[Any, frozenset[str] | None, "Callable[..., Any] | None"]
"""A pattern, and if that is known, signs that it needs and what finds it from a place on."""


def _tried(pattern: Any) -> _Tried:
    is_usual = type(pattern).getCompiledRegExp is Pattern.getCompiledRegExp
    # Those of the old kind match a text from its beginning, and have it cut.
    if not (is_usual and isinstance(pattern, NewPattern)):
        return pattern, None, None
    return pattern, needed(pattern.compiled_re), pattern.compiled_re.search
