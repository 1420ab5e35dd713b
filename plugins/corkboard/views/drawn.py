"""From what is stated to what is drawn: who is joined to whom, with the words that go with each line and mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corkboard.board.board import alphabetical
from corkboard.board.catalog import Key
from corkboard.board.relations import Line
from corkboard.records.common import Relation
from corkboard.views.context import Context
from corkboard.views.drawing import Drawing, DrawnLine, DrawnNode, LegendEntry
from corkboard.views.layout import Layout
from corkboard.views.relations import Statement, in_words, statements_of
from corkboard.views.site import Link

__all__ = ["Cast", "Joint", "cast_of", "drawing_of", "joining", "kinds_in", "left_out"]

_MOST_SIGNS = 2  # on a line


@dataclass(frozen=True, slots=True)
class Cast:
    """Those who are drawn, in the order of the alphabet."""

    keys: tuple[Key, ...]
    links: tuple[Link, ...]

    def pair(self, line: Line) -> tuple[int, int]:
        return self.keys.index(line[0]), self.keys.index(line[1])


@dataclass(frozen=True, slots=True)
class Joint:
    """All that is stated of two of them, and the same in words."""

    statements: tuple[Statement, ...]
    said: tuple[str, ...]

    @property
    def sourced(self) -> bool:
        return all(one.what.source for one in self.statements)


def cast_of(context: Context, keys: Iterable[Key], lang: str) -> Cast:
    found = [(key, link) for key in keys if (link := context.link_to(key, lang))]
    found.sort(key=lambda one: (alphabetical(one[1].text), one[0]))
    return Cast(tuple(key for key, _ in found), tuple(link for _, link in found))


def joining(context: Context, lines: Iterable[Line], lang: str) -> dict[Line, Joint]:
    """For each line what it stands for; without those that nothing is stated of in this language."""
    found = {}
    for line in lines:
        both = [one for key in line for one in statements_of(context, key, lang)]
        if statements := tuple(one for one in both if {one.owner, one.other} == {*line}):
            found[line] = Joint(statements, in_words(context, statements, lang))
    return found


def kinds_in(context: Context, joints: Iterable[Joint], lang: str) -> tuple[LegendEntry, ...]:
    """A sign for each kind of relation, the most common first."""
    spellings: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for one in (statement for joint in joints for statement in joint.statements):
        kind = _kind(context, one, lang)
        counts[spellings.setdefault(kind.casefold(), kind)] += 1
    ordered = sorted(counts, key=lambda kind: (-counts[kind], alphabetical(kind), kind))
    return tuple(LegendEntry(str(number), kind) for number, kind in enumerate(ordered, 1))


def _kind(context: Context, statement: Statement, lang: str) -> str:
    return statement.what.kind if isinstance(statement.what, Relation) else context.say(lang)("role")


def drawing_of(
    context: Context,
    cast: Cast,
    layout: Layout,
    joints: Sequence[Joint],
    titles: Sequence[tuple[str, ...]],
    legend: tuple[LegendEntry, ...],
    title: str,
    left_out: str,
    lang: str,
    subject: Key | None = None,
) -> Drawing:
    """A drawing of a cast as it was laid out.

    Each stroke of the layout stands for one of `joints`; `titles` has what is said of each of the cast.  The kinds of
    all lines that are to have a sign are in the legend.
    """
    say = context.say(lang)
    signs = {entry.text.casefold(): entry.sign for entry in legend}
    types = {"person": say("person"), "organization": say("organization")}
    nodes = tuple(
        DrawnNode(
            link=link,
            type=key.type,
            x=place.x,
            y=place.y,
            text_x=place.text_x,
            anchor=place.anchor,
            texts=place.texts,
            title=(f"{link.text}, {types[key.type]}", *said),
            subject=key == subject,
        )
        for key, link, place, said in zip(cast.keys, cast.links, layout.places, titles, strict=True)
    )
    lines = []
    for stroke, joint in zip(layout.strokes, joints, strict=True):
        x, y = stroke.sign or (0, 0)
        kinds = {_kind(context, one, lang).casefold() for one in joint.statements} if stroke.sign else ()
        sign = _sign(signs[kind] for kind in kinds)
        lines.append(DrawnLine(stroke.path, joint.sourced, joint.said, sign, x, y))
    return Drawing(
        width=layout.width,
        height=layout.height,
        title=title,
        description=say("The same is said in words below, and who states it."),
        nodes=nodes,
        lines=tuple(lines),
        legend=legend,
        types=tuple(sorted({key.type for key in cast.keys}, reverse=True)),
        unsourced=not all(joint.sourced for joint in joints),
        left_out=left_out,
    )


def _sign(signs: Iterable[str]) -> str:
    found = sorted(signs, key=int)
    return ",".join(found[:_MOST_SIGNS]) + ("…" if len(found) > _MOST_SIGNS else "")


def left_out(context: Context, drawn: tuple[int, int], of: tuple[int, int], lang: str) -> str:
    """What is not drawn, in words: of people and organizations, and of lines; empty where all is."""
    say, said = context.say(lang), []
    if drawn[0] < of[0]:
        said.append(
            say("{drawn} of {all} people and organizations are drawn, the best connected.", drawn=drawn[0], all=of[0])
        )
    if drawn[1] < of[1]:
        said.append(say("{drawn} of {all} lines are drawn.", drawn=drawn[1], all=of[1]))
    return " ".join((*said, say("What is left out is told on the page of each."))) if said else ""
