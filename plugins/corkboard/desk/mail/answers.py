"""What people did with links in mail, taken over from the intake, which cannot tell whether they are ours."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from pydantic import ValidationError

from corkboard.desk.intake.contents import LinkContent
from corkboard.desk.intake.models import Entry, Kind
from corkboard.desk.mail.links import Link, LinkError, Purpose, read
from corkboard.desk.mail.outbox import tell_of_confirmation
from corkboard.desk.moderation.audit import Actor, record
from corkboard.desk.moderation.models import Action, Correspondent, MailWish, Moderator, Subscription

__all__ = ["take_answers"]

_LOG = logging.getLogger("corkboard.desk")
_AT_ONCE = 200


def take_answers(key: bytes) -> int:
    """Heed the links that were followed, in the order in which they were; how many.  Twice is as once."""
    kinds = (Kind.CONFIRMATION, Kind.UNSUBSCRIPTION)
    entries = list(Entry.objects.filter(kind__in=kinds).order_by("id")[:_AT_ONCE])
    for entry in entries:
        try:
            content = LinkContent.model_validate(entry.content)
            link = read(content.token, key, entry.received_at)
        except (ValidationError, LinkError):
            _LOG.info("entry %s of the intake is none of our links", entry.id)
        else:
            with transaction.atomic():
                if entry.kind == Kind.CONFIRMATION and link.purpose is Purpose.CONFIRM:
                    _confirm(link, entry.received_at)
                elif entry.kind == Kind.UNSUBSCRIPTION and link.purpose is Purpose.STOP:
                    _stop(link, entry.received_at, everything=content.everything)
                elif entry.kind == Kind.UNSUBSCRIPTION and link.purpose is Purpose.STOP_MODERATOR:
                    _stop_moderator(link)
        entry.delete()
    return len(entries)


def _confirm(link: Link, at: dt.datetime) -> None:
    """Mail is wanted.  Who has ended it before does not get it back by the same link."""
    found = (
        Subscription.objects.select_related("comment", "correspondent")
        .filter(comment=link.subject, confirmed_at=None, ended_at=None, correspondent__refused_mail_at=None)
        .first()
    )
    if found is not None:
        found.confirmed_at = at
        found.save(update_fields=["confirmed_at"])
        tell_of_confirmation(found)


def _stop(link: Link, at: dt.datetime, *, everything: bool) -> None:
    mine = Subscription.objects.filter(comment=link.subject)
    if everything:
        refusing = Correspondent.objects.filter(subscription__in=mine)
        Correspondent.objects.filter(pk__in=list(refusing.values_list("pk", flat=True)), refused_mail_at=None).update(
            refused_mail_at=at
        )
    mine.filter(ended_at=None).update(ended_at=at)


def _stop_moderator(link: Link) -> None:
    moderator = Moderator.objects.filter(pk=int(link.subject)).exclude(mail=MailWish.NONE).first()
    if moderator is not None:
        before, moderator.mail = moderator.mail, MailWish.NONE
        moderator.save(update_fields=["mail"])
        actor = Actor(moderator.name, "mail")
        record(actor, Action.CHANGE_MODERATOR, moderator.name, {"mail": str(before)}, {"mail": MailWish.NONE.value})
