"""E-mail addresses: sealed so that only the mailer can read them, and known again by a keyed hash."""

from __future__ import annotations

import hmac
from functools import lru_cache

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

__all__ = ["UnreadableError", "address_key", "address_keys", "opened", "sealed"]


class UnreadableError(Exception):
    """A sealed address that this private key does not open."""


def address_key(address: str, key: bytes) -> str:
    """What is the same for the same address: an HMAC in 64 hexadecimal digits.

    Letters' case does not count: mail servers that tell it apart are extinct.
    """
    return hmac.digest(key, address.strip().casefold().encode(), "sha256").hex()


def address_keys(address: str, key: bytes) -> list[str]:
    """What an address may be blocked by: its own hash, and that of "@" and its domain."""
    return [address_key(one, key) for one in (address, "@" + address.rpartition("@")[2])]


def sealed(address: str, public_key: bytes) -> bytes:
    """An address that only the private key's owner can read, each time in other bytes."""
    return _box(public_key).encrypt(address.strip().encode())


def opened(sealed_address: bytes, private_key: bytes) -> str:
    """Raises UnreadableError."""
    try:
        return SealedBox(PrivateKey(private_key)).decrypt(bytes(sealed_address)).decode()
    except (CryptoError, ValueError):
        raise UnreadableError("its address was sealed with another key") from None


@lru_cache(maxsize=4)
def _box(public_key: bytes) -> SealedBox[PublicKey]:
    return SealedBox(PublicKey(public_key))
