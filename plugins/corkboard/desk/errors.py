"""What goes wrong at the desk and is no bug of ours."""

from __future__ import annotations

__all__ = ["DeskError", "said"]


class DeskError(Exception):
    """Something that whoever runs the desk can mend; the message is a sentence that says how."""


def said(error: DeskError | OSError) -> str:
    """The sentence of an error: for one of the system's the file, and what is wrong with it."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)
