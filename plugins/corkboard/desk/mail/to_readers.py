"""What readers are told who asked for it: first of all, whether they did."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from corkboard.desk.mail.links import Link, Purpose
from corkboard.desk.mail.wording import Desk, Words, date, joined, one_line, quoted, title_of
from corkboard.desk.moderation.models import Comment, MailKind, Message, State, Subscription

__all__ = ["ending_to_reader", "words_to_reader"]

_CONFIRM_DAYS = 14


def words_to_reader(message: Message, subscription: Subscription, comment: Comment, desk: Desk) -> Words | None:
    """None if it is not wanted, or not so any more."""
    if message.kind == MailKind.CONFIRM:
        is_open = subscription.confirmed_at is None and comment.state in (State.HELD, State.APPROVED)
        return _question(message, comment, desk) if is_open else None
    if subscription.confirmed_at is None or comment.state != State.APPROVED:
        return None
    return _approved(comment) if message.kind == MailKind.APPROVED else _reply(comment)


def ending_to_reader(message: Message, desk: Desk) -> str:
    """What the last link of a letter is for."""
    if message.kind == MailKind.CONFIRM:
        return _("So that %(site)s never writes to this address again:") % {"site": desk.site}
    return _("To get no more mail about your comment, open this page and press the button:")


def _question(message: Message, comment: Comment, desk: Desk) -> Words:
    # Nothing that whoever wrote the comment has typed: they may have typed somebody else's address.
    names = {"title": title_of(comment), "site": desk.site}
    ends = message.made_at + dt.timedelta(days=_CONFIRM_DAYS)
    page = desk.page("confirm", Link(Purpose.CONFIRM, comment.id, expires=int(ends.timestamp())))
    told = (
        _(
            "Somebody has left a comment on “%(title)s” at %(site)s, given this e-mail address, and asked for mail "
            "when the comment is approved and when somebody replies to it."
        )
        % names,
        _("If that was you and you want such mail, open this page and press the button, until %(date)s UTC:")
        % {"date": date(ends)}
        + f"\n{page}",
        _("If it was not you, you need not do anything: without the button there is no further mail about it."),
    )
    return Words(_("Do you want mail about your comment on “%(title)s”?") % names, told)


def _approved(comment: Comment) -> Words:
    said = _("Your comment on “%(title)s” was approved") % {"title": title_of(comment)}
    return Words(said, (joined(f"{said}.", _address(comment)),))


def _reply(comment: Comment) -> Words:
    names = {"author": one_line(comment.author), "title": title_of(comment)}
    told = (_("%(author)s has replied to your comment on “%(title)s”:") % names, quoted(comment.text))
    return Words(_("A reply to your comment on “%(title)s”") % names, (*told, _address(comment)))


def _address(comment: Comment) -> str:
    """Where a comment is on the site, if the site says where it is itself."""
    url = comment.thread.url
    return f"{url}#comment-{comment.id}" if url.startswith(("http://", "https://")) else ""
