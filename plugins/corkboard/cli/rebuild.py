"""What `corkboard serve` builds at each change: what the change makes due, as settings and content are by then."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corkboard.build import Built, Memory, StoreError
from corkboard.diagnostics import ProblemsError
from corkboard.preview.rebuild import Outcome
from corkboard.preview.watching import Sources
from corkboard.progress import Silent
from corkboard.release import ReleaseError
from corkboard.rendering.errors import RenderingError
from corkboard.settings import SettingsError
from corkboard.workers import ExecutorError, Workers

__all__ = ["LiveRebuild"]

_PREVIEW = {"SITEURL": "", "DRAFTS": True, "PUBLISHING": False, "WARNINGS_ARE_ERRORS": False}


class LiveRebuild:
    """Builds a site into a folder for previews, again and again, and knows where it comes from.

    What one build has read and made stays at hand for the next, and so do its workers.
    Raises SettingsError where the output and what the site is made of lie in one another.
    """

    def __init__(self, content: Path, settings: Path, overrides: Mapping[str, Any], output: Path) -> None:
        self._file, self._output = settings.absolute(), output.resolve()
        self._overrides = {"PATH": str(content.resolve()), **overrides, **_PREVIEW, "OUTPUT_PATH": str(self._output)}
        self._folders = frozenset({content.resolve()})
        self._kept: tuple[tuple[object, ...], Memory, Workers] | None = None
        try:
            given = self._settings()
        except SettingsError:
            return  # the first build will say so, and a later one that it is mended
        from corkboard.pelican_plugin import refuse_overlap

        refuse_overlap(content, self._output, Path(given["THEME"]))

    def __enter__(self) -> LiveRebuild:
        return self

    def __exit__(self, *_: object) -> None:
        self._forget()

    def __call__(self, changed: Collection[Path]) -> Outcome:
        if self._kept is not None:
            self._kept[1].changed.update(changed)
        gc.disable()
        try:
            built = self._build()
        except SettingsError as error:
            return Outcome((), error.messages, None)
        except ProblemsError as error:
            return Outcome(error.problems, (), None)
        except (RenderingError, ReleaseError, ExecutorError, StoreError) as error:
            return Outcome((), [str(error)], None)
        except OSError as error:  # a file that has gone while it was built, which is a change of its own
            return Outcome((), [f"{error.filename or 'a file'}: {error.strerror or error}"], None)
        finally:
            gc.enable()
        gc.freeze()  # what stays at hand is not to be looked through each time
        return Outcome(built.warnings, (), built.changed, built.pages)

    def _build(self) -> Built:
        from corkboard.pelican_plugin import Corkboard, checked, memory_of, place_of, workers_for

        given = self._settings()
        settings, place = checked(given), place_of(given)
        wanted = (place, given["CACHE_PATH"], settings.workers, settings.executor)
        if self._kept is None or self._kept[0] != wanted:
            self._forget()
            self._kept = (wanted, memory_of(given, place), workers_for(settings))
        _, memory, workers = self._kept
        built, notes = Corkboard(given).build(place, settings, memory, workers, Silent())
        for note in notes:
            sys.stderr.write(f"{note}\n")
        memory.live = True
        if workers.trouble:
            sys.stderr.write(f"{workers.trouble}\n")
            self._forget()  # the next build gets others
        return built

    def _forget(self) -> None:
        if self._kept is not None:
            _, memory, workers = self._kept
            memory.close()
            if memory.unsaved:
                sys.stderr.write(f"The cache in {memory.folder} cannot be written: {memory.unsaved}\n")
            workers.__exit__()
            self._kept = None

    def sources(self) -> Sources:
        """What to watch: folders that the settings named when they could last be read."""
        beside = frozenset({self._file.parent.resolve(), self._file.resolve().parent})  # it may be a link
        return Sources(self._folders, beside, self._output)

    def _settings(self) -> dict[str, Any]:
        from corkboard.pelican_plugin import settings_from

        with _as_never_imported(self._file.parent):
            try:
                settings = settings_from(self._file, self._overrides)
            except SystemExit as error:
                raise SettingsError([f"{self._file} ends the program: {error}"]) from None
        self._folders = frozenset(Path(settings[name]).resolve() for name in ("PATH", "THEME"))
        return settings


@contextmanager
def _as_never_imported(folder: Path) -> Iterator[None]:
    """Let the modules of a folder, which settings may import, be read again, and not from bytecode.

    That is taken for current as long as a file has its size and the second it was changed in.
    """
    files = {name: getattr(module, "__file__", None) or "" for name, module in sys.modules.items()}
    for name, file in files.items():
        if name != "__main__" and file.endswith(".py") and file.rpartition(os.sep)[0] == str(folder):
            del sys.modules[name]
    importlib.invalidate_caches()
    bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = bytecode
        sys.path[:] = dict.fromkeys(sys.path)  # settings files put their folder on it, each time they are read
