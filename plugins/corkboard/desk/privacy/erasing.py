"""Having what was deleted overwritten, so that it is not in the databases' files any more."""

from __future__ import annotations

from django.db import connections

from corkboard.desk.databases import INTAKE

__all__ = ["erase_deleted"]

_TABLES = {
    "default": (
        "comment",
        "revision",
        "report",
        "hold",
        "subscription",
        "message",
        "correspondent",
        "publication",
        "word",
    ),
    INTAKE: ("entry",),
}


def erase_deleted(*, rewrite: bool = False, patience: float = 10.0) -> bool:
    """Overwrite what was deleted; whether all of it is.  Outside of transactions.

    In SQLite's file deleted rows are overwritten when they are deleted (`secure_delete`), but the log beside it,
    which this empties, still has them.  PostgreSQL overwrites them some time; `rewrite` has it make the tables
    anew, while others wait.  `patience` is how many seconds to wait for others that read.
    """
    # Not `all` alone: each is to be tried.
    return all([_erase(alias, patience, rewrite=rewrite) for alias in ("default", INTAKE)])  # noqa: C419


def _erase(alias: str, patience: float, *, rewrite: bool) -> bool:
    connection = connections[alias]
    if connection.vendor == "sqlite":
        return _empty_log(alias, patience)
    if rewrite:
        app = "intake" if alias == INTAKE else "moderation"
        with connection.cursor() as cursor:
            for table in _TABLES[alias]:
                cursor.execute(f"VACUUM (FULL) {app}_{table}")
            # Before PostgreSQL 15 there is no such role.
            cursor.execute(
                "SELECT 1 FROM pg_roles WHERE rolname = 'pg_checkpoint' AND pg_has_role(current_user, oid, 'MEMBER')"
            )
            if cursor.fetchone():
                cursor.execute("CHECKPOINT")  # until then there are the old files
    return True


def _empty_log(alias: str, patience: float) -> bool:
    with connections[alias].cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")
        try:
            return not cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
