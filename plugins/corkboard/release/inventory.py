"""What is in an output folder, and what of it Corkboard wrote."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from corkboard.release.errors import ReleaseError

__all__ = ["MANIFEST", "Inventory"]

MANIFEST = ".corkboard-manifest"  # in the output: the paths of all that Corkboard wrote, sorted, one a line


class Inventory:
    """Answers for one output folder.

    `ours` are the paths that the last release wrote, `strangers` those met so far that are
    in the way of a file and that Corkboard did not write.
    """

    def __init__(self, output: Path) -> None:
        self._output = output
        self.ours = _read_manifest(output / MANIFEST)
        self.strangers: set[str] = set()

    def is_folder(self, path: str) -> bool:
        """Whether files can be put into a folder as it is.  Its parent is known to be one."""
        target = self._output / path
        found = _lstat(target)
        if found is None:
            return False
        if stat.S_ISLNK(found.st_mode):
            raise ReleaseError(f"{target} is a symbolic link, and nothing is written through one: delete it")
        if stat.S_ISDIR(found.st_mode):
            return True
        if path not in self.ours:
            self.strangers.add(path)
        return False

    def is_current(self, path: str, size: int, data: Callable[[], bytes]) -> bool:
        """Whether a file is there with just these bytes.  Its folder is known to be one."""
        target = self._output / path
        found = _lstat(target)
        if found is None:
            return False
        if stat.S_ISDIR(found.st_mode):
            self.strangers.update(inner for inner in self._files(path) if inner not in self.ours)
            return False
        plain = stat.S_ISREG(found.st_mode)
        if plain and found.st_size == size and target.read_bytes() == data():
            return True
        if not plain or path not in self.ours:
            self.strangers.add(path)
        return False

    def is_plain(self, path: str) -> bool:
        """Whether a path leads to a regular file in the output, and through no symbolic link."""
        target = self._output / path
        try:
            found = _lstat(target)
        except ValueError:  # no file can have that name: the manifest is damaged
            return False
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return False
            raise
        return (
            found is not None
            and stat.S_ISREG(found.st_mode)
            and self._output in target.parents
            and target.parent.resolve() == target.parent
        )

    def _files(self, folder: str) -> Iterator[str]:
        """All in a folder, at any depth, that is not a folder itself."""
        with os.scandir(self._output / folder) as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    yield from self._files(path)
                else:
                    yield path


def _read_manifest(file: Path) -> set[str]:
    """The paths in a manifest, and its own.  A line that has become unreadable is nobody's path."""
    try:
        text = file.read_text("utf-8", "replace")
    except FileNotFoundError:
        text = ""
    return {*text.split("\n"), file.name} - {""}


def _lstat(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
