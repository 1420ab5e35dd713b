"""A text that was made of another: what in the one stands where in the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

__all__ = ["Origins"]


class Origins:
    """Of a text that was made of another, whose parts were by turns taken over and replaced, the first taken over.

    Parts are counted from 0, offsets are in characters.
    """

    def __init__(self, before: Iterable[str], after: Iterable[str]) -> None:
        self._there = list(accumulate(map(len, before), initial=0))
        self._here = list(accumulate(map(len, after), initial=0))

    def part_at(self, at: int) -> int:
        """The part that has the character at an offset of the new text."""
        return bisect_right(self._here, at) - 1

    def reach(self, part: int) -> tuple[int, int]:
        """Start and end of a part in the new text."""
        return self._here[part], self._here[part + 1]

    def place(self, part: int) -> tuple[int, int]:
        """Start and end of what became a part in the old text."""
        return self._there[part], self._there[part + 1]

    def back(self, start: int, end: int) -> tuple[int, int] | None:
        """Where in the old text new[start:end] comes from; None if it cuts through what was replaced as one."""
        first, last = self.part_at(start), self.part_at(end - 1)
        if (first % 2 and self._here[first] != start) or (last % 2 and self._here[last + 1] != end):
            return None
        begin = self._there[first] + start - self._here[first]
        return begin, self._there[last + 1] if last % 2 else self._there[last] + end - self._here[last]

    def forth(self, at: int) -> int:
        """Where in the new text what stood at an offset of the old one went."""
        part = min(bisect_right(self._there, at), len(self._there) - 1) - 1
        return min(self._here[part] + at - self._there[part], self._here[part + 1])
