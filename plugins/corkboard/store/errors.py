"""What can be wrong with what was kept."""

from __future__ import annotations

__all__ = ["StoreDamagedError"]


class StoreDamagedError(Exception):
    """What was kept is not what was put there; the message says in what."""
