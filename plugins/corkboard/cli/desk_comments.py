"""`corkboard desk list`, `show`, `approve` and the like: moderating from a terminal, and from scripts."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from corkboard.cli.opened import As, Data, TextOrJson, existing_desk

__all__ = ["add_commands"]

Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="The ids of comments.")]
StateName = Literal["held", "approved", "rejected", "spam", "unpublished", "any"]
ReasonName = Literal[
    "unsupported-claim",
    "private",
    "insult",
    "hatred",
    "off-topic",
    "advertising",
    "repeated",
    "unlawful",
    "author",
    "other",
]
_WIDTH = 100


def add_commands(desk: typer.Typer) -> None:
    """Add these commands to those of the desk."""
    desk.command(name="list")(list_comments)
    for command in (show, approve, reject, spam, stats):
        desk.command()(command)


def list_comments(
    state: Annotated[StateName, typer.Option(help="Comments in which state.")] = "held",
    thread: Annotated[str, typer.Option(help="Only those of a thread, such as articles/first.")] = "",
    after: Annotated[str, typer.Option(help="Only those after an id: the last one of the page before.")] = "",
    most: Annotated[int, typer.Option(help="How many.", min=1)] = 25,
    format: TextOrJson = "text",
    data: Data = None,
) -> None:
    """List comments, the oldest first."""
    with existing_desk(data):
        from corkboard.desk.moderation.listing import listed
        from corkboard.desk.moderation.models import State

        found = listed(None if state == "any" else State(state), thread, after, most)
    if format == "json":
        typer.echo(_json(found))
        return
    for comment in found:
        typer.echo(f"{comment['id']}  {comment['state']}  {comment['thread']}  {_safe(_heading(comment))}")
        typer.echo(textwrap.indent(textwrap.shorten(_safe(comment["text"]), _WIDTH, placeholder=" …"), "    "))


def show(
    id: Annotated[str, typer.Argument(help="The id of a comment.")], format: TextOrJson = "text", data: Data = None
) -> None:
    """Show a comment in its context: what it answers, what else came from its address, what was decided."""
    with existing_desk(data):
        from corkboard.desk.moderation.listing import in_full

        found = in_full(id)
    typer.echo(_json(found) if format == "json" else _safe(_as_text(found)))


def approve(ids: Ids, actor: As, data: Data = None) -> None:
    """Approve comments: they go out to the site.  Exit code 1 if one could not be approved."""
    _decide(ids, actor, data, "approve")


def reject(
    ids: Ids,
    reason: Annotated[ReasonName, typer.Option(help="Why.")],
    actor: As,
    data: Data = None,
) -> None:
    """Reject comments; those on the site are taken from it.  Exit code 1 if one could not be rejected."""
    _decide(ids, actor, data, "reject", reason)


def spam(ids: Ids, actor: As, data: Data = None) -> None:
    """Call comments spam; those on the site are taken from it.  Exit code 1 if one could not be called so."""
    _decide(ids, actor, data, "spam")


def stats(format: TextOrJson = "text", data: Data = None) -> None:
    """Count comments by their states, what they are held for, and threads."""
    with existing_desk(data):
        from corkboard.desk.moderation.listing import stats as counted

        found = counted()
    if format == "json":
        typer.echo(_json(found))
        return
    for name, value in found.items():
        shown = ", ".join(f"{key} {number}" for key, number in value.items()) if isinstance(value, dict) else value
        typer.echo(f"{name.replace('_', ' ')}: {shown if shown not in ('', None) else 'none'}")


def _decide(ids: list[str], name: str, data: Path | None, action: str, reason: str = "") -> None:
    """Decide about each; those that cannot be are told, and do not keep the others."""
    failed = False
    with existing_desk(data):
        from corkboard.desk.errors import DeskError
        from corkboard.desk.moderation.decisions import decide
        from corkboard.desk.moderation.models import Action, Role
        from corkboard.desk.moderation.moderators import acting

        actor = acting(name, Role.MODERATOR)
        for id in ids:
            try:
                comment = decide(id, Action(action), actor, reason=reason)
                typer.echo(f"{id}: {comment.state}")
            except DeskError as error:
                typer.echo(f"{id}: {error}", err=True)
                failed = True
    raise typer.Exit(1 if failed else 0)


def _as_text(found: dict[str, Any]) -> str:
    parts = [
        f"{found['id']}  {found['state']}{': ' + found['reason'] if found['reason'] else ''}",
        f"{found['thread']}: {found['title']}",
        _heading(found),
        textwrap.indent(found["text"], "    "),
    ]
    if found["answers"]:
        parts += ["In answer to", f"  {_heading(found['answers'])}", textwrap.indent(found["answers"]["text"], "    ")]
    parts += [f"Before, revision {old['number']}, {old['author']}:\n    {old['text']}" for old in found["revisions"]]
    if found["same_address"]:
        same = ", ".join(f"{one['id']} {one['state']}" for one in found["same_address"])
        parts.append(f"From the same address, which nobody has verified: {same}")
    parts += [f"{one['at']}  {one['action']} by {one['by']}, by {one['via']}" for one in found["decisions"]]
    return "\n".join(parts)


def _heading(comment: dict[str, Any]) -> str:
    held = ", ".join(": ".join(filter(None, (one["reason"], one["detail"]))) for one in comment["held_for"])
    return f"{comment['date']}  {comment['author']}{f'  [{held}]' if held else ''}"


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _safe(text: str) -> str:
    """Text without what could steer a terminal."""
    from corkboard.comments.rules import visible

    return visible(text)
