"""Tokens of previews: good for one comment, unchanged, once, for a while, and for nothing else."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence

from django.core.signing import Signer
from django.utils.crypto import constant_time_compare
from ulid import ULID

__all__ = ["TokenError", "age_of", "checked", "issued"]

_SALT = "corkboard.desk.intake:"


class TokenError(Exception):
    """A token that is not one of ours for just this, or is too old."""


def issued(purpose: str, fields: Sequence[str], key: str) -> str:
    """A token for a purpose and the fields that were shown.  It begins with the id that the comment is to have."""
    id = str(ULID())
    return f"{id}.{_signature(purpose, id, fields, key)}"


def checked(token: str, purpose: str, fields: Sequence[str], key: str, minutes: float) -> str:
    """The id in a token.  Raises TokenError."""
    id, _, signature = token.partition(".")
    if not constant_time_compare(signature, _signature(purpose, id, fields, key)):
        raise TokenError("it was not signed for this")
    if age_of(id) > minutes * 60:
        raise TokenError("it is too old")
    return id


def age_of(id: str) -> float:
    """Seconds since an id was made."""
    return (dt.datetime.now(dt.UTC) - ULID.from_str(id).datetime).total_seconds()


def _signature(purpose: str, id: str, fields: Sequence[str], key: str) -> str:
    text = json.dumps([id, *fields], ensure_ascii=False)
    return Signer(key=key, salt=_SALT + purpose).signature(text)
