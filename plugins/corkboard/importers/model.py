"""What a reader of another system's comments gives: the comments, and what it could not read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from corkboard.comments.model import By
from corkboard.comments.rules import visible

__all__ = ["MOST_CHARACTERS", "Findings", "ImportProblem", "ImportedComment", "Source", "Status", "one_line"]

MOST_CHARACTERS = 100_000  # of one comment as its system has it; longer ones are reported, never cut


def one_line(text: str) -> str:
    """Text from a file as it can be shown on a terminal, without anything that could steer it."""
    return " ".join(visible(text).split())


class Source(StrEnum):
    """Where comments come from.  The values are part of the comments' ids: they never change."""

    WORDPRESS = "wordpress"
    DISQUS = "disqus"
    ISSO = "isso"
    FILES = "files"


class Status(StrEnum):
    """What the other system's moderators had decided."""

    APPROVED = "approved"
    PENDING = "pending"
    SPAM = "spam"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """What could not be read or was read differently: the file, the place in it, what is wrong.

    Names which comment it was by its id, never by its author, address or text.
    """

    file: str
    line: int  # 0 where a file has no lines
    what: str  # e.g. "comment 12", empty for the file as a whole
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return one_line(": ".join(part for part in (place, self.what, self.message) if part))


@dataclass(slots=True)
class Findings:
    """Collects what a reader has to tell beside the comments."""

    problems: list[ImportProblem] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)  # kinds of what is no comment, e.g. "pingback"


@dataclass(frozen=True, slots=True)
class ImportedComment:
    """One comment as another system had it.  `text` is in the small Markdown of `comments.rules`.

    `page` is the address of its page as the system knows it: whole, only a path, or empty where it knows none;
    for this plugin's own files it is the thread, e.g. "articles/first".  `author` is empty where there is none.
    """

    source: Source
    site: str  # which site's comments these are, for the ids: an address, a short name, or empty
    source_id: str
    page: str
    author: str
    email: str | None = field(repr=False)
    date: dt.datetime  # aware
    text: str
    parent: str | None
    status: Status
    file: str
    line: int = 0
    by: By = By.READER
    pinned: bool = False
