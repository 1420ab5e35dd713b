"""A file that is no page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Output"]


@dataclass(frozen=True, slots=True)
class Output:
    """A file below the output folder: its path, not percent-encoded, and what makes its bytes when it is due."""

    path: str
    make: Callable[[], bytes]
