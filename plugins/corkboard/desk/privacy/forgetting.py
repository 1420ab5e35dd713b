"""To be forgotten: whatever somebody wrote from an address goes, and does not come back from any backup."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from corkboard.desk.addresses import address_key
from corkboard.desk.databases import INTAKE
from corkboard.desk.environment import Environment
from corkboard.desk.intake.models import Entry
from corkboard.desk.keys import Key, Keys
from corkboard.desk.moderation.audit import Actor, record
from corkboard.desk.moderation.bayes import unlearn
from corkboard.desk.moderation.decisions import publish
from corkboard.desk.moderation.models import Action, Comment, Correspondent, State, Tombstone
from corkboard.desk.publishing.tombstones import Fate, Tombstones

__all__ = ["forget"]


def forget(email: str, environment: Environment, keys: Keys, actor: Actor) -> int:
    """Delete every comment under an address, and the address; how many comments it were.

    Those on the site are taken from it by the publisher.  Answers of others stay, as answers to what is gone.
    `erase_deleted` then overwrites what was deleted.
    """
    key, count = address_key(email, keys.read(Key.ADDRESSES)), 0
    # Again, if a comment was on its way from the intake just then.
    while found := _forget_entries(key, environment, actor) + _forget_comments(key, environment, actor):
        count += found
    Correspondent.objects.filter(key=key).delete()
    return count


def _forget_comments(key: str, environment: Environment, actor: Actor) -> int:
    with transaction.atomic():
        comments = list(Comment.objects.select_for_update().filter(correspondent__key=key).order_by("id"))
        _bury(((one.id, one.thread_id) for one in comments), environment, actor)
        for comment in comments:
            comment.state = State.UNPUBLISHED
            publish(comment)
            unlearn(comment)
            comment.delete()
    return len(comments)


def _forget_entries(key: str, environment: Environment, actor: Actor) -> int:
    """Those that the desk has not taken over yet."""
    entries = list(Entry.objects.using(INTAKE).filter(content__address_key=key))
    with transaction.atomic():
        known = set(Comment.objects.filter(pk__in=[one.pk for one in entries]).values_list("id", flat=True))
        left = [(one.pk, str(one.content["thread"])) for one in entries if one.pk not in known]
        _bury(left, environment, actor)
    Entry.objects.using(INTAKE).filter(pk__in=[one.pk for one in entries]).delete()
    return len(left)


def _bury(comments: Iterable[tuple[str, str]], environment: Environment, actor: Actor) -> None:
    stones = Tombstones(environment)
    for id, thread in comments:
        stones.add(id, thread, Fate.FORGOTTEN)  # first: what is in the file is forgotten, whatever happens next
        Tombstone.objects.update_or_create(comment=id, defaults={"is_forgotten": True})
        record(actor, Action.FORGET, id)
