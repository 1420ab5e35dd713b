"""From a content folder's comment files to threads: which are as they were, and what is in those that are not."""

from __future__ import annotations

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import msgspec
import yaml

from corkboard.comments.model import CLOSED_THREADS, THREAD_TYPES, By, Comment, ThreadId
from corkboard.comments.rules import MOST_CHARACTERS
from corkboard.diagnostics import Problem, problem_at, quoted
from corkboard.documents.front_matter import offset_of, split
from corkboard.fingerprints import fingerprint_of
from corkboard.records.validation import validate
from corkboard.store import Listing, Stamp, bytes_of, is_settled
from corkboard.workers import Workers, batched

__all__ = ["FOLDER", "Approved", "Files", "Found", "Reading", "Row", "parse_threads", "read_closed", "read_threads"]

FOLDER = "comments"  # in the content
_BATCH = 64  # threads
_MANY = 2000  # files from which on others are asked to help
_MOST = 5 * MOST_CHARACTERS  # an editor may add to what a reader wrote

Files = Sequence[tuple[str, Stamp]]  # of one thread: paths in the content


class Approved(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """A comment as its file has it; `date` in ISO 8601, in UTC."""

    id: str
    author: str
    date: str
    text: str
    reply_to: str | None
    by_desk: bool
    pinned: bool


class Row(msgspec.Struct, array_like=True, gc=False):
    """What is known of a thread without reading it."""

    stamps: bytes  # fingerprint of the names, sizes and times of its files
    settled: bool  # whether these were surely those of what was read
    digest: bytes  # of all that the files say
    count: int
    newest: str  # date of the newest comment


class Reading(msgspec.Struct, array_like=True):
    """What came of one thread's files."""

    comments: list[Approved]
    problems: list[Problem]


@dataclass
class Found:
    """The threads of a content folder by their names."""

    content: Path
    files: Mapping[str, Files]
    rows: dict[str, Row] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    read: dict[str, list[Approved]] = field(default_factory=dict)  # those that had to be

    def comments(self, name: str) -> Sequence[Approved]:
        if name not in self.rows:
            return ()
        if name not in self.read:
            self.read[name] = _read(_contents(self.content, self.files[name], [])).comments
        return self.read[name]


def read_threads(content: Path, listing: Listing, before: Mapping[str, Row], seen: int, workers: Workers) -> Found:
    """Read what is not surely as it was before.  `seen` is when files were listed, in nanoseconds since 1970."""
    threads, problems = _by_thread(listing)
    found, new = Found(content, threads, problems=problems), {}
    for name, files in threads.items():
        row, stamps = before.get(name), fingerprint_of(files)
        if row is not None and row.stamps == stamps and row.settled:
            found.rows[name] = row
        else:
            settled = all(is_settled(stamp, seen) for _, stamp in files)
            new[name] = Row(stamps, settled, b"", len(files), "")
    if sum(row.count for row in new.values()) > _MANY:
        workers.start()
    unread = iter(new.items())
    batches = batched(((name, _contents(content, threads[name], problems)) for name in new), _BATCH)
    for message in workers.map(parse_threads, batches):
        for reading in msgspec.msgpack.decode(message, type=list[Reading]):
            name, row = next(unread)
            problems += reading.problems
            row.digest, row.count = fingerprint_of(reading.comments), len(reading.comments)
            row.newest = max((one.date for one in reading.comments), default="")
            found.rows[name], found.read[name] = row, reading.comments
    return found


def parse_threads(threads: Sequence[tuple[str, Sequence[tuple[str, bytes]]]]) -> bytes:
    """Read the files of some threads; the answer is a message of Readings.  For workers."""
    return msgspec.msgpack.encode([_read(files) for _, files in threads])


def read_closed(content: Path, listing: Listing) -> tuple[frozenset[str], list[Problem]]:
    """The threads that the desk has closed, and what is wrong with the list of them."""
    name = f"{FOLDER}/{CLOSED_THREADS}"
    if name not in listing.files:
        return frozenset(), []
    hint = 'write "closed: [articles/first, articles/second]"'
    try:
        text = (content / name).read_text(encoding="utf-8")
        values = yaml.load(text, Loader=yaml.CSafeLoader) or {}
        closed = values["closed"] if isinstance(values, dict) and values.keys() <= {"closed"} else None
        names = [] if values == {} else closed
        if not isinstance(names, list):
            return frozenset(), [Problem(name, 1, 1, "closed", "this is no list of closed threads", hint)]
        return frozenset(str(ThreadId.parse(str(one))) for one in names), []
    except OSError as error:
        return frozenset(), [Problem(name, 1, 1, "file", f"the file cannot be read: {error.strerror}")]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return frozenset(), [Problem(name, line, column, "closed", f"this is not valid YAML: {error.problem}", hint)]
    except (yaml.YAMLError, ValueError) as error:
        return frozenset(), [Problem(name, 1, 1, "closed", str(error), hint)]


def _by_thread(listing: Listing) -> tuple[dict[str, list[tuple[str, Stamp]]], list[Problem]]:
    threads: dict[str, list[tuple[str, Stamp]]] = defaultdict(list)
    problems: list[Problem] = []
    for name, stamp in sorted(listing.files.items()):
        if name.startswith(f"{FOLDER}/") and name.endswith(".md"):
            thread, _, file = name.removeprefix(f"{FOLDER}/").rpartition("/")
            try:
                threads[str(ThreadId.parse(thread))].append((name, stamp))
            except ValueError:
                types = ", ".join(THREAD_TYPES)
                hint = f"put it into {FOLDER}/<type>/<id>/, where the type is one of: {types}"
                problems.append(Problem(name, 1, 1, "file", f"{quoted(file)} lies in the folder of no thread", hint))
    return threads, problems


def _contents(content: Path, files: Files, problems: list[Problem]) -> list[tuple[str, bytes]]:
    found = []
    for name, _ in files:
        try:
            data = bytes_of(f"{content}{os.sep}{name}")
        except OSError as error:
            problems.append(Problem(name, 1, 1, "file", f"the file cannot be read: {error.strerror}"))
            continue
        if data is None:
            problems.append(Problem(name, 1, 1, "file", "this is no file with text", "delete or rename it"))
        else:
            found.append((name, data))
    return found


def _read(files: Iterable[tuple[str, bytes]]) -> Reading:
    found = Reading([], [])
    for name, data in files:
        comment = _comment(name, data)
        if isinstance(comment, Approved):
            found.comments.append(comment)
        else:
            found.problems += comment
    return found


def _comment(name: str, data: bytes) -> Approved | list[Problem]:
    parts = split(data, name)
    if isinstance(parts, Problem):
        return [parts]
    text = parts.body.strip()
    comment, faults = validate(Comment, {**parts.values, "text": text}, dt.UTC)
    problems = []
    for fault in faults:
        at = parts.body_at if fault.path == ("text",) else offset_of(parts, fault.path, fault.at_key)
        problems.append(problem_at(name, parts.text, at, fault.field, fault.message, fault.hint))
    if not text or len(text) > _MOST:
        message = f"the comment has {len(text):,} characters, more than {_MOST:,}" if text else "there is no comment"
        problems.append(problem_at(name, parts.text, parts.body_at, "body", message, "" if text else "delete the file"))
    if comment is not None and comment.id != PurePosixPath(name).stem:
        message, hint = f"{quoted(comment.id)} is not what the file is called", f"call it {comment.id}.md"
        problems.append(problem_at(name, parts.text, offset_of(parts, ("id",)), "id", message, hint))
    if comment is None or problems:
        return problems
    date = comment.date.astimezone(dt.UTC).isoformat(timespec="seconds")
    by_desk = comment.by is By.DESK
    return Approved(comment.id, comment.author, date, text, comment.reply_to, by_desk, comment.pinned)
