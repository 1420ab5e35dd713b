"""Tasks for workers.  Those that kill spare the process that the tests run in."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time

from corkboard.rendering.errors import RenderingError


def double(number: int) -> int:
    return 2 * number


def double_slowly(number: int) -> int:
    time.sleep(0.05)
    return 2 * number


def who(_: object) -> int:
    return os.getpid()


def large(number: int) -> bytes:
    return bytes([number]) * 30_000_000


def _is_worker() -> bool:
    return multiprocessing.parent_process() is not None


def die_of_seven(number: int) -> int:
    if number == 7 and _is_worker():
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def die_in_worker(number: int) -> int:
    if _is_worker():
        os._exit(1)
    return 2 * number


def fail_at_three(number: int) -> int:
    if number == 3:
        raise RenderingError("article.html:3: no")
    return number


def fail_unreadably(_: object) -> None:
    class UnreadableError(Exception):
        """Defined where no other process finds it."""

    raise UnreadableError("of no module")
