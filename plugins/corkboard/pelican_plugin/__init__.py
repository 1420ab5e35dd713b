"""Where Pelican ends and Corkboard begins: its settings and command line in, one build out.

Only this room imports Pelican.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

from pelican import Pelican, main, signals
from pelican.log import console
from pelican.settings import DEFAULT_CONFIG
from pelican.settings import read_settings as read_pelican_settings

from corkboard.build import Built, LastBuild, Memory, Place, StoreError, build, folder_of, recall
from corkboard.build.versions import code_fingerprint
from corkboard.diagnostics import ProblemsError, as_text, did_you_mean, nearest, tally
from corkboard.pelican_plugin.demands import demands
from corkboard.pelican_plugin.failures import told
from corkboard.progress import Progress, progress_for, summary
from corkboard.registry import Registry, default_registry
from corkboard.release import ReleaseError
from corkboard.rendering.errors import RenderingError
from corkboard.settings import Settings, SettingsError, read_settings
from corkboard.workers import ExecutorError, Workers

__all__ = [
    "Corkboard",
    "checked",
    "connect",
    "memory_of",
    "pelican_class",
    "place_of",
    "recalled",
    "refuse_overlap",
    "registry_of",
    "run_pelican",
    "settings_from",
    "shown",
    "workers_for",
]

_PLUGINS = ("corkboard", "corkboard.comments")
_PELICAN_S = ("DEBUG", "FEED_DOMAIN")  # settings that it makes itself, besides its defaults


class Corkboard(Pelican):
    """Pelican with Corkboard's build in the place of its own."""

    def init_plugins(self) -> None:
        """Load the plugins.  One that cannot be loaded ends the build, which Pelican would go on with."""
        wanted = [one for one in self.settings.get("PLUGINS") or () if isinstance(one, str)]
        if set(wanted) <= set(_PLUGINS) and len(wanted) == len(self.settings["PLUGINS"]) and "corkboard" in wanted:
            self.plugins = [import_module(name) for name in dict.fromkeys(wanted)]  # Pelican would import all there are
            for plugin in self.plugins:
                plugin.register()
            return
        super().init_plugins()
        loaded = {str(name).removeprefix("pelican.plugins.") for name in self.settings["PLUGINS"]}
        missing = [name for name in wanted if name.removeprefix("pelican.plugins.") not in loaded]
        messages = [_why_not_loaded(name) for name in missing]
        if "corkboard" not in wanted and not messages:
            messages.append('PLUGINS: it does not name "corkboard", without which there is nothing to build')
        if messages:
            _stop(messages)

    def run(self) -> None:
        """Build the site.  The output changes only if all of it could be made."""
        gc.disable()  # A build makes millions of small values and hardly a circle: collecting took a fifth of its time.
        try:
            place, settings = place_of(self.settings), checked(self.settings)
            memory = memory_of(self.settings, place)
            with progress_for(sys.stderr) as progress, workers_for(settings) as workers:
                built, notes = self.build(place, settings, memory, workers, progress)
        except SettingsError as error:
            _stop(error.messages)
        except ProblemsError as error:
            _stop([*map(as_text, error.problems), f"{tally(error.problems)}; the output is as it was."])
        except (RenderingError, ExecutorError) as error:
            _stop([str(error), "The output is as it was."])
        except StoreError as error:
            cache = self.settings["CACHE_PATH"]
            _stop([f"CACHE_PATH: {cache}: {error}; free some space or name another folder", "The output is as it was."])
        except ReleaseError as error:
            _stop([str(error)])
        finally:
            gc.freeze()  # what there is now is not to be looked through
            gc.enable()
        if memory.trouble:
            _say(f"The cache in {memory.folder} cannot be used: {memory.trouble}. Everything was made anew.")
        if memory.unsaved:
            _say(
                f"The cache in {memory.folder} cannot be written: {memory.unsaved}. The next build begins as this did."
            )
        if workers.trouble:
            _say(workers.trouble)
        for warning in built.warnings:
            _say(as_text(warning))
        for note in notes:
            _say(note)
        with suppress(OSError):  # nobody reads it, and the site is in place
            print(  # noqa: T201
                summary(built.rendered, built.pages - built.rendered, len(built.report.pruned), progress.steps),
                flush=True,
            )

    def build(
        self, place: Place, settings: Settings, memory: Memory, workers: Workers, progress: Progress
    ) -> tuple[Built, list[str]]:
        """Bring the output up to date; with it, what the theme and other plugins mean for the build.

        Raises ProblemsError, RenderingError, ReleaseError, ExecutorError and StoreError.
        """
        asked, registry = demands(self, place.theme), registry_of(self.settings)
        notes = list(asked.notes(place.theme))
        if asked.everything:
            from corkboard.build.whole import build_whole
            from corkboard.pelican_plugin.stock import rendered

            make = partial(rendered, self, stock_theme=asked.stock_theme, notes=notes)
            return build_whole(place, settings, registry, memory, workers, progress, make), notes
        built = build(place, settings, memory, workers, progress, registry)
        try:
            with told(self):
                signals.finalized.send(self)
        except RenderingError as error:
            _stop([str(error), "The site is in place all the same."])
        return built, notes


