"""What all processes of the desk share.

Without `__all__`: the other modules take over every name.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import SimpleLazyObject

from corkboard.desk.environment import Environment, read_environment
from corkboard.desk.keys import Key, Keys

DESK = read_environment(os.environ)
KEYS = Keys(DESK.data, os.environ)

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("kk", "Қазақша")]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = False
DEBUG = False
DATA_UPLOAD_MAX_MEMORY_SIZE = DESK.largest_request
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # a page of the queue with every box ticked
DATA_UPLOAD_MAX_NUMBER_FILES = 0
FILE_UPLOAD_HANDLERS: list[str] = []
# Behind a proxy that is trusted, `X-Forwarded-Proto` tells how the reader came.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DESK.trusted_proxies else None
# Paths alone: no address of a reader, and nothing that a form held.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "corkboard": {"level": "INFO"},
    },
}


def hosts_of(environment: Environment, address: str) -> list[str]:
    """The names that a process answers to."""
    own = urlsplit(address).hostname
    return [*environment.hosts, *([own] if own else []), "localhost", "127.0.0.1", "[::1]"]


def secret(key: Key) -> Any:
    """A key in hexadecimal digits that is read when it is first needed, so that settings can be read without it."""
    return SimpleLazyObject(lambda: KEYS.read(key).hex())
