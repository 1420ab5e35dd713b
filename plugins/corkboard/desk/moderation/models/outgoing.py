"""What leaves the desk besides files: mail, calls of webhooks, and who may fetch."""

from __future__ import annotations

from django.db import models

from corkboard.desk.moderation.models.comments import Comment
from corkboard.desk.moderation.models.people import Moderator, Subscription

__all__ = ["ApiToken", "Delivery", "MailKind", "Message", "SpentToken"]


class MailKind(models.TextChoices):
    HELD = "held"  # to moderators
    DIGEST = "digest"
    REPORT = "report"
    CONFIRM = "confirm"  # to who wrote
    APPROVED = "approved"
    REPLY = "reply"


class Message(models.Model):
    """Mail that is to be sent: to whom, about what, but no address and no words; the mailer makes it of these."""

    kind = models.CharField(max_length=8, choices=MailKind.choices)
    moderator = models.ForeignKey(Moderator, null=True, on_delete=models.CASCADE)
    subscription = models.ForeignKey(Subscription, null=True, on_delete=models.CASCADE)
    comment = models.ForeignKey(Comment, null=True, on_delete=models.CASCADE)
    made_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, default="")
    # Set just before its words go to the mail server: where nothing follows, the server may have it or not.
    handed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "subscription", "comment"],
                condition=models.Q(subscription__isnull=False),
                name="message_once_to_reader",
            ),
            models.UniqueConstraint(
                fields=["kind", "moderator", "comment"],
                condition=models.Q(moderator__isnull=False, comment__isnull=False),
                name="message_once_to_moderator",
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="message_due",
            ),
        )


class Delivery(models.Model):
    """A call of the webhook that is to be made: that there is something new up to a cursor."""

    sequence = models.BigIntegerField(unique=True)
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, default="")
    done_at = models.DateTimeField(null=True)


class ApiToken(models.Model):
    """Who may fetch approved comments.  Only a hash of the token is kept: it is long and random."""

    name = models.CharField(max_length=80, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)


class SpentToken(models.Model):
    """A signed link for one action that was used, or one code: it counts once."""

    nonce = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)
