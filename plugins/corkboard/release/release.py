"""A release: all files of a site, compared with what is in the output, put in place together."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from corkboard.release.errors import ReleaseError, reason
from corkboard.release.inventory import MANIFEST, Inventory
from corkboard.release.lock import locked
from corkboard.release.steps import Step, Workspace, write, write_durably

__all__ = ["Release", "Report", "write_staged"]

_RESERVED = ".corkboard-"
_ILLEGAL = re.compile(r"[\\\x00-\x1f\x7f\ud800-\udfff]")
_SHOWN = 10  # paths in one message


@dataclass(frozen=True, slots=True)
class Report:
    """What a release did to the files of the output, its own manifest aside."""

    written: frozenset[str] = frozenset()  # paths
    unchanged: int = 0
    pruned: frozenset[str] = frozenset()  # paths


class Release:
    """One release of a site into a folder: all of it, or nothing.

        with Release(output) as release:
            release.add("index.html", page)
            report = release.commit()

    Left without `commit`, the output is as it was.  Entering waits up to `wait` seconds for
    another build to end, calling `waiting` now and then, and undoes what a killed one began.
    A file that Corkboard did not write is neither overwritten nor deleted; one that equals what
    would be written there counts as Corkboard's from then on.  Every failure is a ReleaseError.
    """

    def __init__(self, output: Path, wait: float = 30.0, waiting: Callable[[], object] = bool) -> None:
        self._name, self._wait, self._waiting = output, wait, waiting
        self._output = Path(os.path.realpath(output))
        self._workspace = Workspace(_workspace_of(self._output), self._output)
        self._held = ExitStack()

    def __enter__(self) -> Release:
        with ExitStack() as held, self._told():
            if self._output.exists() and not self._output.is_dir():
                raise ReleaseError(f"{self._name} is a file: delete it, or name another folder")
            self._output.parent.mkdir(parents=True, exist_ok=True)
            self._hold(held)
            held.callback(self._workspace.clear)
            self._workspace.prepare()
            self._inventory = Inventory(self._output)
            self._added: dict[str, str | None] = {}  # path: name of the staged file, None if unchanged
            self._bundles = 0
            self._fresh: set[str] = set()  # those where nothing is yet
            self._trees: set[str] = set()  # folders at the top of the site that are not there yet
            self._folders = {"": self._output.is_dir()}  # that have a place in the site: are they there yet?
            self._held = held.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def add(self, path: str, data: bytes) -> None:
        """Let the site have a file at a relative path, with "/" between folders on every system."""
        path = _checked(path)
        with self._told():
            file = self._stage(path)
            if not self._is_current(path, len(data), lambda: data):
                write(file, data)

    def stage(self, path: str) -> str:
        """Let the site have a file that another process will `write` where this says, before it is taken."""
        with self._told():
            return self._stage(_checked(path))

    def bundle(self, parts: Iterable[bytes]) -> str:
        """Put what is to be written to several files into one, which is cheap, and say where that is."""
        self._bundles += 1
        file = self._workspace.place(f"{self._workspace.token}.{self._bundles}")
        with self._told():
            write(file, b"".join(parts))
        return file

    def drop(self, bundle: str) -> None:
        """A bundle is not needed any more."""
        with suppress(OSError):
            os.unlink(bundle)  # noqa: PTH108 - of hundreds

    def take(self, path: str, size: int) -> None:
        """What was staged for a path has been written, so many bytes."""
        path = _checked(path)
        with self._told():
            self._is_current(path, size, Path(self._workspace.place(self._added[path] or "")).read_bytes)

    def keep(self, path: str) -> None:
        """Let the site have the file that is there; whoever calls knows that it is Corkboard's and what is in it."""
        self._added[path] = None
        folder = path.rpartition("/")[0]
        while folder not in self._folders:
            self._folders[folder] = True
            folder = folder.rpartition("/")[0]

    def claim(self, paths: Iterable[str]) -> None:
        """Count files as Corkboard's though no manifest says so; whoever calls knows that they are as it wrote them."""
        self._inventory.ours.update(paths)

    def commit(self) -> Report:
        """Put in place what was added, then delete what the last release wrote and this one did not."""
        manifest = "".join(f"{path}\n" for path in sorted(self._added)).encode()
        written = sorted(path for path, name in self._added.items() if name is not None)
        unchanged = len(self._added) - len(written)
        with self._told():
            file = self._stage(MANIFEST)
            if not self._is_current(MANIFEST, len(manifest), lambda: manifest):
                write_durably(file, manifest)
            self._refuse_strangers()
            pruned = sorted(filter(self._inventory.is_plain, self._inventory.ours - self._added.keys()))
            # A file goes first where there must be a folder, and else last: nothing is missed meanwhile.
            steps = [Step(path) for path in pruned if path in self._folders]
            steps += self._to_write(written)
            steps += [Step(path) for path in pruned if path not in self._folders]
            if self._added[MANIFEST] is not None:
                steps.append(Step(MANIFEST, self._added[MANIFEST]))
            if steps:
                self._workspace.run(steps)
        return Report(frozenset(written), unchanged, frozenset(pruned))

    def _to_write(self, paths: Iterable[str]) -> list[Step]:
        """The steps that put in place what is staged for these paths, new folders first."""
        files: list[Step] = []
        trees: dict[str, list[str]] = {tree: [] for tree in sorted(self._trees)}
        for path in paths:
            top, _, inner = path.partition("/")
            if top in trees:
                trees[top].append(inner)
            else:
                files.append(Step(path, self._added[path], path in self._fresh))
        return [Step(tree, f"{self._workspace.token}/{tree}", True, inner) for tree, inner in trees.items()] + files

    def _stage(self, path: str) -> str:
        """Where what comes at a path is to be written meanwhile."""
        if path in self._added:
            raise ReleaseError(f'"{path}" is written twice: give one of the two another address')
        if path in self._folders:
            raise _both(path)
        folder = path.rpartition("/")[0]
        if not self._has_folder(folder):
            self._fresh.add(path)
        top = folder.partition("/")[0]
        if not top or self._folders[top]:
            name = f"{self._workspace.token}-{len(self._added)}"
        else:  # all of this folder is new, and put in place at once
            self._trees.add(top)
            name = f"{self._workspace.token}/{path}"
        self._added[path] = name
        return self._workspace.place(name)

    def _is_current(self, path: str, size: int, data: Callable[[], bytes]) -> bool:
        """Whether the output has just this already; then what was staged stays behind."""
        if path in self._fresh or not self._inventory.is_current(path, size, data):
            return False
        self._added[path] = None
        return True

    def _has_folder(self, folder: str) -> bool:
        """Give a folder, and all that lead to it, a place in the site; whether it is there yet."""
        if folder not in self._folders:
            there = self._folders[""]
            for part in accumulate(folder.split("/"), "{}/{}".format):
                if part in self._added:
                    raise _both(part)
                if part not in self._folders:
                    self._folders[part] = there and self._inventory.is_folder(part)
                there = self._folders[part]
        return self._folders[folder]

    def _refuse_strangers(self) -> None:
        names = sorted(self._inventory.strangers)
        if names:
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            raise ReleaseError(
                f"{self._name} has files in the way that Corkboard did not write: "
                f"{', '.join(names[:_SHOWN])}{more}. Move them away, or name another folder for the output"
            )

    def _hold(self, held: ExitStack) -> None:
        try:
            held.enter_context(locked(self._workspace.folder, self._wait, self._waiting))
        except TimeoutError:
            raise ReleaseError(f"another build into {self._name} is going on: try again later") from None

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the system refuses into a sentence."""
        try:
            yield
        except OSError as error:
            torn = f"; {self._name} is between two releases until then" if self._workspace.torn else ""
            raise ReleaseError(f"{reason(error)}{torn}") from error


def write_staged(file: str, data: bytes) -> None:
    """Write where `Release.stage` says.  Raises ReleaseError."""
    try:
        write(file, data)
    except OSError as error:
        raise ReleaseError(reason(error)) from error


def unbundle(source: str, files: Iterable[tuple[str, int]]) -> None:
    """Write what `Release.bundle` put into one file, so many bytes to each.  Raises ReleaseError."""
    try:
        data, at = memoryview(Path(source).read_bytes()), 0
        for file, size in files:
            write(file, data[at : at + size])
            at += size
    except OSError as error:
        raise ReleaseError(reason(error)) from error


def _workspace_of(output: Path) -> Path:
    """Beside the output, or in it where beside is another file system or may not be written."""
    if os.path.ismount(output) or (os.access(output, os.W_OK) and not os.access(output.parent, os.W_OK)):
        return output / f"{_RESERVED}release"
    return output.parent / f".{output.name}{_RESERVED}release"


def _checked(path: str) -> str:
    """A path in the one form that is written, where it cannot leave the output."""
    path = unicodedata.normalize("NFC", path)
    parts = path.split("/")
    if _ILLEGAL.search(path) or os.path.splitdrive(path)[0] or not {"", ".", ".."}.isdisjoint(parts):
        raise ReleaseError(f"{path!a} cannot be the path of a file in the output: rename it")
    if parts[0].startswith(_RESERVED):
        raise ReleaseError(f'"{path}" is a name that Corkboard keeps for itself: rename it')
    return path


def _both(path: str) -> ReleaseError:
    return ReleaseError(f'"{path}" is both a file and a folder: give one of the two another address')
