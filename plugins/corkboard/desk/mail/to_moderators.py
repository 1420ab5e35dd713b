"""What moderators are told: that a comment waits, that many do, that one was reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corkboard.desk.mail.links import Purpose
from corkboard.desk.mail.wording import Desk, Words, date, joined, one_line, quoted, title_of
from corkboard.desk.moderation.models import (
    Comment,
    HeldFor,
    MailKind,
    MailWish,
    Message,
    Moderator,
    Reason,
    Report,
    State,
)

__all__ = ["words_to_moderator"]

_MOST_IN_A_DIGEST = 20


def words_to_moderator(message: Message, moderator: Moderator, desk: Desk) -> Words | None:
    """None if there is nothing to be said any more."""
    if message.kind == MailKind.DIGEST:
        return _digest(desk)
    if message.comment is None:
        return None
    if message.kind == MailKind.REPORT:
        return _report(message.comment, desk)
    return _held(message, message.comment, moderator, desk)


def _held(message: Message, comment: Comment, moderator: Moderator, desk: Desk) -> Words | None:
    if comment.state != State.HELD or moderator.mail != MailWish.EACH:
        return None
    reasons = "; ".join(_reasons(comment))
    about = joined(_about(comment), _("Marked for: %(reasons)s") % {"reasons": reasons} if reasons else "", by="\n")
    told = [about, quoted(comment.text), _where(desk, comment)]
    if desk.environment.mail_actions:
        told.append(_links(message, comment, moderator, desk))
    return Words(_("A comment on “%(title)s”") % {"title": title_of(comment)}, tuple(told))


def _links(message: Message, comment: Comment, moderator: Moderator, desk: Desk) -> str:
    ends = message.made_at + dt.timedelta(hours=desk.environment.mail_action_hours)
    note = _(
        "Or by one of these links, without logging in. Each opens a page with a button, works once, and until "
        "%(date)s UTC. Do not pass them on."
    )
    actions = ((Purpose.APPROVE, _("Approve:")), (Purpose.REJECT, _("Reject:")), (Purpose.SPAM, _("Spam:")))
    links = (f"{label} {desk.decision(purpose, comment, moderator, ends)}" for purpose, label in actions)
    return "\n".join([note % {"date": date(ends)}, *links])


def _report(comment: Comment, desk: Desk) -> Words | None:
    reports = Report.objects.filter(comment=comment, closed_at__isnull=True)
    reasons = "; ".join(sorted({str(Reason(report.reason).label) for report in reports}))
    if not reasons:
        return None
    told = _("A reader has reported this comment. Reason given: %(reasons)s") % {"reasons": reasons}
    subject = _("A report on “%(title)s”") % {"title": title_of(comment)}
    return Words(subject, (told, _about(comment), quoted(comment.text), _where(desk, comment)))


def _digest(desk: Desk) -> Words | None:
    held = Comment.objects.filter(state=State.HELD)
    count = held.count()
    if not count:
        return None
    subject = ngettext("%(count)d comment waits", "%(count)d comments wait", count) % {"count": count}
    told = []
    for comment in held.select_related("thread").order_by("-id")[:_MOST_IN_A_DIGEST]:
        marks = "".join(f"\n  {reason}" for reason in _reasons(comment))
        told.append(f"* {_author_and_title(comment)}{marks}\n  {_page(desk, comment)}")
    if count > _MOST_IN_A_DIGEST:
        told.append(_("These are the newest. All of them:") + f"\n{_page(desk)}")
    return Words(subject, (f"{subject}.", *told))


def _about(comment: Comment) -> str:
    return joined(_author_and_title(comment), comment.thread.url, by="\n")


def _author_and_title(comment: Comment) -> str:
    return _("%(author)s on “%(title)s”") % {"author": one_line(comment.author), "title": title_of(comment)}


def _where(desk: Desk, comment: Comment) -> str:
    return _("Decide here:") + f"\n{_page(desk, comment)}"


def _page(desk: Desk, comment: Comment | None = None) -> str:
    return f"{desk.environment.moderation_url}/{f'comments/{comment.id}/' if comment else ''}"


def _reasons(comment: Comment) -> Iterator[str]:
    for hold in comment.holds.order_by("id"):
        label = str(HeldFor(hold.reason).label)
        yield f"{label} ({one_line(hold.detail)})" if hold.detail else label
