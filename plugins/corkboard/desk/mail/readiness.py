"""What the desk still lacks before it can write to anybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.moderation.models import Message

__all__ = ["given_up_lately", "missing", "require"]


def missing(environment: Environment) -> Iterator[str]:
    """Sentences about settings without which no mail can be sent."""
    if not environment.writes_mail:
        return
    for name, value, example in (
        ("DESK_SMTP_HOST", environment.smtp_host, "mail.example.org"),
        ("DESK_INTAKE_URL", environment.intake_url, "https://comments.example.org"),
        ("DESK_MODERATION_URL", environment.moderation_url, "https://desk.example.org"),
    ):
        if not value:
            yield f"{name}: mail needs it as well, e.g. {example}; or leave out DESK_MAIL_FROM"
    if environment.smtp_user and environment.smtp_security == "none":
        yield "DESK_SMTP_SECURITY: the password would go over the net for all to read; set `starttls` or `tls`"


def require(environment: Environment) -> None:
    """Raises DeskError if mail is to be sent and cannot be."""
    if found := list(missing(environment)):
        raise DeskError("\n".join(found))


def given_up_lately(now: dt.datetime) -> Iterator[str]:
    """A sentence if messages of the last week were not sent and will not be."""
    lost = Message.objects.filter(given_up_at__gt=now - dt.timedelta(days=7))
    if count := lost.count():
        last = lost.order_by("-given_up_at")[0]
        yield f"mail: {count} message{'s were' if count > 1 else ' was'} given up in 7 days; the last: {last.error}"
