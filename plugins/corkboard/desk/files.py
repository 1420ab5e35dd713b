"""Files that are there whole or not at all, and files that others change."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Generic, TypeVar

from corkboard.desk.errors import DeskError

__all__ = ["WatchedFile", "sync_folder", "write_atomically"]

Read = TypeVar("Read")
_LOOK_EVERY = 1.0  # seconds


class WatchedFile(Generic[Read]):
    """A file that is read again when it has changed; what was read before counts while it is missing or broken.

    `parse` raises DeskError for what it cannot read.
    """

    def __init__(self, path: Path, parse: Callable[[bytes], Read], before: Read) -> None:
        self.path = path
        self.trouble = ""  # why what is known may be out of date
        self._parse, self._read = parse, before
        self._seen: tuple[int, ...] = ()
        self._looked = float("-inf")
        self._turn = threading.Lock()

    def current(self) -> Read:
        """What is in the file, as of a second ago at the latest."""
        with self._turn:  # else those who come while it is read for the first time would find nothing
            now = time.monotonic()
            if now - self._looked >= _LOOK_EVERY:
                self._look()
                self._looked = now
            return self._read

    def _look(self) -> None:
        try:
            status = os.stat(self.path)  # noqa: PTH116 - on the way of every comment
            seen = (status.st_mtime_ns, status.st_size, status.st_ino)
            if seen != self._seen:
                self._read = self._parse(self.path.read_bytes())
                self._seen = seen
            self.trouble = ""
        except (OSError, DeskError) as error:
            self.trouble = f"{self.path}: {error.strerror}" if isinstance(error, OSError) else str(error)


def write_atomically(path: Path, content: bytes, mode: int = 0o644) -> bool:
    """Put a file in place, on disk before this ends; whether it was not there already with just this content."""
    with suppress(FileNotFoundError):
        if path.read_bytes() == content:
            return False
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, mode)  # whatever the umask keeps from others
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Have on disk which names a folder holds."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
