"""The pages of the queue, and of one comment in its context."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from corkboard.comments.rules import as_html
from corkboard.desk.errors import DeskError
from corkboard.desk.moderation.access import actor_of, requires
from corkboard.desk.moderation.decisions import DECISIONS, decide, undo
from corkboard.desk.moderation.models import Action, AuditEntry, Comment, Reason, Role, State

__all__ = ["comment", "decide_comment", "queue", "undo_comment"]

_ON_A_PAGE = 25


@require_safe
@requires(Role.MODERATOR)
def queue(request: HttpRequest) -> HttpResponse:
    """What is in one state, the oldest first; pages go on after an id, so that they stay fast."""
    state = request.GET.get("state", State.HELD)
    if state not in State.values:
        raise Http404
    found = Comment.objects.filter(state=state, id__gt=request.GET.get("after", "")).order_by("id")
    comments = list(found.select_related("thread").prefetch_related("holds")[: _ON_A_PAGE + 1])
    shown = {
        "comments": [{"it": one, "html": _html(one)} for one in comments[:_ON_A_PAGE]],
        "more": comments[_ON_A_PAGE - 1].id if len(comments) > _ON_A_PAGE else "",
        "state": State(state),
        "states": State,
    }
    return render(request, "moderation/queue.html", shown)


@require_safe
@requires(Role.MODERATOR)
def comment(request: HttpRequest, id: str) -> HttpResponse:
    """A comment with what it answers, what else came under its address, and what was decided about it."""
    return _page(request, _comment(id))


@require_POST
@requires(Role.MODERATOR)
def decide_comment(request: HttpRequest, id: str) -> HttpResponse:
    """Take the decision of the button that was pressed; then the queue again."""
    pressed, expected = request.POST.get("decision", ""), request.POST.get("expected", "")
    if pressed not in [str(action) for action in DECISIONS] or expected not in State.values:
        raise Http404
    found = _comment(id)
    try:
        reason = request.POST.get("reason", "")
        decide(id, Action(pressed), actor_of(request), reason=reason, expected=State(expected))
    except DeskError as error:
        return _page(request, _comment(found.id), said=str(error), status=409)
    return redirect(f"/?state={expected}")


@require_POST
@requires(Role.MODERATOR)
def undo_comment(request: HttpRequest, id: str) -> HttpResponse:
    found = _comment(id)
    try:
        undo(id, actor_of(request))
    except DeskError as error:
        return _page(request, found, said=str(error), status=409)
    return redirect(f"/comments/{id}/")


def _comment(id: str) -> Comment:
    found = Comment.objects.select_related("thread", "correspondent").prefetch_related("holds").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, one: Comment, said: str = "", status: int = 200) -> HttpResponse:
    parent = Comment.objects.filter(pk=one.reply_to).first() if one.reply_to else None
    same: Any = Comment.objects.none()
    if one.correspondent:
        same = one.correspondent.comments.exclude(pk=one.pk).order_by("-id")[:10]
    shown = {
        "comment": one,
        "html": _html(one),
        "parent": {"it": parent, "html": _html(parent)} if parent else None,
        "same": same,
        "entries": AuditEntry.objects.filter(subject=one.pk).order_by("id"),
        "reasons": Reason.choices,
        "said": said,
    }
    return render(request, "moderation/comment.html", shown, status=status)


def _html(one: Comment) -> str:
    return mark_safe(as_html(one.text))  # noqa: S308 - as_html has sanitized it
