"""Reading thousands of small files."""

from __future__ import annotations

import os
import stat

__all__ = ["bytes_of"]


def bytes_of(file: str) -> bytes | None:
    """What a file holds; None for what is no regular file, which might never end.  Raises OSError."""
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return None
        parts = [os.read(handle, found.st_size + 1)]
        while parts[-1]:
            parts.append(os.read(handle, 1 << 20))
        return b"".join(parts)
    finally:
        os.close(handle)
