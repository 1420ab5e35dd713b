"""The board: what may be shown now, and who refers to whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from corkboard.board.catalog import Catalog, Item, Key
from corkboard.board.mentions import NameTable, name_table
from corkboard.board.references import Edge, Resolver
from corkboard.board.threads import thread_of_each
from corkboard.diagnostics import Severity
from corkboard.documents.document import Blame
from corkboard.records.article import Article
from corkboard.records.fields import Status

__all__ = ["Board", "article_of", "compose", "references_to_the_withheld"]


@dataclass(frozen=True)
class Board:
    """Everything that may be shown.  Whatever is not on the board cannot reach a page."""

    catalog: Catalog  # of what is shown
    resolver: Resolver  # over all there is, so that links to what is withheld are told from broken ones
    edges: Mapping[Key, tuple[Edge, ...]]  # what each refers to, in its own order
    backlinks: Mapping[Key, tuple[Edge, ...]]  # who refers to each
    articles: tuple[Item, ...]  # newest first
    threads: Mapping[Key, tuple[Item, ...]]  # of articles that follow one another, oldest first
    withdrawn: tuple[Item, ...]
    names: NameTable

    def get(self, key: Key, lang: str = "") -> Item | None:
        """The item in this language, else in its own; None if it is not shown."""
        item = self.catalog.items.get(key)
        return self.catalog.translations.get(key, {}).get(lang, item) if item else None

    def versions(self, key: Key) -> Iterator[Item]:
        """The item and its translations."""
        yield self.catalog.items[key]
        yield from self.catalog.translations.get(key, {}).values()

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages of translations, sorted."""
        return tuple(sorted({lang for versions in self.catalog.translations.values() for lang in versions}))

    @cached_property
    def articles_about(self) -> Mapping[Key, tuple[Item, ...]]:
        """For each item, the articles that refer to it, newest first."""
        about: dict[Key, dict[Key, Item]] = defaultdict(dict)
        for article in self.articles:
            for edge in self.edges.get(article.key, ()):
                about[edge.target][article.key] = article
        return {key: tuple(found.values()) for key, found in about.items()}


def article_of(item: Item) -> Article:
    if not isinstance(item.record, Article):
        raise TypeError(f"{item.name} is not an article")
    return item.record


def _state_of(item: Item, now: dt.datetime, drafts: bool) -> Status:
    """Published, withdrawn, or a draft, as which an article counts whose date lies ahead."""
    record = item.record
    if not isinstance(record, Article):
        return Status.PUBLISHED
    ahead = record.date is None or record.date > now
    if (record.status is Status.DRAFT or ahead) and not drafts:
        return Status.DRAFT
    return Status.WITHDRAWN if record.status is Status.WITHDRAWN else Status.PUBLISHED


def compose(catalog: Catalog, resolver: Resolver, edges: Iterable[Edge], now: dt.datetime, drafts: bool) -> Board:
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
    for edge in edges:
        if edge.name in names and edge.target in items:
            outgoing[edge.source].append(edge)
            incoming[edge.target].append(edge)
    shown = Catalog(items, translations)
    articles = sorted(shown.of_type("article"), key=newest_first)
    return Board(
        catalog=shown,
        resolver=resolver,
        edges={key: tuple(found) for key, found in outgoing.items()},
        backlinks={key: tuple(found) for key, found in incoming.items()},
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
    date = article_of(article).date
    return (-date.timestamp() if date else float("-inf"), article.key.id)


def references_to_the_withheld(catalog: Catalog, edges: Iterable[Edge], board: Board) -> Iterator[Blame]:
    """A warning for each reference from a page that is shown to an article that is not."""
    shown = {item.name for item in board.catalog}
    for edge in edges:
        if edge.name in shown and edge.target in catalog.items and edge.target not in board.catalog.items:
            message = f'the article "{edge.target.id}" is not published'
            hint = "until it is, the page leaves the reference out"
            yield Blame(edge.name, edge.field, message, hint, edge.path, edge.link, Severity.WARNING)
