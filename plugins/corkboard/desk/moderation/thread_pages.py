"""The threads, and closing and opening them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from corkboard.desk.matching import folded
from corkboard.desk.moderation.access import actor_of, requires
from corkboard.desk.moderation.audit import Actor, record
from corkboard.desk.moderation.models import Action, Role, Thread
from corkboard.desk.moderation.returning import returned

__all__ = ["close_or_open_thread", "set_closed", "threads"]

_MOST = 50


@require_safe
@requires(Role.MODERATOR)
def threads(request: HttpRequest) -> HttpResponse:
    """Threads whose title or id has the words; without words those that the desk has closed come first."""
    words = folded(request.GET.get("words", "")[:200])
    known = Thread.objects.order_by("id")
    if words:
        pairs = known.values_list("id", "title")
        ids = [id for id, title in pairs if words in folded(f"{id}\n{title}")]
        found = list(known.filter(pk__in=ids[:_MOST]))
        is_cut = len(ids) > _MOST
    else:
        found = [*known.exclude(closed_at=None)[: _MOST + 1], *known.filter(closed_at=None)[: _MOST + 1]]
        is_cut = len(found) > _MOST
    shown = {"threads": found[:_MOST], "words": request.GET.get("words", ""), "is_cut": is_cut}
    return render(request, "moderation/threads.html", shown)


@require_POST
@requires(Role.EDITOR)
def close_or_open_thread(request: HttpRequest) -> HttpResponse:
    """Close a thread for new comments, or open it again; the publisher tells the site and the intake."""
    thread = Thread.objects.filter(pk=request.POST.get("thread", "")).first()
    if thread is None or request.POST.get("do") not in ("close", "open"):
        raise Http404
    action = set_closed(thread.id, actor_of(request), closed=request.POST["do"] == "close")
    return returned(request, request.POST.get("back", "/threads/"), f"{thread.title}: {action.label}.")


def set_closed(id: str, actor: Actor, *, closed: bool) -> Action:
    """Close or open a thread that there is."""
    action = Action.CLOSE_THREAD if closed else Action.OPEN_THREAD
    with transaction.atomic():
        thread = Thread.objects.select_for_update().get(pk=id)
        if (thread.closed_at is not None) != closed:
            thread.closed_at = dt.datetime.now(dt.UTC) if closed else None
            thread.save(update_fields=["closed_at"])
            record(actor, action, id, {"closed": not closed}, {"closed": closed})
    return action
