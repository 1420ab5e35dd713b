"""Finding the files in a folder, in the same order everywhere and never outside their home."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from corkboard.diagnostics import Problem

__all__ = ["file_problem", "files_in", "unreadable"]

_UNPUBLISHABLE = re.compile(r"[\\\x00-\x1f\x7f\ud800-\udfff]")


def files_in(path: Path, home: Path, above: tuple[Path, ...] = ()) -> Iterator[Path | Problem]:
    """A file itself, or all in a folder at any depth but hidden ones; nothing where nothing is.

    A symbolic link is followed within `home`; one that leads out of it, nowhere or in a
    circle is a Problem, as is what cannot be read.  Problems name files relative to `home`.
    `above` are the real places of the folders that led here.
    """
    try:
        mode = path.stat().st_mode
        real = path.resolve()
        children = sorted(path.iterdir()) if stat.S_ISDIR(mode) else []
    except OSError as error:
        if not isinstance(error, FileNotFoundError) or path.is_symlink():
            yield unreadable(path, home, error)
        return
    if not real.is_relative_to(home.resolve()):
        hint = "put a copy of what it leads to in its place"
        yield file_problem(path, home, f"the symbolic link leads out of the folder {home.name}", hint)
    elif real in above:
        yield file_problem(path, home, "the symbolic link leads to a folder that it is in", "delete it")
    elif stat.S_ISREG(mode):
        if _UNPUBLISHABLE.search(path.relative_to(home).as_posix()):
            yield file_problem(path, home, "the path has characters that no address can have", "rename it")
        else:
            yield path
    else:
        for child in children:
            if not child.name.startswith("."):
                yield from files_in(child, home, (*above, real))


def unreadable(path: Path, home: Path, error: OSError) -> Problem:
    return file_problem(path, home, f"this cannot be read: {error.strerror}", "mend or delete it")


def file_problem(path: Path, home: Path, message: str, hint: str) -> Problem:
    return Problem(path.relative_to(home).as_posix(), 1, 1, "file", message, hint)
