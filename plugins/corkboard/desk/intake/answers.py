"""The pages that links in mail to readers lead to.

Opening one changes nothing: programs that look through mail open links too.  The button posts, and so do mail
programs that stop mail with one click (RFC 8058), which send neither cookies nor anything that was on a page.
The intake cannot check a link, nor make one: it keeps what was posted for the desk, which can.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods
from ulid import ULID

from corkboard.desk.intake.contents import LinkContent
from corkboard.desk.intake.inserting import insert
from corkboard.desk.intake.models import Entry, Kind
from corkboard.desk.intake.reception import reception
from corkboard.desk.languages import language_of
from corkboard.desk.mail.links import LinkError, Purpose, expiry_of, fingerprint

__all__ = ["confirm_mail", "stop_mail"]


@dataclass(frozen=True)
class _Page:
    """What a page asks, and what it says when the button was pressed."""

    kind: Kind
    title: str
    text: str
    button: str
    done: str
    everything: str = ""  # a second button


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_mail(request: HttpRequest, token: str) -> HttpResponse:
    """That one wants mail about one's comment."""
    with override(_language(request)):
        page = _Page(
            Kind.CONFIRMATION,
            _("Mail about your comment"),
            _("Do you want mail when your comment is approved, and when somebody replies to it?"),
            _("Yes, write to me"),
            _("Thank you. You get mail about your comment; each message has a link that ends it."),
        )
        return _answer(request, token, page, (Purpose.CONFIRM,))


@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """That one wants none any more, or never any."""
    with override(_language(request)):
        is_reader = token.startswith(f"{Purpose.STOP}.")
        page = _Page(
            Kind.UNSUBSCRIPTION,
            _("No more mail"),
            _("Do you want no more mail about your comment?") if is_reader else _("Do you want no more mail?"),
            _("No more mail about this comment") if is_reader else _("No more mail"),
            _("There will be no more such mail."),
            _("Never any mail to this address") if is_reader else "",
        )
        return _answer(request, token, page, (Purpose.STOP, Purpose.STOP_MODERATOR))


def _answer(request: HttpRequest, token: str, page: _Page, purposes: tuple[Purpose, ...]) -> HttpResponse:
    now = dt.datetime.now(dt.UTC)
    try:
        expiry = expiry_of(token)
    except LinkError:
        expiry = -1
    if expiry < 0 or token.partition(".")[0] not in purposes:
        return _said(request, page, _("This link is not complete. Please copy all of it from the message."), 404)
    if expiry and now.timestamp() >= expiry:
        return _said(request, page, _("This link is too old."), 410)
    if request.method != "POST":
        return render(request, "intake/answer.html", {"page": page})
    try:
        everything = "everything" in request.POST
    except SuspiciousOperation:  # more than a form holds
        return _said(request, page, _("This is not what a form sends."), 413)
    desk = reception()
    if wait := desk.wait_for(request, "link", desk.environment.link_rate):
        response = _said(request, page, _("Too many links were followed from where you are. Please try later."), 429)
        response.headers["Retry-After"] = str(math.ceil(wait))
        return response
    entry = Entry(
        id=str(ULID()),
        kind=page.kind,
        received_at=now,
        once=fingerprint(f"{token} {everything}"),
        content=LinkContent(token=token, everything=everything).model_dump(mode="json"),
    )
    try:
        insert(entry)
    except DatabaseError:
        return _said(request, page, _("This could not be saved just now. Please try again in a minute."), 503)
    return _said(request, page, page.done, 200)


def _said(request: HttpRequest, page: _Page, sentence: str, status: int) -> HttpResponse:
    return render(request, "intake/answer.html", {"page": page, "said": sentence}, status=status)


def _language(request: HttpRequest) -> str:
    return language_of(request.GET.get("lang", ""), request.headers.get("Accept-Language", ""))
