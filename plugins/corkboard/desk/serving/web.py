"""The two web applications, as gunicorn asks for them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from corkboard.desk.environment import Environment
from corkboard.desk.serving.turns import ByTurns

__all__ = ["intake", "moderation"]

_STATIC = Path(__file__).parent.parent / "static"


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
    return WhiteNoise(
        ByTurns(application, at_once=at_once, largest=desk.largest_request),
        root=str(_STATIC),
        prefix="static/",
        max_age=3600,
        add_headers_function=_static_headers,
    )


def _static_headers(headers: Any, path: str, url: str) -> None:  # noqa: ARG001 - as whitenoise calls it
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Robots-Tag"] = "noindex"
