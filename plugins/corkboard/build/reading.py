"""From files to documents, reading what may have changed and parsing what has."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec

from corkboard.diagnostics import Problem
from corkboard.documents.document import NOTHING, Parsed, Source
from corkboard.documents.library import Library
from corkboard.documents.outline import Outline, outline_of
from corkboard.progress import Progress
from corkboard.settings import Settings
from corkboard.store import Listing, StoreError, bytes_of
from corkboard.tasks import Html, Readings, read_documents
from corkboard.workers import Workers, batched

__all__ = ["html_for", "read", "unreadable"]

_BATCH = 64  # files
_SECONDS = {"python-markdown": 0.01, "comrak": 0.001}  # about what one file takes from reading it to writing its page
_WORTHWHILE = 1.0  # seconds of work, from which on others are asked to help: they take a while to come up


def read(
    content: Path,
    listing: Listing,
    sources: Sequence[Source],
    library: Library,
    settings: Settings,
    workers: Workers,
    progress: Progress,
) -> tuple[list[Outline], list[Problem]]:
    """Bring the library up to date.  Gives the outlines of files that make no record, and all problems."""
    doubtful = [one for one in sources if not library.is_known(one.name, listing.files[one.name])]
    progress.begin("reading", len(doubtful))
    if doubtful and (workers.remote or len(doubtful) * _SECONDS[settings.markdown_engine] > _WORTHWHILE):
        workers.start()
    problems: list[Problem] = []
    faulty: list[Outline] = []
    task = partial(read_documents, engine=settings.markdown_engine, timezone=settings.timezone.key)
    sent: dict[str, bytes] = {}

    def batches() -> Iterator[list[tuple[Source, bytes]]]:
        for batch in batched(_unknown(content, listing, doubtful, library, faulty, problems), _BATCH):
            sent.update((source.name, data) for source, data in batch)
            yield batch

    for message in workers.map(task, batches()):
        found = msgspec.msgpack.decode(message, type=Readings)
        for reading in found.read:
            name = reading.outline.name
            library.put(listing.files[name], sent.pop(name), reading)
        for one in found.faulty:
            del sent[one.outline.name]
            faulty.append(one.outline)
            problems += one.problems
        progress.advance(len(found.read) + len(found.faulty))
    wrong = {one.name for one in faulty} | {problem.file for problem in problems}
    library.keep_only(one.name for one in sources if one.name not in wrong)
    return faulty, problems


def _unknown(
    content: Path,
    listing: Listing,
    sources: Iterable[Source],
    library: Library,
    faulty: list[Outline],
    problems: list[Problem],
) -> Iterator[tuple[Source, bytes]]:
    """Files that hold something else than when they were read last, with what they hold."""
    for source in sources:
        try:
            data = bytes_of(f"{content}{os.sep}{source.name}")
        except OSError as error:
            problems.append(unreadable(source.name, error))
            faulty.append(outline_of(Parsed(source, None, NOTHING)))
            continue
        if data is None:
            problems.append(Problem(source.name, 1, 1, "file", "this is no file with text", "delete or rename it"))
        elif not library.recognizes(source.name, listing.files[source.name], data):
            yield source, data


def html_for(workers: Workers, library: Library, name: str) -> Html:
    """The body of a file as workers can have it: those on other machines do not see this one's files."""
    if not workers.remote:
        with suppress(StoreError):  # the disk is full
            return library.html_piece(name)
    return library.html_bytes(name)


def unreadable(file: str, error: OSError) -> Problem:
    return Problem(file, 1, 1, "file", f"the file cannot be read: {error.strerror}")
