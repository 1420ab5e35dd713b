"""The people of the desk: those who moderate, and those who wrote."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Correspondent", "MailWish", "Moderator", "Role", "Subscription"]


class Role(models.TextChoices):
    """Each may do what those before it may."""

    MODERATOR = "moderator", _("Moderator")  # decides; never sees an address
    EDITOR = "editor", _("Editor")  # also edits, replies as the desk, pins, closes threads
    ADMINISTRATOR = "administrator", _("Administrator")  # also moderators, blocklist, forgetting, exports


class MailWish(models.TextChoices):
    NONE = "none", _("No mail")
    EACH = "each", _("A message for each held comment")
    DIGEST = "digest", _("A digest")


class ModeratorManager(BaseUserManager["Moderator"]):
    def add(self, name: str, password: str, role: Role) -> Moderator:
        """A new moderator.  Raises IntegrityError if there is one of this name."""
        moderator = self.model(name=self.model.normalize_username(name), role=role)
        moderator.set_password(password)
        moderator.save(force_insert=True)
        return moderator


class Moderator(AbstractBaseUser):
    name = models.CharField(_("name"), max_length=80, unique=True)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.MODERATOR)
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=8, blank=True, default="")
    # Sealed as readers' addresses are: the outbox and the database hold nobody's.
    sealed_address = models.BinaryField(null=True, blank=True)
    mail = models.CharField(max_length=8, choices=MailWish.choices, default=MailWish.NONE)
    digest_sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ModeratorManager] = ModeratorManager()

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def may(self, role: Role) -> bool:
        """Whether one may do what a role may."""
        order = list(Role)
        return self.is_active and order.index(Role(self.role)) >= order.index(role)


class Correspondent(models.Model):
    """Who writes from one e-mail address, which nobody has verified unless a subscription was confirmed."""

    key = models.CharField(max_length=64, unique=True)  # the keyed hash of the address
    sealed_address = models.BinaryField(null=True)  # none any more once its time is over
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField(db_index=True)
    # That the address's owner wants no mail, also none that asks whether they do: anybody can type an address.
    refused_mail_at = models.DateTimeField(null=True)


class Subscription(models.Model):
    """That somebody wants mail about their comment: when it is approved, and when somebody replies.

    Nothing but the link to confirm it is sent before `confirmed_at`.
    """

    comment = models.OneToOneField("moderation.Comment", on_delete=models.CASCADE, related_name="subscription")
    correspondent = models.ForeignKey(Correspondent, on_delete=models.CASCADE)
    language = models.CharField(max_length=8)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
