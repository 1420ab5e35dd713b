"""What every answer of the desk says to browsers and search engines."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

__all__ = ["WITH_SCRIPT", "strict_headers"]

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
WITH_SCRIPT = f"{_POLICY}; script-src 'self'"  # of a page with a script of our own
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def strict_headers(next: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware that forbids scripts, frames, other sites and search engines; an answer's own headers stay."""
    headers = {**_HEADERS, "Referrer-Policy": settings.SECURE_REFERRER_POLICY}

    def answer(request: HttpRequest) -> HttpResponse:
        response = next(request)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if not response.streaming:  # else it would be sent in chunks
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

    return answer
