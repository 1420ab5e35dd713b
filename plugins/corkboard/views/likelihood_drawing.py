"""The drawing of likelihoods over time: coordinates for an SVG that says the same without colors or a stylesheet.

Lengths are in CSS pixels, from the left and from the top.  All of it is narrow enough for a phone, where what holds now
would else be out of sight: terms take two lines, and a letter stands at each line's end for a name that is said beside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise
from unicodedata import east_asian_width

from corkboard.records.likelihood import BANDS, TERMS, Row
from corkboard.views.likelihood_lanes import PERCENT, TOP, Series, apart, height_of, lanes_of
from corkboard.views.plain import Plain
from corkboard.views.words import Words

__all__ = [
    "AxisTick",
    "LikelihoodBand",
    "LikelihoodBox",
    "LikelihoodCurve",
    "LikelihoodDrawing",
    "LikelihoodMark",
    "drawing_of",
]

_WIDTH = 240.0  # of the time that is drawn
_AHEAD = 30.0  # what is left of it after the last assessment, which still holds
_ASIDE = 1.5  # by which each hypothesis stands aside of the one before, so that steps on one day are all seen
_KEY = 30.0  # the room beside the plot for the marks and letters at the lines' ends
_KEY_HEIGHT = 13.0
_PERCENTS = 36.0  # the room that percentages need
_LEADING = 12.0
_DATE = 104.0  # the room that a date needs
_DASHES = ("", "8 4", "2 3", "12 3 2 3", "5 2")
# Outlines of about the same area around 0 0.
_MARKS = (
    "M-4.5 0A4.5 4.5 0 1 0 4.5 0A4.5 4.5 0 1 0 -4.5 0Z",
    "M-4 -4H4V4H-4Z",
    "M0 -5.5L5.2 3.8H-5.2Z",
    "M0 -5.5L5.5 0L0 5.5L-5.5 0Z",
    "M0 5.5L5.2 -3.8H-5.2Z",
)


class AxisTick(Plain, frozen=True):
    """A label on an axis."""

    at: float
    text: str


class LikelihoodBand(Plain, frozen=True):
    """A term of ICD 203, and where its band lies."""

    top: float
    height: float
    term: str
    lines: tuple[AxisTick, ...]  # of the term, each on its baseline


class LikelihoodBox(Plain, frozen=True):
    """A term for as long as it held."""

    left: float
    top: float
    width: float
    height: float


class LikelihoodMark(Plain, frozen=True):
    """An assessment: filled for a figure, hollow for a term, which stands for its whole band."""

    x: float
    y: float
    filled: bool


class LikelihoodCurve(Plain, frozen=True):
    """A hypothesis.  `line` is a path; `boxes` are drawn where it is the only one, and `key` where it is not."""

    key: str  # a letter that stands for its name
    line: str
    dash: str  # empty for a line without gaps
    shape: str  # the path of its marks
    marks: tuple[LikelihoodMark, ...]
    boxes: tuple[LikelihoodBox, ...]
    end: float  # from the top, where the line ends
    label: float  # from the top, where its key stands


class LikelihoodDrawing(Plain, frozen=True):
    """Likelihood from bottom to top, time from left to right."""

    width: float
    height: float
    left: float  # the plot, between the axes
    right: float
    top: float
    bottom: float
    description: str
    bands: tuple[LikelihoodBand, ...]
    percents: tuple[AxisTick, ...]
    dates: tuple[AxisTick, ...]
    curves: tuple[LikelihoodCurve, ...]
    keyed: bool  # whether curves bear their keys


def drawing_of(series: Sequence[Series], row: Row, say: Words, description: str) -> LikelihoodDrawing:
    """The histories of hypotheses in one drawing, each of which has a point at least."""
    terms = [_in_two(say(f"likelihood {term}")) for term in TERMS[row]]
    left = round(_PERCENTS + 10 + max(_width(line) for lines in terms for line in lines), 1)
    several = len(series) > 1
    bottom = max(height_of(0), TOP + _KEY_HEIGHT * (len(series) - 0.5)) if several else height_of(0)
    plot = _Plot(left, series)
    bounds = [lower for lower, _ in BANDS] + [BANDS[-1][1]]
    labels = apart([heights[-1] for heights in plot.heights], TOP, bottom, _KEY_HEIGHT)
    return LikelihoodDrawing(
        width=round(left + _WIDTH + (_KEY if several else 12), 1),
        height=round(bottom + 34, 1),
        left=left,
        right=round(left + _WIDTH, 1),
        top=TOP,
        bottom=height_of(0),
        description=description,
        bands=tuple(
            LikelihoodBand(
                height_of(upper),
                round((upper - lower) * PERCENT, 1),
                " ".join(lines),
                tuple(_set(lines, height_of((lower + upper) / 2))),
            )
            for (lower, upper), lines in zip(BANDS, terms, strict=True)
        ),
        percents=tuple(AxisTick(height_of(bound), say.percent(bound)) for bound in bounds),
        dates=tuple(plot.dates(say)),
        curves=tuple(plot.curve(place, label) for place, label in enumerate(labels)),
        keyed=several,
    )


class _Plot:
    """Where moments and likelihoods lie."""

    def __init__(self, left: float, series: Sequence[Series]) -> None:
        self._series = series
        self._moments = sorted({moment for one in series for moment, _ in one.points})
        self._left, self._right = left + 10, round(left + _WIDTH, 1)
        span = (self._moments[-1] - self._moments[0]).total_seconds()
        self._scale = (_WIDTH - 10 - _AHEAD) / span if span else 0.0
        self._starts = [
            [self.x(moment) + _ASIDE * min(place, 12) for moment, _ in one.points] for place, one in enumerate(series)
        ]
        self.heights = lanes_of(series, [list(pairwise([*starts, self._right])) for starts in self._starts])

    def x(self, moment: dt.datetime) -> float:
        return round(self._left + (moment - self._moments[0]).total_seconds() * self._scale, 1)

    def dates(self, say: Words) -> Iterator[AxisTick]:
        """The first and the last, and of the others those that leave room for these; each day once."""
        days: dict[dt.date, float] = {}
        for moment in self._moments:
            days.setdefault(moment.date(), self.x(moment))
        last, at = max(days.values()), float("-inf")
        for day, x in days.items():
            if x - at >= _DATE and (x == last or last - x >= _DATE):
                yield AxisTick(x, say.brief_date(day))
                at = x

    def curve(self, place: int, label: float) -> LikelihoodCurve:
        one = self._series[place]
        likelihoods = [likelihood for _, likelihood in one.points]
        starts, heights = self._starts[place], self.heights[place]
        ends = [*starts[1:], self._right]
        boxed = [len(self._series) == 1 and likelihood.percent is None for likelihood in likelihoods]
        line = [f"M{starts[0]:g} {heights[0]:g}"]
        for number, (end, height) in enumerate(zip(ends, heights, strict=True)):
            # A box says all where it is drawn: a line through it would look like a figure.
            line.append(f"M{end:g} {height:g}" if boxed[number] else f"H{end:g}")
            line += [f"V{after:g}" for after in heights[number + 1 : number + 2]]
        return LikelihoodCurve(
            key=_key(place),
            line="".join(line),
            dash=_DASHES[place % len(_DASHES)],
            # Shapes go round at another pace than dashes, so that the sixth hypothesis is not drawn as the first.
            shape=_MARKS[(place + place // len(_DASHES)) % len(_MARKS)],
            marks=tuple(
                LikelihoodMark(x, height, likelihood.percent is not None)
                for x, height, likelihood in zip(starts, heights, likelihoods, strict=True)
            ),
            boxes=tuple(
                LikelihoodBox(
                    x, height_of(said.upper), round(end - x, 1), round((said.upper - said.lower) * PERCENT, 1)
                )
                for x, end, said, box in zip(starts, ends, likelihoods, boxed, strict=True)
                if box
            ),
            end=heights[-1],
            label=label,
        )


def _key(place: int) -> str:
    """A to Z, then A2 to Z2 and so on."""
    round_, letter = divmod(place, 26)
    return f"{chr(ord('A') + letter)}{round_ + 1 if round_ else ''}"


def _in_two(text: str) -> list[str]:
    """A text in two lines that are as narrow as can be; in one if it has a single word."""
    words = text.split()
    splits = [[" ".join(words[:number]), " ".join(words[number:])] for number in range(1, len(words))]
    return min(splits, key=lambda lines: max(map(_width, lines)), default=[text])


def _set(lines: Sequence[str], middle: float) -> Iterator[AxisTick]:
    """Lines of text around a height, each on its baseline."""
    first = middle + 4 - (len(lines) - 1) * _LEADING / 2
    for number, line in enumerate(lines):
        yield AxisTick(round(first + number * _LEADING, 1), line)


def _width(text: str) -> float:
    """About as wide as a text of 11 pixels gets in most fonts."""
    return sum(11.5 if east_asian_width(char) in "WF" else 6.2 if char.isascii() else 7.4 for char in text)
