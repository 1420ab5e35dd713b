"""The queue, and what is decided in it about several comments at once."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from corkboard.comments.rules import as_html
from corkboard.desk.errors import DeskError
from corkboard.desk.moderation.access import actor_of, requires
from corkboard.desk.moderation.bayes import SUSPICIOUS
from corkboard.desk.moderation.decisions import DECISIONS, decide, undo
from corkboard.desk.moderation.filters import AGES, ON_A_PAGE, Filters, Order
from corkboard.desk.moderation.models import Action, Comment, HeldFor, Reason, Role, State, Thread
from corkboard.desk.moderation.returning import returned

__all__ = ["decide_many", "html_of", "queue", "undo_many"]

_MOST_COUNTED = 1000


@require_safe
@requires(Role.MODERATOR)
def queue(request: HttpRequest) -> HttpResponse:
    """What is in one state; pages go on after a comment, not after a number of them, so that they stay fast."""
    try:
        filters = Filters.of(request.GET)
    except ValueError:
        raise Http404 from None
    comments = filters.page()
    shown = {
        "comments": [{"it": one, "html": html_of(one)} for one in comments[:ON_A_PAGE]],
        "filters": filters,
        "more": filters.after_query(comments[ON_A_PAGE - 1]) if len(comments) > ON_A_PAGE else "",
        "first": filters.query(after="") if filters.after else "",
        "here": f"/?{filters.query()}",
        "states": [_state(one, filters) for one in State],
        "thread": Thread.objects.filter(pk=filters.thread).first() if filters.thread else None,
        "for": HeldFor,
        "ages": AGES,
        "orders": [(one.value, label) for one, label in _orders().items()],
        "reasons": Reason.choices,
        "suspicious": SUSPICIOUS,
    }
    return render(request, "moderation/queue.html", shown)


@require_POST
@requires(Role.MODERATOR)
def decide_many(request: HttpRequest) -> HttpResponse:
    """The button of one comment, or that for all that are ticked."""
    pressed, _space, one = request.POST.get("decision", "").partition(" ")
    expected, back = request.POST.get("expected", ""), request.POST.get("back", "/")
    if pressed not in [str(action) for action in DECISIONS] or expected not in State.values:
        raise Http404
    ids = [one] if one else request.POST.getlist("comment")[:ON_A_PAGE]
    if not ids:
        return returned(request, back, _("Tick comments first."))
    action, actor, reason = Action(pressed), actor_of(request), request.POST.get("reason", "")
    done, problems = [], []
    for id in ids:
        try:
            decide(id, action, actor, reason=reason, expected=State(expected))
            done.append(id)
        except DeskError as error:
            problems.append(str(error))
    said = [f"{action.label}: {_count(len(done))}."] if done else []
    return returned(request, back, " ".join([*said, *dict.fromkeys(problems)]), tuple(done))


@require_POST
@requires(Role.MODERATOR)
def undo_many(request: HttpRequest) -> HttpResponse:
    """Take back what was just decided about some comments."""
    done, problems = 0, []
    for id in request.POST.getlist("comment")[:ON_A_PAGE]:
        try:
            undo(id, actor_of(request))
            done += 1
        except DeskError as error:
            problems.append(str(error))
    said = [f"{Action.UNDO.label}: {_count(done)}."] if done else []
    return returned(request, request.POST.get("back", "/"), " ".join([*said, *dict.fromkeys(problems)]))


def html_of(one: Comment) -> str:
    return mark_safe(as_html(one.text))  # noqa: S308 - as_html has sanitized it


def _state(state: State, filters: Filters) -> dict[str, Any]:
    """A state with how much is in it; many are not counted to the end."""
    count = Comment.objects.filter(state=state)[: _MOST_COUNTED + 1].count()
    return {
        "label": state.label,
        "count": f"{_MOST_COUNTED}+" if count > _MOST_COUNTED else str(count),
        "query": Filters(state=state, thread=filters.thread).query(),
        "is_current": state is filters.state,
    }


def _orders() -> dict[Order, str]:
    return {
        Order.OLDEST: _("Oldest first"),
        Order.NEWEST: _("Newest first"),
        Order.CLEAN: _("Least like spam first"),
        Order.SPAM: _("Most like spam first"),
    }


def _count(number: int) -> str:
    return ngettext("%(number)d comment", "%(number)d comments", number) % {"number": number}
