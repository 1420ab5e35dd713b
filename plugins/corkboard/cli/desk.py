"""`corkboard desk …`: the moderation desk.  Nothing of it is imported before one of its commands is called."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from corkboard.cli.desk_comments import add_commands as add_comment_commands
from corkboard.cli.desk_data import add_commands as add_data_commands
from corkboard.cli.desk_tokens import add_commands as add_token_commands
from corkboard.cli.opened import Data, opened_desk, user_name

__all__ = ["desk"]

desk = typer.Typer(
    help="The moderation desk: where readers' comments come in and moderators decide.", no_args_is_help=True
)


@desk.command()
def run(
    data: Data = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port for readers.")] = 8090,
    moderation_port: Annotated[
        int | None, typer.Option(help="The port for moderators; the next one if left out.")
    ] = None,
) -> None:
    """Take in comments and serve the moderators' pages, until Ctrl-C.  Makes databases and keys on first use."""
    with opened_desk(data):
        from django.conf import settings

        from corkboard.desk.mail.readiness import require
        from corkboard.desk.preparing import prepare
        from corkboard.desk.serving.supervisor import run as run_desk

        require(settings.DESK)
        prepare(settings.DESK, settings.KEYS)
        other = moderation_port if moderation_port is not None else (port + 1 if port else 0)
        if not run_desk(settings.DESK, host, port, other, lambda sentence: typer.echo(sentence, err=True)):
            raise typer.Exit(1)


@desk.command()
def check(
    data: Data = None,
    deploy: Annotated[
        bool, typer.Option("--deploy", help="Also what a desk needs that is open to the public.")
    ] = False,
) -> None:
    """Say what is wrong with the desk's settings, keys, databases and files.  Exit code 1 if something is."""
    with opened_desk(data):
        from django.conf import settings

        from corkboard.desk.checking import problems

        found = list(problems(settings.DESK, settings.KEYS, deploy=deploy))
    for problem in found:
        typer.echo(problem)
    typer.echo(f"{len(found)} problem{'s' * (len(found) != 1)}." if found else "No problems.")
    raise typer.Exit(1 if found else 0)


@desk.command()
def add_moderator(
    name: Annotated[str, typer.Argument(help="The name to log in with.")],
    role: Annotated[
        Literal["moderator", "editor", "administrator"], typer.Option(help="What the moderator may do.")
    ] = "moderator",
    data: Data = None,
) -> None:
    """Add a moderator, with a second factor.  The password is asked for, or read from standard input."""
    with opened_desk(data):
        from django.conf import settings

        from corkboard.desk.moderation.audit import Actor
        from corkboard.desk.moderation.models import Role
        from corkboard.desk.moderation.moderators import add_moderator as add
        from corkboard.desk.preparing import prepare

        prepare(settings.DESK, settings.KEYS)
        if sys.stdin.isatty():
            password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        else:
            password = sys.stdin.readline().rstrip("\n")
        added = add(name, password, Role(role), Actor(user_name(), "command"))
    typer.echo(f"{name} can log in as {role} with the password and a code from an app for one-time codes.")
    typer.echo(f"Add this to the app; it is shown only now:\n{added.address}")
    if sys.stdout.isatty():
        _show_qr(added.address)
    typer.echo("Without the app each of these works once:\n" + "\n".join(added.codes))


@desk.command()
def moderator_mail(
    name: Annotated[str, typer.Argument(help="The name that the moderator logs in with.")],
    address: Annotated[str, typer.Option(help="Where to write to; it is sealed, and shown to nobody.")] = "",
    send: Annotated[
        Literal["each", "digest", "none"] | None,
        typer.Option(help="A message for each held comment, a digest, or nothing."),
    ] = None,
    language: Annotated[str, typer.Option(help="The language to write in: `en`, `ru` or `kk`.")] = "",
    data: Data = None,
) -> None:
    """Say where a moderator gets mail, and which.  What is left out stays as it is."""
    with opened_desk(data):
        from django.conf import settings

        from corkboard.desk.mail.moderators import set_mail
        from corkboard.desk.moderation.audit import Actor
        from corkboard.desk.moderation.models import MailWish
        from corkboard.desk.preparing import prepare

        prepare(settings.DESK, settings.KEYS)
        wish = MailWish(send) if send else None
        actor = Actor(user_name(), "command")
        moderator = set_mail(name, actor, address=address or None, wish=wish, language=language or None)
        said = {
            MailWish.EACH: "gets a message for each held comment",
            MailWish.DIGEST: f"gets a digest every {settings.DESK.digest_hours} hours",
            MailWish.NONE: "gets no mail",
        }[MailWish(moderator.mail)]
        if not settings.DESK.writes_mail:
            said += ", once DESK_MAIL_FROM is set"
    typer.echo(f"{name} {said}.")


def _show_qr(address: str) -> None:
    import qrcode

    code = qrcode.QRCode(border=2)
    code.add_data(address)
    code.print_ascii(invert=True)


# After the commands that run a desk those that work with one.
add_comment_commands(desk)
add_data_commands(desk)
add_token_commands(desk)
