"""What a comment is once it is approved: its public fields, and the file that holds them.

Shared by the build, which reads such files, and by the moderation desk, which writes them.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from corkboard.comments.rules import has_unseen

__all__ = [
    "CLOSED_THREADS",
    "THREAD_TYPES",
    "By",
    "Comment",
    "ThreadId",
    "comment_file",
    "file_of",
    "files_in",
    "place_of",
]

THREAD_TYPES = ("articles", "hypotheses", "people", "organizations")  # folders of the content that may have comments
CLOSED_THREADS = "threads.yaml"  # beside those folders: the threads that the desk has closed
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_FIRST_YEAR = 1970
_THREAD = re.compile(rf"({'|'.join(THREAD_TYPES)})/([\w-]{{1,100}})")


class By(StrEnum):
    READER = "reader"
    DESK = "desk"


@dataclass(frozen=True, slots=True, order=True)
class ThreadId:
    """What is commented on: the folder of its content type, and its id, e.g. "articles/first-report"."""

    type: str
    id: str

    @classmethod
    def parse(cls, text: str) -> ThreadId:
        """Raises ValueError for what can be no thread, so that the result is safe in a path."""
        match = _THREAD.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is no thread")
        return cls(match[1], match[2])

    def __str__(self) -> str:
        return f"{self.type}/{self.id}"


def _seen(text: str) -> str:
    """Refuses what readers cannot see and what turns the direction of the text around it."""
    if has_unseen(text):
        raise ValueError("there are control characters in it")
    return text


def _line(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise ValueError("there is no text in it")
    return text


def _ulid(text: str) -> str:
    if not _ULID.fullmatch(text):
        raise ValueError(f'"{text}" is no id of a comment: these are ULIDs, such as 01JD8ZQ5WJ0000000000000000')
    return text


def _moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        moment = dt.datetime.fromisoformat(value.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f'"{value}" is no moment: write it as 2026-11-22T10:00:00Z')
    if not _FIRST_YEAR <= moment.year < dt.MAXYEAR:  # in other time zones it might lie beyond the calendar
        raise ValueError(f'"{value}" is not when a comment was written: is the year right?')
    return moment


Id = Annotated[str, AfterValidator(_ulid)]


class Comment(BaseModel):
    """One comment as everybody may see it.  `text` is in the small Markdown of `rules`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id = Field(description="A ULID, which is also the file's name.")
    author: Annotated[str, AfterValidator(_seen), AfterValidator(_line)] = Field(
        max_length=200, description="Who wrote it, as they call themselves."
    )
    date: Annotated[AwareDatetime, BeforeValidator(_moment)] = Field(description="When it was written.")
    reply_to: Id | None = Field(None, description="The comment that it answers.")
    by: By = Field(By.READER, description="Whether a reader or the desk wrote it.")
    pinned: bool = Field(False, description="Whether it stands above the others.")
    text: Annotated[str, AfterValidator(_seen)] = Field("", exclude=True)

    @field_validator("reply_to")
    @classmethod
    def _not_to_itself(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and value == info.data.get("id"):
            raise ValueError("a comment cannot answer itself")
        return value


def file_of(thread: ThreadId, id: str) -> str:
    """Where a comment lies, as seen from the folder of all comments.  Raises ValueError for what is no id."""
    if not _ULID.fullmatch(id):
        raise ValueError(f"{id!r} is no id of a comment")
    return f"{thread}/{id}.md"


def place_of(folder: Path, thread: ThreadId, id: str) -> Path:
    """Where a comment's file is in the folder of all comments; where it is to be, if there is none.

    An author who renames an article moves the folder of its comments with it: then they are in another thread's.
    """
    usual, name = folder / file_of(thread, id), f"{id}.md"
    if usual.exists():
        return usual
    return next((path / name for path in _threads_in(folder) if (path / name).exists()), usual)


def files_in(folder: Path) -> Iterator[Path]:
    """Whatever is in the folders of threads."""
    return (path / name for path in _threads_in(folder) for name in os.listdir(path))  # noqa: PTH208 - of very many


def _threads_in(folder: Path) -> list[Path]:
    return [path for type in THREAD_TYPES for path in sorted((folder / type).glob("*/"))]


def comment_file(comment: Comment) -> bytes:
    """The file that holds a comment: YAML between two lines of dashes, and its text."""
    fields = {
        "id": comment.id,
        "author": comment.author,
        "date": comment.date.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        **({"reply_to": comment.reply_to} if comment.reply_to else {}),
        "by": comment.by.value,
        **({"pinned": True} if comment.pinned else {}),
    }
    head = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{head}---\n{comment.text.strip()}\n".encode()
