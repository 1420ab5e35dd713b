"""The templates of the readers' pages: Jinja2, as on the site, since every comment passes two of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import get_language, get_language_bidi, gettext
from jinja2 import Environment

__all__ = ["READERS_PAGES", "environment"]

READERS_PAGES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",  # which escapes
        "DIRS": [Path(__file__).parent / "jinja2"],
        "OPTIONS": {"environment": "corkboard.desk.intake.pages.environment"},
    }
]


def environment(**options: Any) -> Environment:
    """What the templates can call, in the language of the request."""
    found = Environment(**options)  # noqa: S701 - as the backend asks for it, with autoescape
    found.globals.update({"_": gettext, "language": get_language, "is_rtl": get_language_bidi})
    return found
