"""The pages that links in mail to moderators lead to: one decision about one comment, without logging in.

Opening one changes nothing, since programs that look through mail open links too; the button posts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corkboard.comments.rules import as_html
from corkboard.desk.errors import DeskError
from corkboard.desk.keys import Key
from corkboard.desk.mail.links import Link, LinkError, Purpose, fingerprint, read
from corkboard.desk.moderation.audit import Actor
from corkboard.desk.moderation.decisions import decide
from corkboard.desk.moderation.models import Action, Comment, Moderator, Reason, SpentToken, State

__all__ = ["decide_by_link"]

_ACTIONS = {Purpose.APPROVE: Action.APPROVE, Purpose.REJECT: Action.REJECT, Purpose.SPAM: Action.SPAM}


class _Refused(Exception):  # noqa: N818 - an answer, not an error
    """Why a link is good for nothing (any more), as an answer."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@dataclass(frozen=True)
class _Offer:
    """What a link is good for now."""

    link: Link
    comment: Comment
    moderator: Moderator


@require_http_methods(["GET", "HEAD", "POST"])
def decide_by_link(request: HttpRequest, token: str) -> HttpResponse:
    try:
        link = _link(token)
        moderator = _moderator(link)
        with override(moderator.language or get_language()):
            try:
                if request.method == "POST":
                    return _done(request, _decided(request, token, link, moderator))
                return _question(request, _offered(token, link, moderator))
            except _Refused as refused:
                return _message(request, refused)
    except _Refused as refused:
        return _message(request, refused)


def _link(token: str) -> Link:
    try:
        link = read(token, settings.KEYS.read(Key.ACTIONS), dt.datetime.now(dt.UTC))
    except LinkError:
        raise _Refused(404, _("This link is not complete, or is too old. Decide on the page of the comment.")) from None
    if link.purpose not in _ACTIONS or not settings.DESK.mail_actions:
        raise _Refused(404, _("This link is not for a decision."))
    return link


def _moderator(link: Link) -> Moderator:
    found = Moderator.objects.filter(pk=link.moderator, is_active=True).first()
    if found is None:
        raise _Refused(403, _("Whoever got this link does not moderate any more."))
    return found


def _offered(token: str, link: Link, moderator: Moderator) -> _Offer:
    """Raises _Refused if the link was used, or the comment is not as it was in the mail."""
    if SpentToken.objects.filter(pk=fingerprint(token)).exists():
        raise _used()
    return _open(link, moderator)


def _open(link: Link, moderator: Moderator) -> _Offer:
    comment = Comment.objects.select_related("thread").filter(pk=link.subject).first()
    if comment is None:
        raise _Refused(410, _("There is no such comment any more."))
    if comment.state != State.HELD:
        said = _("It was decided already: %(state)s.") % {"state": State(comment.state).label}
        raise _Refused(409, said)
    if comment.revision != link.revision:
        raise _Refused(409, _("The comment was changed since the message was written. Read it anew."))
    return _Offer(link, comment, moderator)


def _decided(request: HttpRequest, token: str, link: Link, moderator: Moderator) -> _Offer:
    """Raises _Refused; then nothing is decided, and the link is as good as it was."""
    expires = dt.datetime.fromtimestamp(link.expires, dt.UTC)
    try:
        with transaction.atomic():
            if not SpentToken.objects.get_or_create(nonce=fingerprint(token), defaults={"expires_at": expires})[1]:
                raise _used()
            # Locked, so that nobody changes its words between this look at it and the decision.
            Comment.objects.select_for_update().filter(pk=link.subject).first()
            offer = _open(link, moderator)
            action, reason = _ACTIONS[link.purpose], request.POST.get("reason", "")
            decide(offer.comment.id, action, Actor(moderator.name, "mail"), reason=reason, expected=State.HELD)
    except DeskError as error:
        raise _Refused(409, str(error)) from None
    return offer


def _used() -> _Refused:
    return _Refused(410, _("This link was used already."))


def _question(request: HttpRequest, offer: _Offer) -> HttpResponse:
    shown = {
        "comment": offer.comment,
        "html": mark_safe(as_html(offer.comment.text)),  # noqa: S308 - as_html has sanitized it
        "title": _title(offer.link),
        "moderator": offer.moderator.name,
        "reasons": Reason.choices if offer.link.purpose is Purpose.REJECT else [],
    }
    return render(request, "moderation/by_link.html", shown)


def _done(request: HttpRequest, offer: _Offer) -> HttpResponse:
    state = State(Comment.objects.values_list("state", flat=True).get(pk=offer.comment.pk))
    shown = {"title": state.label, "comment": offer.comment, "is_done": True}
    return render(request, "moderation/by_link.html", shown)


def _message(request: HttpRequest, refused: _Refused) -> HttpResponse:
    shown = {"title": _("Nothing was decided"), "said": refused.sentence}
    return render(request, "moderation/by_link.html", shown, status=refused.status)


def _title(link: Link) -> str:
    return {
        Purpose.APPROVE: _("Approve this comment"),
        Purpose.REJECT: _("Reject this comment"),
        Purpose.SPAM: _("Call this comment spam"),
    }[link.purpose]
