"""The audit log, for those who answer for the desk."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from corkboard.desk.moderation.access import requires
from corkboard.desk.moderation.models import Action, AuditEntry, Role

__all__ = ["log"]

_ON_A_PAGE = 50


@require_safe
@requires(Role.ADMINISTRATOR)
def log(request: HttpRequest) -> HttpResponse:
    """Who did what, the newest first."""
    given = {name: request.GET.get(name, "") for name in ("actor", "action", "subject")}
    before = request.GET.get("before", "")
    if before and (not before.isdecimal() or len(before) > 18):
        raise Http404
    entries = AuditEntry.objects.order_by("-id")
    chosen = {name: value for name, value in given.items() if value}
    entries = entries.filter(**chosen, **({"id__lt": int(before)} if before else {}))
    found = list(entries[: _ON_A_PAGE + 1])
    more = {**chosen, "before": found[_ON_A_PAGE - 1].pk} if len(found) > _ON_A_PAGE else {}
    shown = {
        "entries": [{"it": one, "changes": _changes(one)} for one in found[:_ON_A_PAGE]],
        "given": given,
        "actions": Action.choices,
        "more": urlencode(more),
    }
    return render(request, "moderation/log.html", shown)


def _changes(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """What was different before and after: name, before, after."""
    names = [*entry.before, *(name for name in entry.after if name not in entry.before)]
    pairs = [(name, str(entry.before.get(name, "")), str(entry.after.get(name, ""))) for name in names]
    return [pair for pair in pairs if pair[1] != pair[2]]
