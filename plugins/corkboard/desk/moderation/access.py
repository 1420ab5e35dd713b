"""Who may see and do what: a moderator who has logged in with both factors, in a role that suffices."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from corkboard.desk.moderation.audit import Actor
from corkboard.desk.moderation.models import Moderator, Role

__all__ = ["actor_of", "moderator_of", "requires"]

View = Callable[..., HttpResponse]


def requires(role: Role) -> Callable[[View], View]:
    """A view for moderators of a role and those above it; others are led to the login, or refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
            user = cast("Any", request.user)
            if not (user.is_authenticated and user.is_verified()):
                back = request.get_full_path() if request.method == "GET" else "/"
                return redirect(f"/login/?next={quote(back)}")
            if not moderator_of(request).may(role):
                return render(request, "moderation/forbidden.html", status=403)
            return view(request, *args, **given)

        return answer

    return decorate


def moderator_of(request: HttpRequest) -> Moderator:
    """Whose request it is, behind `requires`."""
    return cast("Moderator", request.user)


def actor_of(request: HttpRequest) -> Actor:
    return Actor(moderator_of(request).name, "page")
