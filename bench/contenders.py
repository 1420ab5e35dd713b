"""The generators that are timed, each with a site of its own below the work folder."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import Size
from bench.dialects import Corkboard, Dialect, Hugo, Pelican
from bench.peers import Installed, Peer
from bench.publication import write_publication
from bench.race import Contender

__all__ = ["ENGINES", "PROJECT", "corkboard", "own_site", "peer"]

PROJECT = Path(__file__).parent.parent
ENGINES = {"comrak": "comrak", "python-markdown": "Python-Markdown"}

_SITES = Path(__file__).parent / "sites"


@dataclass(frozen=True)
class _Peer:
    """How a peer is called, in a folder that is made of one in sites/, and what it leaves there."""

    name: str
    dialect: Dialect
    arguments: Sequence[str]
    output: str
    cache: str


_PEERS = {
    Peer.HUGO: _Peer("Hugo", Hugo(), ["--quiet"], "public", "resources"),
    Peer.PELICAN: _Peer("stock Pelican", Pelican(), ["--quiet", "--settings", "pelicanconf.py"], "output", "cache"),
}


def corkboard(work: Path, engine: str, size: Size, seed: int) -> Contender:
    """This project with one of its Markdown engines, building the synthetic publication."""
    site = _emptied(work / f"corkboard-{engine}-{size.articles}")
    publication = write_publication(site / "content", Corkboard(), size, seed)
    settings = ['SITEURL="https://example.org"', f'MARKDOWN_ENGINE="{engine}"']
    command = [*_command(publication.content, site), "--extra-settings", *settings]
    return Contender(f"Corkboard, {ENGINES[engine]}", command, PROJECT, site / "output", site / "cache", publication)


def own_site(work: Path, content: Path) -> Contender:
    """This project building a folder of content as `make html` does."""
    site = _emptied(work / "own-site")
    return Contender("own site", _command(content.resolve(), site), PROJECT, site / "output", site / "cache")


def peer(installed: Installed, work: Path, size: Size, seed: int) -> Contender:
    """Another generator, building the synthetic publication."""
    it = _PEERS[installed.peer]
    site = _emptied(work / f"{installed.peer}-{size.articles}")
    shutil.copytree(_SITES / installed.peer, site)
    publication = write_publication(site / "content", it.dialect, size, seed)
    command = [installed.command, *it.arguments]
    return Contender(it.name, command, site, site / it.output, site / it.cache, publication)


def _emptied(site: Path) -> Path:
    if site.exists():
        shutil.rmtree(site)
    return site


def _command(content: Path, site: Path) -> list[str]:
    command = [str(Path(sys.executable).with_name("pelican")), str(content), "--settings", "pelicanconf.py"]
    return [*command, "--output", str(site / "output"), "--cache-path", str(site / "cache")]
