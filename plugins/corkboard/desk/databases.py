"""Where things are kept: `DATABASE_URL` as Django wants it, and who may do what there."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError

__all__ = ["INTAKE", "INTAKE_ROLE", "IntakeRouter", "desk_database", "intake_database", "intake_database_of_intake"]

INTAKE = "intake"  # the alias of the intake's database, in every process; on PostgreSQL also its schema
INTAKE_ROLE = "corkboard_intake"  # on PostgreSQL: who may insert there, and nothing else
# FULL: what was committed outlasts a loss of power.  Deleted rows are overwritten.
_SQLITE = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;PRAGMA temp_store=MEMORY"
_BUSY_SECONDS = 20


def desk_database(environment: Environment) -> dict[str, Any]:
    """Raises DeskError for an address of no known kind."""
    if environment.database_url:
        return _postgresql(environment.database_url, "DATABASE_URL")
    return _sqlite(environment, "desk/desk.sqlite3")


def intake_database(environment: Environment) -> dict[str, Any]:
    """The intake's database for the desk, which takes over what came in."""
    if environment.database_url:
        return _postgresql(environment.database_url, "DATABASE_URL", f"-c search_path={INTAKE}")
    return _sqlite(environment, "intake/intake.sqlite3")


def intake_database_of_intake(environment: Environment) -> dict[str, Any]:
    """The same database for the intake itself, which may only insert."""
    if environment.intake_database_url:
        return _postgresql(environment.intake_database_url, "INTAKE_DATABASE_URL", f"-c search_path={INTAKE}")
    if environment.database_url:
        options = f"-c search_path={INTAKE} -c role={INTAKE_ROLE}"
        return _postgresql(environment.database_url, "DATABASE_URL", options)
    return _sqlite(environment, "intake/intake.sqlite3")


class IntakeRouter:
    """Sends what belongs to the intake to its own database, and nothing else."""

    def db_for_read(self, model: Any, **_: Any) -> str | None:
        return INTAKE if model._meta.app_label == INTAKE else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool:
        return (app_label == INTAKE) == (db == INTAKE)


def _sqlite(environment: Environment, file: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(environment.data.absolute() / file),
        "CONN_MAX_AGE": None,
        # IMMEDIATE: a transaction that begins by reading could not wait for its turn to write.
        "OPTIONS": {"timeout": _BUSY_SECONDS, "transaction_mode": "IMMEDIATE", "init_command": _SQLITE},
    }


def _postgresql(address: str, variable: str, options: str = "") -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql"):
        raise DeskError(f'{variable}: it begins with "{parts.scheme}:"; "postgres://user:password@host/name" is known')
    query = dict(parse_qsl(parts.query))
    try:
        port = str(parts.port or "")
    except ValueError:
        raise DeskError(f"{variable}: the port is no number") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": query.pop("port", "") or port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**query, **({"options": options} if options else {})},
    }
