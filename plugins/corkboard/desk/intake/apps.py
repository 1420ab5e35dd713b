"""The intake as one of Django's apps, and in its own process a connection that can only insert."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created

__all__ = ["IntakeConfig"]

_TABLE = "intake_entry"
_ALLOWED = {
    (sqlite3.SQLITE_INSERT, _TABLE),
    (sqlite3.SQLITE_TRANSACTION, "BEGIN"),
    (sqlite3.SQLITE_TRANSACTION, "COMMIT"),
    (sqlite3.SQLITE_TRANSACTION, "ROLLBACK"),
}


class IntakeConfig(AppConfig):
    name = "corkboard.desk.intake"
    label = "intake"

    def ready(self) -> None:
        if settings.INTAKE_ONLY_INSERTS:
            connection_created.connect(_only_insert)


def _only_insert(connection: Any, **_: object) -> None:
    """Let SQLite refuse everything else; on PostgreSQL the role is refused it."""
    if connection.vendor == "sqlite":
        connection.connection.set_authorizer(_authorize)


def _authorize(action: int, subject: str | None, *_: object) -> int:
    return sqlite3.SQLITE_OK if (action, subject) in _ALLOWED else sqlite3.SQLITE_DENY
