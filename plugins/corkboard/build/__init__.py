"""The one way through: Markdown → documents → records → board → views → files, going only where something changed."""

from __future__ import annotations

from corkboard.build.build import Built, Place, build
from corkboard.build.memory import Memory, folder_of

__all__ = ["Built", "Memory", "Place", "build", "folder_of"]
