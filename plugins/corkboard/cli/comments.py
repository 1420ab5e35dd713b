"""`corkboard comments …`: approved comments in the content."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, NoReturn

import typer

__all__ = ["comments"]

comments = typer.Typer(help="Approved comments in the content.", no_args_is_help=True)

_TOKEN = "CORKBOARD_TOKEN"  # noqa: S105 - its variable


@comments.callback()
def _group() -> None:
    """A group, though it has one command."""


@comments.command()
def pull(
    url: Annotated[str, typer.Argument(help="The address of the desk's moderators' pages.")],
    folder: Annotated[Path, typer.Option(help="The folder of comments.")] = Path("content/comments"),
    token_file: Annotated[
        Path | None, typer.Option(help="A file with the token, if it is not in CORKBOARD_TOKEN.")
    ] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Fetch everything again, not only what has changed.")] = False,
) -> None:
    """Fetch what was approved, changed and removed since the last time from a desk.  Exit code 1 if it cannot be."""
    from corkboard.comments.pulling import PullError
    from corkboard.comments.pulling import pull as pull_comments

    try:
        found = pull_comments(url, _token(token_file), folder, anew=anew)
    except PullError as error:
        _fail(str(error), 1)
    typer.echo(f"{found.written:,} written, {found.removed:,} removed.")


def _token(file: Path | None) -> str:
    named = os.environ.get(f"{_TOKEN}_FILE")
    path = file or (Path(named) if named else None)
    try:
        token = path.read_text(encoding="utf-8").strip() if path else os.environ.get(_TOKEN, "").strip()
    except (OSError, UnicodeDecodeError) as error:
        _fail(f"{path}: {error.strerror if isinstance(error, OSError) else 'that is no token'}", 2)
    if not token or not token.isascii() or not token.isprintable():
        _fail(f"Give the token of the desk in {_TOKEN}, or a file with it by --token-file.", 2)
    return token


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
