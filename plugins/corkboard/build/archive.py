"""Copies of sources in `content/archive/`: whether each still is what its article says it is."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from corkboard.assets.content import resolve_asset
from corkboard.board.board import article_of
from corkboard.board.catalog import Catalog
from corkboard.diagnostics import did_you_mean, nearest, quoted
from corkboard.documents.document import Blame
from corkboard.records.evidence import Source
from corkboard.records.fields import canonical_id, is_web_address
from corkboard.store import Listing, Stamp, is_settled

__all__ = ["ARCHIVE", "Checked", "archived_files", "is_intact"]

ARCHIVE = "archive"  # the folder in the content


class Checked(msgspec.Struct, frozen=True, array_like=True):
    """A file whose SHA-256 was as it should be, with the stamp that it had then, and when, in nanoseconds."""

    stamp: Stamp
    seen: int


def is_intact(checked: Mapping[str, Checked], listing: Listing) -> bool:
    """Whether no file can have changed since it was checked."""
    return all(
        listing.files.get(file) == one.stamp and is_settled(one.stamp, one.seen) for file, one in checked.items()
    )


def archived_files(
    content: Path, catalog: Catalog, listing: Listing, seen: int
) -> tuple[dict[str, list[str]], dict[str, Checked], list[Blame]]:
    """For each article's file the files that its sources are archived in, all that were checked, and what is wrong."""
    files: dict[str, list[str]] = {}
    checked: dict[str, Checked] = {}
    blames: list[Blame] = []
    digests: dict[str, str] = {}
    there = {canonical_id(file): file for file in listing.files if file.startswith(f"{ARCHIVE}/")}
    for item in catalog:
        if item.outline.sources:
            for number, source in enumerate(article_of(item).sources):
                path = ("sources", number, "archived")
                if source.sha256 and (not source.archived or is_web_address(source.archived)):
                    message = "a SHA-256 is checked of a file in content/archive/, and none is given"
                    place = ("sources", number, "sha256")
                    blames.append(Blame(item.name, "sources.sha256", message, 'name it in "archived"', place))
                if source.archived and not is_web_address(source.archived):
                    file = _file_of(content, source.archived, there)
                    if file and file not in digests:
                        digests[file] = _sha256(content / file)
                    for message, hint in _faults(source, file, digests, there):
                        blames.append(Blame(item.name, "sources.archived", message, hint, path))
                    if file and file in listing.files:
                        files.setdefault(item.name, []).append(file)
                        checked[file] = Checked(listing.files[file], seen)
    return files, checked, blames


def _faults(
    source: Source, file: str | None, digests: Mapping[str, str], there: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Message and hint."""
    if file is None:
        named = str(source.archived).removeprefix("content/").removeprefix(f"{ARCHIVE}/")
        near = nearest(f"{ARCHIVE}/{posixpath.normpath(named).lstrip('/')}", there)
        hint = did_you_mean([one.removeprefix(f"{ARCHIVE}/") for one in near])
        message = f"there is no file {quoted(source.archived)} in content/{ARCHIVE}/"
        yield message, hint or "a copy elsewhere is a web address"
    elif source.sha256 is None:
        yield "its SHA-256 is missing", f"add a line {quoted(f'sha256: {digests[file]}')}"
    elif source.sha256 != digests[file]:
        message = f"the file is not the one that was archived: its SHA-256 is {digests[file]}"
        yield message, "bring the file back, or say in a correction why it is another one"


def _file_of(content: Path, archived: str, there: Mapping[str, str]) -> str | None:
    """The file in the content; None where there is none by just this name, or it is a link out of the archive."""
    file = there.get(f"{ARCHIVE}/{archived}")
    found = resolve_asset(content / ARCHIVE, "", file.removeprefix(f"{ARCHIVE}/")) if file else None
    return f"{ARCHIVE}/{found}" if found else None


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"unknown, since the file cannot be read: {error.strerror}"
