"""A drawing of somebody with those to whom they are related: a thread that hangs down, with a branch for each.

It is as narrow as a telephone, and every name has a line of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from corkboard.views.layout import Layout, Pair, Place, Point, Stroke, label, sign_spot

__all__ = ["fan"]

_WIDTH = 320
_TRUNK = 14  # where the thread hangs
_MARK = 76  # where marks are
_TEXT = 92
_FIRST = 21  # the subject's baseline
_TO_MARK = 5  # from a baseline up to the middle of the letters
_GAP = 26  # from the last baseline of one to the first of the next
_SHORT, _REACH = 18, 66  # of an arc to the left, at least and at most, counted where it is bent
_CLEAR = 9  # of a branch
_STEPS = 32


def fan(subject: str, labels: Sequence[tuple[str, str]], among: Sequence[Pair], mirrored: bool) -> Layout:
    """Whose drawing it is, then name and what is said for each of the others, and which of these are joined.

    The first place is the subject's; strokes lead to each of the others, then between them.  `mirrored` is for
    what is read from right to left.
    """
    heading = label(subject, "", _FIRST, _WIDTH - _TRUNK - 20, bold=True)
    places = [Place(_TRUNK, _FIRST - _TO_MARK, _TRUNK + 16, "start", heading)]
    for name, said in labels:
        baseline = places[-1].texts[-1].y + _GAP
        texts = label(name, said, baseline, _WIDTH - _TEXT - 4)
        places.append(Place(_MARK, baseline - _TO_MARK, _TEXT, "start", texts))
    marks = [place.y for place in places[1:]]
    strokes = [_branch(places[0].y, y, mirrored) for y in marks]
    signs: list[Point] = []
    longest = max((abs(one - other) for one, other in among), default=1)
    for one, other in among:
        ends = sorted((marks[one], marks[other]))
        stroke = _arc(ends, _bend(abs(one - other), longest), marks, signs, mirrored)
        strokes.append(stroke)
        signs += [stroke.sign] if stroke.sign else []
    turned = tuple(_turned(place) for place in places) if mirrored else tuple(places)
    return Layout(_WIDTH, places[-1].texts[-1].y + 12, turned, tuple(strokes))


def _branch(top: int, y: int, mirrored: bool) -> Stroke:
    trunk, bend, mark = (_x(x, mirrored) for x in (_TRUNK, _TRUNK + 12, _MARK))
    return Stroke(f"M{trunk} {top}V{y - 12}Q{trunk} {y} {bend} {y}H{mark}")


def _bend(rows: int, longest: int) -> int:
    """How far an arc over so many rows reaches, if the longest reaches as far as there is room."""
    return _SHORT + (_REACH - _SHORT) * (rows - 1) // max(longest - 1, 1)


def _arc(ends: Sequence[int], bend: int, marks: Sequence[int], signs: Sequence[Point], mirrored: bool) -> Stroke:
    """A line on the left of the marks, with its sign between the branches."""
    start, end = ends[0] + 5, ends[1] - 5
    spots = []
    for step in sorted(range(2, _STEPS - 1), key=lambda step: abs(2 * step - _STEPS)):
        across = _MARK - 4 - 3 * step * (_STEPS - step) * bend // _STEPS**2
        down = start + (3 * step**2 * _STEPS - 2 * step**3) * (end - start) // _STEPS**3
        if all(abs(down - mark) >= _CLEAR for mark in marks):
            spots.append((_x(across, mirrored), down))
    side, bent = _x(_MARK - 4, mirrored), _x(_MARK - 4 - bend, mirrored)
    return Stroke(f"M{side} {start}C{bent} {start} {bent} {end} {side} {end}", sign_spot(spots, signs))


def _x(x: int, mirrored: bool) -> int:
    return _WIDTH - x if mirrored else x


def _turned(place: Place) -> Place:
    return Place(_WIDTH - place.x, place.y, _WIDTH - place.text_x, "end", place.texts)
