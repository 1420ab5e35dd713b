"""What must be there before the desk runs: folders, keys, databases and who may do what in them."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from corkboard.desk.databases import INTAKE, INTAKE_ROLE
from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.keys import Keys

__all__ = ["prepare"]

_OWN = ("moderation", INTAKE)
_FOLDERS = ("desk", "intake", "keys", "mailer")  # each may belong to another user


def prepare(environment: Environment, keys: Keys) -> None:
    """Make what is missing, and bring the databases to this version.  Needs Django to be set up.  Raises DeskError."""
    _make_folders(environment.data)
    keys.make_missing()
    try:
        if connection.vendor == "sqlite":
            for alias in ("default", INTAKE):
                _make_file(Path(str(connections[alias].settings_dict["NAME"])))
            _migrate()
        else:
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(INTAKE)))
            _migrate()
            _let_the_intake_insert()
    except (DatabaseError, OSError) as error:
        place = connection.settings_dict["HOST"] or connection.settings_dict["NAME"]
        raise DeskError(f"the database at {place}: {str(error).strip()}") from None


def _make_folders(data: Path) -> None:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in _FOLDERS:
            (data / name).mkdir(mode=0o700, exist_ok=True)
            probe = data / name / ".probe"
            probe.touch()
            probe.unlink()
    except OSError as error:
        message = f"{data}: {error.strerror}; give a folder that the desk can write to, by --data or DESK_DATA"
        raise DeskError(message) from None


def _make_file(path: Path) -> None:
    """Make a database's file for its owner alone; SQLite gives the files beside it the same mode."""
    path.touch(mode=0o600, exist_ok=True)


def _migrate() -> None:
    for alias in ("default", INTAKE):
        loader = MigrationLoader(connections[alias])
        unknown = sorted(name for app, name in {*loader.applied_migrations} - {*loader.disk_migrations} if app in _OWN)
        if unknown:
            raise DeskError(
                f"the database {alias} was made by a newer Corkboard (it has {', '.join(unknown)}): "
                "upgrade this one, or restore the backup that was made before"
            )
        call_command("migrate", database=alias, interactive=False, verbosity=0, skip_checks=True)


def _let_the_intake_insert() -> None:
    """On PostgreSQL: let the intake's role insert into its table, and do nothing else."""
    environment: Environment = settings.DESK
    role = INTAKE_ROLE
    if environment.intake_database_url:
        from corkboard.desk.databases import intake_database_of_intake

        role = str(intake_database_of_intake(environment)["USER"])
    name = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            if role != INTAKE_ROLE:
                raise DeskError(f'INTAKE_DATABASE_URL: the database knows no user "{role}"; create it first')
            cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone() != (True,):
                raise DeskError(
                    f"the database has no role for the intake: create it with `CREATE ROLE {INTAKE_ROLE} NOLOGIN; "
                    f"GRANT {INTAKE_ROLE} TO {connection.settings_dict['USER']}`, or give INTAKE_DATABASE_URL"
                )
            cursor.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
            cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))
        schema, table = sql.Identifier(INTAKE), sql.Identifier(INTAKE, "intake_entry")
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, name))
        cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(table, name))
        cursor.execute(sql.SQL("GRANT INSERT ON {} TO {}").format(table, name))
