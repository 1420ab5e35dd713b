"""Approved comments as files in the site's content: written, changed, removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import yaml
from django.db.models import F

from corkboard.comments.model import CLOSED_THREADS, ThreadId, comment_file, file_of, files_in, place_of
from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.files import sync_folder, write_atomically
from corkboard.desk.moderation.models import Comment, Publication, Thread, Tombstone
from corkboard.desk.publishing.public import public_comment
from corkboard.desk.publishing.tombstones import Fate, Stone, Tombstones

__all__ = ["sweep", "write_changes", "write_closed_threads"]

_AT_ONCE = 500


def write_changes(environment: Environment, owe: Callable[[], None] = lambda: None) -> int:
    """Write what was decided since the last time, in the order of the decisions; how many files changed.

    `owe` is called for each before it counts as written: what is to follow is not forgotten, should this be killed.
    What cannot be written does not keep the others.  Raises DeskError for it.
    """
    tombstones = Tombstones(environment)
    buried, changed, problems = tombstones.read(), 0, []
    for publication in Publication.objects.filter(sequence__gt=F("written")).order_by("sequence")[:_AT_ONCE]:
        try:
            changed += _write(publication, environment, tombstones, buried)
        except OSError as error:
            problems.append(f"{error.filename or environment.comments}: {error.strerror}; see DESK_COMMENTS")
            continue
        except DeskError as error:
            problems.append(str(error))
            continue
        owe()
        # Not if it has changed meanwhile: then the next time writes it once more.
        Publication.objects.filter(comment=publication.comment, sequence=publication.sequence).update(
            written=publication.sequence
        )
    if problems:
        raise DeskError("\n".join(dict.fromkeys(problems)))
    return changed


def _write(
    publication: Publication, environment: Environment, tombstones: Tombstones, buried: Mapping[str, Stone]
) -> int:
    thread, id = publication.thread, publication.comment
    path = environment.comments / file_of(ThreadId.parse(thread), id)
    if publication.written:  # else nobody can have moved it
        path = place_of(environment.comments, ThreadId.parse(thread), id)
    comment = None if publication.is_removed else Comment.objects.filter(pk=id).first()
    if comment is None:
        is_forgotten = Tombstone.objects.filter(comment=id, is_forgotten=True).exists()
        fate = Fate.FORGOTTEN if is_forgotten else Fate.UNPUBLISHED
        if id not in buried or buried[id].fate is not fate:
            tombstones.add(id, thread, fate)
        return _remove(path)
    content = comment_file(public_comment(comment))
    if id in buried:
        tombstones.add(id, thread, Fate.BACK)
    _make_folder(path.parent)
    return int(write_atomically(path, content))


def write_closed_threads(environment: Environment) -> int:
    """Tell the site which threads the desk has closed; whether that is news."""
    closed = list(Thread.objects.exclude(closed_at=None).order_by("id").values_list("id", flat=True))
    path = environment.comments / CLOSED_THREADS
    if not closed and not path.exists():
        return 0
    _make_folder(path.parent)
    return int(write_atomically(path, yaml.safe_dump({"closed": closed}, allow_unicode=True).encode()))


def sweep(environment: Environment) -> int:
    """Remove the files of comments under a tombstone, wherever they are and whatever brought them back; how many."""
    stones = Tombstones(environment).read()
    return sum(_remove(path) for path in files_in(environment.comments) if _id_in(path.name) in stones) if stones else 0


def _id_in(name: str) -> str:
    """Also of a file that somebody was killed at writing, which has a comment's words too."""
    return name.removeprefix(".").partition(".")[0]


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
