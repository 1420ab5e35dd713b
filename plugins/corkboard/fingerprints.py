"""Fingerprints: short digests that are equal where what they stand for is."""

from __future__ import annotations

from hashlib import sha256

import msgspec

__all__ = ["encode", "fingerprint", "fingerprint_of"]

_SIZE = 16  # bytes; two that differ collide once in 2^64 tries.  SHA-256 is done by processors, and faster than BLAKE2


def fingerprint(*parts: bytes) -> bytes:
    """Of bytes, in parts whose borders count."""
    if len(parts) == 1:
        return sha256(parts[0]).digest()[:_SIZE]
    made = sha256(repr([len(part) for part in parts]).encode())
    for part in parts:
        made.update(part)
    return made.digest()[:_SIZE]


def fingerprint_of(value: object) -> bytes:
    """Of plain data: text, bytes, numbers, lists, mappings, dataclasses of these."""
    return sha256(encode(value)).digest()[:_SIZE]


def _plain(value: object) -> str:
    """Text that knows more than its characters, as text."""
    if isinstance(value, str):
        return str(value)
    raise NotImplementedError(f"{type(value)} is no plain data")


encode = msgspec.msgpack.Encoder(order="deterministic", enc_hook=_plain).encode
