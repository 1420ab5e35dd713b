"""The parts of drawings of who is related to whom: plain data, with coordinates in whole units."""

from __future__ import annotations

from corkboard.views.plain import Plain
from corkboard.views.site import Link

__all__ = ["Drawing", "DrawnLine", "DrawnNode", "DrawnText", "LegendEntry"]


class DrawnText(Plain, frozen=True):
    """A line of text, by the height of its baseline."""

    y: int
    text: str
    name: bool  # or part of what is said of somebody


class DrawnNode(Plain, frozen=True):
    """A person or an organization: where its mark is, and what is written beside it."""

    link: Link
    type: str  # person or organization
    x: int
    y: int
    text_x: int
    anchor: str  # start or end: on which side of it the texts stand
    texts: tuple[DrawnText, ...]
    title: tuple[str, ...]  # lines for whoever points at it or hears it
    subject: bool = False  # whether it is the one whose page this is


class DrawnLine(Plain, frozen=True):
    """What joins two of them."""

    path: str
    sourced: bool  # whether a source is given for all that it stands for
    title: tuple[str, ...]  # each statement, with who says so
    sign: str  # the sign of its kind in the legend; empty where the kind is written beside a name
    sign_x: int
    sign_y: int


class LegendEntry(Plain, frozen=True):
    """What a sign on lines means."""

    sign: str
    text: str


class Drawing(Plain, frozen=True):
    """Who is related to whom, as a drawing of so many units."""

    width: int
    height: int
    title: str
    description: str
    nodes: tuple[DrawnNode, ...]
    lines: tuple[DrawnLine, ...]
    legend: tuple[LegendEntry, ...]
    types: tuple[str, ...]  # of what is drawn
    unsourced: bool  # whether a line stands for what has no source
    left_out: str  # what is not drawn, in words
