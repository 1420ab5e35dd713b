"""What a record tells of as past: no such moment can lie ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from corkboard.records.article import Article
from corkboard.records.common import Named, Record
from corkboard.records.fairness import RightOfReply
from corkboard.records.fields import PartialDate
from corkboard.records.person import Person
from corkboard.records.validation import Path

__all__ = ["told_as_past"]


def told_as_past(record: Record) -> Iterator[tuple[Path, dt.datetime]]:
    """Each such moment, and where it stands in the front matter; of a partial date the earliest that it can mean."""
    if isinstance(record, Article):
        for number, source in enumerate(record.sources):
            if source.accessed:
                yield ("sources", number, "accessed"), source.accessed
        for number, reply in enumerate(record.right_of_reply):
            yield from _of_reply(("right_of_reply", number), reply)
    if isinstance(record, Named) and record.right_of_reply:
        yield from _of_reply(("right_of_reply",), record.right_of_reply)
    if isinstance(record, Person) and record.died:
        yield ("died",), _earliest(record.died)


def _of_reply(path: Path, reply: RightOfReply) -> Iterator[tuple[Path, dt.datetime]]:
    for number, attempt in enumerate(reply.attempts):
        yield (*path, "attempts", number, "date"), attempt.date
    if reply.answered:
        yield (*path, "answered"), reply.answered


def _earliest(date: PartialDate) -> dt.datetime:
    """Its midnight in the time zone that is the first to see it."""
    year, month, day = date.bounds[0]
    first = dt.datetime(min(max(year, 2), dt.MAXYEAR), min(max(month, 1), 12), 1, tzinfo=dt.UTC)
    return first + dt.timedelta(days=max(day, 1) - 1, hours=-14)
