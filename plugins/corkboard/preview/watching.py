"""Watching what a site is made of: which of its files have changed since one last asked."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from watchfiles import Change, watch

__all__ = ["Sources", "WatchError", "Watcher"]

_AT_ONCE, _SOON = 5, 50  # milliseconds: content is saved more often than settings, and looking costs
_TOGETHER = 200  # milliseconds for which changes that go on and on are told together
_READY = 100  # milliseconds until it is certain that a watch has begun
_SETTLED = 0.1  # seconds after which the system is sure to watch a new folder
_PATIENCE = 1.0  # seconds: Windows lets Ctrl-C through only between two waits
_NOISE = re.compile(r"\..*|.*~|#.*#|.*\.(sw[a-z]|tmp)|.*___jb_(tmp|old)___|4913|__pycache__", re.DOTALL)


class WatchError(Exception):
    """The system does not let files be watched; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a site is made of: all in some folders, and the Python files right in others, where its settings lie.

    Hidden files count in neither, nor what editors leave beside a file while they save it, nor `output`.
    """

    folders: frozenset[Path]
    settings: frozenset[Path]
    output: Path


@dataclass(frozen=True, slots=True)
class _Watch:
    """One watch of the system's: folders, with all in them or only what lies right in them."""

    folders: frozenset[Path]
    deep: bool
    step: int  # milliseconds without another change, after which changes are told
    counts: Callable[[Change, str], bool]
    stop: threading.Event
    on: threading.Event = field(default_factory=threading.Event)

    def changes(self) -> Iterator[set[tuple[Change, str]]]:
        """What changes, empty at times.  The watch is on once there is something."""
        return watch(
            *self.folders,
            watch_filter=self.counts,
            debounce=_TOGETHER,
            step=self.step,
            stop_event=self.stop,
            rust_timeout=_READY,
            yield_on_timeout=True,
            recursive=self.deep,
            ignore_permission_denied=True,  # the build says what it cannot read
        )


class Watcher:
    """Collects the files that change, so that none is missed while the last changes are dealt with."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._changed: set[Path] = set()
        self._sources: Sources | None = None
        self._stop = threading.Event()
        self._moved = False  # has a folder come or gone that is watched with all in it?
        self._failure: Exception | None = None

    def __enter__(self) -> Watcher:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()

    def watch(self, sources: Sources) -> None:
        """Watch these instead of what was watched until now, which may be the same.  Raises WatchError.

        From the second time on, the folders of a watch that had to begin anew count as changed: they may have.
        """
        if sources == self._sources and not self._moved:
            return
        around: set[Path] = set()
        while around != (nearest := {_nearest_folder(folder.parent) for folder in sources.folders}):
            around = nearest
            self._stop.set()
            self._stop, self._moved = threading.Event(), False
            shallow = frozenset({*filter(Path.is_dir, sources.settings), *around})
            self._start(_Watch(shallow, False, _SOON, _settings_filter(sources), self._stop))
        # Looked at only now: a folder that comes or goes from here on is noticed.
        deep = frozenset(filter(Path.is_dir, sources.folders))
        self._start(_Watch(deep, True, _AT_ONCE, _content_filter(sources), self._stop))
        if self._sources is not None:
            self._tell(sources.folders)
        self._sources = sources

    def wait(self) -> frozenset[Path]:
        """The files that changed since the last call; waits for one if there is none.  Raises WatchError."""
        with self._news:
            while not self._changed and self._failure is None:
                self._news.wait(_PATIENCE)
            self._check()
            found, self._changed = frozenset(self._changed), set()
            return found

    def _start(self, watch: _Watch) -> None:
        """Begin a watch, which is on when this returns.  Raises WatchError."""
        if watch.folders:
            threading.Thread(target=self._follow, args=(watch,), daemon=True, name="watch").start()
            watch.on.wait()
            self._check()

    def _check(self) -> None:
        if self._failure is not None:
            raise WatchError(f"the system lets no more files be watched: {self._failure}") from self._failure

    def _follow(self, watch: _Watch) -> None:
        try:
            for changes in watch.changes():
                watch.on.set()
                self._take(watch, changes)
        except FileNotFoundError:  # one of the folders went away just now: begin again
            self._moved = True
            self._tell(watch.folders)
        except (OSError, RuntimeError) as error:
            self._failure = error
            self._tell(())
        finally:
            watch.on.set()

    def _take(self, watch: _Watch, changes: Iterable[tuple[Change, str]]) -> None:
        paths = {Path(name) for _, name in changes}
        new = {Path(name) for change, name in changes if watch.deep and change == Change.added and Path(name).is_dir()}
        # Settings apart, a shallow watch is for folders that another watch must begin with.  So must links to some.
        if any(path.is_symlink() for path in new) or (not watch.deep and any(path.suffix != ".py" for path in paths)):
            self._moved = True
        self._tell(paths)
        # What was put into a new folder before the system watched that is found by looking.
        if new and not watch.stop.wait(_SETTLED):
            files = {file for folder in new for file in _files(folder) if watch.counts(Change.added, str(file))}
            self._tell(files - paths)

    def _tell(self, paths: Iterable[Path]) -> None:
        with self._news:
            self._changed.update(paths)
            self._news.notify_all()


def _content_filter(sources: Sources) -> Callable[[Change, str], bool]:
    def counts(_: Change, name: str) -> bool:
        path = Path(name)
        home = next((folder for folder in sources.folders if path.is_relative_to(folder)), None)
        if home is None or path.is_relative_to(sources.output):
            return False
        return not any(map(_NOISE.fullmatch, path.relative_to(home).parts))

    return counts


def _settings_filter(sources: Sources) -> Callable[[Change, str], bool]:
    """Lets Python files through, and folders in which a watched one comes or goes, or that are one."""
    folders = {one for folder in sources.folders for one in (folder, *folder.parents)}

    def counts(change: Change, name: str) -> bool:
        path = Path(name)
        if path in folders:
            return change != Change.modified
        return path.suffix == ".py" and path.parent in sources.settings and not _NOISE.fullmatch(path.name)

    return counts


def _nearest_folder(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def _files(folder: Path) -> Iterator[Path]:
    for home, _, names in os.walk(folder):
        yield from (Path(home, name) for name in names)
