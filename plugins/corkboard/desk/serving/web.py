"""The two web applications, as gunicorn asks for them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

__all__ = ["intake", "moderation"]

_STATIC = Path(__file__).parent.parent / "static"


def intake() -> WhiteNoise:
    """What the public reaches."""
    return _application("corkboard.desk.settings.intake")


def moderation() -> WhiteNoise:
    """What moderators reach."""
    return _application("corkboard.desk.settings.moderation")


def _application(settings: str) -> WhiteNoise:
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    return WhiteNoise(
        get_wsgi_application(),
        root=str(_STATIC),
        prefix="static/",
        max_age=3600,
        add_headers_function=_static_headers,
    )


def _static_headers(headers: Any, path: str, url: str) -> None:  # noqa: ARG001 - as whitenoise calls it
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Robots-Tag"] = "noindex"
