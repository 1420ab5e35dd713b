"""`corkboard desk add-token`, `revoke-token`, `list-tokens`: who may fetch approved comments."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from corkboard.cli.opened import Data, TextOrJson, existing_desk

__all__ = ["add_commands"]

Name = Annotated[str, typer.Argument(help="The token's name, such as that of the job which it is for.")]
Administrator = Annotated[str, typer.Option("--as", metavar="NAME", help="The administrator who does it.")]


def add_commands(desk: typer.Typer) -> None:
    """Add these commands to those of the desk."""
    for command in (add_token, revoke_token, list_tokens):
        desk.command()(command)


def add_token(name: Name, actor: Administrator, data: Data = None) -> None:
    """Make a token with which a job may fetch approved comments.  It is shown only now."""
    with existing_desk(data):
        from corkboard.desk.api.tokens import make_token
        from corkboard.desk.moderation.models import Role
        from corkboard.desk.moderation.moderators import acting

        token = make_token(name, acting(actor, Role.ADMINISTRATOR))
    typer.echo(token)


def revoke_token(name: Name, actor: Administrator, data: Data = None) -> None:
    """Have a token be of no use from now on."""
    with existing_desk(data):
        from corkboard.desk.api.tokens import revoke_token as revoke
        from corkboard.desk.moderation.models import Role
        from corkboard.desk.moderation.moderators import acting

        revoke(name, acting(actor, Role.ADMINISTRATOR))
    typer.echo(f"{name}: revoked")


def list_tokens(format: TextOrJson = "text", data: Data = None) -> None:
    """List the tokens by their names."""
    with existing_desk(data):
        from corkboard.desk.moderation.listing import moment
        from corkboard.desk.moderation.models import ApiToken

        found = [
            {"name": one.name, "made_at": moment(one.made_at), "revoked_at": moment(one.revoked_at)}
            for one in ApiToken.objects.order_by("id")
        ]
    if format == "json":
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for one in found:
        typer.echo(
            f"{one['name']}  {'revoked ' + one['revoked_at'] if one['revoked_at'] else 'made ' + str(one['made_at'])}"
        )
