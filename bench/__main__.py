"""The command: `python -m bench`, or `make bench`.  docs/performance.md explains it."""

from __future__ import annotations

import datetime as dt
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Annotated

import typer

from bench.contenders import ENGINES, PROJECT, corkboard, own_site, peer
from bench.corpus import Size
from bench.errors import BenchError
from bench.measure import measure
from bench.peers import Installed, Peer, PeerError, install
from bench.race import Phase, race
from bench.report import Conditions, OwnSite, Report, filled

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def bench(
    articles: Annotated[int, typer.Option(min=1, help="How many articles the publication has.")] = 1000,
    runs: Annotated[int, typer.Option(min=1, help="How often each build is timed.")] = 3,
    seed: Annotated[int, typer.Option(help="Another seed makes other texts.")] = 1,
    content: Annotated[Path, typer.Option(help="A real site, timed as well.")] = Path("content"),
    scale: Annotated[bool, typer.Option("--scale", help="Time ten times the articles, too.")] = False,
    without: Annotated[list[Peer] | None, typer.Option(help="A peer to leave out; may be repeated.")] = None,
    write: Annotated[Path | None, typer.Option(help="The page to put the figures into.")] = None,
    work: Annotated[Path, typer.Option(help="Where peers, sites and outputs are kept.")] = Path(".bench"),
) -> None:
    """Time this project beside Hugo and stock Pelican, on the same synthetic publication."""
    work, size = work.resolve(), Size.of(articles)
    try:
        if write:
            filled(write, "")  # Better to know now than after an hour that it cannot be done.
        own = _own_site(work, content, runs)
        peers = list(_installed((one for one in Peer if one not in (without or ())), work / "peers"))
        ours = [corkboard(work, engine, size, seed) for engine in ENGINES]
        results = race([*ours, *(peer(one, work, size, seed) for one in peers)], runs, _say)
        more = [corkboard(work, next(iter(ENGINES)), Size.of(10 * articles), seed)] if scale else []
        report = Report(
            Conditions(dt.datetime.now(dt.UTC).date(), _versions(peers), _cores(), size, seed, runs),
            ours=results[: len(ours)],
            peers=results[len(ours) :],
            own_site=own,
            scaled=next(iter(race(more, runs, _say, [Phase.COLD])), None),
        )
        typer.echo(report)
        if write:
            write.write_text(filled(write, str(report)), "utf-8", newline="\n")
    except (BenchError, OSError) as error:
        _say(str(error))
        raise typer.Exit(1) from error


def _installed(wanted: Iterable[Peer], environment: Path) -> Iterator[Installed]:
    """The peers that can be had.  What keeps the others away is said."""
    for one in wanted:
        try:
            yield install(one, environment)
        except PeerError as error:
            _say(f"Going on without {one}: {error}")


def _own_site(work: Path, content: Path, runs: int) -> OwnSite:
    """Build a real site by turns with importing Pelican, which every build must do."""
    site, built, imported = own_site(work, content), [], []
    for turn in range(runs):
        built.append(site.build(Phase.COLD, turn).seconds)
        imported.append(measure([sys.executable, "-c", "import pelican"], PROJECT).seconds)
    return OwnSite(content.as_posix(), median(built), median(imported))


def _versions(peers: Iterable[Installed]) -> dict[str, str]:
    ours = {"Corkboard": version("corkboard"), "Python": platform.python_version()}
    return ours | {one.peer.capitalize(): one.version for one in peers}


def _cores() -> int:
    """Those that this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _say(message: str) -> None:
    typer.echo(message, err=True)


if __name__ == "__main__":
    app(prog_name="python -m bench")
