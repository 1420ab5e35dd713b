"""Back to where a moderator was, with a word on what was done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

__all__ = ["own_path", "returned", "said_before"]

_KEY = "said"


def own_path(address: str, otherwise: str = "/") -> str:
    """A path on the desk itself; whatever else was asked for, its first page."""
    is_own = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_own else otherwise


def returned(request: HttpRequest, path: str, said: str, undo: tuple[str, ...] = ()) -> HttpResponse:
    """To a page that says once what was done, and offers to undo what was decided about these comments."""
    request.session[_KEY] = {"text": said, "undo": list(undo)}
    return redirect(own_path(path))


def said_before(request: HttpRequest) -> dict[str, Any] | None:
    """What the request before had to say; told once."""
    found: dict[str, Any] | None = request.session.pop(_KEY, None)
    return found
