"""A desk under test: its databases, of either kind, in this process."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections
from django.test import override_settings

from corkboard.desk.databases import INTAKE, desk_database, intake_database
from corkboard.desk.environment import Environment
from corkboard.desk.intake.pages import READERS_PAGES
from corkboard.desk.keys import Keys
from corkboard.desk.preparing import prepare

_NUMBERS = itertools.count()


class QuickArgon2(Argon2PasswordHasher):
    """As the desk has it, with as little work as there can be: nearly every test logs in."""

    time_cost = 1
    memory_cost = 8  # KiB
    parallelism = 1


@contextmanager
def pointed_at(environment: Environment) -> Iterator[None]:
    """Django with the databases and the settings of an environment."""
    databases = {"default": desk_database(environment), INTAKE: intake_database(environment)}
    keys = Keys(environment.data, {})
    _connect(databases)
    try:
        with override_settings(DESK=environment, KEYS=keys):
            yield
    finally:
        connections.close_all()


def _connect(databases: dict[str, Any]) -> None:
    connections.close_all()
    for alias in (*databases, INTAKE, "default"):
        if hasattr(connections._connections, alias):
            del connections[alias]
    connections.settings = connections.configure_settings(databases)


class Sqlite:
    """Databases as files, each a copy of one that was made once."""

    def __init__(self, folder: Path) -> None:
        self._made = folder / "made"
        with pointed_at(Environment(data=self._made)):
            prepare(settings.DESK, settings.KEYS)

    @contextmanager
    def environment(self, folder: Path, **fields: Any) -> Iterator[Environment]:
        shutil.copytree(self._made, folder)
        yield Environment(data=folder, **fields)


class Postgresql:
    """Databases in a server, each a copy of one that was made once."""

    def __init__(self, folder: Path, uri: str) -> None:
        self._made, self._uri = folder / "made", uri
        with psycopg.connect(uri, autocommit=True) as connection:
            # A vacuum that looks into "made" would keep it from being copied.
            for setting in ("autovacuum = off", "fsync = off"):
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE made")
        with pointed_at(Environment(data=self._made, database_url=self._url("made"))):
            prepare(settings.DESK, settings.KEYS)

    def _url(self, name: str) -> str:
        return self._uri.replace("/postgres?", f"/{name}?")

    @contextmanager
    def environment(self, folder: Path, **fields: Any) -> Iterator[Environment]:
        name = f"desk{next(_NUMBERS)}"
        shutil.copytree(self._made, folder)
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE made")
            try:
                yield Environment(data=folder, database_url=self._url(name), **fields)
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def set_up_django() -> None:
    """Once in each process that tests the desk."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "corkboard.desk.settings.moderation"
    os.environ["DESK_DATA"] = "/nonexistent/desk"  # what reaches it has forgotten its fixture
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright has a loop, which waits while a test asks the database
    django.setup()
    settings.TEMPLATES = [*settings.TEMPLATES, *READERS_PAGES]  # in one process, so that a test can be both
    settings.SECRET_KEY = "of no other desk"
    settings.PASSWORD_HASHERS = ["desks.QuickArgon2"]
