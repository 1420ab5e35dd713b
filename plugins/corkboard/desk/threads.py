"""The threads that the site offers: `threads.json`, which the build writes beside the pages."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urljoin

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, ValidationError

from corkboard.comments.model import ThreadId
from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError

__all__ = ["Offer", "Offers", "OffersFile", "offers_path", "parsed_offers"]

_LOOK_EVERY = 1.0  # seconds


def _thread(text: str) -> str:
    return str(ThreadId.parse(text))


class Offer(BaseModel):
    """One thread as the site tells of it."""

    id: Annotated[str, AfterValidator(_thread)]
    url: Annotated[str, Field(pattern=r"^(https?:/)?/")]
    title: str
    lang: str = "en"
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
    if environment.threads.startswith(("http://", "https://")):
        return environment.data / "intake" / "threads.json"
    return Path(environment.threads)


def parsed_offers(text: bytes, place: str) -> Offers:
    """Raises DeskError for what is no threads.json."""
    try:
        file = _File.model_validate(json.loads(text))
    except (ValidationError, ValueError) as error:
        said = str(error).splitlines()[0]
        raise DeskError(f"{place}: that is not the threads.json of a site: {said}") from None
    threads = {
        one.id: one.model_copy(update={"url": urljoin(file.site.url, one.url)}) if file.site.url else one
        for one in file.threads
    }
    return Offers(threads, tuple(file.names), file.site.name, file.site.lang)


class OffersFile:
    """The file, read again when it has changed; what was read before counts while it is missing or broken."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble = ""  # why what is offered may be out of date
        self._offers = Offers()
        self._seen: Any = None
        self._looked = float("-inf")

    def current(self) -> Offers:
        """What the site offers, as of a second ago at the latest."""
        now = time.monotonic()
        if now - self._looked >= _LOOK_EVERY:
            self._looked = now
            self._look()
        return self._offers

    def _look(self) -> None:
        try:
            status = os.stat(self.path)  # noqa: PTH116 - on the way of every comment
            seen = (status.st_mtime_ns, status.st_size, status.st_ino)
            if seen != self._seen:
                self._offers = parsed_offers(self.path.read_bytes(), str(self.path))
                self._seen, self.trouble = seen, ""
        except (OSError, DeskError) as error:
            self.trouble = f"{self.path}: {error.strerror}" if isinstance(error, OSError) else str(error)
