"""The board: what may be shown now, and who refers to whom."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from corkboard.board.catalog import Catalog, Item, Key
from corkboard.board.mentions import NameTable, name_table
from corkboard.board.references import Edge
from corkboard.board.threads import thread_of_each
from corkboard.diagnostics import Severity
from corkboard.documents.document import Blame
from corkboard.records.article import Article
from corkboard.records.fields import Status, tag_slug

__all__ = [
    "Board",
    "Topic",
    "alphabetical",
    "article_of",
    "compose",
    "date_of",
    "newest_first",
    "references_to_the_withheld",
    "tags_of",
]


@dataclass(frozen=True, slots=True)
class Topic:
    """A tag as most articles spell it, and the articles that have it, newest first."""

    title: str
    articles: tuple[Item, ...]


@dataclass(frozen=True)
class Board:
    """Everything that may be shown.  Whatever is not on the board cannot reach a page."""

    catalog: Catalog  # of what is shown
    edges: Mapping[Key, tuple[Edge, ...]]  # what each refers to, in its own order
    backlinks: Mapping[Key, tuple[Edge, ...]]  # who refers to each
    links: Mapping[str, Mapping[str, Key]]  # for each file, where the links in its body lead, shown or not
    articles: tuple[Item, ...]  # newest first
    threads: Mapping[Key, tuple[Item, ...]]  # of articles that follow one another, oldest first
    withdrawn: tuple[Item, ...]
    names: NameTable

    def get(self, key: Key, lang: str = "") -> Item | None:
        """The item in this language, else in its own; None if it is not shown."""
        item = self.catalog.items.get(key)
        if item is None or not (versions := self.catalog.translations.get(key)):
            return item
        return versions.get(lang, item)

    def versions(self, key: Key) -> Iterator[Item]:
        """The item and its translations."""
        yield self.catalog.items[key]
        yield from self.catalog.translations.get(key, {}).values()

    @cached_property
    def files(self) -> Mapping[str, Item]:
        """What is shown, by its file."""
        return {item.name: item for item in self.catalog}

    def listed(self, type: str) -> tuple[Item, ...]:
        """Everything of a type: articles newest first, all else in the order of the alphabet."""
        return self.articles if type == "article" else by_title(self.catalog.of_type(type))

    @cached_property
    def years(self) -> Mapping[str, tuple[Item, ...]]:
        """The articles that have a date, by its year, newest first."""
        dated = (article for article in self.articles if article.outline.date)
        return {year: tuple(found) for year, found in groupby(dated, key=lambda one: one.outline.date[:4])}

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        """Every tag, by the last part of its address, sorted."""
        articles: dict[str, list[Item]] = defaultdict(list)
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for article in self.articles:
            for slug, tag in tags_of(article).items():
                articles[slug].append(article)
                spellings[slug][tag] += 1
        # The spelling used most often, and of several the first in the alphabet.
        titles = {slug: min(found, key=lambda tag: (-found[tag], tag)) for slug, found in spellings.items()}
        return {slug: Topic(titles[slug], tuple(articles[slug])) for slug in sorted(articles)}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages of translations, sorted."""
        return tuple(sorted({lang for versions in self.catalog.translations.values() for lang in versions}))

    def translated(self, lang: str) -> Iterator[Item]:
        """The articles that are translated into a language, in it, newest first."""
        found = (self.catalog.translations.get(article.key, {}).get(lang) for article in self.articles)
        return (item for item in found if item is not None)

    @cached_property
    def backlinks_of_others(self) -> Mapping[Key, tuple[Edge, ...]]:
        """Who refers to each besides articles, of which there can be thousands."""
        found = {
            key: tuple(edge for edge in edges if edge.source.type != "article") for key, edges in self.backlinks.items()
        }
        return {key: edges for key, edges in found.items() if edges}

    @cached_property
    def gone(self) -> Mapping[Key, tuple[Item, ...]]:
        """What is withdrawn."""
        found: dict[Key, list[Item]] = defaultdict(list)
        for item in self.withdrawn:
            found[item.key].append(item)
        return {key: tuple(items) for key, items in found.items()}

    @cached_property
    def articles_about(self) -> Mapping[Key, tuple[Item, ...]]:
        """For each item, the articles that refer to it, newest first."""
        about: dict[Key, dict[Key, Item]] = defaultdict(dict)
        for article in self.articles:
            for edge in self.edges.get(article.key, ()):
                about[edge.target][article.key] = article
        return {key: tuple(found.values()) for key, found in about.items()}

    def articles_on(self, question: Key) -> tuple[Item, ...]:
        """The articles that refer to a question or bear on one of its hypotheses, newest first."""
        answers = (edge.source for edge in self.backlinks_of_others.get(question, ()) if edge.field == "question")
        keys = (question, *answers)
        found = {article.key for key in keys for article in self.articles_about.get(key, ())}
        return tuple(self.articles[rank] for rank in sorted(map(self._ranks.__getitem__, found)))

    @cached_property
    def _ranks(self) -> Mapping[Key, int]:
        """The place of each article among all."""
        return {article.key: rank for rank, article in enumerate(self.articles)}


