"""What was read before, for as long as a process lives: a preview reads the same files again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from taklimat.source.problems import Problems

T = TypeVar("T")

_before: dict[Hashable, Any] = {}
_now: dict[Hashable, Any] = {}


def begin() -> None:
    """Begin another reading, and forget what the last one had no use for."""
    global _before, _now
    _before, _now = _now, {}


def once(key: Hashable, problems: Problems, make: Callable[[], T]) -> T:
    """What `make` gave for a key before, the very object; all that goes into it is in the key.

    What it notes a problem of is made each time.
    """
    for known in (_now, _before):
        if key in known:
            found: T = known[key]
            _now[key] = found
            return found
    noted = len(problems.found)
    made = make()
    if len(problems.found) == noted:
        _now[key] = made
    return made
