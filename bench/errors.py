"""What ends a benchmark."""

from __future__ import annotations

__all__ = ["BenchError"]


class BenchError(Exception):
    """It cannot go on; the message says why, and what a failed command said last."""
