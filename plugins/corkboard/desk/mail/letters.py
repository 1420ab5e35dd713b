"""What a message says, as it is when it is sent, and to whose address it goes."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from corkboard.desk.languages import language_of
from corkboard.desk.mail.links import Link, Purpose
from corkboard.desk.mail.to_moderators import words_to_moderator
from corkboard.desk.mail.to_readers import ending_to_reader, words_to_reader
from corkboard.desk.mail.wording import Desk, Letter, joined
from corkboard.desk.moderation.models import Comment, MailWish, Message, Moderator, Subscription

__all__ = ["letter_of"]


def letter_of(message: Message, desk: Desk) -> Letter | None:
    """The letter of a message; None if it has become pointless, or nobody wants it any more."""
    if message.moderator is not None:
        return _to_moderator(message, message.moderator, desk)
    if message.subscription is not None and message.comment is not None:
        return _to_reader(message, message.subscription, message.comment, desk)
    return None


def _to_moderator(message: Message, moderator: Moderator, desk: Desk) -> Letter | None:
    if not moderator.is_active or moderator.mail == MailWish.NONE or not moderator.sealed_address:
        return None
    with override(language_of(moderator.language, desk.site_language)):
        words = words_to_moderator(message, moderator, desk)
        if words is None:
            return None
        stop = desk.page("stop", Link(Purpose.STOP_MODERATOR, str(moderator.pk)))
        ending = _("To get no more such mail, open this page and press the button:")
    thread = f"thread.{message.comment.thread_id}" if message.comment else f"digest.{moderator.pk}"
    return Letter(
        sealed_address=bytes(moderator.sealed_address),
        subject=f"[{desk.site}] {words.subject}",
        text=joined(*words.paragraphs, f"{ending}\n{stop}"),
        stop=stop,
        id=_id(message),
        thread=thread,
    )


def _to_reader(message: Message, subscription: Subscription, comment: Comment, desk: Desk) -> Letter | None:
    correspondent, own = subscription.correspondent, subscription.comment
    if subscription.ended_at or correspondent.refused_mail_at or not correspondent.sealed_address:
        return None
    with override(language_of(subscription.language, own.thread.language, desk.site_language)):
        words = words_to_reader(message, subscription, comment, desk)
        if words is None:
            return None
        stop = desk.page("stop", Link(Purpose.STOP, own.id))
        ending = ending_to_reader(message, desk)
    return Letter(
        sealed_address=bytes(correspondent.sealed_address),
        subject=words.subject,
        text=joined(*words.paragraphs, f"{ending}\n{stop}"),
        stop=stop,
        id=_id(message),
        thread=f"comment.{own.id}",
    )


def _id(message: Message) -> str:
    return f"{message.kind}.{message.pk}.{int(message.made_at.timestamp())}"
