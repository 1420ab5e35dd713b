"""That nothing is kept for ever: rejected comments and addresses are deleted after a set time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import Q

from corkboard.desk.environment import Environment
from corkboard.desk.intake.models import Entry, Kind
from corkboard.desk.moderation.audit import Actor, record
from corkboard.desk.moderation.models import Action, Comment, Correspondent, State, Tombstone

__all__ = ["Expired", "delete_unused_correspondents", "expire"]

_AT_ONCE = 500  # so that nobody waits long
_NOT_KEPT = (State.REJECTED, State.SPAM, State.UNPUBLISHED)


@dataclass(frozen=True)
class Expired:
    """How much was deleted."""

    comments: int = 0
    addresses: int = 0

    @property
    def anything(self) -> bool:
        return bool(self.comments or self.addresses)


def expire(environment: Environment, actor: Actor, now: dt.datetime) -> Expired:
    """Delete what is over its time at this moment."""
    decided = now - dt.timedelta(days=environment.keep_rejected_days)
    seen = now - dt.timedelta(days=environment.keep_addresses_days)
    comments = 0
    while found := _delete_comments(decided):
        comments += found
    addresses = Correspondent.objects.filter(last_seen__lt=seen, sealed_address__isnull=False)
    expired = Expired(comments, addresses.update(sealed_address=None))
    delete_unused_correspondents(now)
    SessionStore.clear_expired()  # which hold what moderators were last told
    Entry.objects.filter(kind=Kind.REFUSED, received_at__lt=decided).delete()
    if expired.anything:
        record(actor, Action.EXPIRE, "", after={"comments": expired.comments, "addresses": expired.addresses})
    return expired


def delete_unused_correspondents(now: dt.datetime) -> None:
    """Those of whom there is no comment any more, unless one may be on its way."""
    Correspondent.objects.filter(comments__isnull=True, last_seen__lt=now - dt.timedelta(days=1)).delete()


def _delete_comments(decided: dt.datetime) -> int:
    over = Q(decided_at__lt=decided) | Q(decided_at=None, written_at__lt=decided)  # None: spam by the blocklist
    with transaction.atomic():
        found = list(Comment.objects.select_for_update().filter(over, state__in=_NOT_KEPT).order_by("id")[:_AT_ONCE])
        # What was imported must not be there again after another run of the import.
        stones = [Tombstone(comment=one.id, is_forgotten=False) for one in found if one.origin]
        Tombstone.objects.bulk_create(stones, ignore_conflicts=True)
        Comment.objects.filter(pk__in=[one.pk for one in found]).delete()
    return len(found)
