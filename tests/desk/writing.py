"""Comments in the desk's database, without the way through the intake."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ulid import ULID

from corkboard.desk.moderation.audit import Actor
from corkboard.desk.moderation.models import Comment, Correspondent, State, Thread
from reading import ARTICLE

MODERATOR = Actor("Ada Example", "page")
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def thread(id: str = ARTICLE) -> Thread:
    return Thread.objects.get_or_create(id=id, defaults={"title": "The Lamp Log", "url": "", "language": "en"})[0]


def correspondent(key: str = "a" * 64) -> Correspondent:
    given = {"sealed_address": b"sealed", "first_seen": NOW, "last_seen": NOW}
    return Correspondent.objects.get_or_create(key=key, defaults=given)[0]


def held(text: str = "The log says *nothing* of that night.", **fields: Any) -> Comment:
    given = {
        "id": str(ULID()),
        "thread": thread(),
        "author": "Lorem Ipsumson",
        "written_at": NOW,
        "state": State.HELD,
        **({} if "correspondent" in fields else {"correspondent": correspondent()}),
    }
    return Comment.objects.create(text=text, **{**given, **fields})
