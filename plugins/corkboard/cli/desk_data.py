"""`corkboard desk import`, `export`, `forget` and the like: what the desk keeps, in and out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from corkboard.cli.opened import Data, TextOrJson, existing_desk, opened_desk, user_name

__all__ = ["add_commands"]

Administrator = Annotated[str, typer.Option("--as", metavar="NAME", help="The administrator who does it.")]
_FROM_INPUT = "-"  # so that an address is neither in the list of processes nor in the shell's history


def add_commands(desk: typer.Typer) -> None:
    """Add these commands to those of the desk."""
    desk.command(name="import")(import_comments)
    for command in (export, forget, expire, rotate_keys, write_again):
        desk.command()(command)


def import_comments(
    system: Annotated[Literal["wordpress", "disqus", "isso", "files"], typer.Argument(help="Where they come from.")],
    path: Annotated[Path, typer.Argument(help="The export; a folder for this plugin's own files.")],
    actor: Administrator,
    moved: Annotated[Path | None, typer.Option(help="A CSV file with old and new addresses.")] = None,
    host: Annotated[list[str] | None, typer.Option(help="Another host that the site had; may be repeated.")] = None,
    zone: Annotated[str, typer.Option(help="The time zone of dates that have none, such as Asia/Almaty.")] = "UTC",
    nameless: Annotated[str, typer.Option(help="What to call those who gave no name.")] = "Anonymous",
    format: TextOrJson = "text",
    data: Data = None,
) -> None:
    """Import comments from another system.  Exit code 1 if something in the export was left out."""
    with opened_desk(data):
        from zoneinfo import ZoneInfo

        from django.conf import settings

        from corkboard.desk.errors import DeskError
        from corkboard.desk.exchange.importing import Importer
        from corkboard.desk.moderation.models import Role
        from corkboard.desk.moderation.moderators import acting
        from corkboard.desk.preparing import prepare
        from corkboard.desk.threads import offers_path, parsed_offers
        from corkboard.importers.model import Source
        from corkboard.importers.pages import Pages, offered_threads, read_moved
        from corkboard.importers.placing import Report, place
        from corkboard.importers.reading import read

        prepare(settings.DESK, settings.KEYS)
        deciding = acting(actor, Role.ADMINISTRATOR, "import")
        try:
            read_zone = ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise DeskError(f'--zone: there is no time zone "{zone}"; write it as Asia/Almaty') from None
        if not path.exists():
            raise DeskError(f"{path}: there is no such export")
        threads_json = offers_path(settings.DESK)
        try:
            offered = threads_json.read_bytes()
            threads = offered_threads(offered)
        except (OSError, ValueError) as error:
            raise DeskError(f"{threads_json}: {error}; build the site first, or set DESK_THREADS") from None
        report = Report()
        pages = Pages(threads, read_moved(moved, threads, report.findings) if moved else {}, host or [])
        placed = place(read(Source(system), path, report.findings, read_zone), pages, report, nameless)
        importer = Importer(settings.DESK, settings.KEYS, parsed_offers(offered, str(threads_json)), deciding)
        outcomes = importer.take(placed)
    lines = list(report.lines())
    if format == "json":
        typer.echo(json.dumps({"report": lines, "outcomes": outcomes}, indent=2, ensure_ascii=False))
    else:
        became = [f"  {count:,} {one}" for one, count in outcomes.items()]
        for line in (*lines, *(("Of these", *became) if became else ())):
            typer.echo(line)
    raise typer.Exit(1 if report.findings.problems or report.unmatched else 0)


def export(
    actor: Administrator,
    email: Annotated[
        str, typer.Argument(help="Only what this e-mail address wrote; `-` reads it from standard input.")
    ] = "",
    to: Annotated[Path | None, typer.Option(help="A file to write to; standard output if left out.")] = None,
    open_addresses: Annotated[
        bool, typer.Option("--open-addresses", help="Open the sealed addresses with the private key.")
    ] = False,
    data: Data = None,
) -> None:
    """Write everything that the desk keeps as JSON Lines, or what it keeps of one person."""
    with existing_desk(data):
        from django.conf import settings

        from corkboard.desk.exchange.exporting import export_all, export_person
        from corkboard.desk.moderation.audit import record
        from corkboard.desk.moderation.models import Action, Role
        from corkboard.desk.moderation.moderators import acting

        deciding = acting(actor, Role.ADMINISTRATOR)
        address = _address(email)
        if address:
            lines = export_person(address, settings.KEYS)
        else:
            lines = export_all(settings.KEYS, open_addresses=open_addresses)
        # Whose, the log does not tell: it stays when they are forgotten.
        record(deciding, Action.EXPORT, "", after={"of": "a person" if address else "all", "opened": open_addresses})
        count = _write(lines, to)
    typer.echo(f"{count:,} line{'s' * (count != 1)}.", err=True)


def forget(
    actor: Administrator,
    email: Annotated[str, typer.Argument(help="Whose comments; `-` reads it from standard input.")],
    data: Data = None,
) -> None:
    """Delete what an e-mail address wrote, here and on the site, for ever.  Exit code 1 if there was nothing."""
    with existing_desk(data):
        from django.conf import settings

        from corkboard.desk.errors import DeskError
        from corkboard.desk.moderation.models import Role
        from corkboard.desk.moderation.moderators import acting
        from corkboard.desk.privacy.erasing import erase_deleted
        from corkboard.desk.privacy.forgetting import forget as forget_address

        deciding = acting(actor, Role.ADMINISTRATOR)
        address = _address(email)
        if not address:
            raise DeskError("whom? give an e-mail address")
        count = forget_address(address, settings.DESK, settings.KEYS, deciding)
        erased = erase_deleted(rewrite=True)
    typer.echo(f"{count:,} comment{'s' * (count != 1)} forgotten." if count else "Nothing came from this address.")
    if not erased:
        typer.echo("Somebody is reading the database: its log still has what was deleted. Run this again.", err=True)
        raise typer.Exit(2)
    raise typer.Exit(0 if count else 1)


def expire(data: Data = None) -> None:
    """Delete rejected comments and addresses that are over their time, as the publisher does each hour."""
    with existing_desk(data):
        import datetime as dt

        from django.conf import settings

        from corkboard.desk.moderation.audit import Actor
        from corkboard.desk.privacy.erasing import erase_deleted
        from corkboard.desk.privacy.retention import expire as expire_all

        found = expire_all(settings.DESK, Actor(user_name(), "command"), dt.datetime.now(dt.UTC))
        erase_deleted()
    typer.echo(f"Deleted: {found.comments:,} comments, {found.addresses:,} addresses.")


def rotate_keys(actor: Administrator, data: Data = None) -> None:
    """Give e-mail addresses new keys, once the desk has ended.  Needs the private key."""
    with existing_desk(data):
        from django.conf import settings

        from corkboard.desk.moderation.models import Role
        from corkboard.desk.moderation.moderators import acting
        from corkboard.desk.privacy.erasing import erase_deleted
        from corkboard.desk.privacy.rotating import rotate_keys as rotate

        found = rotate(settings.DESK, settings.KEYS, acting(actor, Role.ADMINISTRATOR))
        erase_deleted(rewrite=True)
    typer.echo(f"Addresses with new keys: {found.addresses:,}.")
    if found.people:
        typer.echo(
            f"People who are not found by their address any more, since it was deleted: {found.people:,}.", err=True
        )
    if found.blocks:
        typer.echo(
            f"Addresses on the blocklist that are of nobody here, and must be added anew: {found.blocks:,}.", err=True
        )


def write_again(data: Data = None) -> None:
    """Have all approved comments written once more, after their folder was lost or restored from a backup."""
    with existing_desk(data):
        from django.conf import settings

        from corkboard.desk.publishing.restoring import write_again as write_all_again

        count = write_all_again(settings.DESK)
    typer.echo(f"The publisher writes {count:,} comment{'s' * (count != 1)} once more, where they are not there.")


def _address(email: str) -> str:
    return (sys.stdin.readline() if email == _FROM_INPUT else email).strip()


def _write(lines: Iterable[dict[str, Any]], to: Path | None) -> int:
    from corkboard.desk.errors import DeskError

    count = 0
    try:
        with to.open("w", encoding="utf-8") if to else nullcontext(sys.stdout) as file:
            for line in lines:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += 1
    except OSError as error:
        raise DeskError(f"{to or 'standard output'}: {error.strerror}") from None
    return count
