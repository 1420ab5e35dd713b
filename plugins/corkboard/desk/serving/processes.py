"""Which processes the desk consists of, and what each may know."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from corkboard.desk.environment import Environment, name_of
from corkboard.desk.keys import Key

__all__ = ["Process", "environment_of", "processes"]

_GUNICORN = (
    *("--worker-class", "corkboard.desk.serving.patience.PatientWorker"),
    *("--no-control-socket", "--graceful-timeout", "10", "--timeout", "30"),
    # Its warnings name the addresses of those who sent what is no request.
    *("--log-level", "error", "--limit-request-line", "4094", "--limit-request-fields", "50"),
)


@dataclass(frozen=True)
class Process:
    name: str
    command: tuple[str, ...]
    keys: frozenset[Key]  # that it is told; others only if it can read their files
    own_database: bool = False  # it reaches the desk's database only if there is no other for it
    sends_mail: bool = False  # it is told the password of the mail server
    listens_on: tuple[int, ...] = ()  # sockets


def processes(environment: Environment, intake: int, moderation: int) -> list[Process]:
    """Given the two sockets on which gunicorn is to listen, by their numbers."""
    webhook = Process("webhook", _module("corkboard.desk.serving.webhook"), frozenset({Key.SESSIONS, Key.WEBHOOK}))
    return [
        Process(
            "intake",
            _gunicorn(
                "intake", intake, environment.workers or max(2, os.cpu_count() or 2), environment.threads_per_worker
            ),
            frozenset({Key.INTAKE, Key.ADDRESSES, Key.SEALING}),
            own_database=True,
            listens_on=(intake,),
        ),
        Process(
            "moderation",
            _gunicorn("moderation", moderation, 1, 16),
            frozenset({Key.SESSIONS, Key.ACTIONS, Key.ADDRESSES, Key.SEALING}),
            listens_on=(moderation,),
        ),
        Process(
            "mailer", _module("corkboard.desk.serving.mailer"), frozenset({Key.ACTIONS, Key.OPENING}), sends_mail=True
        ),
        Process("publisher", _module("corkboard.desk.serving.publisher"), frozenset({Key.SESSIONS})),
        *([webhook] if environment.webhook_url else []),
    ]


def environment_of(process: Process, environ: Mapping[str, str], environment: Environment) -> dict[str, str]:
    """The variables that a process is started with: without the secrets that are not its business."""
    hidden = {key.variable for key in Key if key not in process.keys}
    if process.own_database and environment.intake_database_url:
        hidden.add("DATABASE_URL")
    elif not process.own_database:
        hidden.add("INTAKE_DATABASE_URL")
    if not process.sends_mail:
        hidden.add(name_of("smtp_password"))
    hidden |= {f"{name}_FILE" for name in hidden}
    return {name: value for name, value in environ.items() if name not in hidden}


def _module(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-P", "-m", name, *arguments)


def _gunicorn(application: str, descriptor: int, workers: int, threads: int) -> tuple[str, ...]:
    return _module(
        *("gunicorn", f"corkboard.desk.serving.web:{application}()", "--bind", f"fd://{descriptor}"),
        *("--workers", str(workers), "--threads", str(threads), *_GUNICORN),
    )
