"""The two web applications, as gunicorn asks for them."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from corkboard.desk.environment import Environment
from corkboard.desk.serving.turns import ByTurns

__all__ = ["intake", "moderation"]

_STATIC = Path(__file__).parent.parent / "static"
_ENCODING = re.compile(r"charset\s*=\s*([^;]*)", re.IGNORECASE)
_Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def intake() -> WhiteNoise:
    """What the public reaches."""
    return _application("corkboard.desk.settings.intake", at_once=2)  # one computes while one waits for the disk


def moderation() -> WhiteNoise:
    """What moderators reach."""
    return _application("corkboard.desk.settings.moderation", at_once=4)  # a search may take a while


def _application(module: str, *, at_once: int) -> WhiteNoise:
    os.environ["DJANGO_SETTINGS_MODULE"] = module
    application = get_wsgi_application()
    desk: Environment = settings.DESK
    # What is there now stays: collectors need not look at it again, nor after each few requests at what is new.
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    return WhiteNoise(
        ByTurns(_in_utf_8(application), at_once=at_once, largest=desk.largest_request),
        root=str(_STATIC),
        prefix="static/",
        max_age=3600,
        add_headers_function=_static_headers,
    )


def _in_utf_8(application: _Application) -> _Application:
    """What says that it is in another encoding counts as bytes, not as a form: at some encodings Django fails."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        kind = environ.get("CONTENT_TYPE", "")
        others = {one.strip(' "').lower() for one in _ENCODING.findall(kind)} - {"utf-8", "utf8"}
        if others or "*" in kind:  # `charset*=` is RFC 2231's way to say it
            environ["CONTENT_TYPE"] = "application/octet-stream"
        return application(environ, start)

    return answer


def _static_headers(headers: Any, path: str, url: str) -> None:  # noqa: ARG001 - as whitenoise calls it
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Robots-Tag"] = "noindex"
