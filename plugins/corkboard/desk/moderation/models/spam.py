"""What moderators block, and what the filter has learned from their decisions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from corkboard.desk.moderation.models.people import Moderator

__all__ = ["Block", "BlockKind", "Word"]


class BlockKind(models.TextChoices):
    WORD = "word", _("A word or phrase")
    LINK = "link", _("Links to a domain")
    ADDRESS = "address", _("An e-mail address")


class Block(models.Model):
    """One line of the blocklist.  `silent`: who is blocked is thanked like everybody else, and the comment is spam."""

    kind = models.CharField(max_length=8, choices=BlockKind.choices)
    pattern = models.CharField(max_length=200)  # of an address its keyed hash
    silent = models.BooleanField(default=False)
    added_by = models.ForeignKey(Moderator, null=True, on_delete=models.SET_NULL)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "pattern"], name="block_once"),)


class Word(models.Model):
    """In how many comments a word was, of those called spam and of those approved; the empty word is in all.

    What is in no comment any more is deleted, so that a forgotten one leaves no word behind.
    """

    word = models.CharField(max_length=64, primary_key=True)
    spam = models.PositiveIntegerField(default=0)
    ham = models.PositiveIntegerField(default=0)
