"""Views as messages: bytes to send and, field by field, to tell whether they have changed."""

from __future__ import annotations

from struct import pack
from typing import cast
from zlib import crc32

import msgspec

from corkboard.fingerprints import encode, fingerprint

__all__ = ["changed_fields", "field_names", "message_of"]

_SIZE = 16  # bytes of a view's fingerprint, which the checksums of its fields follow
_FIELD = 4  # bytes of a field's checksum, which only tells what to name as changed


_fields_of = msgspec.msgpack.Decoder(list[msgspec.Raw]).decode


def field_names(type: type) -> tuple[str, ...]:
    """Of a msgspec.Struct."""
    return cast("msgspec.Struct", type).__struct_fields__


def message_of(view: object) -> tuple[bytes, bytes]:
    """A view in MessagePack, and its digests: of all of it, and of its fields one after the other."""
    message = encode(view)
    fields = _fields_of(message)
    return message, fingerprint(message) + pack(f">{len(fields)}I", *map(crc32, fields))


def changed_fields(names: tuple[str, ...], before: bytes, now: bytes) -> list[str]:
    """The names of those fields whose digests differ."""
    return [
        name
        for number, name in enumerate(names)
        if before[(start := _SIZE + number * _FIELD) : start + _FIELD] != now[start : start + _FIELD]
    ]
