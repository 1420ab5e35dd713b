"""Everything that the desk keeps as JSON Lines, or everything about one person."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

from corkboard.desk.addresses import UnreadableError, address_key, opened
from corkboard.desk.databases import INTAKE
from corkboard.desk.intake.models import Entry
from corkboard.desk.keys import Key, Keys
from corkboard.desk.moderation.listing import comment_data, moment
from corkboard.desk.moderation.models import (
    AuditEntry,
    Block,
    Comment,
    Correspondent,
    Moderator,
    Publication,
    Report,
    Revision,
    Subscription,
    Thread,
    Tombstone,
)

__all__ = ["export_all", "export_person"]

Line = dict[str, Any]
_AT_ONCE = 1000


def export_all(keys: Keys, *, open_addresses: bool) -> Iterator[Line]:
    """Every row that is not a secret; addresses sealed, and with the private key also opened.  Raises DeskError."""
    address = _opening(keys) if open_addresses else _sealed_only
    for thread in Thread.objects.order_by("id").iterator():
        shown = {"id": thread.id, "url": thread.url, "title": thread.title, "language": thread.language}
        yield {"kind": "thread", **shown, "offered": thread.is_offered, "closed_at": moment(thread.closed_at)}
    for correspondent in Correspondent.objects.order_by("id").iterator():
        yield _correspondent(correspondent, address)
    for comment in Comment.objects.order_by("id").prefetch_related("holds").iterator(_AT_ONCE):
        yield _comment(comment)
    for revision in Revision.objects.order_by("id").iterator():
        yield _revision(revision)
    for report in Report.objects.order_by("id").iterator():
        times = {"received_at": moment(report.received_at), "closed_at": moment(report.closed_at)}
        said = {"comment": report.comment_id, "reason": str(report.reason), "text": report.text}
        yield {"kind": "report", "id": report.id, **said, **times}
    for subscription in Subscription.objects.order_by("id").iterator():
        yield _subscription(subscription)
    for entry in Entry.objects.using(INTAKE).order_by("id").iterator():
        yield _entry(entry)
    for decision in AuditEntry.objects.order_by("id").iterator():
        who = {"at": moment(decision.at), "actor": decision.actor, "via": decision.via}
        what = {"action": str(decision.action), "subject": decision.subject}
        yield {"kind": "decision", **who, **what, "before": decision.before, "after": decision.after}
    for publication in Publication.objects.order_by("sequence").iterator():
        where = {"comment": publication.comment, "thread": publication.thread}
        yield {"kind": "publication", **where, "removed": publication.is_removed, "sequence": publication.sequence}
    for stone in Tombstone.objects.order_by("comment").iterator():
        yield {"kind": "tombstone", "comment": stone.comment, "forgotten": stone.is_forgotten, "at": moment(stone.at)}
    for block in Block.objects.order_by("id").iterator():
        yield {"kind": "block", "of": str(block.kind), "pattern": block.pattern, "silent": block.silent}
    for moderator in Moderator.objects.order_by("id").iterator():
        yield {"kind": "moderator", "name": moderator.name, "role": moderator.role, "active": moderator.is_active}


def export_person(email: str, keys: Keys) -> Iterator[Line]:
    """Everything that was written under an address, and when."""
    key = address_key(email, keys.read(Key.ADDRESSES))
    correspondent = Correspondent.objects.filter(key=key).first()
    if correspondent is not None:
        yield _correspondent(correspondent, lambda _: {"address": email.strip()})
        for comment in correspondent.comments.order_by("id").prefetch_related("holds", "revisions"):
            yield _comment(comment)
            yield from map(_revision, comment.revisions.order_by("number"))
        yield from map(_subscription, Subscription.objects.filter(correspondent=correspondent).order_by("id"))
    for entry in Entry.objects.using(INTAKE).filter(content__address_key=key).order_by("id"):
        yield _entry(entry)


def _sealed_only(_: bytes) -> Line:
    return {}


def _opening(keys: Keys) -> Callable[[bytes], Line]:
    key = keys.read(Key.OPENING)

    def address(sealed_address: bytes) -> Line:
        try:
            return {"address": opened(sealed_address, key)}
        except UnreadableError:
            return {"address": None}  # sealed with another key

    return address


def _correspondent(one: Correspondent, address: Callable[[bytes], Line]) -> Line:
    sealed = bytes(one.sealed_address) if one.sealed_address else None
    shown = {"id": one.pk, "key": one.key, "sealed_address": b64encode(sealed).decode() if sealed else None}
    times = {"first_seen": moment(one.first_seen), "last_seen": moment(one.last_seen)}
    return {"kind": "correspondent", **shown, **(address(sealed) if sealed else {}), **times}


def _comment(one: Comment) -> Line:
    return {"kind": "comment", **comment_data(one), "correspondent": one.correspondent_id}


def _revision(one: Revision) -> Line:
    return {"kind": "revision", "comment": one.comment_id, "number": one.number, "author": one.author, "text": one.text}


def _subscription(one: Subscription) -> Line:
    times = {"asked_at": one.asked_at, "confirmed_at": one.confirmed_at, "ended_at": one.ended_at}
    shown = {"comment": one.comment_id, "correspondent": one.correspondent_id}
    return {"kind": "subscription", **shown, **{name: moment(value) for name, value in times.items()}}


def _entry(one: Entry) -> Line:
    """What came in and was not taken over yet."""
    return {"kind": "entry", "id": one.pk, "of": str(one.kind), "received_at": moment(one.received_at), **one.content}
