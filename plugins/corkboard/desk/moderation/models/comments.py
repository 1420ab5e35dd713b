"""Comments, the threads that they belong to, and why they are held."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from corkboard.comments.model import By
from corkboard.desk.moderation.models.people import Correspondent, Moderator

__all__ = ["Comment", "HeldFor", "Hold", "Reason", "Report", "Revision", "State", "Thread"]


class State(models.TextChoices):
    HELD = "held", _("Held")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    SPAM = "spam", _("Spam")
    UNPUBLISHED = "unpublished", _("Unpublished")


class Reason(models.TextChoices):
    """Why a comment is rejected, or unpublished."""

    UNSUPPORTED_CLAIM = "unsupported-claim", _("Unsupported claim about a person")
    PRIVATE = "private", _("Private details of somebody")
    INSULT = "insult", _("Insult or threat")
    HATRED = "hatred", _("Hatred against a group")
    OFF_TOPIC = "off-topic", _("Off topic")
    ADVERTISING = "advertising", _("Advertising")
    REPEATED = "repeated", _("Said already")
    UNLAWFUL = "unlawful", _("Unlawful")
    AUTHOR = "author", _("At its author's wish")
    OTHER = "other", _("Another reason")


class HeldFor(models.TextChoices):
    """What is worth a moderator's attention in a comment; all are held, also those without any of it."""

    NAMES_PERSON = "names-person", _("Names a person of this site")
    LINKS = "links", _("Has links")
    FIRST = "first", _("First comment from this address")
    QUICK = "quick", _("Was sent very quickly")
    TRAP = "trap", _("Filled in a field that people do not see")
    BLOCKED = "blocked", _("Has something from the blocklist")
    SUSPECTED = "suspected", _("Resembles what was called spam")
    UNPROVEN = "unproven", _("Came without the proof of work")
    ORPHAN = "orphan", _("Replies to a comment that is not there")
    IMPORTED = "imported", _("Was imported unapproved")


class Thread(models.Model):
    """What the site lets readers comment on, as `threads.json` tells it."""

    id = models.CharField(max_length=114, primary_key=True)  # such as "articles/first-report"
    url = models.CharField(max_length=2000)
    title = models.CharField(max_length=500)
    language = models.CharField(max_length=16)
    is_offered = models.BooleanField(default=True)  # by the last threads.json
    closed_at = models.DateTimeField(null=True, blank=True)  # by the desk, whatever the site says


class Comment(models.Model):
    """A comment in whatever state.  Its id is a ULID: in the order of ids is in the order of time."""

    id = models.CharField(max_length=26, primary_key=True)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="comments")
    reply_to = models.CharField(max_length=26, blank=True, default="", db_index=True)  # perhaps only on the site
    author = models.CharField(max_length=200)
    text = models.TextField()
    written_at = models.DateTimeField()
    by = models.CharField(max_length=8, choices=[(by.value, by.value) for by in By], default=By.READER.value)
    written_by = models.ForeignKey(Moderator, null=True, blank=True, on_delete=models.SET_NULL)
    pinned = models.BooleanField(default=False)
    language = models.CharField(max_length=8, blank=True, default="")
    correspondent = models.ForeignKey(
        Correspondent, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.HELD)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)  # how often its words were changed
    once = models.CharField(max_length=64, null=True, blank=True, unique=True)  # as in the intake
    origin = models.CharField(max_length=200, null=True, blank=True, unique=True)  # e.g. "wordpress:…:12"
    spam_score = models.FloatField(default=0.5)  # from 0 to 1, 0.5: unknown; sorts and labels, decides nothing
    learned_as = models.CharField(max_length=4, blank=True, default="")  # "spam" or "ham"

    class Meta:
        indexes = (
            models.Index(fields=["state", "id"], name="comment_state_id"),
            models.Index(fields=["thread", "id"], name="comment_thread_id"),
            models.Index(fields=["thread", "state", "id"], name="comment_thread_state_id"),
            models.Index(fields=["state", "decided_at"], name="comment_state_decided_at"),
            models.Index(fields=["state", "spam_score", "id"], name="comment_state_spam_score"),
        )


class Hold(models.Model):
    """One thing that a comment was marked for."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=16, choices=HeldFor.choices)
    detail = models.CharField(max_length=200, blank=True, default="")  # such as the name or the word

    class Meta:
        constraints = (models.UniqueConstraint(fields=["comment", "reason", "detail"], name="hold_once"),)
        indexes = (models.Index(fields=["reason", "comment"], name="hold_reason_comment"),)


class Revision(models.Model):
    """A comment's words as they were before they were changed."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    author = models.CharField(max_length=200)
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["comment", "number"], name="revision_once"),)


class Report(models.Model):
    """What a reader says against a comment that is on the site."""

    id = models.CharField(max_length=26, primary_key=True)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    text = models.TextField(blank=True, default="")
    received_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True, db_index=True)
