"""The field types that content types share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from corkboard.diagnostics import quoted
from corkboard.settings import parse_moment

__all__ = [
    "Comments",
    "Entry",
    "HypothesisStatus",
    "Id",
    "Line",
    "Moment",
    "Name",
    "PartialDate",
    "PartialDateField",
    "RedirectPath",
    "Reference",
    "Slug",
    "Stance",
    "Status",
    "Tag",
    "Text",
    "WebAddress",
    "canonical_id",
    "id_problem",
    "is_web_address",
    "read_as",
    "tag_slug",
    "web_address",
]

_LONGEST_ID = 100  # characters
_LONGEST_NAME = 255  # bytes that common file systems allow for one name
_PLAIN_ID = re.compile(r"[A-Za-z0-9_-]+")
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$", re.IGNORECASE)
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class Status(StrEnum):
    """Whether an article appears."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class HypothesisStatus(StrEnum):
    """How a hypothesis stands."""

    OPEN = "open"
    SUPPORTED = "supported"
    WEAKENED = "weakened"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    WITHDRAWN = "withdrawn"


class Stance(StrEnum):
    """What an article does to a hypothesis."""

    SUPPORTS = "supports"
    WEAKENS = "weakens"
    NEUTRAL = "neutral"


class Comments(StrEnum):
    """Whether readers may comment."""

    OPEN = "open"
    CLOSED = "closed"
    OFF = "off"


class Name(str):
    """A value that the author wrote in quotes."""

    __slots__ = ()


class Entry(BaseModel):
    """What every mapping in front matter is checked as."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)  # a build may have nothing to check


def _fail(message: str) -> PydanticCustomError:
    return PydanticCustomError("corkboard", "{message}", {"message": message})


def canonical_id(name: str) -> str:
    """The form in which ids are compared: file systems differ in how they store accents."""
    return unicodedata.normalize("NFC", name)


def id_problem(name: str) -> str | None:
    """Why a name will not do as an id or slug; None if it will."""
    if not name:
        return "it is empty"
    if len(name) > _LONGEST_ID:
        return f"it has {len(name)} characters, more than {_LONGEST_ID}"
    if len(name.encode("utf-8", "surrogatepass")) > _LONGEST_NAME:
        return f"it takes more than {_LONGEST_NAME} bytes, the most that file systems allow"
    if not _PLAIN_ID.fullmatch(name):
        for char in name:
            if not (char in "-_" or unicodedata.category(char)[0] in "LMN"):
                return f"{quoted(char)} is neither a letter, a digit, - nor _"
        if unicodedata.category(name[0])[0] == "M":
            return "it begins with a combining mark"
    if _RESERVED.fullmatch(name):
        return "Windows reserves this name"
    if name.lower() in ("index", "_index"):
        return "this name is taken by the folder's own page"
    return None


def tag_slug(tag: str) -> str:
    """The part of a tag's address: lower case, words joined by hyphens."""
    words = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in canonical_id(tag).casefold())
    return "-".join(words.split())


def read_as(what: str, parse: Callable[[str], Any]) -> BeforeValidator:
    """For a value that is written as one text; `what` it is in a message, and `parse` raises ValueError."""

    def read(value: Any) -> Any:
        if isinstance(value, list | Mapping):
            raise PydanticCustomError("should_be", "{what}", {"what": what})
        try:
            return parse(value) if isinstance(value, str) else value
        except ValueError as error:
            raise _fail(str(error)) from None

    return BeforeValidator(read)


def _line(value: str) -> str:
    return _text(" ".join(value.split()))


def _text(value: str) -> str:
    text = value.strip()
    if not text:
        raise _fail("it is empty")
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", text)
    if match := _ILLEGAL.search(text):
        raise _fail(f"it contains a control character (U+{ord(match[0]):04X})")
    return text


def _id(value: str) -> str:
    if why := id_problem(name := canonical_id(value.strip())):
        raise _fail(f"{quoted(value)} will not do: {why}")
    return name


def _reference(value: Any) -> str:
    """Quotes are kept: they tell a name from an id."""
    if not isinstance(value, str):
        raise PydanticKnownError("string_type")
    text = _line(value)
    return Name(text) if isinstance(value, Name) else text


def _tag(value: str) -> str:
    slug = tag_slug(value)
    if not slug:
        raise _fail(f"{quoted(value)} has no letter or digit to make an address of")
    if why := id_problem(slug):
        raise _fail(f"{quoted(value)} will not do: {why}")
    return value


