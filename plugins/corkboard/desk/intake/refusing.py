"""Answers where there is no page.  Django's own look into what was sent, and fail where it cannot be read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

__all__ = ["bad_request", "not_found"]

_TEXT = "text/plain; charset=utf-8"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - as Django calls it
    return HttpResponse("This is no request that a browser sends.\n", status=400, content_type=_TEXT)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return HttpResponse("There is no such page.\n", status=404, content_type=_TEXT)
