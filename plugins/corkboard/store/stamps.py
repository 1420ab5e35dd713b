"""Telling by size and times whether a file is as it was, without reading it."""

from __future__ import annotations

import os
from typing import NamedTuple

__all__ = ["Stamp", "is_settled", "stamp_of"]

_COARSE = 2_000_000_000  # nanoseconds: FAT counts in steps of two seconds
_FINE = 50_000_000  # more than a tick of any kernel's clock
_SECOND = 1_000_000_000


class Stamp(NamedTuple):
    """Size in bytes, when it was written, and when the system last noted a change, in nanoseconds since 1970.

    Whoever sets the first of the two times back, or puts another file in the place of one, moves the second.
    """

    size: int
    mtime: int
    ctime: int


def stamp_of(found: os.stat_result) -> Stamp:
    return Stamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def is_settled(stamp: Stamp, seen: int) -> bool:
    """Whether a file with this stamp cannot have been written to after it was seen, in the same tick of the clock.

    `seen` is when it was looked at, in nanoseconds since 1970.
    """
    grain = _COARSE if stamp.mtime % _SECOND == 0 else _FINE
    return max(stamp.mtime, stamp.ctime) + grain < seen
