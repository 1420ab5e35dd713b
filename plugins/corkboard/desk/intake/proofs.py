"""Proof of work as ALTCHA has it, made and checked here: a little computing that costs senders of many comments much.

The challenge is signed, for one comment and for a while; the browser looks for the number that was hashed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass

__all__ = ["Challenge", "challenge", "is_proven"]

_ALGORITHM = "SHA-256"
_PURPOSE = b"corkboard.desk.intake:proof"
_LONGEST = 2000


@dataclass(frozen=True)
class Challenge:
    """What the browser is given: which hash of `salt` and a number up to `most` it is to find."""

    salt: str
    hash: str
    most: int
    signature: str


def challenge(id: str, most: int, minutes: float, key: str) -> Challenge:
    """A challenge for the comment that is to have this id."""
    # The "&" at the end keeps digits of the number from being taken for the salt's.
    salt = f"{id}?expires={int(time.time() + minutes * 60)}&"
    hash = _hash(salt, secrets.randbelow(most + 1))
    return Challenge(salt, hash, most, _signature(hash, key))


def is_proven(payload: str, id: str, key: str) -> bool:
    """Whether a browser has found the number of a challenge for this comment, in time."""
    with suppress(ValueError, TypeError, KeyError, AttributeError):
        if len(payload) > _LONGEST:
            return False
        found = json.loads(b64decode(payload, validate=True))
        salt, number, hash = str(found["salt"]), int(found["number"]), str(found["challenge"])
        whose, _, expires = salt.removesuffix("&").partition("?expires=")
        return (
            found["algorithm"] == _ALGORITHM
            and whose == id
            and int(expires) >= time.time()
            and hmac.compare_digest(_hash(salt, number), hash)
            and hmac.compare_digest(_signature(hash, key).encode(), str(found["signature"]).encode())
        )
    return False


def _hash(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()


def _signature(hash: str, key: str) -> str:
    return hmac.digest(hmac.digest(key.encode(), _PURPOSE, "sha256"), hash.encode(), "sha256").hex()
