"""One site's folder of what is kept: a pack of documents, and the state of the last build beside it."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import msgspec

from corkboard.store.errors import StoreDamagedError
from corkboard.store.pack import Pack

__all__ = ["Store", "StoreDamagedError"]

_MAGIC = b"corkboard state 1\n"
_HEAD = struct.Struct("<I8s")  # length of the header, and its checksum


class _Header(msgspec.Struct, array_like=True):
    version: bytes
    pack: int  # its number
    end: int  # of what belongs to the pack
    sections: dict[str, tuple[int, bytes]]  # length and checksum of each, in order


class Store:
    """What the last build left, or nothing.

    `version` stands for all that must be the same for it to be of use.  `trouble` says why
    something was there and could not be used; then everything begins anew.
    """

    def __init__(self, folder: Path, version: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._version = folder, version
        self._sections: dict[str, bytes] = {}
        self._checksums: dict[str, bytes] = {}
        self._number = 0  # of the pack
        self.trouble = ""
        self.pack: Pack
        try:
            self._open()
        except StoreDamagedError as error:
            self.begin_anew(str(error))

    def begin_anew(self, trouble: str) -> None:
        """Forget everything."""
        self.trouble = trouble
        self._sections.clear()
        with suppress(AttributeError):
            self.pack.close()
        self.new_pack()

    def new_pack(self) -> Pack:
        """An empty pack in the place of the old, which stays where it is until the state is saved."""
        self._number += 1
        self._pack_file.unlink(missing_ok=True)
        self.pack = Pack(self._pack_file)
        return self.pack

    def section(self, name: str) -> bytes | None:
        """A part of the state, None where there is none.  Raises StoreDamagedError."""
        found = self._sections.get(name)
        if found is not None and name in self._checksums and _checksum(found) != self._checksums.pop(name):
            raise StoreDamagedError(f"the {name} in it are damaged")
        return found

    def save(self, sections: Mapping[str, bytes]) -> None:
        """Replace the state.  Parts that are not given stay."""
        self.pack.flush()
        self._sections.update(sections)
        for name in sections:
            self._checksums.pop(name, None)
        header = msgspec.msgpack.encode(
            _Header(
                self._version,
                self._number,
                self.pack.end,
                {
                    name: (len(part), self._checksums.get(name) or _checksum(part))
                    for name, part in self._sections.items()
                },
            )
        )
        draft = self._folder / "state.draft"
        with draft.open("wb") as file:
            file.writelines((_MAGIC, _HEAD.pack(len(header), _checksum(header)), header, *self._sections.values()))
        draft.replace(self._folder / "state")
        for old in self._folder.glob("documents-*"):
            if old != self._pack_file:
                old.unlink(missing_ok=True)

    def drop(self, *names: str) -> None:
        """Leave parts out of the state that is saved next."""
        for name in names:
            self._sections.pop(name, None)
            self._checksums.pop(name, None)

    def note(self, name: str, text: str) -> None:
        """Leave a line beside the state."""
        (self._folder / name).write_text(f"{text}\n", encoding="utf-8")

    def noted(self, name: str) -> str:
        """A line that was left; empty where there is none."""
        try:
            return (self._folder / name).read_text(encoding="utf-8").strip()
        except OSError:
            return ""

    def close(self) -> None:
        self.pack.close()

    def _open(self) -> None:
        try:
            data = (self._folder / "state").read_bytes()
        except FileNotFoundError:
            self.new_pack()
            return
        header, start = _header_of(data)
        if header.version != self._version:
            raise StoreDamagedError("it is from another version")
        for name, (length, checksum) in header.sections.items():
            self._sections[name] = data[start : start + length]
            self._checksums[name] = checksum
            start += length
        if start != len(data):
            raise StoreDamagedError("its state is cut off")
        self._number = header.pack
        if not self._pack_file.is_file():
            raise StoreDamagedError("its documents are missing")
        self.pack = Pack(self._pack_file, header.end)

    @property
    def _pack_file(self) -> Path:
        return self._folder / f"documents-{self._number}"


def _header_of(data: bytes) -> tuple[_Header, int]:
    """The header of a state, and where its first section begins."""
    start = len(_MAGIC) + _HEAD.size
    if not data.startswith(_MAGIC) or len(data) < start:
        raise StoreDamagedError("its state is damaged or from another version")
    length, checksum = _HEAD.unpack_from(data, len(_MAGIC))
    header = data[start : start + length]
    if _checksum(header) != checksum:
        raise StoreDamagedError("its state is damaged")
    return msgspec.msgpack.decode(header, type=_Header), start + length


def _checksum(data: bytes) -> bytes:
    return blake2b(data, digest_size=8).digest()
