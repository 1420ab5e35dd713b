"""What mail leaves behind, deleted after its time."""

from __future__ import annotations

import datetime as dt

from corkboard.desk.moderation.models import Message, SpentToken

__all__ = ["tidy"]

_KEPT = dt.timedelta(days=30)


def tidy(now: dt.datetime) -> None:
    """Delete links that were used and are over by now, and old messages to moderators.

    Messages to readers stay as long as their comment: a comment that is approved again is no news.
    """
    SpentToken.objects.filter(expires_at__lt=now).delete()
    Message.objects.filter(moderator__isnull=False, sent_at__lt=now - _KEPT).delete()
    Message.objects.filter(moderator__isnull=False, given_up_at__lt=now - _KEPT).delete()
