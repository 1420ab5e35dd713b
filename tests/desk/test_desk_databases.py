"""The desk's databases, and what they refuse."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.intake.models import Entry
from corkboard.desk.keys import Keys
from corkboard.desk.moderation.models import Action, AuditEntry, Comment
from corkboard.desk.preparing import prepare
from desks import pointed_at


def test_the_migrations_are_those_of_the_models(desk: Environment) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_preparing_twice_changes_nothing(desk: Environment) -> None:
    prepare(desk, settings.KEYS)
    assert Comment.objects.count() == Entry.objects.count() == 0


def test_a_database_of_a_newer_version_is_not_touched(desk: Environment) -> None:
    MigrationRecorder(connection).record_applied("moderation", "9999_later")
    with pytest.raises(DeskError, match=r"made by a newer Corkboard .it has 9999_later.: upgrade"):
        prepare(desk, settings.KEYS)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE moderation_auditentry SET actor = 'x'",
        "DELETE FROM moderation_auditentry",
        "TRUNCATE moderation_auditentry",
    ],
)
def test_the_database_refuses_to_change_the_audit_log(desk: Environment, statement: str) -> None:
    if statement.startswith("TRUNCATE") and connection.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    AuditEntry.objects.create(actor="Mod", via="page", action=Action.APPROVE)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert [entry.actor for entry in AuditEntry.objects.all()] == ["Mod"]


def test_the_databases_are_apart(desk: Environment) -> None:
    assert "intake_entry" not in connection.introspection.table_names()
    assert "moderation_comment" not in connections["intake"].introspection.table_names()


def test_what_is_committed_to_sqlite_is_synced_and_what_is_deleted_overwritten(sqlite: object, tmp_path: Path) -> None:
    with pointed_at(Environment(data=tmp_path)):
        prepare(settings.DESK, settings.KEYS)
        for alias in ("default", "intake"):
            found = {}
            with connections[alias].cursor() as cursor:
                for name in ("journal_mode", "synchronous", "secure_delete"):
                    found[name] = cursor.execute(f"PRAGMA {name}").fetchone()[0]
            assert found == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
    for file in ("desk/desk.sqlite3", "intake/intake.sqlite3"):
        assert stat.S_IMODE((tmp_path / file).stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_told_with_the_remedy(sqlite: object, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    environment = Environment(data=tmp_path / "file")
    with pointed_at(environment), pytest.raises(DeskError, match="DESK_DATA"):
        prepare(environment, Keys(environment.data, {}))


def test_a_database_that_does_not_answer_is_told(sqlite: object, tmp_path: Path) -> None:
    environment = Environment(data=tmp_path, database_url=f"postgres://desk@/desk?host={tmp_path}")
    with pointed_at(environment), pytest.raises(DeskError, match=f"the database at {tmp_path}"):
        prepare(environment, settings.KEYS)


def test_a_file_that_is_no_database_is_told(sqlite: object, tmp_path: Path) -> None:
    environment = Environment(data=tmp_path)
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk/desk.sqlite3").write_text("No database." * 100)
    with pointed_at(environment), pytest.raises(DeskError, match=r"desk\.sqlite3: file is not a database"):
        prepare(environment, settings.KEYS)


_TRY = """
import django
django.setup()
from django.db import DatabaseError, connections
found = []
for statement in (
    "INSERT INTO intake_entry (id, kind, received_at, once, content) VALUES ('1', 'comment', '2026-01-01', 'a', '{}')",
    "SELECT * FROM intake_entry",
    "UPDATE intake_entry SET kind = 'report'",
    "DELETE FROM intake_entry",
    "CREATE TABLE mine (id integer)",
    "DROP TABLE intake_entry",
    "PRAGMA writable_schema = 1",
):
    try:
        with connections["intake"].cursor() as cursor:
            cursor.execute(statement)
        found.append(statement.split()[0])
    except DatabaseError:
        pass
print(*found)
"""


def test_the_intake_may_only_insert(desk: Environment) -> None:
    variables = {"DJANGO_SETTINGS_MODULE": "corkboard.desk.settings.intake", "DESK_DATA": str(desk.data)}
    given = {**os.environ, **variables, "DATABASE_URL": desk.database_url}
    done = subprocess.run([sys.executable, "-c", _TRY], env=given, capture_output=True, text=True, check=False)
    assert (done.stdout.split(), done.stderr) == (["INSERT"], "")
    assert Entry.objects.count() == 1
