"""An organization that articles name."""

from __future__ import annotations

from corkboard.records.common import Named

__all__ = ["Organization"]


class Organization(Named):
    """An organization that articles name: `content/organizations/<id>.md`."""
