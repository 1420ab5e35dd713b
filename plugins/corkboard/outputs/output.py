"""Files that are no pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec

__all__ = ["Compound", "Output", "Part", "Piece"]


class Output(msgspec.Struct, frozen=True):
    """A file below the output folder: its path, not percent-encoded, and what makes its bytes when it is due."""

    path: str
    make: Callable[[], bytes]


class Piece(NamedTuple):
    """What a part gives to a file, and how many rows that are."""

    data: bytes | memoryview
    rows: int


class Part(msgspec.Struct, frozen=True):
    """What a compound's files have of one share of the site: `make` gives a piece for each file, in their order.

    Its name stays the same from build to build.  `before` stands before the piece in each file and is no part of it.
    """

    name: str
    before: Sequence[bytes]
    make: Callable[[], Sequence[Piece]]


class Compound(msgspec.Struct, frozen=True):
    """Files that are made together, part by part, so that after an edit only those parts are made anew that it changes.

    Each file is its head, what every part gives to it with what stands before that, and its tail.
    """

    name: str
    paths: Sequence[str]
    heads: Sequence[bytes]
    parts: Sequence[Part]
    tails: Sequence[bytes]
