"""Many small pieces in one file, each found by its place and checked when it is read."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import msgspec

from corkboard.store.errors import StoreDamagedError, StoreError, told

__all__ = ["Pack", "Piece", "Place"]

_FLUSHED_AT = 1 << 20  # bytes that are written at once


class Place(NamedTuple):
    """Where a piece lies: offset, length in bytes, checksum, which guards against accidents."""

    offset: int
    length: int
    checksum: int


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """Where a piece lies in which file, for another process on this machine."""

    file: str
    place: Place

    def read(self) -> bytes:
        """Raises StoreDamagedError, and StoreError where the system refuses."""
        with told():
            try:
                handle = os.open(self.file, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            except FileNotFoundError:
                raise StoreDamagedError("it was deleted meanwhile") from None
            try:
                return _checked(_read(handle, self.place), self.place)
            finally:
                os.close(handle)


class Pack:
    """A file that only grows.  What a killed build put behind the last known end is overwritten.

    Where the system refuses to read, to flush or to close, StoreError is raised.
    """

    def __init__(self, file: Path, end: int = 0) -> None:
        self._name = str(file)
        self._file = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        if os.fstat(self._file).st_size < end:
            os.close(self._file)
            raise StoreDamagedError(f"{file.name} is too short")
        self._written = end  # where what is in the file ends and what still waits begins
        self._waiting = bytearray()
        self._full = _FLUSHED_AT

    @property
    def end(self) -> int:
        return self._written + len(self._waiting)

    def put(self, piece: bytes) -> Place:
        place = Place(self.end, len(piece), crc32(piece))
        self._waiting += piece
        if len(self._waiting) >= self._full:
            try:
                self.flush()
            except StoreError:  # told when all of it is to be saved; until then there is memory
                self._full = 2 * len(self._waiting)
        return place

    def get(self, place: Place) -> bytes:
        """Raises StoreDamagedError."""
        start = place.offset - self._written
        if start >= 0:
            piece = bytes(self._waiting[start : start + place.length])
        else:
            with told():
                piece = _read(self._file, place)
        return _checked(piece, place)

    def piece(self, place: Place) -> Piece:
        if place.offset >= self._written:
            self.flush()
        return Piece(self._name, place)

    def flush(self) -> None:
        waiting, done = memoryview(bytes(self._waiting)), 0
        with told():
            while done < len(waiting):
                done += _write(self._file, waiting[done:], self._written + done)
        self._written += done
        self._waiting.clear()

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _read(file: int, place: Place) -> bytes:
    if sys.platform != "win32":
        return os.pread(file, place.length, place.offset)
    os.lseek(file, place.offset, os.SEEK_SET)
    return os.read(file, place.length)


def _checked(piece: bytes, place: Place) -> bytes:
    if len(piece) != place.length or crc32(piece) != place.checksum:
        raise StoreDamagedError(f"the piece at {place.offset} is not what was put there")
    return piece


def _write(file: int, data: memoryview, offset: int) -> int:
    os.lseek(file, offset, os.SEEK_SET)
    return os.write(file, data)
