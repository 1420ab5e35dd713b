"""A desk for the commands that work on one: Django set up, its data folder found, its errors told as sentences."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

__all__ = ["As", "Data", "TextOrJson", "existing_desk", "opened_desk", "user_name"]

Data = Annotated[
    Path | None, typer.Option(help="The folder of databases and keys; DESK_DATA, or `.desk`, if left out.")
]
As = Annotated[str, typer.Option("--as", metavar="NAME", help="The moderator who decides, for the audit log.")]
TextOrJson = Annotated[Literal["text", "json"], typer.Option(help="How it is printed.")]


@contextmanager
def opened_desk(data: Path | None) -> Iterator[None]:
    """Django, set up for a desk; what whoever runs it can mend ends the command with a sentence."""
    if data is not None:
        os.environ["DESK_DATA"] = str(data.absolute())  # also for the processes that are started
    os.environ["DJANGO_SETTINGS_MODULE"] = "corkboard.desk.settings.moderation"
    os.umask(0o077)
    try:
        import django
    except ModuleNotFoundError:
        typer.echo("The moderation desk is not installed: run `pip install 'corkboard[desk]'`.", err=True)
        raise typer.Exit(2) from None
    from corkboard.desk.errors import DeskError

    try:
        django.setup()
        yield
    except DeskError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


@contextmanager
def existing_desk(data: Path | None) -> Iterator[None]:
    """The same for commands that need the databases of a desk and make none."""
    with opened_desk(data):
        from django.db import OperationalError, ProgrammingError, connection

        from corkboard.desk.errors import DeskError

        name = str(connection.settings_dict["NAME"])
        if connection.vendor == "sqlite" and not Path(name).is_file():
            raise DeskError(f"{name}: there is no desk yet; `corkboard desk run` makes one, --data names another")
        try:
            yield
        except (OperationalError, ProgrammingError) as error:
            raise DeskError(f"the database {name}: {str(error).strip()}; see `corkboard desk check`") from None


def user_name() -> str:
    """Who runs the command, for the audit log."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in a container
        return f"user {os.getuid()}"
