"""The webhook: tells a job elsewhere that there is something to fetch, until it has listened.

Calls are signed as Standard Webhooks (standardwebhooks.com, 1.0) has it.  They say no more than the cursor.
"""

from __future__ import annotations

import datetime as dt
import hmac
import http.client
import json
import urllib.error
import urllib.request
from base64 import b64encode
from typing import Any

from django.db.models import Max

from corkboard.desk.moderation.models import Counter, Delivery

__all__ = ["deliver", "signed_headers"]

_PATIENCE = 10  # seconds
_FIRST_PAUSE = dt.timedelta(seconds=5)
_LONGEST_PAUSE = dt.timedelta(hours=1)
_KEPT = dt.timedelta(days=30)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """What is signed for one address is sent to no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects)


def deliver(url: str, key: bytes, now: dt.datetime) -> bool:
    """Make the call that is due, if one is; whether it was made and taken.  Failed ones are made again later."""
    _note_changes(now)
    delivery = Delivery.objects.filter(done_at=None, due_at__lte=now).order_by("sequence").last()
    if delivery is None:
        return False
    delivery.error = _call(url, key, delivery.sequence, now)
    delivery.attempts += 1
    if delivery.error:
        pause = _FIRST_PAUSE * 2 ** min(delivery.attempts - 1, 20)
        delivery.due_at = now + min(pause, _LONGEST_PAUSE)
    else:
        delivery.done_at = now
    delivery.save()
    return not delivery.error


def signed_headers(key: bytes, id: str, now: dt.datetime, body: bytes) -> dict[str, str]:
    """The three headers by which a receiver knows who calls, when, and that it is not an old call again."""
    timestamp = str(int(now.timestamp()))
    digest = hmac.digest(key, b".".join((id.encode(), timestamp.encode(), body)), "sha256")
    return {
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
    }


def _note_changes(now: dt.datetime) -> None:
    """Have one call for all that has changed since the last; it stands for those that were not made yet."""
    newest = Counter.objects.filter(name="publication").values_list("value", flat=True).first() or 0
    if newest > (Delivery.objects.aggregate(Max("sequence"))["sequence__max"] or 0):
        Delivery.objects.create(sequence=newest, due_at=now)
        Delivery.objects.filter(done_at=None, sequence__lt=newest).delete()
        Delivery.objects.filter(done_at__lt=now - _KEPT).delete()


def _call(url: str, key: bytes, sequence: int, now: dt.datetime) -> str:
    """Why the call was not taken; empty if it was."""
    said = {"type": "comments.changed", "timestamp": now.isoformat(), "data": {"cursor": sequence}}
    body = json.dumps(said).encode()
    headers = {"Content-Type": "application/json", **signed_headers(key, f"comments-{sequence}", now, body)}
    request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 - http or https, by its setting
    try:
        with _OPENER.open(request, timeout=_PATIENCE):
            return ""
    except urllib.error.HTTPError as error:
        return f"answered with {error.code}"
    except (OSError, http.client.HTTPException, ValueError) as error:  # the last for what is no host's name
        return str(getattr(error, "reason", error))[:300] or type(error).__name__
