"""Finds the thread of this site to which an address on another system belongs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Literal, TypeAlias
from unicodedata import normalize
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import BaseModel, ValidationError

from corkboard.comments.model import ThreadId
from corkboard.importers.model import Findings, ImportProblem

__all__ = ["Pages", "Unmatched", "offered_threads", "read_moved"]

Threads: TypeAlias = "Mapping[ThreadId, str]"
_INDEXES = ("index.html", "index.htm", "index.php")
_NUMBERS = {"p", "page_id", "attachment_id"}  # with these in its query, WordPress shows another page


class Unmatched(StrEnum):
    """Why an address leads to no thread, and what to do about it."""

    NO_ADDRESS = "the export has no web address for it"
    BY_NUMBER = "its address is only a number, such as ?p=123: give the old and the new address in the mapping"
    OTHER_HOST = "it is on another host: name that as one of this site's, or give both addresses in the mapping"
    UNKNOWN = "no page with comments has this address: give the old and the new address in the mapping"
    NO_THREAD = "the site offers no such thread: is comments set to off, or the page renamed?"


@dataclass(frozen=True, slots=True)
class _Address:
    """An address without what does not tell pages apart; an empty host is this site's."""

    host: str
    path: str
    query: str


class _OfferedThread(BaseModel):
    id: str
    url: str


class _Offer(BaseModel):
    version: Literal[1]
    threads: list[_OfferedThread]


def offered_threads(threads_json: bytes) -> dict[ThreadId, str]:
    """The threads that the site offers, with their addresses, from the build's `threads.json`.

    Raises ValueError, saying what is wrong, for what is no such file.
    """
    try:
        offer = _Offer.model_validate_json(threads_json)
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)[0]
        raise ValueError(f"threads.json: {'.'.join(map(str, wrong['loc'])) or 'file'}: {wrong['msg']}") from None
    return {ThreadId.parse(thread.id): thread.url for thread in offer.threads}


class Pages:
    """The pages of this site that have comments.

    `moved` leads from old addresses to threads.  `hosts` are others that the site has had, e.g. "old.example".
    Neither scheme nor "www.", a slash or index.html at the end, nor a query make a difference, but for such
    queries as WordPress names pages with, and where `moved` has an address with just this query.
    """

    def __init__(
        self, threads: Threads, moved: Mapping[str, ThreadId] | None = None, hosts: Iterable[str] = ()
    ) -> None:
        addresses = {thread: found for thread, url in threads.items() if (found := _address(url))}
        own = {found.host for found in addresses.values() if found.host}
        # A site built without its address has no host: then all are taken for its own.
        self._hosts = own | {_host(host) for host in hosts} if own else None
        self._threads = frozenset(threads)
        self._paths = {found.path: thread for thread, found in addresses.items()}
        self._moved = {self._own(found): thread for old, thread in (moved or {}).items() if (found := _address(old))}

    def thread(self, id: str) -> ThreadId | Unmatched:
        """The thread of this id."""
        try:
            thread = ThreadId.parse(id)
        except ValueError:
            return Unmatched.NO_THREAD
        return thread if thread in self._threads else Unmatched.NO_THREAD

    def find(self, address: str) -> ThreadId | Unmatched:
        """The thread of the page at an address, or why there is none."""
        found = _address(address)
        if found is None:
            return Unmatched.NO_ADDRESS
        own = self._own(found)
        if (thread := self._moved.get(own)) is not None:
            return thread
        if any(name in _NUMBERS for name, _ in parse_qsl(own.query, keep_blank_values=True)):
            return Unmatched.BY_NUMBER
        if (thread := self._moved.get(replace(own, query=""))) is not None:
            return thread
        if own.host:
            return Unmatched.OTHER_HOST
        return self._paths.get(own.path, Unmatched.UNKNOWN)

    def _own(self, address: _Address) -> _Address:
        return replace(address, host="") if self._hosts is None or address.host in self._hosts else address


def read_moved(path: Path, threads: Threads, findings: Findings) -> dict[str, ThreadId]:
    """Old addresses and their threads, from lines of `old,new`; a new one is an address or a thread's id.

    A first line that says "old,new" is a heading.  Lines that cannot be used are problems.
    """
    pages, moved = Pages(threads), dict[str, ThreadId]()

    def tell(line: int, message: str) -> None:
        findings.problems.append(ImportProblem(str(path), line, "", message))

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            for row in rows:
                old, new = (field.strip() for field in row) if len(row) == 2 else ("", "")
                if not row or (rows.line_num == 1 and (old.lower(), new.lower()) == ("old", "new")):
                    continue
                thread = pages.thread(new)
                thread = pages.find(new) if isinstance(thread, Unmatched) else thread
                if not old or not new or _address(old) is None:
                    tell(rows.line_num, "this is no pair of addresses, old,new")
                elif isinstance(thread, Unmatched):
                    tell(rows.line_num, "the new address is no page of this site with comments")
                elif moved.setdefault(old, thread) != thread:
                    tell(rows.line_num, "this old address has led elsewhere in a line above, which counts")
    except OSError as error:
        tell(0, f"the file cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        tell(0, "the file is not in UTF-8; what is not read of it was left out")
    except csv.Error as error:
        tell(rows.line_num, f"this is no CSV: {error}; what follows was left out")
    return moved


def _address(text: str) -> _Address | None:
    """The address in a text; None for what is none."""
    try:
        parts = urlsplit(text.strip())
        host = _host(parts.netloc.rpartition("@")[2])
    except ValueError:
        return None
    if parts.scheme.lower() not in ("", "http", "https") or not (host or parts.path or parts.query):
        return None
    segments = [one for one in normalize("NFC", unquote(parts.path)).split("/") if one]
    if segments and segments[-1].lower() in _INDEXES:
        segments.pop()
    return _Address(host, "/".join(segments), parts.query)


def _host(text: str) -> str:
    """A host, with its port unless that is the usual one, as all its spellings are compared."""
    host = text.strip().casefold().removesuffix(":80").removesuffix(":443").rstrip(".").removeprefix("www.")
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host
