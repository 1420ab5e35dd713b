"""`corkboard` in this process, on the desk that Django is pointed at."""

from __future__ import annotations

import json
import os
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from corkboard.cli.commands import app
from corkboard.desk.moderation.models import Moderator, Role

ADMINISTRATOR = "Ines Notional"


def staff() -> None:
    """One moderator of each role."""
    for name, role in (
        ("Ada Example", Role.MODERATOR),
        ("Ed Placeholder", Role.EDITOR),
        (ADMINISTRATOR, Role.ADMINISTRATOR),
    ):
        Moderator.objects.create(name=name, role=role, password="!")


def corkboard(*arguments: str, input: str = "") -> Result:
    umask = os.umask(0o077)
    try:
        return CliRunner().invoke(app, [*arguments], input=input)
    finally:
        os.umask(umask)


def done(*arguments: str, input: str = "", code: int = 0) -> str:
    """What a command prints; it ends with this code."""
    result = corkboard(*arguments, input=input)
    assert result.exit_code == code, f"{result.output}\n{result.exception!r}"
    return result.stdout


def as_json(*arguments: str) -> Any:
    return json.loads(done(*arguments, "--format", "json"))
