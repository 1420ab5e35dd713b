"""The one way through: Markdown → documents → records → board → views → files, going only where something changed."""

from __future__ import annotations

from corkboard.build.build import Built, Place, build
from corkboard.build.memory import LastBuild, Memory, NothingKnownError, folder_of, recall
from corkboard.store import StoreError

__all__ = [
    "Built",
    "LastBuild",
    "Memory",
    "NothingKnownError",
    "Place",
    "StoreError",
    "build",
    "folder_of",
    "recall",
]
