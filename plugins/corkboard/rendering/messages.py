"""Views as messages: bytes to send and, field by field, to tell whether they have changed."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields
from functools import cache
from hashlib import blake2b
from typing import Any, cast

from corkboard.fingerprints import encode

__all__ = ["changed_fields", "field_names", "message_of"]

_SIZE = 8  # bytes of a field's digest


@cache
def field_names(type: Hashable) -> tuple[str, ...]:
    """Of a dataclass."""
    return tuple(field.name for field in fields(cast("Any", type)))


@cache
def _keys(type: Hashable) -> tuple[bytes, ...]:
    return tuple(encode(name) for name in field_names(type))


def message_of(view: object) -> tuple[bytes, bytes]:
    """A view in MessagePack, and the digests of its fields one after the other."""
    kind: Hashable = cast("Hashable", type(view))
    names = field_names(kind)
    values = [encode(getattr(view, name)) for name in names]
    digests = b"".join(blake2b(value, digest_size=_SIZE).digest() for value in values)
    # A map of up to 65,535 pairs, as MessagePack writes it.
    parts = [b"\xde" + len(names).to_bytes(2, "big")]
    for key, value in zip(_keys(kind), values, strict=True):
        parts += (key, value)
    return b"".join(parts), digests


def changed_fields(names: tuple[str, ...], before: bytes, now: bytes) -> list[str]:
    """The names of those fields whose digests differ."""
    return [
        name
        for number, name in enumerate(names)
        if before[number * _SIZE : (number + 1) * _SIZE] != now[number * _SIZE : (number + 1) * _SIZE]
    ]
