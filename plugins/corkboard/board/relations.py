"""Who is related to whom: people and organizations, joined by the relations and roles that their files state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from corkboard.board.catalog import Key
from corkboard.board.references import Edge

__all__ = ["RELATED_TYPES", "RELATING_FIELDS", "Excerpt", "Line", "RelationGraph", "relation_graph"]

RELATED_TYPES = ("person", "organization")
RELATING_FIELDS = ("relations.to", "roles.organization")

# As many as a drawing can show with all their names.
_MOST_AROUND = 16
_MOST_LINES_AROUND = 32
_MOST_IN_ALL = 48
_MOST_LINES_IN_ALL = 120

Line = tuple[Key, Key]  # in order


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some of a graph's keys, in order, with the lines between them, and how many of both it was taken from."""

    keys: tuple[Key, ...]
    lines: tuple[Line, ...]
    of_keys: int
    of_lines: int


@dataclass(frozen=True)
class RelationGraph:
    """For each key those that it is joined to, whoever of the two states it."""

    near: Mapping[Key, frozenset[Key]]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Each once, in order."""
        return tuple(sorted((key, other) for key, others in self.near.items() for other in others if key < other))

    def around(self, key: Key, most_keys: int = _MOST_AROUND, most_lines: int = _MOST_LINES_AROUND) -> Excerpt:
        """Those that a key is joined to and what joins them to each other, without the key itself.

        Where there are too many, the best connected.
        """
        near = self.near.get(key, frozenset())
        chosen = sorted(sorted(near, key=self._rank)[:most_keys])
        lines = [(one, other) for one in chosen for other in self.near[one].intersection(chosen) if one < other]
        kept = sorted(sorted(lines, key=self._rank_of_line)[:most_lines])
        return Excerpt(tuple(chosen), tuple(kept), len(near), len(lines))

    def core(self, most_keys: int = _MOST_IN_ALL, most_lines: int = _MOST_LINES_IN_ALL) -> Excerpt:
        """The part in which the best connected are joined to each other; all of it where that is not too much.

        Lines are taken by how well connected the lesser of their two ends is, so that nobody is in it without a line.
        """
        chosen: set[Key] = set()
        ranked = sorted(self.lines, key=self._rank_of_line)
        for line in ranked:
            if len(chosen | {*line}) <= most_keys:
                chosen |= {*line}
        kept = [line for line in ranked if chosen.issuperset(line)][:most_lines]
        joined = {key for line in kept for key in line}
        return Excerpt(tuple(sorted(joined)), tuple(sorted(kept)), len(self.near), len(self.lines))

    def _rank(self, key: Key) -> tuple[int, Key]:
        return -len(self.near[key]), key

    def _rank_of_line(self, line: Line) -> tuple[tuple[int, Key], ...]:
        return tuple(sorted(map(self._rank, line), reverse=True))


def relation_graph(edges: Iterable[Edge]) -> RelationGraph:
    """The graph that these references make; what refers to itself is joined to nobody by that."""
    near: dict[Key, set[Key]] = defaultdict(set)
    for edge in edges:
        if edge.source != edge.target:
            near[edge.source].add(edge.target)
            near[edge.target].add(edge.source)
    return RelationGraph({key: frozenset(near[key]) for key in sorted(near)})
