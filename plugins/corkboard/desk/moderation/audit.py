"""The record of every decision: who, by which way, what, and what it was before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corkboard.desk.moderation.models import Action, AuditEntry

__all__ = ["Actor", "record"]


@dataclass(frozen=True)
class Actor:
    """Who decides, and by which way: "page", "command", "mail", "import" or "desk" by itself."""

    name: str
    via: str


def record(
    actor: Actor,
    action: Action,
    subject: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Add to the audit log; in the transaction of what is recorded.  Never hand it words that a reader wrote."""
    AuditEntry.objects.create(
        actor=actor.name,
        via=actor.via,
        action=action,
        subject=subject,
        before=dict(before or {}),
        after=dict(after or {}),
    )
