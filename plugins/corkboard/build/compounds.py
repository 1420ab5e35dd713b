"""Files that are put together of parts, those of the last build among them: these are cut from the files it left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from corkboard.build.state import FileStamp, PartRow
from corkboard.fingerprints import fingerprint
from corkboard.outputs.output import Compound, Part, Piece

__all__ = ["Assembly", "contents_of", "pieces_in", "tallies"]


class Assembly:
    """A compound's files, as they grow part by part."""

    def __init__(self, compound: Compound) -> None:
        self._compound = compound
        self._contents: list[list[bytes | memoryview]] = [[head] for head in compound.heads]
        self._ends = [len(head) for head in compound.heads]
        self.rows: dict[str, PartRow] = {}

    def add(self, part: Part, pieces: Sequence[Piece], inputs: bytes) -> None:
        places = []
        for number, (before, piece) in enumerate(zip(part.before, pieces, strict=True)):
            self._contents[number] += (before, piece.data)
            start, length = self._ends[number] + len(before), len(piece.data)
            places.append((start, length, piece.rows))
            self._ends[number] = start + length
        self.rows[part.name] = PartRow(inputs, places)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Each path with all that is to be there, once."""
        for number, path in enumerate(self._compound.paths):
            parts, self._contents[number] = self._contents[number], []
            yield path, b"".join((*parts, self._compound.tails[number]))


def contents_of(files: Iterable[tuple[Path, FileStamp]]) -> list[memoryview] | None:
    """What the files of the last build hold; None where one of them is not as it was put there."""
    contents = []
    for path, file in files:
        try:
            data = path.read_bytes()
        except OSError:
            return None
        if fingerprint(data) != file.digest:
            return None
        contents.append(memoryview(data))
    return contents


def pieces_in(contents: Iterable[memoryview], row: PartRow) -> list[Piece]:
    """What a part gave to each file."""
    return [
        Piece(data[start : start + length], rows)
        for data, (start, length, rows) in zip(contents, row.pieces, strict=True)
    ]


def tallies(compound: Compound, rows: Iterable[PartRow]) -> dict[str, int]:
    """How many rows each file has, by its path."""
    sums = [0] * len(compound.paths)
    for row in rows:
        sums = [sum_ + count for sum_, (_, _, count) in zip(sums, row.pieces, strict=True)]
    return dict(zip(compound.paths, sums, strict=True))
