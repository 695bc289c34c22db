"""A bound of time, for texts that no other bound holds back."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

SECONDS = 30
"""How long one page may take, in seconds of the processor: a hundred times what a long one does."""


class TooLongError(Exception):
    """Raised in the midst of what takes too long."""


def start(seconds: float = SECONDS) -> None:
    """Raise `TooLongError` after so many seconds, and again each second until `stop`.

    It does so in the main thread of systems that can (all but Windows), and nowhere else.
    """
    if _is_possible():
        # The time of the system counts, too: memory that is asked for again and again costs it.
        signal.signal(signal.SIGPROF, _end)
        signal.setitimer(signal.ITIMER_PROF, seconds, 1)


def stop() -> None:
    """Let whatever follows take its time."""
    if _is_possible():
        signal.setitimer(signal.ITIMER_PROF, 0)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise `TooLongError` after so many seconds; then let what runs around it go on."""
    left = signal.getitimer(signal.ITIMER_PROF)[0] if _is_possible() else 0
    start(seconds)
    try:
        yield
    finally:
        stop()
        if left:
            start(left)


def _is_possible() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _end(number: int, frame: FrameType | None) -> None:
    raise TooLongError("it takes too long")
