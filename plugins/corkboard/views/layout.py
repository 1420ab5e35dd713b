"""What the ways to lay out a drawing share.  All is reckoned in whole numbers: the same everywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corkboard.views.drawing import DrawnText
from corkboard.views.labels import set_in_lines

__all__ = ["NAME_SIZE", "Layout", "Pair", "Place", "Point", "Stroke", "label", "quiet_order", "sign_spot"]

NAME_SIZE = 14
_SAID_SIZE = 12
_MOST_SAID = 4  # lines: whose words a role's title repeats often stands at its end, and must not be cut off
_LEADING = {True: 17, False: 15}  # of lines of names, and of what is said
_TO_BASELINE = 5  # from the middle of the letters
_SIGN = 20, 14  # width and height that a sign takes

Pair = tuple[int, int]  # of nodes, by their places in a list
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node's mark and its texts go."""

    x: int
    y: int
    text_x: int
    anchor: str
    texts: tuple[DrawnText, ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """The path of a line, and where its sign goes, if it is to have one."""

    path: str
    sign: Point | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything goes, in the order in which it was given."""

    width: int
    height: int
    places: tuple[Place, ...]
    strokes: tuple[Stroke, ...]


def label(name: str, said: str, y: int, room: int, bold: bool = False, middle: bool = False) -> tuple[DrawnText, ...]:
    """A name in two lines at most, and what is said in as many more as are likely to hold it.

    `y` is the first baseline, or with `middle` the height at which the middle of a name alone is to be.
    """
    lines = [(line, True) for line in set_in_lines(name, NAME_SIZE, room, 2, bold)]
    lines += [(line, False) for line in set_in_lines(said, _SAID_SIZE, room, _MOST_SAID)] if said else []
    if middle:
        y += _TO_BASELINE - (len(lines) - 1) * _LEADING[True] // 2
    texts: list[DrawnText] = []
    for text, is_name in lines:
        y += _LEADING[is_name] if texts else 0
        texts.append(DrawnText(y, text, is_name))
    return tuple(texts)


def quiet_order(count: int, pairs: Iterable[Pair]) -> list[int]:
    """An order of nodes around a circle, or along a line, in which few of the lines between them cross.

    From whoever has the fewest lines on to their neighbors, those with the fewest first.  Source: H. He and
    O. Sýkora, New circular drawing algorithms, ITAT 2004 ("adjacent vertex with smallest degree first").
    """
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        near[one].append(other)
        near[other].append(one)
    by_degree = sorted(range(count), key=lambda node: (len(near[node]), node))
    placed: dict[int, None] = {}
    for start in by_degree:
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node not in placed:
                placed[node] = None
                waiting += sorted(near[node], key=lambda other: (-len(near[other]), -other))
    return list(placed)


def sign_spot(candidates: Iterable[Point], taken: Sequence[Point]) -> Point | None:
    """The first of some places for a sign that is clear of those taken; None where there is no room for one."""
    width, height = _SIGN
    return next(
        (spot for spot in candidates if all(abs(spot[0] - x) >= width or abs(spot[1] - y) >= height for x, y in taken)),
        None,
    )
