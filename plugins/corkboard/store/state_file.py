"""The state of the last build in one file, of parts that are checked when they are asked for."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import msgspec

from corkboard.store.errors import StoreDamagedError

__all__ = ["Saved", "noted", "read_state", "write_state"]

_FILE = "state"
_MAGIC = b"corkboard state 1\n"
_HEAD = struct.Struct("<I8s")  # length of the header, and its checksum


class _Header(msgspec.Struct, array_like=True):
    version: bytes
    pack: int
    end: int
    sections: dict[str, tuple[int, bytes]]  # length and checksum of each, in order


@dataclass
class Saved:
    """What was saved, or nothing yet."""

    pack: int = 0  # its number
    end: int = 0  # of what belongs to the pack
    sections: dict[str, bytes | memoryview] = field(default_factory=dict)
    unchecked: dict[str, bytes] = field(default_factory=dict)  # checksums of those that nobody has asked for

    def section(self, name: str) -> bytes | memoryview | None:
        """A part of the state, None where there is none.  Raises StoreDamagedError."""
        found = self.sections.get(name)
        if found is not None and name in self.unchecked and _checksum(found) != self.unchecked.pop(name):
            raise StoreDamagedError(f'its part "{name}" is damaged')
        return found


def read_state(folder: Path, version: bytes) -> Saved | None:
    """What was saved in a folder, in which nothing changes; None where nothing was.  Raises StoreDamagedError."""
    try:
        data = (folder / _FILE).read_bytes()
    except FileNotFoundError:
        return None
    header, start = _header_of(data)
    if header.version != version:
        raise StoreDamagedError("it is from another version of Corkboard or of a library")
    saved = Saved(header.pack, header.end)
    whole = memoryview(data)
    for name, (length, checksum) in header.sections.items():
        saved.sections[name] = whole[start : start + length]
        saved.unchecked[name] = checksum
        start += length
    if start != len(data):
        raise StoreDamagedError("its state is cut off")
    return saved


def write_state(folder: Path, version: bytes, saved: Saved) -> None:
    """Replace the state in a folder as one step."""
    sections = {
        name: (len(part), saved.unchecked.get(name) or _checksum(part)) for name, part in saved.sections.items()
    }
    header = msgspec.msgpack.encode(_Header(version, saved.pack, saved.end, sections))
    draft = folder / f"{_FILE}.draft"
    try:
        with draft.open("wb") as file:
            file.writelines((_MAGIC, _HEAD.pack(len(header), _checksum(header)), header, *saved.sections.values()))
        draft.replace(folder / _FILE)
    finally:
        draft.unlink(missing_ok=True)


def noted(folder: Path, name: str) -> str:
    """A line that was left beside the state; empty where there is none."""
    try:
        return (folder / name).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _header_of(data: bytes) -> tuple[_Header, int]:
    """The header of a state, and where its first section begins."""
    start = len(_MAGIC) + _HEAD.size
    if not data.startswith(_MAGIC) or len(data) < start:
        raise StoreDamagedError("its state is damaged or from another version")
    length, checksum = _HEAD.unpack_from(data, len(_MAGIC))
    header = data[start : start + length]
    if _checksum(header) != checksum:
        raise StoreDamagedError("its state is damaged")
    try:
        return msgspec.msgpack.decode(header, type=_Header), start + length
    except msgspec.DecodeError as error:
        raise StoreDamagedError("its state is from another version of Corkboard") from error


def _checksum(data: bytes | memoryview) -> bytes:
    return sha256(data).digest()[:8]