def connect() -> None:
    """Called when Pelican registers the plugin."""
    signals.initialized.connect(_insist_on_class)


def pelican_class() -> type[Pelican]:
    """For `PELICAN_CLASS`.  From here on Pelican reports what ends it in a sentence instead of a traceback."""
    logging.getLogger("pelican").addFilter(_without_traceback)
    # Its spinner takes over both streams: messages would be wrapped and leave on the wrong one, and a bar as rubbish.
    console.status = nullcontext
    return Corkboard


def run_pelican(arguments: Sequence[str]) -> None:
    """Pelican's own command line.  Raises SystemExit as that does, and in place of other errors."""
    pelican_class()
    try:
        main(list(arguments))
    except ValueError as error:  # of -e, which Pelican's argument parser lets through
        _stop([str(error)])


def settings_from(file: Path, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Pelican's settings from a settings file.  Raises SettingsError."""
    if not file.is_file():
        raise SettingsError([f"there is no settings file {file}"])
    try:
        settings: dict[str, Any] = read_pelican_settings(str(file), dict(overrides))
    except Exception as error:
        raise SettingsError([_sentence(error)]) from error
    return settings


def checked(pelican_settings: Mapping[str, Any]) -> Settings:
    """Corkboard's settings among Pelican's.  Raises SettingsError."""
    # Defaults of Pelican's that nobody chose stand back behind Corkboard's.
    defaults = {
        name for name in ("SITENAME", "DEFAULT_PAGINATION", "FEED_MAX_ITEMS") if _is_default(name, pelican_settings)
    }
    chosen = {name: value for name, value in pelican_settings.items() if name not in defaults}
    return read_settings(chosen, known={*DEFAULT_CONFIG, *_PELICAN_S})


def registry_of(pelican_settings: Mapping[str, Any]) -> Registry:
    """What the site is made of, with what those plugins add that have a function `extend`."""
    registry = default_registry()
    for name in pelican_settings.get("PLUGINS") or ():
        try:
            plugin = import_module(name) if isinstance(name, str) else name
        except ImportError:  # one of Pelican's own that are named without their package, and extend nothing here
            continue
        registry = getattr(plugin, "extend", _unextended)(registry)
    return registry


def _unextended(registry: Registry) -> Registry:
    return registry


def place_of(pelican_settings: Mapping[str, Any]) -> Place:
    """Where the site comes from and goes to.  Raises SettingsError."""
    content, output, theme = (Path(pelican_settings[name]) for name in ("PATH", "OUTPUT_PATH", "THEME"))
    refuse_overlap(content, output, theme)
    if not (theme / "templates").is_dir():
        raise SettingsError([f"THEME: {theme} has no folder templates"])
    return Place(content, theme, output, shown(content))


def shown(path: Path) -> str:
    """A path as messages have it: from here, if it leads down."""
    found = os.path.relpath(path)
    return str(path) if found.startswith("..") else found


def memory_of(pelican_settings: Mapping[str, Any], place: Place) -> Memory:
    """What is kept between builds of a site."""
    return Memory(_cache_of(pelican_settings, place))


def recalled(pelican_settings: Mapping[str, Any], place: Place) -> LastBuild:
    """What is known of the last build of a site.  Raises NothingKnownError and SettingsError."""
    try:
        return recall(_cache_of(pelican_settings, place))
    except OSError as error:
        cache = pelican_settings["CACHE_PATH"]
        raise SettingsError([f"CACHE_PATH: {cache} cannot be read: {error.strerror}; mend its permissions"]) from None


def workers_for(settings: Settings) -> Workers:
    """Those that the settings ask for, not yet started."""
    return Workers(settings.workers, settings.executor, "corkboard.tasks", code_fingerprint)


def _cache_of(pelican_settings: Mapping[str, Any], place: Place) -> Path:
    """The folder of one pair of content and output."""
    return folder_of(Path(pelican_settings["CACHE_PATH"]), place.content, place.output)


def _is_default(name: str, settings: Mapping[str, Any]) -> bool:
    value, default = settings[name], DEFAULT_CONFIG[name]
    return bool(value == default and type(value) is type(default))  # False is Pelican's, 0 is somebody's choice


def refuse_overlap(content: Path, output: Path, theme: Path) -> None:
    """An output that holds what the site is made of would be written over it.  Raises SettingsError."""
    real = output.resolve()
    for name, folder in (("the content", content.resolve()), ("the theme", theme.resolve())):
        if real == folder or real in folder.parents or folder in real.parents:
            raise SettingsError([f"OUTPUT_PATH: {output} and {name} in {folder} lie in one another; choose another"])


def _why_not_loaded(plugin: str) -> str:
    try:
        there = find_spec(plugin) is not None or find_spec(f"pelican.plugins.{plugin}") is not None
    except (ImportError, ValueError):
        there = False
    if there:
        return f'PLUGINS: the plugin "{plugin}" failed to load; what it said stands above'
    remedy = did_you_mean(nearest(plugin, _PLUGINS)) or "install it, or leave it out"
    return f'PLUGINS: there is no plugin "{plugin}"; {remedy}'


def _insist_on_class(pelican: Pelican) -> None:
    if not isinstance(pelican, Corkboard):
        _stop(
            ["PELICAN_CLASS: set it to corkboard.pelican_plugin.pelican_class(), as this project's pelicanconf.py does"]
        )


def _without_traceback(record: logging.LogRecord) -> bool:
    """Say what ended Pelican on one line.  `pelican -D` still prints the traceback."""
    if record.levelno < logging.ERROR or not record.exc_info or record.exc_info[1] is None:
        return True
    if record.levelno == logging.ERROR:  # of a plugin that Pelican would go on without
        record.msg, record.args, record.exc_info = f"{record.getMessage()}: {record.exc_info[1]}", (), None
        return True
    _say(_sentence(record.exc_info[1]))
    return False


def _sentence(error: BaseException) -> str:
    """What is wrong, and where, if it is wrong in a settings file."""
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}: {error.msg}"
    if isinstance(error, FileNotFoundError):
        return f"there is no file {error.filename}"
    if isinstance(error, ValueError):
        if str(error).startswith("You need to specify a path"):
            return "PATH: there is no such content folder; name one, as in: pelican content -s pelicanconf.py -o output"
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    if frames and "siteurl" in (frames[-1].line or ""):
        return 'SITEURL: write it as "https://example.org"'
    # What runs at the top of a module here is a settings file.
    place = f"{frames[-1].filename}:{frames[-1].lineno}: " if frames and frames[-1].name == "<module>" else ""
    remedy = "" if place else "; is a setting of the wrong type? `pelican -D` shows where"
    return f"{place}{type(error).__name__}: {error}{remedy}"


def _stop(messages: Sequence[str]) -> NoReturn:
    for message in messages:
        _say(message)
    raise SystemExit(1)


def _say(message: str) -> None:
    """Straight to the terminal: Pelican's own logging wraps lines."""
    with suppress(OSError):  # nobody reads it
        sys.stderr.write(f"{message}\n")
