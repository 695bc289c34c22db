"""A bound of time, for texts that no other bound holds back."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
        signal.signal(signal.SIGVTALRM, _end)
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)


def stop() -> None:
    """Let whatever follows take its time."""
    if _is_possible():
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _is_possible() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def _end(number: int, frame: FrameType | None) -> None:
    raise TooLongError("it takes too long")