def _moment(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return parse_moment(value, (info.context or {})["timezone"])
    except ValueError as error:
        raise _fail(str(error)) from None


def is_web_address(value: str) -> bool:
    return value.startswith(("https://", "http://"))


def web_address(value: str) -> str:
    try:
        valid = is_web_address(value) and bool(urlsplit(value).hostname) and not re.search(r"[\s<>\"\\]", value)
    except ValueError:
        valid = False
    if not valid:
        raise _fail(f"{quoted(value)} is not a web address: it begins with https:// and has no spaces")
    return value


def _redirect_path(value: str) -> str:
    path = unquote(value)
    parts = path.split("/")[1:]
    if not path.startswith("/") or path == "/":
        raise _fail(f"{quoted(value)} is not an old address: write the path alone, such as /old/address/")
    if parts[-1] == "":
        parts.pop()
    if any(part in ("", ".", "..") or re.search(r"[\\?#:*\"<>|]", part) or _ILLEGAL.search(part) for part in parts):
        raise _fail(f"{quoted(value)} is not an old address: it has a part that no file can be named after")
    if any(len(part.encode("utf-8", "surrogatepass")) > _LONGEST_NAME or _RESERVED.fullmatch(part) for part in parts):
        raise _fail(f"{quoted(value)} is not an old address: it has a part that no file can be named after")
    return canonical_id(path)


_LATER = 99  # than any month or day
_NEVER = 10_000  # later than any year
_PARTIAL = re.compile(r"(?:(c\.|before|after) *)?(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the year, the month or the day; about, before or after it where `qualifier` says so."""

    year: int
    month: int | None = None
    day: int | None = None
    qualifier: str = ""  # "", "c.", "before" or "after"

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Raises ValueError unless it reads as `2016`, `2016-05`, `2016-05-31`, `c. 2017` or `before 2016`."""
        match = _PARTIAL.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{quoted(text)} is not a date: write 2016, 2016-05, 2016-05-31, c. 2017 or before 2016")
        qualifier, year, month, day = match.groups()
        try:
            datetime(int(year), int(month or 1), int(day or 1))  # noqa: DTZ001
        except ValueError as error:
            raise ValueError(f"{quoted(text)} is not a date: {error}") from None
        return cls(int(year), int(month) if month else None, int(day) if day else None, qualifier or "")

    @property
    def order(self) -> tuple[int, int, int, int]:
        """For sorting: by what is known, the less of it the earlier: 2016, 2016-01, 2016-01-01.

        "before" a date comes ahead of it and behind all that is earlier, "after" a date behind all that lies in it;
        "c." counts for nothing.
        """
        side = {"before": -1, "after": 1}.get(self.qualifier, 0)
        last = _LATER if side > 0 else 0
        return (self.year, self.month or last, self.day or last, side)

    @property
    def bounds(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The earliest and the latest day that it can mean, each as year, month and day, for comparing.

        "c." a month or a day is taken for its year: how far off it may be nobody says.
        """
        known = tuple(part for part in (self.year, self.month, self.day) if part is not None)
        match self.qualifier:
            case "before":
                return (0, 0, 0), (*known[:-1], known[-1] - 1, _LATER, _LATER)[:3]
            case "after":
                return (*known[:-1], known[-1] + 1, 0, 0)[:3], (_NEVER, 0, 0)
            case "c.":
                known = known[:1]
        return (*known, 0, 0)[:3], (*known, _LATER, _LATER)[:3]

    @property
    def day_or_less(self) -> str:
        """As much of year, month and day as is known, e.g. "2016-05"."""
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    def __str__(self) -> str:
        return f"{self.qualifier} {self.day_or_less}".strip()


@dataclass(frozen=True, slots=True)
class Reference:
    """Marks a field whose value is the id of a record of one of these types."""

    types: tuple[str, ...]
    or_web_address: bool = False
    or_name: bool = False
    part: bool = False  # of such a record, written `id#part`; without `#` it is a part of the same record

    def __iter__(self) -> Iterator[str]:
        return iter(self.types)


_JSON_TEXT = WithJsonSchema({"type": "string"})

Line = Annotated[str, AfterValidator(_line)]
Text = Annotated[str, AfterValidator(_text)]
Id = Annotated[str, PlainValidator(_reference), _JSON_TEXT]
Slug = Annotated[str, AfterValidator(_id)]
Tag = Annotated[str, AfterValidator(_line), AfterValidator(_tag)]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date"})]
WebAddress = Annotated[str, AfterValidator(web_address)]
RedirectPath = Annotated[str, AfterValidator(_redirect_path), Field(examples=["/old/address/"])]
PartialDateField = Annotated[PartialDate, read_as("a date", PartialDate.parse), _JSON_TEXT]
