"""Who moderates here: for administrators."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from corkboard.desk.errors import DeskError
from corkboard.desk.moderation.access import actor_of, requires
from corkboard.desk.moderation.codes import qr_svg
from corkboard.desk.moderation.models import Action, Moderator, Role
from corkboard.desk.moderation.moderators import Added, add_moderator, change_moderator, renew_access
from corkboard.desk.moderation.returning import returned

__all__ = ["change", "moderators", "renew"]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.ADMINISTRATOR)
def moderators(request: HttpRequest) -> HttpResponse:
    """All moderators, and adding one.  The second factor is shown once, to be handed over."""
    if request.method != "POST":
        return _page(request)
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise Http404
    try:
        added = add_moderator(
            request.POST.get("name", ""), request.POST.get("password", ""), Role(role), actor_of(request)
        )
    except DeskError as error:
        return _page(request, said=str(error), status=422)
    return _page(request, added=added)


@require_POST
@requires(Role.ADMINISTRATOR)
def change(request: HttpRequest, number: int) -> HttpResponse:
    moderator, role = _moderator(number), request.POST.get("role", "")
    if role not in Role.values:
        raise Http404
    try:
        is_active = request.POST.get("active") == "yes"
        change_moderator(moderator.name, actor_of(request), role=Role(role), is_active=is_active)
    except DeskError as error:
        return _page(request, said=str(error), status=409)
    return returned(request, "/moderators/", f"{moderator.name}: {Action.CHANGE_MODERATOR.label}.")


@require_POST
@requires(Role.ADMINISTRATOR)
def renew(request: HttpRequest, number: int) -> HttpResponse:
    """For who has lost the password or the second factor."""
    try:
        added = renew_access(_moderator(number).name, request.POST.get("password", ""), actor_of(request))
    except DeskError as error:
        return _page(request, said=str(error), status=422)
    return _page(request, added=added)


def _moderator(number: int) -> Moderator:
    found = Moderator.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, *, said: str = "", status: int = 200, added: Added | None = None) -> HttpResponse:
    shown = {
        "moderators": Moderator.objects.order_by("name"),
        "roles": Role.choices,
        "added": added,
        "qr": qr_svg(added.address) if added else "",
        "said": said,
    }
    return render(request, "moderation/moderators.html", shown, status=status)
