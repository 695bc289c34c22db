"""Titles: written as a line of Markdown, and shown as words where no markup can be."""

from __future__ import annotations

import re

_CODE = re.compile("(?<!`)(`++)([^`]++)\\1(?!`)")
_EMPHASIS = re.compile(r"(?<![\\*])(\*{1,3})(?=\S)([^*]+)(?<=\S)\1(?!\*)")
_UNDERLINED = re.compile(r"(?<![\\\w])(_{1,3})(?=\S)([^_]+)(?<=\S)\1(?!\w)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!-])")
_KEPT = re.compile("[\x00-\x1f]")


class Title(str):
    """The words of a title; `markdown` is the title as it was written."""

    __slots__ = ("markdown",)

    markdown: str

    def __new__(cls, written: str) -> Title:
        """A title in words."""
        made = super().__new__(cls, words_of(written))
        made.markdown = written
        return made


def words_of(written: str) -> str:
    """A line of Markdown without the signs of code and emphasis."""
    codes: list[str] = []

    def kept(found: re.Match[str]) -> str:
        codes.append(found[2].strip())
        return "\x00"

    text = _CODE.sub(kept, _KEPT.sub("", written))
    for signs in (_EMPHASIS, _UNDERLINED):
        # Strong words may hold stressed ones, and the other way round.
        text = signs.sub(r"\2", signs.sub(r"\2", text))
    text = _ESCAPED.sub(r"\1", text)
    return re.sub("\x00", lambda _: codes.pop(0), text)