def by_title(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda item: (alphabetical(item.title), item.key)))


def alphabetical(text: str) -> str:
    """For sorting: accents and case aside."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def tags_of(article: Item) -> dict[str, str]:
    """An article's tags by the last part of their addresses, each once."""
    found: dict[str, str] = {}
    for tag in article.outline.tags:
        found.setdefault(tag_slug(tag), tag)
    return found


def article_of(item: Item) -> Article:
    if not isinstance(item.record, Article):
        raise TypeError(f"{item.name} is not an article")
    return item.record


def date_of(article: Item) -> dt.datetime | None:
    """When it is published; None for a draft that does not say."""
    return dt.datetime.fromisoformat(article.outline.date) if article.outline.date else None


def _state_of(item: Item, now: dt.datetime, drafts: bool) -> Status:
    """Published, withdrawn, or a draft, as which an article counts whose date lies ahead."""
    if item.key.type != "article":
        return Status.PUBLISHED
    date = date_of(item)
    ahead = date is None or date > now
    if (item.outline.status == Status.DRAFT or ahead) and not drafts:
        return Status.DRAFT
    return Status.WITHDRAWN if item.outline.status == Status.WITHDRAWN else Status.PUBLISHED


def compose(catalog: Catalog, edges: Iterable[Edge], now: dt.datetime, drafts: bool) -> Board:
    """The board of what may be shown at this moment."""
    states = {item.name: _state_of(item, now, drafts) for item in catalog}
    items = {key: item for key, item in catalog.items.items() if states[item.name] is Status.PUBLISHED}
    translations = {
        key: versions
        for key in items
        if (
            versions := {
                lang: item
                for lang, item in catalog.translations.get(key, {}).items()
                if states[item.name] is Status.PUBLISHED
            }
        )
    }
    names = {item.name for item in items.values()} | {
        item.name for versions in translations.values() for item in versions.values()
    }
    outgoing: dict[Key, list[Edge]] = defaultdict(list)
    incoming: dict[Key, list[Edge]] = defaultdict(list)
    links: dict[str, dict[str, Key]] = defaultdict(dict)
    for edge in edges:
        if edge.link is not None:
            links[edge.name][str(edge.link)] = edge.target
        if edge.name in names and edge.target in items:
            outgoing[edge.source].append(edge)
            incoming[edge.target].append(edge)
    shown = Catalog(items, translations)
    articles = sorted(shown.of_type("article"), key=newest_first)
    return Board(
        catalog=shown,
        edges={key: tuple(found) for key, found in outgoing.items()},
        backlinks={key: tuple(found) for key, found in incoming.items()},
        links=links,
        articles=tuple(articles),
        threads=thread_of_each(articles, outgoing),
        withdrawn=tuple(
            item
            for item in catalog
            if states[item.name] is Status.WITHDRAWN and states[catalog.items[item.key].name] is not Status.DRAFT
        ),
        names=name_table(shown),
    )


def newest_first(article: Item) -> tuple[float, str]:
    """For sorting.  A draft without a date is newer than all."""
    date = date_of(article)
    return (-date.timestamp() if date else float("-inf"), article.key.id)


def references_to_the_withheld(catalog: Catalog, edges: Iterable[Edge], board: Board) -> Iterator[Blame]:
    """A warning for each reference from a page that is shown to an article that is not."""
    shown = {item.name for item in board.catalog}
    for edge in edges:
        if edge.name in shown and edge.target in catalog.items and edge.target not in board.catalog.items:
            message = f'the article "{edge.target.id}" is not published'
            hint = "until it is, the page leaves the reference out"
            yield Blame(edge.name, edge.field, message, hint, edge.path, edge.link, Severity.WARNING)
