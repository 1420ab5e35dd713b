"""What no browser sends from our forms, and PostgreSQL cannot even look for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

__all__ = ["without_nul"]


def without_nul(next: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware, before all that ask the database: a NUL character anywhere is a bad request."""

    def answer(request: HttpRequest) -> HttpResponse:
        try:
            if any("\0" in text for text in _texts(request)):
                return HttpResponseBadRequest()
        except SuspiciousOperation:  # more than a form holds
            return HttpResponse(status=413)
        return next(request)

    return answer


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path
    yield from request.COOKIES.values()
    for given in (request.GET, request.POST):
        for name, values in given.lists():
            yield name
            yield from values
