"""From the form on the site to a comment that waits for a moderator: form → preview → confirmation.

Nothing is kept between the steps: what was typed travels with the pages, signed.  Only the last one
changes anything, and only by POST.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from functools import wraps

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from corkboard.comments.model import Comment
from corkboard.comments.rules import as_html
from corkboard.desk.addresses import address_keys
from corkboard.desk.headers import WITH_SCRIPT
from corkboard.desk.intake.contents import Mark
from corkboard.desk.intake.drafts import Checked, Draft, checked
from corkboard.desk.intake.forms import Refused, fields_of
from corkboard.desk.intake.proofs import challenge, is_proven
from corkboard.desk.intake.reception import Reception, reception
from corkboard.desk.intake.submissions import submit
from corkboard.desk.intake.tokens import TokenError, age_of
from corkboard.desk.intake.tokens import checked as checked_token
from corkboard.desk.intake.tokens import issued as issued_token
from corkboard.desk.languages import language_of
from corkboard.desk.parents import comment_on_site
from corkboard.desk.threads import Offer

__all__ = ["confirm", "new"]

_PURPOSE = "comment"


def _in_readers_language(view: Callable[[HttpRequest, Draft], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A view of a draft in the language that the form came in, or that of the article."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        browser = request.headers.get("Accept-Language", "")
        try:
            with override(language_of(browser)):
                draft = Draft.of(fields_of(request))
        except Refused as refused:
            return _message(request, refused)
        offer = reception().offers.current().threads.get(draft.thread)
        with override(language_of(draft.lang, offer.lang if offer else "", browser)):
            try:
                return view(request, draft)
            except Refused as refused:
                return _message(request, refused, draft, offer)

    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@_in_readers_language
def new(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The form, or the preview of what it held.  Changes nothing."""
    desk = reception()
    offer = _open_thread(desk, draft)
    if request.method != "POST":
        return _form(request, desk, draft, offer, {})
    _count(request, desk, "preview", desk.environment.preview_rate)
    found = checked(draft, desk.environment)
    if not found.problems and _is_refused(desk, draft, found):
        found.problems["comment"] = _("There is something in this comment that is not accepted here.")
    if found.problems or "edit" in request.POST:
        return _form(request, desk, draft, offer, found.problems)
    return _preview(request, desk, draft, offer, found)


@require_POST
@_in_readers_language
def confirm(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Take the comment in; it is on disk before the answer says so."""
    desk = reception()
    offer = _open_thread(desk, draft)
    token, minutes = request.POST.get("token", ""), desk.environment.token_minutes
    try:
        id = checked_token(token, _PURPOSE, draft.signed, desk.signing_key, minutes)
    except TokenError:
        found = checked(draft, desk.environment)
        if found.problems:
            return _form(request, desk, draft, offer, found.problems)
        said = _("This preview was too old, or has changed. Have a look at this one, and send it.")
        return _preview(request, desk, draft, offer, found, said)
    # What is signed was checked: it is not looked through once more.
    _count(request, desk, "comment", desk.environment.rate)
    seen: tuple[tuple[bool, Mark], ...] = (
        (age_of(id) < desk.environment.quickest_seconds, "quick"),
        (bool(draft.website), "trap"),
        (_lacks_proof(desk, request.POST.get("altcha", ""), id), "unproven"),
    )
    marks = tuple(mark for is_so, mark in seen if is_so)
    notify = desk.environment.writes_mail and request.POST.get("notify") == "yes"
    try:
        submit(desk, draft, id, notify=notify, marks=marks)
    except DatabaseError:
        sentence = _("Your comment could not be saved just now. It is still here: please try again in a minute.")
        raise Refused(503, sentence, wait=60) from None
    shown = {"offer": offer, "asked_for_mail": notify}
    return render(request, "intake/thanks.html", shown)


def _open_thread(desk: Reception, draft: Draft) -> Offer:
    """Raises Refused for a thread that the site does not offer, or that is closed."""
    offer = desk.offer(draft.thread)
    if offer is None:
        raise Refused(404, _("There is no such article to comment on."))
    if not offer.is_open(dt.datetime.now(dt.UTC)) or offer.id in desk.restrictions.current().closed:
        raise Refused(403, _("Comments on this article are closed."))
    return offer


def _count(request: HttpRequest, desk: Reception, what: str, rate: str) -> None:
    """Raises Refused for a network that came too often."""
    if wait := desk.wait_for(request, what, rate):
        minutes = math.ceil(wait / 60)
        sentence = _("There were many comments from where you are. Please try again in %(minutes)d min.")
        raise Refused(429, sentence % {"minutes": minutes}, wait=wait)


def _is_refused(desk: Reception, draft: Draft, found: Checked) -> bool:
    """Whether it has something from the blocklist, and is to be told.  The desk looks at the silent part of it."""
    restrictions = desk.restrictions.current()
    if not restrictions.blocks:
        return False
    keys = address_keys(draft.email, desk.address_key)
    block = restrictions.blocked(f"{draft.name}\n{draft.comment}", found.links, keys)
    return block is not None and not block.silent


def _form(
    request: HttpRequest, desk: Reception, draft: Draft, offer: Offer, problems: dict[str, str], status: int = 0
) -> HttpResponse:
    shown = {"draft": draft, "offer": offer, "problems": problems, "parent": _parent(desk, draft)}
    return render(request, "intake/form.html", shown, status=status or (422 if problems else 200))


def _preview(
    request: HttpRequest, desk: Reception, draft: Draft, offer: Offer, found: Checked, said: str = ""
) -> HttpResponse:
    token = issued_token(_PURPOSE, draft.signed, desk.signing_key)
    most, id = desk.environment.proof_of_work, token.partition(".")[0]
    shown = {
        "draft": draft,
        "offer": offer,
        "html": mark_safe(found.html),  # noqa: S308 - as_html has sanitized it
        "parent": _parent(desk, draft),
        "token": token,
        "proof": challenge(id, most, desk.environment.token_minutes, desk.signing_key) if most else None,
        "said": said,
        "writes_mail": desk.environment.writes_mail,
    }
    response = render(request, "intake/preview.html", shown)
    if most:
        response.headers["Content-Security-Policy"] = WITH_SCRIPT
    return response


def _lacks_proof(desk: Reception, payload: str, id: str) -> bool:
    return bool(desk.environment.proof_of_work) and not is_proven(payload, id, desk.signing_key)


def _parent(desk: Reception, draft: Draft) -> dict[str, object] | None:
    if not draft.reply_to:
        return None
    comment: Comment | None = comment_on_site(desk.environment.comments, draft.thread, draft.reply_to)
    if comment is None:
        return None
    html = mark_safe(as_html(comment.text))  # noqa: S308 - as_html has sanitized it
    return {"author": comment.author, "html": html}


def _message(
    request: HttpRequest, refused: Refused, draft: Draft | None = None, offer: Offer | None = None
) -> HttpResponse:
    """The answer to what cannot be taken; what was typed is on it, to be sent again or copied."""
    shown = {"said": refused.sentence, "draft": draft, "offer": offer, "again": refused.status in (429, 503)}
    response = render(request, "intake/refused.html", shown, status=refused.status)
    if refused.wait:
        response.headers["Retry-After"] = str(math.ceil(refused.wait))
    return response
