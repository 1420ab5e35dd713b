"""The threads that the site offers: `threads.json`, which the build writes beside the pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from urllib.parse import urljoin

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, ValidationError

from corkboard.comments.model import ThreadId
from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.files import WatchedFile

__all__ = ["Offer", "Offers", "offers_file", "offers_path", "parsed_offers"]


def _thread(text: str) -> str:
    return str(ThreadId.parse(text))


def _storable(text: str) -> str:
    if "\0" in text:  # which PostgreSQL does not store
        raise ValueError("there is a NUL character in it")
    return text


class Offer(BaseModel):
    """One thread as the site tells of it."""

    id: Annotated[str, AfterValidator(_thread)]
    url: Annotated[str, Field(pattern=r"^(https?:/)?/"), AfterValidator(_storable)]
    title: Annotated[str, AfterValidator(_storable)]
    lang: Annotated[str, AfterValidator(_storable)] = "en"
    open: bool = True
    closes: AwareDatetime | None = None

    @property
    def link(self) -> str:
        """The address of the page; empty if the site does not say where it is."""
        return self.url if self.url.startswith("http") else ""

    def is_open(self, now: dt.datetime) -> bool:
        """Whether the site takes comments here; the desk may have closed it all the same."""
        return self.open and (self.closes is None or now < self.closes)


class _Site(BaseModel):
    name: str = ""
    url: str = ""
    lang: str = "en"


class _File(BaseModel):
    version: int = Field(ge=1, le=1)
    site: _Site = _Site()
    threads: list[Offer]
    names: list[str] = []


@dataclass(frozen=True)
class Offers:
    """What the site offers.  `names` are those of its people and organizations."""

    threads: dict[str, Offer] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    site_name: str = ""
    site_lang: str = "en"


def offers_path(environment: Environment) -> Path:
    """The file to read: the one that is named, or the copy that is kept of one at an address."""
    if environment.threads_at_an_address:
        return environment.data / "intake" / "threads.json"
    return Path(environment.threads)


def parsed_offers(text: bytes, place: str) -> Offers:
    """Raises DeskError for what is no threads.json."""
    try:
        file = _File.model_validate_json(text)  # which refuses halves of characters, as databases do
        threads = {
            one.id: one.model_copy(update={"url": urljoin(file.site.url, one.url)}) if file.site.url else one
            for one in file.threads
        }
    except ValueError as error:
        raise DeskError(f"{place}: that is not the threads.json of a site: {_first_of(error)}") from None
    return Offers(threads, tuple(file.names), file.site.name, file.site.lang)


def _first_of(error: ValueError) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    wrong = error.errors()[0]
    where = ".".join(map(str, wrong["loc"]))
    return f"{where}: {wrong['msg']}" if where else wrong["msg"]


def offers_file(environment: Environment) -> WatchedFile[Offers]:
    """What the site offers, as it changes."""
    path = offers_path(environment)
    return WatchedFile(path, lambda text: parsed_offers(text, str(path)), Offers())
