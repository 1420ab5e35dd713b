"""One comment in its context, and all that can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from corkboard.comments.rules import as_html
from corkboard.desk.errors import DeskError
from corkboard.desk.moderation.access import actor_of, moderator_of, requires
from corkboard.desk.moderation.decisions import DECISIONS, decide, edit, pin, reply, undo
from corkboard.desk.moderation.models import Action, AuditEntry, Comment, Reason, Role, State
from corkboard.desk.moderation.queue import html_of
from corkboard.desk.moderation.returning import returned
from corkboard.desk.parents import comment_on_site
from corkboard.desk.threads import offers_file

__all__ = ["comment", "decide_comment", "edit_comment", "pin_comment", "reply_to_comment", "undo_comment"]

_OTHERS = 10


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
    found, action = _comment(id), Action(pressed)
    try:
        reason = request.POST.get("reason", "")
        decide(id, action, actor_of(request), reason=reason, expected=State(expected))
    except DeskError as error:
        return _page(request, _comment(found.id), said=str(error), status=409)
    return returned(request, f"/?state={expected}", f"{found.author}: {action.label}.", (found.id,))


@require_POST
@requires(Role.MODERATOR)
def undo_comment(request: HttpRequest, id: str) -> HttpResponse:
    return _done(request, id, lambda: undo(id, actor_of(request)))


@require_POST
@requires(Role.EDITOR)
def pin_comment(request: HttpRequest, id: str) -> HttpResponse:
    return _done(request, id, lambda: pin(id, actor_of(request), pinned=request.POST.get("pinned") == "yes"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.EDITOR)
def edit_comment(request: HttpRequest, id: str) -> HttpResponse:
    """The words of a comment, to be changed; what they were is kept."""
    found = _comment(id)
    typed = {"author": found.author, "text": found.text}
    if request.method != "POST":
        return render(request, "moderation/edit.html", {"comment": found, "typed": typed})
    typed = {name: request.POST.get(name, "") for name in typed}
    if request.POST.get("revision") != str(found.revision):
        said = _("Somebody else has changed this comment meanwhile.")
        return render(request, "moderation/edit.html", {"comment": found, "typed": typed, "said": said}, status=409)
    try:
        edit(id, actor_of(request), **typed)
    except DeskError as error:
        shown = {"comment": found, "typed": typed, "said": str(error)}
        return render(request, "moderation/edit.html", shown, status=422)
    return redirect(f"/comments/{id}/")


@require_POST
@requires(Role.EDITOR)
def reply_to_comment(request: HttpRequest, id: str) -> HttpResponse:
    """Answer as the desk; the answer is approved at once."""
    found = _comment(id)
    typed = {name: request.POST.get(name, "") for name in ("author", "text")}
    try:
        reply(id, actor_of(request), moderator_of(request), **typed)
    except DeskError as error:
        return _page(request, found, said=str(error), status=409, typed=typed)
    return returned(request, f"/comments/{id}/", f"{Action.REPLY.label}.")


def _done(request: HttpRequest, id: str, act: Callable[[], object]) -> HttpResponse:
    found = _comment(id)
    try:
        act()
    except DeskError as error:
        return _page(request, found, said=str(error), status=409)
    return redirect(f"/comments/{id}/")


def _comment(id: str) -> Comment:
    found = Comment.objects.select_related("thread", "correspondent").prefetch_related("holds").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, one: Comment, *, said: str = "", status: int = 200, typed: dict[str, str] | None = None
) -> HttpResponse:
    shown = {
        "comment": one,
        "html": html_of(one),
        "parent": _parent(one),
        "same": one.correspondent.comments.exclude(pk=one.pk).order_by("-id")[:_OTHERS] if one.correspondent else [],
        "replies": Comment.objects.filter(reply_to=one.pk).order_by("id")[:_OTHERS],
        "reports": one.reports.order_by("id"),
        "entries": AuditEntry.objects.filter(subject=one.pk).order_by("id"),
        "changes": _changes(one),
        "reasons": Reason.choices,
        "said": said,
        "typed": typed or {"author": offers_file(settings.DESK).current().site_name, "text": ""},
    }
    return render(request, "moderation/comment.html", shown, status=status)


def _parent(one: Comment) -> dict[str, Any] | None:
    """What it answers: as the desk has it, or only the site."""
    if not one.reply_to:
        return None
    parent = Comment.objects.filter(pk=one.reply_to, thread=one.thread_id).first()
    if parent is not None:
        return {"id": parent.id, "author": parent.author, "html": html_of(parent), "state": parent.get_state_display()}
    public = comment_on_site(settings.DESK.comments, one.thread_id, one.reply_to)
    if public is None:
        return None
    return {"id": "", "author": public.author, "html": as_html(public.text), "state": State.APPROVED.label}


def _changes(one: Comment) -> list[dict[str, Any]]:
    """Each change of its words: what they were, and what they became."""
    versions = [(old.number, old.author, old.text) for old in one.revisions.order_by("number")]
    versions.append((one.revision, one.author, one.text))
    return [{"number": new[0], "before": old[1:], "after": new[1:]} for old, new in pairwise(versions)]
