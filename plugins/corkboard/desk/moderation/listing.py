"""Comments as plain data, for commands and exports: without addresses, and without what stands for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Min, Q

from corkboard.desk.databases import INTAKE
from corkboard.desk.errors import DeskError
from corkboard.desk.intake.models import Entry
from corkboard.desk.moderation.models import AuditEntry, Comment, Hold, Report, State, Thread

__all__ = ["comment_data", "in_full", "listed", "moment", "stats"]


def moment(value: dt.datetime | None) -> str | None:
    """A moment in ISO 8601, in UTC."""
    return value.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if value else None


def comment_data(comment: Comment) -> dict[str, Any]:
    """What moderators may see of a comment."""
    return {
        "id": comment.id,
        "thread": comment.thread_id,
        "state": str(comment.state),
        "reason": str(comment.reason),
        "author": comment.author,
        "date": moment(comment.written_at),
        "reply_to": comment.reply_to or None,
        "by": comment.by,
        "pinned": comment.pinned,
        "language": comment.language,
        "decided_at": moment(comment.decided_at),
        "revision": comment.revision,
        "origin": comment.origin,
        "held_for": [{"reason": str(hold.reason), "detail": hold.detail} for hold in comment.holds.all()],
        "text": comment.text,
    }


def listed(state: State | None, thread: str, after: str, most: int) -> list[dict[str, Any]]:
    """Comments in the order of their ids, those after an id."""
    found = Comment.objects.filter(id__gt=after).order_by("id").prefetch_related("holds")
    if state is not None:
        found = found.filter(state=state)
    if thread:
        found = found.filter(thread=thread)
    return [comment_data(comment) for comment in found[:most]]


def in_full(id: str) -> dict[str, Any]:
    """A comment with its article, what it answers, its earlier words and what was decided.  Raises DeskError."""
    comment = Comment.objects.select_related("thread", "correspondent").filter(pk=id).first()
    if comment is None:
        raise DeskError(f"there is no comment {id}")
    parent = Comment.objects.filter(pk=comment.reply_to).first() if comment.reply_to else None
    others = comment.correspondent.comments.exclude(pk=id).order_by("-id")[:20] if comment.correspondent else []
    return {
        **comment_data(comment),
        "title": comment.thread.title,
        "url": comment.thread.url,
        "answers": comment_data(parent) if parent else None,
        "same_address": [{"id": one.id, "state": str(one.state)} for one in others],
        "revisions": [
            {"number": old.number, "author": old.author, "text": old.text}
            for old in comment.revisions.order_by("number")
        ],
        "decisions": [
            {
                "at": moment(entry.at),
                "by": entry.actor,
                "via": entry.via,
                "action": str(entry.action),
                "before": entry.before,
                "after": entry.after,
            }
            for entry in AuditEntry.objects.filter(subject=id).order_by("id")
        ],
    }


def stats() -> dict[str, Any]:
    """Numbers about the desk."""
    states = dict(Comment.objects.values_list("state").annotate(Count("id")))
    reasons = Hold.objects.filter(comment__state=State.HELD).values_list("reason").annotate(Count("id"))
    offered, closed = Q(is_offered=True), Q(closed_at__isnull=False)
    return {
        "comments": {state.value: states.get(state.value, 0) for state in State},
        "held_since": moment(Comment.objects.filter(state=State.HELD).aggregate(Min("written_at"))["written_at__min"]),
        "held_for": dict(sorted(reasons)),
        "not_taken_over": Entry.objects.using(INTAKE).count(),
        "open_reports": Report.objects.filter(closed_at=None).count(),
        "threads": Thread.objects.aggregate(offered=Count("id", filter=offered), closed=Count("id", filter=closed)),
    }
