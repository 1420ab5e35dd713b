"""What an entry of the intake holds, as the intake writes it and the desk checks it."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator

from corkboard.comments.model import ThreadId
from corkboard.comments.rules import MOST_CHARACTERS, MOST_IN_A_NAME
from corkboard.desk.mail.links import PATTERN

__all__ = ["MOST_IN_A_REPORT", "CommentContent", "LinkContent", "Mark", "ReportContent", "ReportReason"]

ULID_PATTERN = r"^([0-7][0-9A-HJKMNP-TV-Z]{25})?$"
# What the intake saw and the comment does not tell.
Mark = Literal["quick", "trap", "unproven"]
# Of the reasons for which a comment is rejected those that a reader may see in it.
ReportReason = Literal[
    "unsupported-claim", "private", "insult", "hatred", "unlawful", "advertising", "off-topic", "other"
]
MOST_IN_A_REPORT = 2000


def _thread(text: str) -> str:
    return str(ThreadId.parse(text))


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b64decode(str(value), validate=True)


Sealed = Annotated[bytes, PlainValidator(_bytes), PlainSerializer(lambda value: b64encode(value).decode())]


class CommentContent(BaseModel):
    """A comment that a reader confirmed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    thread: Annotated[str, AfterValidator(_thread)]
    reply_to: Annotated[str, Field(pattern=ULID_PATTERN)] = ""
    author: Annotated[str, Field(min_length=1, max_length=MOST_IN_A_NAME)]
    text: Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]
    lang: Annotated[str, Field(max_length=8)] = ""
    address_key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    domain_key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]  # of "@" and the domain, for the blocklist
    sealed_address: Annotated[Sealed, Field(max_length=1000)]
    notify: bool = False
    marks: tuple[Mark, ...] = ()


class LinkContent(BaseModel):
    """A link from mail that somebody followed, and pressed the button.  Only the desk can tell whether it is ours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: Annotated[str, Field(pattern=rf"^{PATTERN}$", max_length=200)]
    everything: bool = False  # that no mail is wanted at all


class ReportContent(BaseModel):
    """What a reader has against a comment on the site.  Nobody asks who it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    comment: Annotated[str, Field(pattern=ULID_PATTERN, min_length=26)]
    reason: ReportReason
    text: Annotated[str, Field(max_length=MOST_IN_A_REPORT)] = ""
