"""What is to be said to whom.  Each function is called in the transaction of what there is to tell."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import QuerySet

from corkboard.desk.environment import Environment
from corkboard.desk.moderation.models import Comment, MailKind, MailWish, Message, Moderator, State, Subscription

__all__ = ["add_digests", "tell_of_approval", "tell_of_confirmation", "tell_of_held", "tell_of_report", "tell_of_wish"]

_HOUR = dt.timedelta(hours=1)
_DAY = dt.timedelta(days=1)
# So that a decision that is undone at once is never heard of, and the page is there when somebody looks.
_SECOND_THOUGHTS = dt.timedelta(minutes=2)


def tell_of_held(comment: Comment) -> None:
    """A comment waits: tell moderators who want a message for each, or that there are too many for that."""
    environment, now = _environment(), _now()
    if not environment.writes_mail or comment.state != State.HELD:
        return
    for moderator in _moderators(MailWish.EACH):
        recent = Message.objects.filter(kind=MailKind.HELD, moderator=moderator, made_at__gt=now - _HOUR)
        if recent.count() < environment.most_mail_an_hour:
            _add(MailKind.HELD, now, moderator=moderator, comment=comment)
        elif not _waiting().filter(kind=MailKind.DIGEST, moderator=moderator).exists():
            Message.objects.create(kind=MailKind.DIGEST, moderator=moderator, due_at=now + _HOUR)


def tell_of_report(comment: Comment) -> None:
    """A reader has reported a comment: tell moderators who want a message for each.  Once for a comment."""
    if _environment().writes_mail:
        for moderator in _moderators(MailWish.EACH):
            _add(MailKind.REPORT, _now(), moderator=moderator, comment=comment)


def tell_of_wish(subscription: Subscription) -> None:
    """Somebody asked for mail about their comment: ask at the address, unless it was asked too often.

    Nothing for what is taken for spam: that would be a way to have mail sent to others.
    """
    environment, now = _environment(), _now()
    correspondent = subscription.correspondent
    if not environment.writes_mail or correspondent.refused_mail_at or subscription.comment.state == State.SPAM:
        return
    asked = Message.objects.filter(
        kind=MailKind.CONFIRM, subscription__correspondent=correspondent, made_at__gt=now - _DAY
    )
    if asked.count() < environment.confirmations_a_day:
        _add(MailKind.CONFIRM, now, subscription=subscription, comment=subscription.comment)


def tell_of_confirmation(subscription: Subscription) -> None:
    """Somebody confirmed their address: if their comment is approved already, that is news to them."""
    if subscription.comment.state == State.APPROVED:
        tell_of_approval(subscription.comment, only=subscription)


def tell_of_approval(comment: Comment, *, only: Subscription | None = None) -> None:
    """A comment is approved: tell who wrote it, and who wrote the one that it answers, if they asked for it.

    With `only`, no other subscription than this.
    """
    if not _environment().writes_mail:
        return
    wanted = Subscription.objects.filter(
        confirmed_at__isnull=False, ended_at__isnull=True, correspondent__refused_mail_at__isnull=True
    )
    due = _now() + _SECOND_THOUGHTS
    own = wanted.filter(comment=comment).first()
    if own is not None:
        _add(MailKind.APPROVED, due, subscription=own, comment=comment)
    if comment.reply_to and only is None:
        answered = wanted.filter(comment=comment.reply_to).first()
        # Who answers themselves knows of it.
        if answered is not None and answered.correspondent_id != comment.correspondent_id:
            _add(MailKind.REPLY, due, subscription=answered, comment=comment)


def add_digests() -> None:
    """A digest for each moderator whose last is old enough, if there is anything to decide."""
    environment, now = _environment(), _now()
    if not environment.writes_mail or not Comment.objects.filter(state=State.HELD).exists():
        return
    before = now - dt.timedelta(hours=environment.digest_hours)
    for moderator in _moderators(MailWish.DIGEST):
        last = moderator.digest_sent_at
        if last is not None and last > before:
            continue
        # Only one of several mailers finds it as it was.
        if Moderator.objects.filter(pk=moderator.pk, digest_sent_at=last).update(digest_sent_at=now):
            Message.objects.create(kind=MailKind.DIGEST, moderator=moderator, due_at=now)


def _add(
    kind: MailKind,
    due: dt.datetime,
    *,
    comment: Comment,
    moderator: Moderator | None = None,
    subscription: Subscription | None = None,
) -> None:
    """Add a message; one that was there before, sent or not, is enough."""
    Message.objects.get_or_create(
        kind=kind, moderator=moderator, subscription=subscription, comment=comment, defaults={"due_at": due}
    )


def _moderators(wish: MailWish) -> QuerySet[Moderator]:
    return Moderator.objects.filter(is_active=True, mail=wish, sealed_address__isnull=False)


def _waiting() -> QuerySet[Message]:
    return Message.objects.filter(sent_at__isnull=True, given_up_at__isnull=True)


def _environment() -> Environment:
    found: Environment = settings.DESK
    return found


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
