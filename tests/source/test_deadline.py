"""The bound of time: on the processor's clock, so that a busy machine does not matter."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from taklimat.source import deadline

pytestmark = pytest.mark.skipif(
    not hasattr(signal, "setitimer"), reason="no system call for it on this system"
)


def _work(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_what_takes_too_long_ends() -> None:
    with pytest.raises(deadline.TooLongError, match=r"^it takes too long$"), deadline.within(0.05):
        _work(5)
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0


def test_what_is_quick_is_let_be() -> None:
    with deadline.within(1):
        assert 0 < signal.getitimer(signal.ITIMER_PROF)[0] <= 1.1
    assert signal.getitimer(signal.ITIMER_PROF)[0] == 0
    _work(0.02)


def test_it_is_told_each_second_until_it_is_stopped() -> None:
    deadline.start(50)
    assert signal.getitimer(signal.ITIMER_PROF)[1] == 1
    deadline.stop()
    assert signal.getitimer(signal.ITIMER_PROF) == (0, 0)
    deadline.start()
    assert deadline.SECONDS - 1 < signal.getitimer(signal.ITIMER_PROF)[0] <= deadline.SECONDS + 1
    deadline.stop()


def test_one_within_another_leaves_the_other() -> None:
    deadline.start(50)
    with deadline.within(10):
        assert signal.getitimer(signal.ITIMER_PROF)[0] < 11
    assert 40 < signal.getitimer(signal.ITIMER_PROF)[0] < 51
    deadline.stop()


def test_another_thread_is_let_be() -> None:
    found: list[float] = []

    def run() -> None:
        with deadline.within(10):
            found.append(signal.getitimer(signal.ITIMER_PROF)[0])

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert found == [0]
