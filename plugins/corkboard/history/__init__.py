"""What the content was at an earlier revision in git, and what became of it without a word to readers."""

from __future__ import annotations

from corkboard.history.changes import changes_since
from corkboard.history.git import HistoryError

__all__ = ["HistoryError", "changes_since"]
