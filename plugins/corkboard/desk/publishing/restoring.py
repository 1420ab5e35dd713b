"""After a backup of the database was restored: what was forgotten or unpublished since does not come back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from corkboard.desk.environment import Environment
from corkboard.desk.files import write_atomically
from corkboard.desk.moderation.audit import Actor
from corkboard.desk.moderation.decisions import decide
from corkboard.desk.moderation.models import Action, Comment, Counter, Publication, Reason, State, Tombstone
from corkboard.desk.publishing.tombstones import Fate, Tombstones

__all__ = ["bury_again", "keep_counting"]


def bury_again(environment: Environment) -> int:
    """Have the database agree with the tombstones' file; how many comments it had brought back.

    Needs all decisions to be written: a comment that is approved again has no tombstone then.
    """
    found = 0
    for stone in Tombstones(environment).read().values():
        waits = Publication.objects.filter(comment=stone.comment, sequence__gt=F("written")).exists()
        comment = Comment.objects.select_related("correspondent").filter(pk=stone.comment).first()
        if stone.fate is Fate.FORGOTTEN:
            with transaction.atomic():
                Tombstone.objects.update_or_create(comment=stone.comment, defaults={"is_forgotten": True})
                Publication.objects.filter(comment=stone.comment).update(is_removed=True)
                if comment is not None:
                    correspondent = comment.correspondent
                    comment.delete()
                    if correspondent is not None and not correspondent.comments.exists():
                        correspondent.delete()  # whose address was forgotten too
                    found += 1
        elif comment is not None and comment.state == State.APPROVED and not waits:
            decide(comment.id, Action.UNPUBLISH, Actor("desk", "restore"), reason=Reason.OTHER)
            found += 1
    return found


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
