"""Which signs a text must have for a regular expression to be found in it, by the expression.

Python's own parser of expressions takes them apart (`re._parser`, which it promises no one): where
that fails, nothing is known of an expression.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_WIDE = 8  # signs of a range that are worth a look


@functools.lru_cache(maxsize=1024)
def needed(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Signs of which each match has one; None where none are known."""
    if not isinstance(pattern, re.Pattern):  # of another library, with a language of its own
        return None
    try:
        found = _of(re._parser.parse(pattern.pattern, pattern.flags))  # type: ignore[attr-defined]
    except Exception:  # another Python, with another parser
        return None
    # Where small letters stand for large ones, a letter may be another one.
    is_caseless = pattern.flags & re.IGNORECASE
    has_letters = is_caseless and any(s.lower() != s or s.upper() != s for s in found or ())
    return None if has_letters else found


def _of(steps: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """The rarest signs that one of the steps asks for."""
    found = [signs for step, about in steps if (signs := _of_step(str(step), about))]
    return min(found, key=_commonness) if found else None


def _of_step(step: str, about: Any) -> frozenset[str] | None:
    if step == "LITERAL":
        return frozenset(chr(about))
    if step == "IN":
        return _of_set(about)
    if step == "BRANCH":
        ways = [_of(way) for way in about[1]]
        return frozenset().union(*(way for way in ways if way)) if all(ways) else None
    if step in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _of(about[2]) if about[0] else None
    if step == "SUBPATTERN":
        return _of(about[3]) if not about[1] & re.IGNORECASE else None
    if step == "ATOMIC_GROUP":
        return _of(about)
    return _of(about[1]) if step == "ASSERT" else None


def _of_set(members: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    signs: set[str] = set()
    for kind, about in members:
        if str(kind) == "LITERAL":
            signs.add(chr(about))
        elif str(kind) == "RANGE" and about[1] - about[0] < _WIDE:
            signs |= {chr(code) for code in range(about[0], about[1] + 1)}
        else:
            return None
    return frozenset(signs)


def _commonness(signs: frozenset[str]) -> tuple[int, int]:
    return max(2 if s.isalnum() or s == " " else s in "\n." for s in signs), len(signs)
