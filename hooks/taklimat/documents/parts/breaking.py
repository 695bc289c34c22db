"""Where a line may end within what is too long for one: words, addresses, code."""

from __future__ import annotations

import re

import regex

PARTING = r" \t-\r\x1c-\x1f\x85\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000"
"""The spaces that part words, for a set of characters in a regular expression."""
# Those at which no line ends: a word has no other end for them, and a sentence may be full of them.
_JOINING = re.compile("[\u00a0\u2007\u202f]")
# Longer than any word is without a place to break, in scripts that have spaces; and what may stand
# together of such.
_LONGEST = 36
_UNSPACED = r"\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff"
_LONG_WORD = re.compile(rf"[^{PARTING}\u00ad\u200b{_UNSPACED}-]{{{_LONGEST},}}")
_LONG_CODE = re.compile(rf"[^{PARTING}]{{24,}}")
_LONG_PART = re.compile("[^/?&=#._-]{60,}")
_PIECE = regex.compile(r"[A-Za-z0-9]{6}|\X")


def broken(text: str) -> str:
    """A text whose words may end a line, however long they are."""
    is_joined = _JOINING.search(text)
    if not is_joined and max(map(len, text.split()), default=0) < _LONGEST:
        return text
    if is_joined:
        text = _LONG_WORD.sub(lambda found: _JOINING.sub("\\g<0>\u200b", found[0]), text)
    return _LONG_WORD.sub(_in_pieces, text)


def broken_code(source: str) -> str:
    """Code within a line that may end it."""
    return _LONG_CODE.sub(_in_pieces, source)


def broken_address(address: str) -> str:
    """An address that may end a line, where the engine finds no place itself."""
    return _LONG_PART.sub(_in_pieces, address)


def _in_pieces(found: re.Match[str]) -> str:
    """A run of signs without a space, with places where a line may end."""
    return _PIECE.sub("\\g<0>\u200b", found[0])
