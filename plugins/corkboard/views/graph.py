"""The page with a drawing of who is related to whom on the whole site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from corkboard.board.catalog import Key
from corkboard.views.context import Context
from corkboard.views.drawing import Drawing
from corkboard.views.drawn import cast_of, drawing_of, joining, kinds_in, left_out
from corkboard.views.page import Page
from corkboard.views.parts import Head, Related
from corkboard.views.plain import Plain
from corkboard.views.relations import related
from corkboard.views.ring import rings
from corkboard.views.site import graph_path

__all__ = ["GraphView", "graph_pages"]


class GraphView(Plain, frozen=True):
    """`graph.html`: who is related to whom on the whole site."""

    head: Head
    title: str
    lang: str
    drawing: Drawing | None
    entries: tuple[Related, ...]  # all that is drawn in words, in the order of the alphabet


class _Version(NamedTuple):
    """The page in one of its languages, and where that is."""

    lang: str
    path: str


def graph_pages(context: Context) -> Iterator[Page]:
    if context.board.has_relations:
        for lang in context.site.menus:
            path = f"{graph_path(lang, context.site.lang)}index.html"
            yield Page(path, "graph.html", partial(_graph, context, lang))


def _graph(context: Context, lang: str) -> GraphView:
    say, excerpt = context.say(lang), context.relations()
    title, path = say("Relations"), graph_path(lang, context.site.lang)
    about, home = say("Who is related to whom, and who says so."), context.site.menus[lang].home
    versions = [_Version(one, graph_path(one, context.site.lang)) for one in context.site.menus]
    head = context.head(path, title, lang, about, versions=versions, trail=(home,))
    joined = joining(context, excerpt.lines, lang)
    if not joined:  # the relations are stated in another language's files alone
        return GraphView(head, title, lang, None, ())
    near: dict[Key, set[Key]] = defaultdict(set)
    for one, other in joined:
        near[one].add(other)
        near[other].add(one)
    cast = cast_of(context, near, lang)
    drawing = drawing_of(
        context,
        cast,
        rings([link.text for link in cast.links], [cast.pair(line) for line in joined]),
        list(joined.values()),
        [()] * len(cast.keys),
        kinds_in(context, joined.values(), lang),
        about,
        left_out(context, (len(cast.keys), len(joined)), (excerpt.of_keys, excerpt.of_lines), lang),
        lang,
    )
    entries = (related(context, key, near[key], lang) for key in cast.keys)
    return GraphView(head, title, lang, drawing, tuple(one for one in entries if one))
