"""What is in a folder: names, sizes and times, without reading a file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corkboard.fingerprints import fingerprint
from corkboard.store.stamps import Stamp, is_settled, stamp_of

__all__ = ["Listing", "list_files"]


@dataclass(frozen=True)
class Listing:
    """Every file below a folder by its path with forward slashes, and folders that cannot be read."""

    files: Mapping[str, Stamp]
    unreadable: Sequence[tuple[str, str]] = field(default_factory=list)  # path, and what the system says

    def is_settled(self, seen: int) -> bool:
        """Whether no file can have been written to in the same tick of the clock after it was seen."""
        return all(is_settled(stamp, seen) for stamp in self.files.values())

    @property
    def names(self) -> bytes:
        """Fingerprint of which files there are."""
        return fingerprint("\n".join(sorted(self.files)).encode("utf-8", "surrogatepass"))

    @property
    def fingerprint(self) -> bytes:
        return fingerprint(repr(sorted(self.files.items())).encode("utf-8", "surrogatepass"))


def list_files(folder: Path) -> Listing:
    """Hidden files are passed over, and links that lead in a circle."""
    listing = Listing({}, [])
    _list(str(folder), "", listing.files, listing.unreadable)  # type: ignore[arg-type]
    return listing


def _list(folder: str, prefix: str, files: dict[str, Stamp], unreadable: list[tuple[str, str]]) -> None:
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        unreadable.append((prefix.rstrip("/") or ".", str(error.strerror)))
        return
    for entry in entries:
        name = entry.name
        if name.startswith("."):
            continue
        try:
            if entry.is_dir():
                if not (entry.is_symlink() and _leads_up(folder, entry.path)):
                    _list(entry.path, f"{prefix}{name}/", files, unreadable)
                continue
            files[prefix + name] = stamp_of(entry.stat())
        except OSError:  # a link that leads nowhere: told when somebody asks for what is in it
            files[prefix + name] = Stamp(-1, -1, -1)


def _leads_up(folder: str, link: str) -> bool:
    """Whether a link in a folder leads to that folder or to one above it."""
    home, real = os.path.realpath(folder), os.path.realpath(link)
    return home == real or home.startswith(real + os.sep)
