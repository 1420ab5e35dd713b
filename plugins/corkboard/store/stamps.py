"""Telling by size and times whether a file is as it was, without reading it."""

from __future__ import annotations

import os
from typing import NamedTuple

__all__ = ["Stamp", "is_settled", "stamp_of"]

_COARSE = 2_000_000_000  # nanoseconds: FAT counts in steps of two seconds
_FINE = 50_000_000  # more than a tick of any kernel's clock
_SECOND = 1_000_000_000


class Stamp(NamedTuple):
    """Size in bytes, and when it was written, in nanoseconds since 1970."""

    size: int
    mtime: int


def stamp_of(found: os.stat_result) -> Stamp:
    return Stamp(found.st_size, found.st_mtime_ns)


def is_settled(stamp: Stamp, seen: int) -> bool:
    """Whether a file with this stamp cannot have been written to after it was seen, in the same tick of the clock.

    `seen` is when it was looked at, in nanoseconds since 1970.
    """
    grain = _COARSE if stamp.mtime % _SECOND == 0 else _FINE
    return stamp.mtime + grain < seen
