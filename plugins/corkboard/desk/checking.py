"""`corkboard desk check`: what is wrong with a desk before readers find out."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.core.checks import run_checks
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from corkboard.desk.databases import INTAKE
from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.keys import Key, Keys
from corkboard.desk.mail.readiness import given_up_lately, missing
from corkboard.desk.threads import offers_file

__all__ = ["problems"]

# Of Django's own warnings for production those that a proxy or this desk's middleware answers in another way.
_NOT_HERE = ("security.W001", "security.W002", "security.W004", "security.W006", "security.W008", "security.W022")


def problems(environment: Environment, keys: Keys, *, deploy: bool) -> Iterator[str]:
    """Sentences about what is wrong; for a desk that is open to the public, `deploy`, more is asked."""
    for message in run_checks(include_deployment_checks=deploy):
        if message.id not in _NOT_HERE and not message.is_silenced():
            yield f"{message.msg} {message.hint or ''}".strip()
    yield from _about_keys(environment, keys)
    yield from _about_databases()
    yield from _about_files(environment)
    yield from _about_mail(environment)
    if deploy:
        yield from _about_the_public(environment)


def _about_keys(environment: Environment, keys: Keys) -> Iterator[str]:
    for key in Key:
        try:
            keys.read(key)
        except DeskError as error:
            if key is not Key.OPENING:  # which may well be kept from this user
                yield str(error)
        path = environment.data / key.file
        with suppress(OSError):  # not there, or not for this user to see
            if key is not Key.SEALING and stat.S_IMODE(path.stat().st_mode) & 0o077:
                yield f"{path}: others can read this key; run `chmod 600` on it"


def _about_databases() -> Iterator[str]:
    for alias in ("default", INTAKE):
        try:
            executor = MigrationExecutor(connections[alias])
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                yield f"the database {alias} is not up to date: `corkboard desk run` brings it there"
        except DatabaseError as error:
            yield f"the database {alias}: {error}"


def _about_mail(environment: Environment) -> Iterator[str]:
    yield from missing(environment)
    with suppress(DatabaseError):  # which was told above
        yield from given_up_lately(dt.datetime.now(dt.UTC))


def _about_files(environment: Environment) -> Iterator[str]:
    offers = offers_file(environment)
    offers.current()
    if offers.trouble:
        yield f"{offers.trouble}; build the site, or set DESK_THREADS"
    there = next(one for one in (environment.comments.absolute(), *environment.comments.absolute().parents) if _is(one))
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        yield f"{environment.comments}: comments cannot be written there; see DESK_COMMENTS"
    if environment.after_publishing and not environment.after_publishing_in.is_dir():
        yield f"{environment.after_publishing_in}: there is no such folder; see DESK_AFTER_PUBLISHING_IN"


def _is(path: Path) -> bool:
    """Whether there is something, as far as this user can tell."""
    try:
        return path.exists()
    except OSError:
        return True


def _about_the_public(environment: Environment) -> Iterator[str]:
    for name, address in (
        ("DESK_INTAKE_URL", environment.intake_url),
        ("DESK_MODERATION_URL", environment.moderation_url),
    ):
        if not address:
            yield f"{name}: set the public address, e.g. https://comments.example.org"
        elif not address.startswith("https://"):
            yield f"{name}: over http:// anybody on the way reads along; serve it over https://"
    if environment.webhook_url.startswith("http://"):
        yield "DESK_WEBHOOK_URL: over http:// anybody on the way can answer for it; call it over https://"
    if not environment.trusted_proxies:
        yield "DESK_TRUSTED_PROXIES: name the proxy before the desk; else all readers share one rate limit"
    if environment.database_url and not environment.intake_database_url:
        yield "INTAKE_DATABASE_URL: without it the intake is told the password of the desk's own database user"
