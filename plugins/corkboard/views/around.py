"""Those to whom somebody is related, drawn on their page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from corkboard.board.catalog import Item, Key
from corkboard.board.relations import Line
from corkboard.records.person import Role
from corkboard.views.context import Context
from corkboard.views.drawing import Drawing
from corkboard.views.drawn import Cast, cast_of, drawing_of, joining, kinds_in, left_out
from corkboard.views.fan import fan
from corkboard.views.layout import quiet_order
from corkboard.views.parts import Related
from corkboard.views.relations import Statement, related

__all__ = ["drawn_around"]


def drawn_around(context: Context, item: Item, lang: str) -> tuple[Drawing | None, tuple[Related, ...]]:
    """A drawing of somebody with those to whom they are related, and what these are to each other in words.

    What they are to the one whose page it is has its own lists there.
    """
    say, excerpt = context.say(lang), context.around(item.key)
    spokes = joining(context, (_line(item.key, key) for key in excerpt.keys), lang)
    if not spokes:
        return None, ()
    others = {key for line in spokes for key in line} - {item.key}
    among = joining(context, (line for line in excerpt.lines if others.issuperset(line)), lang)
    cast = _in_quiet_order(cast_of(context, others, lang), among)
    of_each = [spokes[_line(item.key, key)] for key in cast.keys]
    layout = fan(
        item.title,
        [(link.text, _beside(joint.statements)) for link, joint in zip(cast.links, of_each, strict=True)],
        [cast.pair(line) for line in among],
        mirrored=say.direction == "rtl",
    )
    drawing = drawing_of(
        context,
        Cast((item.key, *cast.keys), (context.link(item, lang), *cast.links)),
        layout,
        [*of_each, *among.values()],
        [(), *(joint.said for joint in of_each)],
        kinds_in(context, among.values(), lang),
        say("Who is related to {name}", name=item.title),
        left_out(context, (len(spokes), len(among)), (excerpt.of_keys, excerpt.of_lines), lang),
        lang,
        subject=item.key,
    )
    return drawing, _in_words(context, cast, among, lang)


def _line(one: Key, other: Key) -> Line:
    return (one, other) if one < other else (other, one)


def _in_quiet_order(cast: Cast, lines: Iterable[Line]) -> Cast:
    order = quiet_order(len(cast.keys), [cast.pair(line) for line in lines])
    return Cast(tuple(cast.keys[place] for place in order), tuple(cast.links[place] for place in order))


def _beside(statements: Iterable[Statement]) -> str:
    """What is written beside a name: kinds of relations and titles of roles."""
    found = (one.what.title if isinstance(one.what, Role) else one.what.kind for one in statements)
    return "; ".join(dict.fromkeys(found))


def _in_words(context: Context, cast: Cast, lines: Iterable[Line], lang: str) -> tuple[Related, ...]:
    near: dict[Key, set[Key]] = defaultdict(set)
    for one, other in lines:
        near[one].add(other)
        near[other].add(one)
    found = (related(context, key, near[key], lang, own=True) for key in cast.keys if key in near)
    return tuple(one for one in found if one)
