"""What the last build made, and from what: enough to tell what the next one need not make."""

from __future__ import annotations

import datetime as dt
import os
import stat
from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from corkboard.diagnostics import Problem
from corkboard.fingerprints import fingerprint
from corkboard.store import Stamp, is_settled, stamp_of

__all__ = [
    "AssetRow",
    "FileStamp",
    "Glance",
    "Occasion",
    "OutputRow",
    "PageRow",
    "PartRow",
    "State",
    "file_stamp",
    "is_intact",
    "is_surely_untouched",
    "is_untouched",
    "lies_between",
    "moments",
    "packed",
    "unpacked",
]


class FileStamp(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A file of the output as it was put there; times in nanoseconds since 1970."""

    size: int
    mtime: int
    ctime: int
    digest: bytes


class Occasion(msgspec.Struct, array_like=True, frozen=True):
    """When files were made, and why."""

    built: str  # as `State.built` has it
    reasons: tuple[str, ...]


class PageRow(msgspec.Struct, array_like=True, gc=False):
    file: FileStamp
    template: str
    view: str  # the type's name
    fields: bytes  # digests of the view's fields
    made_with: bytes  # fingerprint of its template and the constants
    inputs: bytes  # places in `State.inputs`, packed
    address: tuple[str, str] | None  # for sitemaps
    occasion: int  # place in `State.occasions`


class OutputRow(msgspec.Struct, array_like=True, gc=False):
    file: FileStamp
    inputs: bytes
    occasion: int


class PartRow(msgspec.Struct, array_like=True, gc=False):
    """What a part gave to each file of its compound: where in the file that begins, how long it is, and its rows."""

    inputs: bytes
    pieces: list[tuple[int, int, int]]


class AssetRow(msgspec.Struct, array_like=True, gc=False):
    file: FileStamp
    source: tuple[str, Stamp] | None  # the file in the content that it is a copy of
    origin: str  # the file that it is made from, in the content or the theme
    occasion: int


class Glance(msgspec.Struct, array_like=True):
    """What tells at one glance that nothing has changed."""

    base: bytes  # fingerprint of settings, code, versions
    content: bytes  # fingerprint of the listing of the content
    theme: bytes  # … and of the theme
    looked: int  # when these were looked at, in nanoseconds since 1970
    interval: tuple[str, str]  # moments between which the same lies ahead
    seen: int  # when the files of the output were looked at
    files: dict[str, FileStamp]  # all of the output
    pages: int
    warnings: list[Problem]
    shown_as: str  # what they call the content folder


class State(msgspec.Struct, array_like=True):
    """All of it, row by row."""

    base: bytes = b""
    names: bytes = b""  # fingerprint of the names of all files of the content
    built: str = ""  # when
    settings: dict[str, bytes] = {}  # fingerprints of all that shape the site, by name
    constants: dict[str, bytes] = {}  # what every page is made with: fingerprints by name
    theme: bytes = b""  # fingerprint of all templates
    templates: dict[str, dict[str, bytes]] = {}  # for each, the fingerprints of those it is made of
    views: dict[str, list[str]] = {}  # names of the fields of each type
    inputs: dict[str, bytes] = {}  # fingerprints by name, in the order in which rows count them
    occasions: list[Occasion] = []
    pages: dict[str, PageRow] = {}
    outputs: dict[str, OutputRow] = {}
    assets: dict[str, AssetRow] = {}
    compounds: dict[str, dict[str, PartRow]] = {}  # for each its parts, by name

    @property
    def files(self) -> dict[str, FileStamp]:
        """Every file of the output."""
        return {path: row.file for rows in (self.pages, self.outputs, self.assets) for path, row in rows.items()}

    def tidy(self) -> None:
        """Forget the inputs and the occasions that no row counts any more, once they are the most."""
        rows: list[PageRow | OutputRow] = [*self.pages.values(), *self.outputs.values()]
        parts = [part for compound in self.compounds.values() for part in compound.values()]
        counting = [*rows, *parts]
        used = {number for row in counting for number in unpacked(row.inputs)}
        if 2 * len(used) < len(self.inputs):
            kept = [(number, input) for number, input in enumerate(self.inputs) if number in used]
            self.inputs = {input: self.inputs[input] for _, input in kept}
            places = {number: place for place, (number, _) in enumerate(kept)}
            for row in counting:
                row.inputs = packed(places[number] for number in unpacked(row.inputs))
        all_rows = [*rows, *self.assets.values()]
        used = {row.occasion for row in all_rows}
        if 2 * len(used) < len(self.occasions):
            places = {number: place for place, number in enumerate(sorted(used))}
            self.occasions = [self.occasions[number] for number in places]
            for one in all_rows:
                one.occasion = places[one.occasion]


def packed(numbers: Iterable[int]) -> bytes:
    """As few objects as possible: there are hundreds of thousands."""
    return array("I", numbers).tobytes()


def unpacked(numbers: bytes) -> Sequence[int]:
    return memoryview(numbers).cast("I")


def file_stamp(path: Path | str, digest: bytes) -> FileStamp:
    found = os.lstat(path)
    return FileStamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, digest)


def is_surely_untouched(path: str, row: FileStamp, seen: int) -> bool:
    """Whether a file of the output is the very one that the last build left, as far as its times can tell."""
    try:
        stamp = stamp_of(os.lstat(path))
    except OSError:
        return False
    return stamp == (row.size, row.mtime, row.ctime) and is_settled(stamp, seen)


def is_untouched(path: str, row: FileStamp, seen: int) -> bool:
    """Whether a file of the output is the very one that the last build left."""
    try:
        stamp = stamp_of(os.lstat(path))
    except OSError:
        return False
    if stamp != (row.size, row.mtime, row.ctime):
        return False
    return is_settled(stamp, seen) or _holds(path, row)


def is_intact(path: str, row: FileStamp, seen: int) -> bool:
    """Whether a file of the output holds what the last build put there, were it copied or restored meanwhile."""
    return is_untouched(path, row, seen) or _holds(path, row)


def _holds(path: str, row: FileStamp) -> bool:
    try:
        found = os.lstat(path)
        same = stat.S_ISREG(found.st_mode) and found.st_size == row.size
        return same and fingerprint(Path(path).read_bytes()) == row.digest
    except OSError:
        return False


def moments(dates: Iterable[str], now: dt.datetime) -> tuple[str, str]:
    """The last moment of these that is not ahead, and the first that is; empty where there is none."""
    past, ahead = None, None
    for text in dates:
        moment = dt.datetime.fromisoformat(text)
        if moment > now:
            ahead = moment if ahead is None or moment < ahead else ahead
        else:
            past = moment if past is None or moment > past else past
    return (past.isoformat() if past else "", ahead.isoformat() if ahead else "")


def lies_between(now: dt.datetime, since: str, until: str) -> bool:
    """Whether a moment is between two that `moments` gave."""
    return (not since or now >= dt.datetime.fromisoformat(since)) and (
        not until or now < dt.datetime.fromisoformat(until)
    )
