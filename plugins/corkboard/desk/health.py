"""Whether a process answers, for proxies and supervisors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

__all__ = ["health"]


@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as Django calls it
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
