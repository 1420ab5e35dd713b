"""What was decided, and what the site is to show of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["WRITTEN_ELSEWHERE", "Action", "AuditEntry", "Counter", "Publication", "Tombstone"]

WRITTEN_ELSEWHERE = -1  # as `written`: it was, before the folder was lost, or into one that was moved since


class Action(models.TextChoices):
    APPROVE = "approve", _("Approved")
    REJECT = "reject", _("Rejected")
    SPAM = "spam", _("Called spam")
    HOLD = "hold", _("Held again")
    UNPUBLISH = "unpublish", _("Unpublished")
    EDIT = "edit", _("Edited")
    REPLY = "reply", _("Replied as the desk")
    PIN = "pin", _("Pinned")
    UNPIN = "unpin", _("Unpinned")
    UNDO = "undo", _("Undone")
    FORGET = "forget", _("Forgotten")
    EXPORT = "export", _("Exported")
    IMPORT = "import", _("Imported")
    EXPIRE = "expire", _("Deleted after its time")
    CLOSE_THREAD = "close-thread", _("Closed a thread")
    OPEN_THREAD = "open-thread", _("Opened a thread")
    CLOSE_REPORT = "close-report", _("Settled a report")
    BLOCK = "block", _("Added to the blocklist")
    UNBLOCK = "unblock", _("Took from the blocklist")
    ADD_MODERATOR = "add-moderator", _("Added a moderator")
    CHANGE_MODERATOR = "change-moderator", _("Changed a moderator")
    LOG_IN = "log-in", _("Logged in")
    ROTATE_KEYS = "rotate-keys", _("Rotated the keys of addresses")
    CHANGE_TOKEN = "change-token", _("Made or revoked an API token")


class AuditEntry(models.Model):
    """One decision.  Triggers in the database refuse to change or delete any.

    Since it stays for ever it holds no words of readers: `before` and `after` have states, reasons and
    the numbers of revisions, which can be deleted.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.CharField(max_length=80)  # a moderator's name, or which part of the desk
    via = models.CharField(max_length=16)  # "page", "command", "mail", "import", "retention"
    action = models.CharField(max_length=20, choices=Action.choices)
    subject = models.CharField(max_length=128, blank=True, default="", db_index=True)  # id of a comment, thread, …
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)


class Tombstone(models.Model):
    """A comment that must not come back to the site, from whatever backup; `tombstones` keeps them in a file too."""

    comment = models.CharField(max_length=26, primary_key=True)
    is_forgotten = models.BooleanField()  # else unpublished: a moderator may approve it again
    at = models.DateTimeField(auto_now_add=True)


class Publication(models.Model):
    """What is to be on the site of a comment that was ever approved, and in which order that changed.

    `sequence` is the cursor of the API.  The publisher has work to do where it is above `written`.
    """

    comment = models.CharField(max_length=26, primary_key=True)
    thread = models.CharField(max_length=114)
    is_removed = models.BooleanField(default=False)
    sequence = models.BigIntegerField(unique=True)
    written = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["sequence"],
                condition=models.Q(sequence__gt=models.F("written")),
                name="publication_to_write",
            ),
        )


class Counter(models.Model):
    """Numbers in the order of commits, which a sequence of PostgreSQL does not give: its row is locked meanwhile."""

    name = models.CharField(max_length=32, primary_key=True)
    value = models.BigIntegerField(default=0)
