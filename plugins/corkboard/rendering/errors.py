"""What can be wrong with a theme."""

from __future__ import annotations

__all__ = ["RenderingError"]


class RenderingError(Exception):
    """A template cannot be used: the message says which, where and why."""
