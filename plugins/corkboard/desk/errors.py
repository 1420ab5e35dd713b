"""What goes wrong at the desk and is no bug of ours."""

from __future__ import annotations

__all__ = ["DeskError"]


class DeskError(Exception):
    """Something that whoever runs the desk can mend; the message is a sentence that says how."""
