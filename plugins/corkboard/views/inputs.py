"""What views are made from, by names such as "record person/person-a", and how to tell that it has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from corkboard.board.catalog import Item, Key
from corkboard.board.corrections import corrections_in
from corkboard.board.fairness import near_by
from corkboard.fingerprints import fingerprint_of
from corkboard.records import CONTENT_TYPES
from corkboard.views.context import Context

__all__ = ["files_of", "fingerprint_of_input", "in_words"]


def fingerprint_of_input(context: Context, input: str) -> bytes:
    """Another one wherever a view that took this input may have to change."""
    kind, _, name = input.partition(" ")
    return fingerprint_of(_VALUES[kind](context, name))


def files_of(input: str, records: Mapping[Key, Sequence[str]]) -> Sequence[str]:
    """The files of the content that an input is; none for a list.  `records` are the files of each record."""
    kind, _, name = input.partition(" ")
    if kind == "record":
        return records.get(_key(name), ())
    return [name] if kind in _OF_A_FILE else []


def in_words(input: str, content: str) -> str:
    """E.g. "the list of articles about person person-a".  `content` is what the content folder is called."""
    kind, _, name = input.partition(" ")
    key, plural = name.replace("/", " ", 1), _PLURAL.get(name, name)
    return _WORDS[kind].format(name=name, key=key, plural=plural, file=f"{content}/{name}")


_OF_A_FILE = ("body", "mentions")
_PLURAL = {type.name: type.folder for type in CONTENT_TYPES}
_WORDS = {
    "record": "{key}",
    "body": "the text of {file}, and where its links lead",
    "ties": "what {key} refers to, what refers to it, and its thread of follow-ups",
    "articles": "the list of articles about {key}",
    "dates": "the dates of the articles about {key}",
    "around": "who is related to {key}, and to each other",
    "relations": "who is related to whom",
    "claims": "which articles make claims about {key}",
    "row": "which row of terms the site words likelihoods in",
    "assessments": "how likely {key} was held to be",
    "watch": "what is claimed of {key} that is not verified",
    "question": "the list of articles on {key}",
    "list": "the list of {plural}",
    "translated": "the list of articles translated into {name}",
    "years": "the list of articles by year",
    "corrections": "the list of corrections for readers of {name}",
    "topics": "the list of tags",
    "topic": "the list of articles with the tag {name}",
    "shelf": "which records belong to the part {name} of exports",
    "rows": "how many rows {name} has",
    "comments": "the comments on {key}, and whether they are closed",
    "discussions": "which discussions are {name}",
    "count": "how many comments there are on {key}",
    "mentions": "the sentences in which {file} names others",
}


def _versions(context: Context, key: Key) -> list[Item]:
    shown = context.board.versions(key) if key in context.board.catalog.items else ()
    return [*shown, *context.board.gone.get(key, ())]


def _key(name: str) -> Key:
    return Key(*name.split("/", 1))


def _record(context: Context, name: str) -> object:
    return [
        (one.lang, one.path, *_front_matters(one), context.state(one, one.lang), context.fairness.near.get(one.name))
        for one in _versions(context, _key(name))
    ]


def _front_matters(item: Item) -> tuple[bytes, bytes]:
    return item.outline.front_matter, item.records.outline(item.original).front_matter


def _body(context: Context, name: str) -> object:
    item = context.board.files.get(name)
    if item is None:
        return None
    return item.outline.body, context.board.links(name), context.attached.get(name), context.autolinks(item)


def _ties(context: Context, name: str) -> object:
    """What it refers to, what refers to it, and the thread that it is part of."""
    board, key = context.board, _key(name)
    return (
        [(edge.target, edge.field) for edge in board.references(key)],
        board.messages_leading_to(key),
        _ids(board.threads.get(key, ())),
    )


def _assessments(context: Context, name: str) -> object:
    """In the language of the hypothesis and in all that anything is translated into."""
    key, board = _key(name), context.board
    now = None if context.settings.drafts else context.settings.now
    found = {lang: board.assessments(key, lang, now) for lang in ("", *board.languages)}
    return [
        (lang, one.moment.isoformat(), one.item.name, one.article, said.likelihood, said.confidence, said.why)
        for lang, moves in found.items()
        for one in moves
        if (said := one.said)
    ]


def _topics(context: Context, _: str) -> object:
    watch = context.fairness.watch
    return [
        (slug, topic.title, len(topic.articles), near_by(topic.title, watch))
        for slug, topic in context.board.topics.items()
    ]


def _topic(context: Context, slug: str) -> object:
    topic = context.board.topics.get(slug)
    return topic and (topic.title, _ids(topic.articles), near_by(topic.title, context.fairness.watch))


def _quotations(context: Context, name: str) -> object:
    found = context.mentions.get(name)
    return list(found.quotations.items()) if found else []


def _ids(items: Iterable[Item]) -> object:
    return [item.key.id for item in items]


_VALUES: dict[str, Callable[[Context, str], object]] = {
    "record": _record,
    "body": _body,
    "ties": _ties,
    "articles": lambda context, name: _ids(context.board.articles_about(_key(name))),
    "dates": lambda context, name: [one.outline.date[:10] for one in context.board.articles_about(_key(name))],
    "around": lambda context, name: context.board.relations.around(_key(name)),
    "relations": lambda context, _: context.board.relations.core(),
    "claims": lambda context, name: _ids(context.board.claiming(_key(name))),
    "row": lambda context, _: context.board.row,
    "assessments": _assessments,
    "watch": lambda context, name: context.fairness.watch.naming(_key(name).id),
    "question": lambda context, name: _ids(context.board.articles_on(_key(name))),
    "list": lambda context, name: _ids(context.board.listed(name)),
    "translated": lambda context, name: _ids(context.board.translated(name)),
    "years": lambda context, _: [(year, _ids(articles)) for year, articles in context.board.years.items()],
    "corrections": lambda context, lang: [
        (one.item.name, one.place, one.date) for one in corrections_in(context.board, lang)
    ],
    "topics": _topics,
    "topic": _topic,
    "shelf": lambda context, name: _ids(context.board.shelves.get(name, ())),
    "rows": lambda context, name: context.tallies.get(name),
    "comments": lambda context, name: (
        context.discussions.fingerprint(context, _key(name)) if context.discussions else b""
    ),
    "discussions": lambda context, name: context.discussions.fact(context, name) if context.discussions else None,
    "count": lambda context, name: context.discussions.count(context, _key(name)) if context.discussions else 0,
    "mentions": lambda context, name: _quotations(context, name),
}
