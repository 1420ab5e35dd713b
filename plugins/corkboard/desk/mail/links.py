"""The links in mail: each signed for one purpose, one comment and one person, and so good for nothing else."""

from __future__ import annotations

import datetime as dt
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["PATTERN", "Link", "LinkError", "Purpose", "expiry_of", "fingerprint", "read", "signed"]

# What is signed, and the signature: 32 bytes in base64.
PATTERN = r"[a-z-]{1,24}\.[0-9A-Z]{1,26}\.\d{1,10}\.\d{1,10}\.\d{1,12}\.[\w-]{43}"
_CONTEXT = b"corkboard.desk.mail\0"  # the key signs nothing else that could be taken for a link


class Purpose(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    CONFIRM = "confirm"  # that the address is one's own and wants mail about one's comment
    STOP = "stop"  # mail about one's comment
    STOP_MODERATOR = "stop-moderator"  # mail to a moderator; the subject is the moderator


class LinkError(Exception):
    """A link that is none of ours, or too old; the reason is for a log and names nobody."""


@dataclass(frozen=True)
class Link:
    """What a link is good for.  `moderator` is 0, and `revision` 0, where it is for a reader."""

    purpose: Purpose
    subject: str  # the comment's id, or the moderator's number
    moderator: int = 0
    revision: int = 0  # of the words that were in the mail: others are not approved by it
    expires: int = 0  # seconds since 1970; 0 never does


def signed(link: Link, key: bytes) -> str:
    """A link as it stands in an address.  The same link gives the same text."""
    text = f"{link.purpose}.{link.subject}.{link.moderator}.{link.revision}.{link.expires}"
    token = f"{text}.{_signature(text, key)}"
    if not re.fullmatch(PATTERN, token, re.ASCII):
        raise ValueError(f"{text} cannot be a link")
    return token


def read(token: str, key: bytes, now: dt.datetime) -> Link:
    """What a link is good for, if it is one of ours and not too old.  Raises LinkError."""
    if not re.fullmatch(PATTERN, token, re.ASCII):
        raise LinkError("it is incomplete")
    text, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature, _signature(text, key)):
        raise LinkError("it was not signed here")
    purpose, subject, moderator, revision, expires = text.split(".")
    link = Link(Purpose(purpose), subject, int(moderator), int(revision), int(expires))
    if link.expires and now.timestamp() >= link.expires:
        raise LinkError("it is too old")
    return link


def expiry_of(token: str) -> int:
    """When a link says that it ends, whoever signed it: for those who do not have the key.  Raises LinkError."""
    if not re.fullmatch(PATTERN, token, re.ASCII):
        raise LinkError("it is incomplete")
    return int(token.split(".")[4])


def fingerprint(token: str) -> str:
    """What stands for a link where it is noted that it was used; nobody can make the link of it."""
    return hmac.digest(_CONTEXT, token.encode(), "sha256").hex()


def _signature(text: str, key: bytes) -> str:
    digest = hmac.digest(key, _CONTEXT + text.encode(), "sha256")
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
