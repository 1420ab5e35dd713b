"""A file that is no page."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

__all__ = ["Output"]


class Output(msgspec.Struct, frozen=True):
    """A file below the output folder: its path, not percent-encoded, and what makes its bytes when it is due."""

    path: str
    make: Callable[[], bytes]
