"""A reader reports a comment that is on the site: a form, and what it holds kept for the moderators."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from typing import get_args

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods

from corkboard.comments.rules import as_html, normalized
from corkboard.desk.intake.contents import MOST_IN_A_REPORT, ReportContent, ReportReason
from corkboard.desk.intake.forms import Refused, fields_of
from corkboard.desk.intake.inserting import insert
from corkboard.desk.intake.models import Entry, Kind
from corkboard.desk.intake.reception import Reception, reception
from corkboard.desk.intake.tokens import TokenError, checked, issued
from corkboard.desk.languages import language_of
from corkboard.desk.parents import comment_on_site
from corkboard.desk.threads import Offer

__all__ = ["REASONS", "report"]

_PURPOSE = "report"
REASONS: dict[str, str | Promise] = {
    "unsupported-claim": gettext_lazy("It claims something about a person without support"),
    "private": gettext_lazy("It tells private details of somebody"),
    "insult": gettext_lazy("It insults or threatens somebody"),
    "hatred": gettext_lazy("It spreads hatred against a group"),
    "unlawful": gettext_lazy("It is unlawful"),
    "advertising": gettext_lazy("It is advertising"),
    "off-topic": gettext_lazy("It is off topic"),
    "other": gettext_lazy("Something else"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form about one comment, and taking it in; who reports stays unknown."""
    browser = request.headers.get("Accept-Language", "")
    try:
        with override(language_of(browser)):
            given = fields_of(request)
    except Refused as refused:
        return _message(request, refused)
    offer = reception().offers.current().threads.get(given.get("thread", ""))
    with override(language_of(given.get("lang", ""), offer.lang if offer else "", browser)):
        try:
            return _answer(request, reception(), given)
        except Refused as refused:
            return _message(request, refused, offer)


def _answer(request: HttpRequest, desk: Reception, given: dict[str, str]) -> HttpResponse:
    offer = desk.offer(given.get("thread", ""))
    comment = comment_on_site(desk.environment.comments, offer.id, given.get("comment", "")) if offer else None
    if offer is None or comment is None:
        raise Refused(404, _("There is no such comment on the site, or not any more."))
    signed = (offer.id, comment.id)
    shown = {
        "offer": offer,
        "comment": comment,
        "html": mark_safe(as_html(comment.text)),  # noqa: S308 - as_html has sanitized it
        "reasons": REASONS,
        "given": given,
        "token": issued(_PURPOSE, signed, desk.signing_key),
    }
    if request.method != "POST":
        return render(request, "intake/report.html", shown)
    return _taken(request, desk, given, signed, shown)


def _taken(
    request: HttpRequest, desk: Reception, given: dict[str, str], signed: tuple[str, str], shown: dict[str, object]
) -> HttpResponse:
    text = normalized(given.get("text", ""))
    problem = ""
    try:
        id = checked(given.get("token", ""), _PURPOSE, signed, desk.signing_key, desk.environment.token_minutes)
    except TokenError:
        id, problem = "", _("This form was too old. Please send it once more.")
    if given.get("reason") not in get_args(ReportReason):
        problem = _("Choose a reason.")
    elif len(text) > MOST_IN_A_REPORT:
        problem = _("The text has %(count)d characters; at most %(most)d are possible.") % {
            "count": len(text),
            "most": MOST_IN_A_REPORT,
        }
    if problem:
        return render(request, "intake/report.html", {**shown, "problem": problem}, status=422)
    if wait := desk.wait_for(request, _PURPOSE, desk.environment.rate):
        raise Refused(429, _("There were many reports from where you are. Please try again later."), wait=wait)
    content = ReportContent.model_validate({"comment": signed[1], "reason": given["reason"], "text": text})
    entry = Entry(
        id=id,
        kind=Kind.REPORT,
        received_at=dt.datetime.now(dt.UTC),
        once=hashlib.sha256(f"{_PURPOSE} {id}".encode()).hexdigest(),
        content=content.model_dump(mode="json", exclude_defaults=True),
    )
    try:
        insert(entry)
    except DatabaseError:
        said = _("Your report could not be saved just now. Please try again in a minute.")
        return render(request, "intake/report.html", {**shown, "problem": said}, status=503)
    return render(request, "intake/reported.html", shown)


def _message(request: HttpRequest, refused: Refused, offer: Offer | None = None) -> HttpResponse:
    shown = {"said": refused.sentence, "offer": offer}
    response = render(request, "intake/reported.html", shown, status=refused.status)
    if refused.wait:
        response.headers["Retry-After"] = str(math.ceil(refused.wait))
    return response
