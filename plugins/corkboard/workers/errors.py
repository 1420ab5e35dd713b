"""What can be wrong with workers."""

from __future__ import annotations

__all__ = ["ExecutorError"]


class ExecutorError(Exception):
    """The workers cannot be had; the message says why and what to do."""
