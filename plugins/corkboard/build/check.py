"""Looking at the content without building anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from corkboard.build.build import Place, look
from corkboard.build.memory import Memory
from corkboard.build.plan import plan
from corkboard.diagnostics import Problem
from corkboard.progress import Progress
from corkboard.registry import Registry
from corkboard.settings import Settings
from corkboard.workers import Workers

__all__ = ["check"]


def check(
    place: Place, settings: Settings, registry: Registry, workers: Workers, progress: Progress
) -> Sequence[Problem]:
    """Only warnings.  Raises ProblemsError where there is an error."""
    with TemporaryDirectory(prefix="corkboard-check-") as folder:
        memory = Memory(Path(folder))
        try:
            library, seen = memory.library(settings), look(place, settings)
            return plan(place, seen.content, seen.at, settings, registry, library, workers, progress).warnings
        finally:
            memory.close()
