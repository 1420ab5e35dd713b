"""Where lines and keys in the drawing of likelihoods run, so that none covers another.

Lengths are in CSS pixels, from the left and from the top.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corkboard.records.likelihood import Likelihood

__all__ = ["PERCENT", "TOP", "Series", "apart", "height_of", "lanes_of"]

TOP = 12.0
PERCENT = 3.0  # the height of one
_LANE = 3.0  # what is less far apart looks like one line
_MOST = 400  # steps, up to which those that cover each other are moved apart


@dataclass(frozen=True, slots=True)
class Series:
    """A hypothesis' likelihoods by date."""

    points: tuple[tuple[dt.datetime, Likelihood], ...]


def height_of(percent: float) -> float:
    return round(TOP + (100 - percent) * PERCENT, 1)


def lanes_of(series: Sequence[Series], spans: Sequence[Sequence[tuple[float, float]]]) -> list[list[float]]:
    """Where the line of each hypothesis runs from each of its points on; `spans` say from where to where.

    A figure's runs where it lies, a term's anywhere in its band.  Those that hold at the same time are moved apart
    as far as it takes to see that they are several, if there is room.
    """
    found: list[list[float]] = [[0.0] * len(one.points) for one in series]
    taken: list[tuple[float, float, float]] = []
    steps = [(place, number) for place, one in enumerate(series) for number in range(len(one.points))]
    # Terms give way to figures.
    for place, number in sorted(steps, key=lambda step: (series[step[0]].points[step[1]][1].percent is None, step)):
        (since, until), likelihood = spans[place][number], series[place].points[number][1]
        before = series[place].points[number - 1][1] if number else None
        kept = found[place][number - 1] if before == likelihood else None
        wanted = list(_candidates(likelihood, (place + 1) / (len(series) + 1), kept))
        near = [height for start, end, height in taken if start < until and since < end] if len(steps) <= _MOST else []
        free = (one for one in wanted if all(abs(one - other) >= _LANE for other in near))
        found[place][number] = next(free, wanted[0])
        taken.append((since, until, found[place][number]))
    return found


def _candidates(likelihood: Likelihood, share: float, kept: float | None) -> Iterator[float]:
    """Where a step may be drawn, the best place first: where it was before, else at its share of the band."""
    if likelihood.percent is not None:
        inward = _LANE if likelihood.percent >= 50 else -_LANE
        yield from (height_of(likelihood.percent) + inward * lanes for lanes in range(4))
        return
    top, bottom = height_of(likelihood.upper), height_of(likelihood.lower)
    best = kept if kept is not None else round(top + (bottom - top) * share, 1)
    lanes = (round(top + _LANE * number, 1) for number in range(1, int((bottom - top) / _LANE)))
    yield from (best, *sorted(lanes, key=lambda height: (abs(height - best), height)))


def apart(wanted: Sequence[float], top: float, bottom: float, distance: float) -> list[float]:
    """Heights as near to the wanted ones as may be for what must stand so far apart between top and bottom."""
    order = sorted(range(len(wanted)), key=lambda place: (wanted[place], place))
    found = [wanted[place] for place in order]
    for _ in found:
        for number, (above, below) in enumerate(pairwise(found)):
            if (missing := distance - (below - above)) > 0:
                found[number], found[number + 1] = above - missing / 2, below + missing / 2
    # What was pushed out comes back in, and takes the others along.
    floor = top
    for number, height in enumerate(found):
        found[number] = floor = max(height, floor)
        floor += distance
    ceiling = bottom
    for number in range(len(found) - 1, -1, -1):
        found[number] = ceiling = min(found[number], ceiling)
        ceiling -= distance
    placed = dict(zip(order, found, strict=True))
    return [round(placed[place], 1) for place in range(len(wanted))]
