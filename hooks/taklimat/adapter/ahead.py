"""Other processes that go through a build's pages from the end, while it does from the beginning.

They are copies of the build's own process, made when it begins, and have all that it knows. What
they have done the build finds done; where it meets them, they end. So the order in which things are
told and written is that of one process, and so are all bytes.
"""

from __future__ import annotations

import ctypes
import gc
import json
import logging
import mmap
import os
import signal
import struct
import sys
import tempfile
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import mkdocs

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

_MOST = 8
_PLACE = struct.Struct("q")
_IN_WORK, _DONE, _LEFT = 1, 2, 3
"""What becomes of a number in another process; 0 stands for nothing yet."""
_SOON = 0.002  # seconds
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG, of linux/prctl.h


def processes() -> int:
    """How many processes of this one's kind the machine serves at once; 1 where none is copied.

    To copy a process is safe while it has one thread, and where the system's own libraries have
    none: elsewhere a lock may be copied that no one gives back.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(len(os.sched_getaffinity(0)), _MOST)


class Ahead:
    """Does `work` on the numbers below `count` from the end, in other processes.

    A build that has begun none of them is at -1. Of processes that wait for another program half of
    their time, there may be some `more` than the machine serves at once.

    What `work` gives of a number is told to the build, at its end or by `given` when it is there;
    where that is None, or it raises, the number is left to the build.
    """

    def __init__(self, count: int, work: Callable[[int], Any], more: int = 0) -> None:
        self._count, self._work, self._more = count, work, more
        self._shared = mmap.mmap(-1, _PLACE.size + max(count, 1))
        self._children: list[tuple[int, BinaryIO]] = []
        self._given: dict[int, Any] = {}
        self._read: dict[int, int] = {}
        self._parent = os.getpid()

    def start(self, reached: int) -> None:
        """Start the others; `reached` is the number at which the build is."""
        self.reach(reached)
        others = min(processes() - 1 + self._more, self._count)
        gc.freeze()  # what is there stays, and its pages of memory are shared
        for first in range(others):
            told = tempfile.TemporaryFile()  # noqa: SIM115  (closed once it is read)
            child = os.fork()
            if not child:
                self._be_a_copy(range(self._count - 1 - first, -1, -others), told)
            self._children.append((child, told))
        gc.unfreeze()  # a preview goes on for hours

    def reach(self, number: int) -> None:
        """Tell the others how far the build has come; wait where one is at the same number."""
        if os.getpid() != self._parent:
            return  # a copy, which goes the other way
        _PLACE.pack_into(self._shared, 0, number)
        while self._state(number) == _IN_WORK and self._are_alive():
            time.sleep(_SOON)

    def has_done(self, number: int) -> bool:
        """Whether another process has done a number."""
        return self._state(number) == _DONE

    def _state(self, number: int) -> int:
        is_one = self._children and number < self._count and os.getpid() == self._parent
        return self._shared[_PLACE.size + number] if is_one else 0

    def _are_alive(self) -> bool:
        """Whether some of the others go on."""
        for child, _ in self._children:
            with suppress(ChildProcessError):  # of those that were waited for before
                if os.waitpid(child, os.WNOHANG) == (0, 0):
                    return True
        return False

    def given(self, number: int) -> Any:
        """What another process gives of a number that it has done; None for any other."""
        if number not in self._given and self.has_done(number):
            self._listen()
        return self._given.get(number)

    def _listen(self) -> None:
        """Read what the others have told since."""
        for child, told in self._children:
            # Not from where the file is now: the other process writes there.
            file = told.fileno()
            place = self._read.get(child, 0)
            data = os.pread(file, os.fstat(file).st_size - place, place)
            whole = data[: data.rfind(b"\n") + 1]
            self._read[child] = place + len(whole)
            self._given.update(json.loads(line) for line in whole.splitlines())

    def finish(self) -> list[Any]:
        """Wait for the others, and give what they tell."""
        self.reach(self._count)
        for child, _ in self._children:
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
        self._listen()
        for _, told in self._children:
            told.close()
        self._children.clear()
        return list(self._given.values())

    def stop(self) -> None:
        """End the others at once."""
        for child, told in self._children:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            told.close()
        self._children.clear()

    # The copies ------------------------------------------------------------------------------

    def _be_a_copy(self, numbers: range, told: BinaryIO) -> None:
        """Do the work of another process, and end."""
        try:
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            # What is to be said, the build says.
            for name in (None, mkdocs.__name__):
                logging.getLogger(name).handlers.clear()
            logging.lastResort = None
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
            for number in numbers:
                if number <= _PLACE.unpack_from(self._shared)[0] or os.getppid() != self._parent:
                    break
                self._do(number, told)
        finally:
            os._exit(0)

    def _do(self, number: int, told: BinaryIO) -> None:
        place = _PLACE.size + number
        self._shared[place] = _IN_WORK
        if number <= _PLACE.unpack_from(self._shared)[0]:  # the build is there by now
            self._shared[place] = _LEFT
            return
        given = None
        with suppress(Exception):
            given = self._work(number)
        if given is not None:
            told.write(json.dumps([number, given]).encode() + b"\n")
            told.flush()
        self._shared[place] = _LEFT if given is None else _DONE
