"""The steps from one state of a folder to the next; each can be undone, even after a crash."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from struct import Struct

from corkboard.release.errors import ReleaseError

__all__ = ["Step", "Workspace", "write", "write_durably"]

# Of Linux: ioctl_iflags(2), for 64 bits; the flag is the T of chattr(1).
_GET_FLAGS, _SET_FLAGS, _TOP_OF_HIERARCHIES = 0x80086601, 0x40086602, 0x00020000
_FLAGS = Struct("l")
_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Step:
    """Put what is staged under a name, a file or a folder, at a path of the output; without a name, delete that."""

    path: str
    staged: str | None = None
    fresh: bool = False  # whether nothing is there yet
    files: Sequence[str] = ()  # all that is staged, if that is a folder


class Workspace:
    """The folder that holds all that a release needs until it is done.

    `new/` has what is staged, and `old/` what that replaces, by the number of the step; `journal`
    has the steps, and while it is there the output may be between two releases.
    """

    def __init__(self, folder: Path, output: Path) -> None:
        self.folder, self._output = folder, output
        self._new, self._old = folder / "new", folder / "old"
        self._journal, self._draft = folder / "journal", folder / "journal.draft"
        self._folders: set[str] = set()  # made since the steps began
        self.token = ""  # what is staged for this release is named after it: workers of a killed one may still write

    @property
    def torn(self) -> bool:
        return os.path.lexists(self._journal)

    def prepare(self) -> None:
        """Undo what a killed release began; begin with nothing staged."""
        self._undo()
        self.clear()
        self._new.mkdir(exist_ok=True)
        self._old.mkdir()
        _scatter(self._new)
        self.token = token_hex(4)

    def clear(self) -> None:
        """Drop everything, unless it is needed to undo."""
        if not self.torn:
            shutil.rmtree(self._new, ignore_errors=True)
            shutil.rmtree(self._old, ignore_errors=True)
            self._draft.unlink(missing_ok=True)

    def place(self, name: str) -> str:
        """Where the file is that is, or is to be, staged under a name."""
        return f"{self._new}{os.sep}{name}"

    def run(self, steps: Sequence[Step]) -> None:
        """Take all steps, or none if one fails."""
        rows = [(step.path, step.staged, step.fresh, step.files) for step in steps]
        write_durably(str(self._draft), json.dumps(rows).encode())
        self._draft.replace(self._journal)
        _sync_folder(self.folder)
        self._folders.clear()
        try:
            for number, step in enumerate(steps):
                self._take(number, step)
        except BaseException:
            self._undo()
            raise
        self._journal.unlink()

    def _undo(self) -> None:
        """Bring the output back to what it was before the steps in the journal, if there is one.

        It may be killed too, and begun again: what is in `new/` and `old/` tells whether a
        step was taken, and undoing it leaves them as they were before.
        """
        if self.torn and self._output.exists():
            try:
                steps = [Step(*row) for row in json.loads(self._journal.read_bytes())]
            except (ValueError, TypeError):
                raise ReleaseError(
                    f"a build was killed, and what it noted in {self._journal} is damaged: "
                    f"delete the folder {self.folder.name} and build again"
                ) from None
            for number in reversed(range(len(steps))):
                self._untake(number, steps[number])
        self._journal.unlink(missing_ok=True)

    def _take(self, number: int, step: Step) -> None:
        if step.staged is not None and step.fresh:
            self._make_folder(step.path.rpartition("/")[0])
            os.replace(self.place(step.staged), f"{self._output}{os.sep}{step.path}")  # noqa: PTH105 - of thousands
            return
        target, aside = self._output / step.path, self._old / str(number)
        if step.staged is None:
            with suppress(FileNotFoundError, NotADirectoryError):
                target.replace(aside)
            self._remove_empty(target.parent)
            return
        if not _set_aside(target, aside):
            target.parent.mkdir(parents=True, exist_ok=True)
        (self._new / step.staged).replace(target)

    def _make_folder(self, folder: str) -> None:
        if folder not in self._folders:
            (self._output / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)

    def _untake(self, number: int, step: Step) -> None:
        target, aside = self._output / step.path, self._old / str(number)
        if step.staged is not None:
            source = self._new / step.staged
            if not source.exists():
                with suppress(FileNotFoundError):
                    target.replace(source)
            if step.files:
                _move_others(source, target, {*step.files})
        if os.path.lexists(aside):
            target.parent.mkdir(parents=True, exist_ok=True)
            aside.replace(target)
        else:
            self._remove_empty(target.parent)

    def _remove_empty(self, folder: Path) -> None:
        with suppress(OSError):  # it is not empty, or gone already
            while folder != self._output:
                folder.rmdir()
                folder = folder.parent


def _scatter(folder: Path) -> None:
    """Tell ext4 that the folders in this one need not lie close to it, as the one for trees does not.

    Without a journal, ext4 passes over inodes deleted in the last minutes one by one, each time that it looks for a
    free one.  Where a site was deleted and is made anew, that took half of the build; elsewhere there are none.
    """
    if sys.platform == "linux":
        from fcntl import ioctl

        with suppress(OSError):  # another file system
            handle = os.open(folder, os.O_RDONLY)
            try:
                (flags,) = _FLAGS.unpack(ioctl(handle, _GET_FLAGS, bytes(_FLAGS.size)))
                ioctl(handle, _SET_FLAGS, _FLAGS.pack(flags | _TOP_OF_HIERARCHIES))
            finally:
                os.close(handle)


def _set_aside(target: Path, aside: Path) -> bool:
    """Keep what is at a path, if anything is; by a hard link where possible, so that no reader misses it."""
    try:
        aside.hardlink_to(target)
    except FileNotFoundError:
        return False
    except OSError:  # a folder, or a file system without hard links
        target.replace(aside)
    return True


def _move_others(source: Path, target: Path, ours: set[str]) -> None:
    """Move all files from one folder to another but ours: what somebody has put into it since it was put in place."""
    for path in [*source.rglob("*")]:
        name = path.relative_to(source).as_posix()
        if name not in ours and (path.is_symlink() or not path.is_dir()):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            path.replace(target / name)


def write(file: str, data: bytes | memoryview) -> None:
    """Write a file, and make the folders that lead to it."""
    try:
        handle = os.open(file, _ANEW, 0o666)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(file), exist_ok=True)  # noqa: PTH103, PTH120 - of thousands
        handle = os.open(file, _ANEW, 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)


def write_durably(file: str, data: bytes) -> None:
    """Write a file that a loss of power from now on does not take."""
    with Path(file).open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
