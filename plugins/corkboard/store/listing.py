"""What is in a folder: names, sizes and times, without reading a file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from corkboard.fingerprints import fingerprint, fingerprint_of
from corkboard.store.stamps import Stamp, is_settled, stamp_of

__all__ = ["Listing", "list_again", "list_files"]


@dataclass(frozen=True)
class Listing:
    """Every file below a folder by its path with forward slashes, and folders that cannot be read."""

    files: Mapping[str, Stamp] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)  # symbolic links, also to folders → where they lead
    unreadable: Sequence[tuple[str, str]] = field(default_factory=list)  # path, and what the system says

    def is_settled(self, seen: int) -> bool:
        """Whether no file can have been written to in the same tick of the clock after it was seen."""
        return all(is_settled(stamp, seen) for stamp in self.files.values())

    @cached_property
    def names(self) -> bytes:
        """Fingerprint of which files there are, and where symbolic links lead."""
        return _fingerprint_of(sorted(self.files), self.links, self.unreadable)

    @cached_property
    def fingerprint(self) -> bytes:
        return _fingerprint_of(sorted(self.files.items()), self.links, self.unreadable)


def list_files(folder: Path) -> Listing:
    """Hidden files are passed over, and links that lead in a circle, be it by way of other links."""
    home = os.path.realpath(folder)
    files: dict[str, Stamp] = {}
    links: dict[str, str] = {}
    unreadable: list[tuple[str, str]] = []

    def add(folder: str, prefix: str, real: str, above: tuple[str, ...]) -> None:
        try:
            entries = list(os.scandir(folder))
        except OSError as error:
            unreadable.append((prefix.rstrip("/") or ".", str(error.strerror)))
            return
        for entry in entries:
            name = prefix + entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                links[name] = os.path.realpath(entry.path).removeprefix(home)
            try:
                if entry.is_dir():
                    if not entry.is_symlink():
                        add(entry.path, f"{name}/", f"{real.rstrip(os.sep)}{os.sep}{entry.name}", above)
                    elif not _leads_up((*above, real), there := os.path.realpath(entry.path)):
                        add(entry.path, f"{name}/", there, (*above, real))
                    continue
                files[name] = stamp_of(entry.stat())
            except OSError:  # a link that leads nowhere: told when somebody asks for what is in it
                files[name] = Stamp(-1, -1, -1)

    add(str(folder), "", home, ())
    return Listing(files, links, unreadable)


def list_again(folder: Path, before: Listing, changed: Iterable[Path]) -> Listing:
    """The same as `list_files` where nothing can be other than before but what has changed: real paths, also elsewhere.

    As long as files were only saved, no other file is looked at.
    """
    home, files = Path(os.path.realpath(folder)), dict(before.files)
    for path in changed:
        if path.is_relative_to(home):
            name = path.relative_to(home).as_posix()
            found = _regular(path)
            if found is None or name not in files or before.links:
                return list_files(folder)
            files[name] = stamp_of(found)
        elif home.is_relative_to(path):
            return list_files(folder)
    return Listing(files, before.links, before.unreadable)


def _regular(path: Path) -> os.stat_result | None:
    """What the system knows of a file that is there, and no link, folder or device."""
    try:
        found = path.lstat()
    except OSError:
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def _leads_up(way: tuple[str, ...], there: str) -> bool:
    """Whether a folder is one of those on the way to a link that leads to it, or above one.

    `way` has the folder that the link is in, and those that other links on the way to it are in.
    """
    return any(f"{here}{os.sep}".startswith(f"{there.rstrip(os.sep)}{os.sep}") for here in way)


def _fingerprint_of(files: object, links: Mapping[str, str], unreadable: Sequence[tuple[str, str]]) -> bytes:
    found = (files, sorted(links.items()), sorted(unreadable))
    try:
        return fingerprint_of(found)
    except UnicodeEncodeError:  # a name that is no Unicode
        return fingerprint(repr(found).encode("utf-8", "surrogatepass"))
