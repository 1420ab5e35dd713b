"""The tombstones in a file of their own, which no backup of the database brings back to what they were."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum

from corkboard.comments.model import ThreadId, file_of
from corkboard.desk.environment import Environment
from corkboard.desk.files import sync_folder

__all__ = ["Fate", "Stone", "Tombstones"]


class Fate(StrEnum):
    FORGOTTEN = "forgotten"  # for ever
    UNPUBLISHED = "unpublished"
    BACK = "back"  # approved again: no tombstone any more


@dataclass(frozen=True)
class Stone:
    """What became of a comment."""

    comment: str
    thread: str
    fate: Fate


class Tombstones:
    """A line for each; of one comment the last counts, but what is forgotten stays so.  Only ever added to."""

    def __init__(self, environment: Environment) -> None:
        self._path = environment.data / "desk" / "tombstones"

    def read(self) -> dict[str, Stone]:
        """By the id of the comment; without those that are back."""
        found: dict[str, Stone] = {}
        text = self._path.read_text(encoding="utf-8") if self._path.exists() else ""
        for line in text.splitlines():
            parts = line.split()
            if len(parts) != 3 or parts[2] not in tuple(Fate):  # half a line, of a machine that lost its power
                continue
            id, thread, fate = parts[0], parts[1], Fate(parts[2])
            if id in found and found[id].fate is Fate.FORGOTTEN:
                continue
            if fate is Fate.BACK:
                found.pop(id, None)
            else:
                found[id] = Stone(id, thread, fate)
        return found

    def add(self, comment: str, thread: str, fate: Fate) -> None:
        """On disk before this ends."""
        file_of(ThreadId.parse(thread), comment)  # what could be no comment must not become a path
        is_new = not self._path.exists()
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, f"\n{comment} {thread} {fate}\n".encode())  # after half a line it still is one
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            sync_folder(self._path.parent)
