"""Comments from other systems, taken over with what their moderators had decided."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from django.db import transaction

from corkboard.comments.rules import as_html
from corkboard.desk.addresses import address_key, sealed
from corkboard.desk.environment import Environment
from corkboard.desk.keys import Key, Keys
from corkboard.desk.moderation.audit import Actor, record
from corkboard.desk.moderation.decisions import publish
from corkboard.desk.moderation.models import (
    Action,
    Comment,
    Correspondent,
    HeldFor,
    Hold,
    State,
    Thread,
    Tombstone,
)
from corkboard.desk.moderation.threads import kept_thread
from corkboard.desk.publishing.public import MOST_CHARACTERS_ON_SITE
from corkboard.desk.publishing.tombstones import Tombstones
from corkboard.desk.threads import Offers
from corkboard.importers.model import Source, Status
from corkboard.importers.placing import Placed

__all__ = ["Importer", "Outcome"]

_AT_ONCE = 200  # in a transaction
_STATES = {Status.APPROVED: State.APPROVED, Status.PENDING: State.HELD, Status.SPAM: State.SPAM}


class Outcome(StrEnum):
    """What became of an imported comment."""

    ADDED = "added"
    ANSWERS = "now answers another"  # was there, but what it answers was not
    KNOWN = "there already"
    DELETED = "deleted there, left out"
    BURIED = "unpublished or forgotten here, left out"
    UNFIT = "approved there, but held: the site would not take it"


@dataclass(frozen=True)
class Importer:
    """Takes over comments that have a place on this site.  Running it twice changes nothing."""

    environment: Environment
    keys: Keys
    offers: Offers
    actor: Actor

    def take(self, comments: Iterable[Placed]) -> Counter[Outcome]:
        """What became of how many.  What is committed when this is interrupted stays, and is not taken over again."""
        found: Counter[Outcome] = Counter()
        taking = _Taking(self)
        waiting = iter(comments)
        while batch := list(islice(waiting, _AT_ONCE)):  # read before there is a transaction, which others wait for
            with transaction.atomic():
                found.update(taking.batch(batch))
        return found


class _Taking:
    def __init__(self, importer: Importer) -> None:
        self._importer = importer
        self._environment, self._actor = importer.environment, importer.actor
        self._address_key = importer.keys.read(Key.ADDRESSES)
        self._sealing_key = importer.keys.read(Key.SEALING)
        self._buried = frozenset(Tombstones(importer.environment).read())
        self._left_out: dict[str, str] = {}  # deleted comments, and what they answered
        self._threads: dict[str, Thread] = {}
        self._correspondents: dict[str, Correspondent] = {}  # of a batch: later they may be gone
        self._now = dt.datetime.now(dt.UTC)

    def batch(self, comments: list[Placed]) -> Iterator[Outcome]:
        self._correspondents.clear()
        ids = [one.comment.id for one in comments]
        known: Mapping[str, Comment] = Comment.objects.select_for_update().in_bulk(ids)
        buried = set(Tombstone.objects.filter(comment__in=ids).values_list("comment", flat=True))
        for one in comments:
            yield self._take(one, known.get(one.comment.id), is_buried=one.comment.id in buried | self._buried)

    def _take(self, placed: Placed, known: Comment | None, *, is_buried: bool) -> Outcome:
        answered = placed.comment.reply_to or ""
        answered = self._left_out.get(answered, answered)
        if known is not None:
            return self._complete(known, answered)
        if is_buried or placed.status is Status.DELETED:
            self._left_out[placed.comment.id] = answered
            return Outcome.BURIED if is_buried else Outcome.DELETED
        state = _STATES[placed.status]
        unfit = state is State.APPROVED and not _is_fit(placed)
        self._add(placed, answered, State.HELD if unfit else state)
        return Outcome.UNFIT if unfit else Outcome.ADDED

    def _complete(self, known: Comment, answered: str) -> Outcome:
        """The moderators' later decisions and edits stay; only what a comment answers is taken if it was missing."""
        if not answered or known.reply_to or answered == known.id:
            return Outcome.KNOWN
        known.reply_to = answered
        known.save(update_fields=["reply_to"])
        publish(known)
        record(self._actor, Action.IMPORT, known.id, {"reply_to": ""}, {"reply_to": answered})
        return Outcome.ANSWERS

    def _add(self, placed: Placed, answered: str, state: State) -> None:
        public = placed.comment
        comment = Comment.objects.create(
            id=public.id,
            thread=self._thread(str(placed.thread)),
            reply_to=answered,
            author=public.author,
            text=public.text,
            written_at=public.date,
            by=public.by.value,
            pinned=public.pinned,
            correspondent=self._correspondent(placed.email, public.date) if placed.email else None,
            state=state,
            decided_at=None if state is State.HELD else self._now,
            origin=_origin(placed),
        )
        if state is State.HELD:
            Hold.objects.create(comment=comment, reason=HeldFor.IMPORTED)
        publish(comment)
        after = {"state": str(state), "reason": "", "pinned": comment.pinned, "revision": 0}
        record(self._actor, Action.IMPORT, comment.id, {}, {**after, "origin": placed.source.value})

    def _correspondent(self, email: str, date: dt.datetime) -> Correspondent:
        """Who wrote; the address is kept only if it would not be deleted at once for its age."""
        key, times = address_key(email, self._address_key), {"first_seen": date, "last_seen": date}
        found = self._correspondents.get(key) or Correspondent.objects.get_or_create(key=key, defaults=times)[0]
        self._correspondents[key] = found
        before = (found.first_seen, found.last_seen, found.sealed_address)
        found.first_seen, found.last_seen = min(found.first_seen, date), max(found.last_seen, date)
        kept = dt.timedelta(days=self._environment.keep_addresses_days)
        if found.sealed_address is None and self._now - found.last_seen < kept:
            found.sealed_address = sealed(email, self._sealing_key)
        if before != (found.first_seen, found.last_seen, found.sealed_address):
            found.save()
        return found

    def _thread(self, id: str) -> Thread:
        if id not in self._threads:
            self._threads[id] = kept_thread(id, self._importer.offers)
        return self._threads[id]


def _is_fit(placed: Placed) -> bool:
    text = placed.comment.text
    return len(text) <= MOST_CHARACTERS_ON_SITE and bool(as_html(text))


def _origin(placed: Placed) -> str | None:
    """Where a comment came from; one of this plugin's own files has been nowhere else."""
    return None if placed.source is Source.FILES else f"{placed.source}:{placed.source_id[:100]}:{placed.comment.id}"
