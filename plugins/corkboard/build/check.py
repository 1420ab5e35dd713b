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
from corkboard.registry import default_registry
from corkboard.settings import Settings
from corkboard.workers import Workers

__all__ = ["check"]


def check(place: Place, settings: Settings, workers: Workers, progress: Progress) -> Sequence[Problem]:
    """Only warnings.  Raises ProblemsError where there is an error."""
    with TemporaryDirectory(prefix="corkboard-check-") as folder:
        memory = Memory(Path(folder))
        try:
            library, listing = memory.library(settings), look(place, settings).content
            return plan(place, listing, settings, default_registry(), library, workers, progress).warnings
        finally:
            memory.close()
