"""The one table that the intake may insert into."""

from __future__ import annotations

from django.db import models

__all__ = ["Entry", "Kind"]


class Kind(models.TextChoices):
    COMMENT = "comment"
    REPORT = "report"  # by a reader, about a comment on the site
    CONFIRMATION = "confirmation"  # of an e-mail address, by the link that was sent to it
    UNSUBSCRIPTION = "unsubscription"
    REFUSED = "refused"  # was nothing of these when the desk looked


class Entry(models.Model):
    """Something that came in and waits for the desk to take it over; then it is deleted here.

    There is one of each id and of each `once`: to insert another is no error and changes nothing.
    """

    id = models.CharField(max_length=26, primary_key=True)  # the ULID that the token of the preview had
    kind = models.CharField(max_length=16, choices=Kind.choices)
    received_at = models.DateTimeField()
    once = models.CharField(max_length=64, unique=True)  # the same for the same thing posted twice
    content = models.JSONField()  # what `contents` describes; an address in it is sealed
