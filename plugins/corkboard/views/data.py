"""The page that says what there is of the board for others to work with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from msgspec.structs import replace

from corkboard.settings import Settings
from corkboard.views.context import Context
from corkboard.views.page import Page
from corkboard.views.parts import Alternate, Head
from corkboard.views.plain import Plain
from corkboard.views.site import Link
from corkboard.views.words import Words

__all__ = ["SCHEMA_PATH", "DataFile", "DataView", "data_pages", "exported_paths"]

# The files of each format, by what settings call it.
_PATHS = {
    "json": ("data/board.json",),
    "csv": ("data/people.csv", "data/mentions.csv", "data/evidence.csv", "data/assessments.csv"),
    "graphml": ("data/board.graphml",),
    "ftm": ("data/entities.ftm.json",),
}
SCHEMA_PATH = "data/board.schema.json"


class DataFile(Plain, frozen=True):
    """A file to take away: what it is, in words, and how many rows it has."""

    href: str
    name: str
    about: str
    rows: int


class DataView(Plain, frozen=True):
    """`data.html`: the board as files for others to work with."""

    head: Head
    title: str
    lang: str
    files: tuple[DataFile, ...]  # none in a preview
    schema: Link | None  # of the JSON file
    license: str  # in the publisher's words; empty where nothing is said


def exported_paths(settings: Settings) -> tuple[str, ...]:
    """Where exports lie.  With drafts shown there are none: elsewhere nothing would say that they are drafts."""
    return () if settings.drafts else tuple(path for name in settings.exports for path in _PATHS[name])


def data_pages(context: Context) -> Iterator[Page]:
    """In each language that has a front page."""
    if context.settings.exports:
        for lang in context.site.menus:
            yield Page(f"{_path(context, lang)}index.html", "data.html", partial(_data, context, lang))


def _path(context: Context, lang: str) -> str:
    return "data/" if lang == context.site.lang else f"{lang}/data/"


def _data(context: Context, lang: str) -> DataView:
    say, paths = context.say(lang), exported_paths(context.settings)
    title, menus = say("Data"), context.site.menus
    head = context.head(_path(context, lang), title, lang, trail=(menus[lang].home,))
    about = _about(say)
    return DataView(
        head=replace(head, alternates=tuple(_alternate(context, one) for one in menus) if len(menus) > 1 else ()),
        title=title,
        lang=lang,
        files=tuple(
            DataFile(context.url(path), path.rpartition("/")[2], about[path], context.rows(path)) for path in paths
        ),
        schema=Link(context.url(SCHEMA_PATH), SCHEMA_PATH.rpartition("/")[2]) if _PATHS["json"][0] in paths else None,
        license=context.settings.data_license,
    )


def _alternate(context: Context, lang: str) -> Alternate:
    path = _path(context, lang)
    return Alternate(lang, context.absolute(path), context.say(lang).own_name, context.url(path))


def _about(say: Words) -> Mapping[str, str]:
    return {
        "data/board.json": say("Everything, as one JSON document. Rows are records of any kind."),
        "data/people.csv": say("A table (CSV) of the people whom articles name."),
        "data/mentions.csv": say("A table (CSV) of which article names which person or organization, and as what."),
        "data/evidence.csv": say(
            "A table (CSV) of what articles claim: how far each claim has been checked, its source with its grade, "
            "and what took its place."
        ),
        "data/assessments.csv": say("A table (CSV) of how likely hypotheses were held to be, when, and why."),
        "data/board.graphml": say(
            "A graph (GraphML) of people, organizations, questions, hypotheses and articles. Rows are nodes and edges."
        ),
        "data/entities.ftm.json": say(
            "Entities for FollowTheMoney, one on each line. Claims and hypotheses are notes in it, "
            "not entities or relations."
        ),
    }
