"""The two web applications, as gunicorn asks for them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

__all__ = ["intake", "moderation"]


def intake() -> WSGIHandler:
    """What the public reaches."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "corkboard.desk.settings.intake"
    return get_wsgi_application()


def moderation() -> WSGIHandler:
    """What moderators reach."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "corkboard.desk.settings.moderation"
    return get_wsgi_application()
