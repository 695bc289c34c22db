"""Where a line may end within what is too long for one: words, addresses, code."""

from __future__ import annotations

import re

import regex

from taklimat.documents.typst import Code, block, call, name, string

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
_MARK, _HERE = "\u200b", name("break-here")
_MOST = 100  # marks in one text: the engine puts what it makes of each into that of the last
_PIECE = regex.compile(r"[A-Za-z0-9]{6}|\X")


def broken(text: str) -> str:
    """A text whose words may end a line, however long they are."""
    is_joined = _JOINING.search(text)
    if not is_joined and max(map(len, text.split()), default=0) < _LONGEST:
        return text
    if is_joined:
        text = _LONG_WORD.sub(lambda found: _JOINING.sub("\\g<0>\u200b", found[0]), text)
    return _LONG_WORD.sub(_in_pieces, text)


def breaking(text: str) -> Code:
    """Text that may end a line wherever that is needed."""
    return _written(broken(text))


def breaking_code(source: str) -> list[Code]:
    """Code within a line that may end it."""
    pieces = _LONG_CODE.sub(_in_pieces, source).split(_MARK)
    lots = (pieces[at : at + _MOST] for at in range(0, len(pieces), _MOST))
    codes = [code for lot in lots for code in (_HERE, call("raw", string(_MARK.join(lot))))]
    return codes[1:]


def breaking_address(address: str) -> Code:
    """An address that may end a line, where the engine finds no place itself."""
    return _written(_LONG_PART.sub(_in_pieces, address))


def _written(text: str) -> Code:
    if _MARK not in text:
        return string(text)
    return block([code for piece in text.split(_MARK) for code in (_HERE, string(piece))][1:])


def _in_pieces(found: re.Match[str]) -> str:
    """A run of signs without a space, with places where a line may end."""
    return _PIECE.sub("\\g<0>\u200b", found[0])
