"""The one thing that the intake does with its database."""

from __future__ import annotations

from contextlib import nullcontext
from threading import Lock

from django.db import connections

from corkboard.desk.databases import INTAKE
from corkboard.desk.intake.models import Entry

__all__ = ["insert"]

_FIELDS = Entry._meta.concrete_fields
# By hand, once for all: making it anew would take longer than having the disk write it.
_INSERT = (
    f"INSERT INTO {Entry._meta.db_table} ({', '.join(field.column for field in _FIELDS)}) "  # noqa: S608 - our own names
    f"VALUES ({', '.join('%s' for _ in _FIELDS)}) ON CONFLICT DO NOTHING"
)
_TURN = Lock()


def insert(entry: Entry) -> None:
    """Insert an entry, on disk before this ends; one that is there already is left as it is.

    Raises DatabaseError if it could not be.
    """
    connection = connections[INTAKE]
    row = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in _FIELDS]
    # SQLite has whoever finds it busy sleep, longer each time.  So the threads of a process wait here for their turn.
    turn = _TURN if connection.vendor == "sqlite" else nullcontext()
    with turn, connection.cursor() as cursor:
        cursor.execute(_INSERT, row)
