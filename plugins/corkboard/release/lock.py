"""One build at a time: a file that only one process can hold."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["locked"]

_PAUSE = 0.05  # seconds between two tries


@contextmanager
def locked(folder: Path, wait: float, waiting: Callable[[], object]) -> Iterator[None]:
    """Hold a folder, made if need be; at the end it is deleted if nothing else is in it.

    The system lets go when the process ends, however it ends.  Where another holds it,
    `waiting` is called now and then, and TimeoutError raised after `wait` seconds.
    """
    file = folder / "lock"
    handle = _acquire(file, time.monotonic() + wait, waiting)
    try:
        yield
    finally:
        _release(file, handle)


def _acquire(file: Path, deadline: float, waiting: Callable[[], object]) -> int:
    while True:
        handle = _try(file)
        if handle is not None:
            return handle
        if time.monotonic() >= deadline:
            raise TimeoutError
        waiting()
        time.sleep(_PAUSE)


def _try(file: Path) -> int | None:
    handle = -1
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        if _hold(handle) and os.path.samestat(os.fstat(handle), file.stat()):
            held, handle = handle, -1
            return held
    except FileNotFoundError:
        pass  # whoever held it has just deleted it, so that this would be a lock on nothing
    except OSError:
        _remove_if_empty(file.parent)
        raise
    finally:
        if handle >= 0:
            os.close(handle)
    return None


if sys.platform == "win32":
    import msvcrt

    def _hold(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _release(file: Path, handle: int) -> None:
        # An open file cannot be deleted, and one that another waits for need not be.
        os.close(handle)
        _delete(file)

else:
    import fcntl

    def _hold(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(file: Path, handle: int) -> None:
        _delete(file)
        os.close(handle)


def _delete(file: Path) -> None:
    with suppress(OSError):  # it is held
        file.unlink(missing_ok=True)
    _remove_if_empty(file.parent)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):  # something else is in it, or another build has come
        folder.rmdir()
