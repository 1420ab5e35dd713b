"""What readers have reported of what is on the site."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from corkboard.desk.moderation.access import actor_of, requires
from corkboard.desk.moderation.audit import record
from corkboard.desk.moderation.models import Action, Report, Role
from corkboard.desk.moderation.queue import html_of
from corkboard.desk.moderation.returning import returned

__all__ = ["close_report", "reports"]

_ON_A_PAGE = 25


@require_safe
@requires(Role.MODERATOR)
def reports(request: HttpRequest) -> HttpResponse:
    """The reports that nobody has settled yet, the oldest first."""
    after = request.GET.get("after", "")
    waiting = Report.objects.filter(closed_at=None, id__gt=after).select_related("comment__thread")
    found = list(waiting.order_by("id")[: _ON_A_PAGE + 1])
    shown = {
        "reports": [{"it": one, "html": html_of(one.comment)} for one in found[:_ON_A_PAGE]],
        "more": found[_ON_A_PAGE - 1].id if len(found) > _ON_A_PAGE else "",
    }
    return render(request, "moderation/reports.html", shown)


@require_POST
@requires(Role.MODERATOR)
def close_report(request: HttpRequest, id: str) -> HttpResponse:
    """The report is settled, whatever came of it."""
    with transaction.atomic():
        report = Report.objects.select_for_update().filter(pk=id).first()
        if report is None:
            raise Http404
        if report.closed_at is None:
            report.closed_at = dt.datetime.now(dt.UTC)
            report.save(update_fields=["closed_at"])
            after = {"report": report.id, "reason": report.reason}
            record(actor_of(request), Action.CLOSE_REPORT, report.comment_id, after=after)
    return returned(request, "/reports/", _("The report is settled."))
