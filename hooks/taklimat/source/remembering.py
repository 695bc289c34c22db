"""What was read before, for as long as a process lives: a preview reads the same files again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from taklimat.source.problems import Problems

T = TypeVar("T")

_MOST = 20_000
_known: dict[Hashable, Any] = {}


def once(key: Hashable, problems: Problems, make: Callable[[], T]) -> T:
    """What `make` gave for a key before, the very object; all that goes into it is in the key.

    What it notes a problem of is made each time.
    """
    if key in _known:
        found: T = _known[key]
        return found
    before = len(problems.found)
    made = make()
    if len(problems.found) == before:
        if len(_known) >= _MOST:
            del _known[next(iter(_known))]
        _known[key] = made
    return made
