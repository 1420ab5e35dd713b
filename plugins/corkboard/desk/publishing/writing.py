"""Approved comments as files in the site's content: written, changed, removed."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import yaml
from django.db.models import F

from corkboard.comments.model import CLOSED_THREADS, ThreadId, comment_file, file_of
from corkboard.desk.environment import Environment
from corkboard.desk.files import sync_folder, write_atomically
from corkboard.desk.moderation.models import Comment, Publication, Thread, Tombstone
from corkboard.desk.publishing.public import public_comment
from corkboard.desk.publishing.tombstones import Fate, Tombstones

__all__ = ["sweep", "write_changes", "write_closed_threads"]

_AT_ONCE = 500


def write_changes(environment: Environment) -> int:
    """Write what was decided since the last time, in the order of the decisions; how many files changed."""
    tombstones = Tombstones(environment)
    buried, changed = tombstones.read(), 0
    for publication in Publication.objects.filter(sequence__gt=F("written")).order_by("sequence")[:_AT_ONCE]:
        thread, id = publication.thread, publication.comment
        path = environment.comments / file_of(ThreadId.parse(thread), id)
        comment = None if publication.is_removed else Comment.objects.filter(pk=id).first()
        if comment is None:
            is_forgotten = Tombstone.objects.filter(comment=id, is_forgotten=True).exists()
            fate = Fate.FORGOTTEN if is_forgotten else Fate.UNPUBLISHED
            if id not in buried or buried[id].fate is not fate:
                tombstones.add(id, thread, fate)
            changed += _remove(path)
        else:
            if id in buried:
                tombstones.add(id, thread, Fate.BACK)
            _make_folder(path.parent)
            changed += write_atomically(path, comment_file(public_comment(comment)))
        # Not if it has changed meanwhile: then the next time writes it once more.
        Publication.objects.filter(comment=id, sequence=publication.sequence).update(written=publication.sequence)
    return changed


def write_closed_threads(environment: Environment) -> int:
    """Tell the site which threads the desk has closed; whether that is news."""
    closed = list(Thread.objects.exclude(closed_at=None).order_by("id").values_list("id", flat=True))
    path = environment.comments / CLOSED_THREADS
    if not closed and not path.exists():
        return 0
    _make_folder(path.parent)
    return int(write_atomically(path, yaml.safe_dump({"closed": closed}, allow_unicode=True).encode()))


def sweep(environment: Environment) -> int:
    """Remove the files of comments under a tombstone, whatever brought them back; how many there were."""
    stones = Tombstones(environment).read().values()
    return sum(_remove(environment.comments / file_of(ThreadId.parse(stone.thread), stone.comment)) for stone in stones)


def _remove(path: Path) -> int:
    try:
        path.unlink()
    except FileNotFoundError:
        return 0
    sync_folder(path.parent)
    with suppress(OSError):  # others are in it
        path.parent.rmdir()
    return 1


def _make_folder(folder: Path) -> None:
    """Readable for who builds the site, whatever the umask keeps from others."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        one.chmod(0o755)
