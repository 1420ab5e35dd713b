"""After a backup was restored: what was forgotten or unpublished since does not come back, and nothing is missing."""

from __future__ import annotations

from itertools import islice

from django.db import transaction
from django.db.models import F

from corkboard.desk.environment import Environment
from corkboard.desk.files import write_atomically
from corkboard.desk.moderation.audit import Actor
from corkboard.desk.moderation.bayes import unlearn
from corkboard.desk.moderation.decisions import decide
from corkboard.desk.moderation.models import (
    WRITTEN_ELSEWHERE,
    Action,
    Comment,
    Counter,
    Publication,
    Reason,
    State,
    Tombstone,
)
from corkboard.desk.publishing.tombstones import Fate, Stone, Tombstones

__all__ = ["bury_again", "keep_counting", "write_again"]

_AT_ONCE = 500


def bury_again(environment: Environment) -> int:
    """Have the database agree with the tombstones' file; how many comments it had brought back.

    A comment that was approved again has a tombstone in the file until that is written, and is left alone.
    """
    stones, found = iter(Tombstones(environment).read().values()), 0
    while batch := list(islice(stones, _AT_ONCE)):
        ids = [stone.comment for stone in batch]
        comments = Comment.objects.select_related("correspondent").in_bulk(ids)
        written = set(
            Publication.objects.filter(comment__in=ids, is_removed=False, sequence=F("written")).values_list(
                "comment", flat=True
            )
        )
        buried = set(Tombstone.objects.filter(comment__in=ids, is_forgotten=True).values_list("comment", flat=True))
        for stone in batch:
            comment = comments.get(stone.comment)
            if stone.fate is Fate.FORGOTTEN:
                if comment is not None or stone.comment not in buried or stone.comment in written:
                    _forget(stone, comment)
                    found += comment is not None
            elif comment is not None and comment.state == State.APPROVED and stone.comment in written:
                decide(comment.id, Action.UNPUBLISH, Actor("desk", "restore"), reason=Reason.OTHER)
                found += 1
    return found


@transaction.atomic
def _forget(stone: Stone, comment: Comment | None) -> None:
    Tombstone.objects.update_or_create(comment=stone.comment, defaults={"is_forgotten": True})
    Publication.objects.filter(comment=stone.comment).update(is_removed=True)
    if comment is not None:
        correspondent = comment.correspondent
        unlearn(comment)
        comment.delete()
        if correspondent is not None and not correspondent.comments.exists():
            correspondent.delete()  # whose address was forgotten too


def keep_counting(environment: Environment) -> None:
    """Have changes numbered from where they were before a backup was restored.

    Those who fetch them have gone past the numbers in between, and would miss what got one of these.
    """
    path = environment.data / "desk" / "sequence"
    try:
        known = int(path.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        known = 0
    newest = Counter.objects.filter(name="publication").values_list("value", flat=True).first() or 0
    if newest < known:
        Counter.objects.get_or_create(name="publication")
        Counter.objects.filter(name="publication", value__lt=known).update(value=known)
    elif newest > known:
        write_atomically(path, f"{newest}\n".encode(), mode=0o600)


def write_again(environment: Environment) -> int:
    """Have all approved comments written once more, after their folder was lost or restored; how many."""
    bury_again(environment)
    return Publication.objects.filter(is_removed=False).update(written=WRITTEN_ELSEWHERE)
