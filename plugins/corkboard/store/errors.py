"""What can be wrong with what was kept, and with keeping it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["StoreDamagedError", "StoreError", "told"]


class StoreError(Exception):
    """Nothing can be kept; the message is what the system says."""


class StoreDamagedError(Exception):
    """What was kept is not what was put there; the message says in what."""


@contextmanager
def told() -> Iterator[None]:
    """Turn what the system refuses into a StoreError."""
    try:
        yield
    except OSError as error:
        raise StoreError(error.strerror or str(error)) from error
