"""The language that a moderator has chosen."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from corkboard.desk.moderation.models import Moderator

__all__ = ["own_language"]


def own_language(next: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware behind the one that knows whose request it is; who has chosen none has the browser's language."""

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, Moderator) and user.language in dict(settings.LANGUAGES):
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        return next(request)

    return answer
