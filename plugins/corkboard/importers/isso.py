"""Reads Isso's SQLite file, as Isso 0.10 to 0.14 write it (`user_version` 0 to 5), without changing it."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from corkboard.importers.fields import About, email_of
from corkboard.importers.markup import from_markdown
from corkboard.importers.model import MOST_CHARACTERS, Findings, ImportedComment, ImportProblem, Source, Status

__all__ = ["read_isso"]

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('comments', 'threads')"
# Limited, so that no row can fill the memory.  Comments whose thread is gone are told, not passed over.
_COMMENTS = f"""
    SELECT c.id, t.uri, c.parent, c.created, c.mode, substr(c.text, 1, {MOST_CHARACTERS + 1}),
           substr(c.author, 1, 1000), substr(c.email, 1, 1000)
    FROM comments AS c LEFT JOIN threads AS t ON t.id = c.tid
    ORDER BY c.id
"""  # noqa: S608 (a number of our own)
_STATUSES = {1: Status.APPROVED, 2: Status.PENDING, 4: Status.DELETED}


def read_isso(path: Path, findings: Findings) -> Iterator[ImportedComment]:
    """The comments of a database, in the order of their ids."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            database.text_factory = lambda text: text.decode("utf-8", "replace")
            database.execute("PRAGMA trusted_schema = OFF")  # nothing in the file runs functions of ours
            if len(database.execute(_TABLES).fetchall()) < 2:
                message = "this is no database of Isso: it has not both tables, comments and threads"
                findings.problems.append(ImportProblem(str(path), 0, "", message))
                return
            for row in database.execute(_COMMENTS):
                yield from _comment(row, path, findings)
    except sqlite3.Error as error:
        message = f"the database cannot be read ({error}); what follows in it was left out: try with a fresh copy of it"
        findings.problems.append(ImportProblem(str(path), 0, "", message))


def _comment(row: tuple[object, ...], path: Path, findings: Findings) -> Iterator[ImportedComment]:
    id, page, parent, created, mode, text, author, email = row
    about = About(findings, str(path), 0, str(id))
    date = _moment(created)
    words = text if isinstance(text, str) else "" if text is None else None
    if words is None:
        about.tell("its text is no text; it was left out")
        return
    if not about.complete(words, date):
        return
    assert date is not None
    if (status := _STATUSES.get(mode) if isinstance(mode, int) else None) is None:
        about.tell("nothing is known of its approval; it waits for a moderator")
    about.doubt(words, _text(author))
    yield ImportedComment(
        Source.ISSO,
        "",
        str(id),
        _text(page),
        about.name(_text(author)),
        email_of(_text(email)),
        date,
        from_markdown(words, _text(page)),
        str(parent) if parent else None,
        status or Status.PENDING,
        str(path),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _moment(created: object) -> dt.datetime | None:
    if not isinstance(created, int | float):
        return None
    try:
        return dt.datetime.fromtimestamp(created, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
