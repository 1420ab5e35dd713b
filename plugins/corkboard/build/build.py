"""One build: nothing where nothing changed, else a plan and as much of its making as is due."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from corkboard.build.memory import Memory
from corkboard.build.state import Glance, is_surely_untouched, is_untouched, lies_between
from corkboard.build.versions import code_fingerprint, zone_rules
from corkboard.diagnostics import Problem
from corkboard.fingerprints import fingerprint
from corkboard.progress import Progress
from corkboard.release import Release, Report
from corkboard.settings import Settings
from corkboard.store import Listing, list_again, list_files

if TYPE_CHECKING:
    from corkboard.registry import Registry
    from corkboard.workers import Workers

__all__ = ["Built", "Place", "Seen", "build", "look", "shaping", "waiting"]


@dataclass(frozen=True)
class Place:
    """Where a site comes from and goes to; `shown_as` is what messages call the content folder."""

    content: Path
    theme: Path
    output: Path
    shown_as: str


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    pages: int  # of the site
    rendered: int  # of these
    report: Report  # of all files
    warnings: Sequence[Problem]

    @property
    def changed(self) -> frozenset[str]:
        """Paths of files that were written or removed."""
        return self.report.written | self.report.pruned


@dataclass(frozen=True)
class Seen:
    """The files that a site is made from as they were at a moment, in nanoseconds since 1970."""

    at: int
    content: Listing
    theme: Listing
    base: bytes  # fingerprint of all else that shapes the site


def build(
    place: Place,
    settings: Settings,
    memory: Memory,
    workers: Workers,
    progress: Progress,
    registry: Registry | None = None,
) -> Built:
    """Bring the output up to date, all of it or nothing.  Without a registry it is Corkboard's own.

    Raises ProblemsError, RenderingError, ReleaseError, ExecutorError and StoreError.
    """
    return memory.despite_damage(lambda: _build(place, settings, memory, workers, progress, registry))


def _build(
    place: Place,
    settings: Settings,
    memory: Memory,
    workers: Workers,
    progress: Progress,
    registry: Registry | None,
) -> Built:
    progress.begin("looking")
    with Release(place.output, waiting=partial(next, waiting(progress))) as release:
        progress.begin("looking")
        seen = look(place, settings, registry, memory.seen if memory.live else None, memory.changed)
        memory.seen, memory.changed = seen, set()
        glance = memory.glance
        if glance is not None and _is_current(glance, place, settings, seen) and _is_in_place(memory, glance, place):
            memory.note_build(dt.datetime.now(dt.UTC))
            return Built(glance.pages, 0, Report(unchanged=len(glance.files) - 1), glance.warnings)
        # Only now: a build that has nothing to do shall not wait for all of this to be imported.
        from corkboard.build.making import Making

        return Making(place, settings, seen, memory, workers, release, progress, registry).run()


def waiting(progress: Progress) -> Iterator[None]:
    """Says so from the first time on that another build is waited for."""
    progress.begin("waiting for another build")
    while True:
        progress.advance(0)
        yield


def look(
    place: Place,
    settings: Settings,
    registry: Registry | None = None,
    before: Seen | None = None,
    changed: Collection[Path] = (),
) -> Seen:
    """What there is now; by what there was before, if that is known, and the real paths of all that changed since."""
    given = repr((sorted(shaping(settings).items()), registry.names if registry else ()))
    base = fingerprint(code_fingerprint(), zone_rules(settings.timezone.key), given.encode("utf-8", "surrogatepass"))
    now = time.time_ns()
    if before is None:
        return Seen(now, list_files(place.content), list_files(place.theme), base)
    content, theme = (
        list_again(folder, listing, changed)
        for folder, listing in ((place.content, before.content), (place.theme, before.theme))
    )
    return Seen(now, content, theme, base)


def shaping(settings: Settings) -> dict[str, object]:
    """Those settings that shape the site, and not only how it is built."""
    return settings.model_dump(exclude={"now", "workers", "executor"})


def _is_current(glance: Glance, place: Place, settings: Settings, seen: Seen) -> bool:
    """Whether what the site is made from has not changed since the last build."""
    return (
        glance.base == seen.base
        and lies_between(settings.now, *glance.interval)
        and glance.content == seen.content.fingerprint
        and glance.theme == seen.theme.fingerprint
        and (glance.shown_as == place.shown_as or not glance.warnings)
        and seen.content.is_settled(glance.looked)
        and seen.theme.is_settled(glance.looked)
    )


def _is_in_place(memory: Memory, glance: Glance, place: Place) -> bool:
    """Whether the output is what the last build left.  Files whose times cannot tell are read, once."""
    now = time.time_ns()
    files = ((f"{place.output}/{path}", file) for path, file in glance.files.items())
    unsure = [(path, file) for path, file in files if not is_surely_untouched(path, file, glance.seen)]
    if not all(is_untouched(path, file, glance.seen) for path, file in unsure):
        return False
    if unsure:
        memory.keep_glance(replace(glance, seen=now))
    return True
