"""What views are: plain data."""

from __future__ import annotations

import msgspec

__all__ = ["Plain"]


class Plain(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Plain data under names, as templates see it: made a hundred thousand times in a build, so not a dataclass."""
