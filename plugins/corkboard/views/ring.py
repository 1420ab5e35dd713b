"""A drawing of who is related to whom on the whole site: a ring for each group that hangs together.

Names stand in rows on both sides of a ring, so that none covers another, and lines go through its inside.  Whoever
is joined to most of the others stands in the middle.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import isqrt

from corkboard.views.labels import width_of
from corkboard.views.layout import NAME_SIZE, Layout, Pair, Place, Point, Stroke, label, quiet_order, sign_spot

__all__ = ["rings"]

_WIDTH = 900
_MIDDLE = _WIDTH // 2
_WIDEST = 210  # from the middle of a ring to its marks
_NARROWEST = 80
_BESIDE = 13  # from a mark to its text
_EDGE = 4
_SINGLE, _DOUBLE = 30, 44  # from one row to the next at least, where names take one line or two
_WIDE_APART = 68  # at most, where there are few
_TALL = 360  # about so high is a ring of few
_BETWEEN = 24  # rings
_FEW = 6  # of those who hang together, none stands in the middle
_CLEAR = 50  # of the middle, where somebody stands there
_STEPS = 16
_FROM_THE_MIDDLE_OF_A_LINE = (8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13)
_FROM_ITS_END = (11, 10, 12, 9, 13, 8, 7, 6)


def rings(names: Sequence[str], pairs: Sequence[Pair]) -> Layout:
    """Nodes by their names, and which are joined.  Everyone has a line."""
    places: dict[int, Place] = {}
    strokes: dict[int, Stroke] = {}
    top = 0
    for group in _groups(len(names), pairs):
        inside = {number: pair for number, pair in enumerate(pairs) if pair[0] in group}
        hub = _hub(group, inside.values())
        bottom = _place(places, group, hub, list(inside.values()), names, top)
        center = (_MIDDLE, (top + bottom) // 2)
        taken = [(places[node].x, places[node].y) for node in group]
        for number, (one, other) in inside.items():
            start, end = ((places[node].x, places[node].y) for node in ((other, one) if other == hub else (one, other)))
            bend = _bend(start, end, center, hub is not None) if hub not in (one, other) else None
            strokes[number] = _stroke(start, bend, end, taken)
            if sign := strokes[number].sign:
                taken.append(sign)
        top = bottom + _BETWEEN
    ordered = tuple(places[node] for node in range(len(names)))
    return Layout(_WIDTH, max(top - _BETWEEN, 0), ordered, tuple(strokes[number] for number in range(len(pairs))))


def _groups(count: int, pairs: Sequence[Pair]) -> Iterator[list[int]]:
    """The nodes that hang together, the largest groups first."""
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        near[one].append(other)
        near[other].append(one)
    found, seen = [], set[int]()
    for start in range(count):
        group, waiting = [], [start]
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                group.append(node)
                waiting += near[node]
        if group:
            found.append(sorted(group))
    yield from sorted(found, key=lambda group: (-len(group), group))


def _hub(group: Sequence[int], pairs: Iterable[Pair]) -> int | None:
    """Who is joined to half of a group or more, if anybody is."""
    degrees = Counter(node for pair in pairs for node in pair)
    node = min(group, key=lambda node: (-degrees[node], node))
    return node if len(group) > _FEW and 2 * degrees[node] >= len(group) else None


def _place(
    places: dict[int, Place],
    group: Sequence[int],
    hub: int | None,
    pairs: Sequence[Pair],
    names: Sequence[str],
    top: int,
) -> int:
    """Place a group, clockwise from the top; where its ring ends."""
    around = [node for node in group if node != hub]
    rank = {node: place for place, node in enumerate(around)}
    order = quiet_order(len(around), [(rank[one], rank[other]) for one, other in pairs if hub not in (one, other)])
    right = -(-len(order) // 2)
    radius = min(_WIDEST, _NARROWEST + 14 * len(order))
    fits = all(width_of(names[node], NAME_SIZE) <= _room(radius) for node in around)
    pitch = max(_SINGLE if fits else _DOUBLE, min(_TALL // right, _WIDE_APART) if right > 1 else 0)
    height = right * pitch
    middle = top + height // 2
    for place, node in enumerate(around[one] for one in order):
        on_right = place < right
        row, rows = (place, right) if on_right else (len(order) - 1 - place, len(order) - right)
        off = (2 * row + 1 - rows) * pitch // 2  # from the middle down
        x = _bowed(radius, (height + pitch) // 2, off)
        side = 1 if on_right else -1
        texts = label(names[node], "", middle + off, _room(x), middle=True)
        anchor = "start" if on_right else "end"
        places[node] = Place(_MIDDLE + side * x, middle + off, _MIDDLE + side * (x + _BESIDE), anchor, texts)
    if hub is not None:
        places[hub] = Place(_MIDDLE, middle, _MIDDLE, "middle", label(names[hub], "", middle + 24, _WIDEST))
    return top + height


def _room(x: int) -> int:
    return _MIDDLE - x - _BESIDE - _EDGE


def _bowed(radius: int, height: int, off: int) -> int:
    """How far from the middle an ellipse is at a height."""
    return radius * isqrt(height * height - off * off) // height


def _bend(start: Point, end: Point, center: Point, occupied: bool) -> Point:
    """Toward the middle, so that a line keeps clear of the marks between its ends, but not through whoever is there."""
    x, y = ((one + other + 2 * middle) // 4 for one, other, middle in zip(start, end, center, strict=True))
    if occupied and abs(x - center[0]) < _CLEAR and abs(y - center[1]) < _CLEAR:
        y += 2 * _CLEAR if y > center[1] else -2 * _CLEAR
    return x, y


def _stroke(start: Point, bend: Point | None, end: Point, taken: Sequence[Point]) -> Stroke:
    """A line with its sign; without a bend it is straight, and its sign toward its end."""
    by = bend or tuple((one + other) // 2 for one, other in zip(start, end, strict=True))
    spots = []
    for step in _FROM_THE_MIDDLE_OF_A_LINE if bend else _FROM_ITS_END:
        rest = _STEPS - step
        x, y = (
            (rest * rest * one + 2 * rest * step * control + step * step * other) // _STEPS**2
            for one, control, other in zip(start, by, end, strict=True)
        )
        spots.append((x, y))
    curve = f"Q{bend[0]} {bend[1]} {end[0]} {end[1]}" if bend else f"L{end[0]} {end[1]}"
    return Stroke(f"M{start[0]} {start[1]}{curve}", sign_spot(spots, taken))
