"""The board: what may be shown now, and who refers to whom."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from corkboard.board.assessments import Assessed, assessments_in, in_order, row_of
from corkboard.board.catalog import Catalog, Item, Key
from corkboard.board.references import Edge, Ties
from corkboard.board.relations import RELATED_TYPES, RELATING_FIELDS, RelationGraph, relation_graph
from corkboard.board.shelves import shelved
from corkboard.board.threads import thread_of_each
from corkboard.diagnostics import Severity
from corkboard.documents.document import Blame
from corkboard.records.article import Article
from corkboard.records.fields import Status, tag_slug
from corkboard.records.likelihood import Row

__all__ = [
    "Board",
    "Topic",
    "alphabetical",
    "article_of",
    "compose",
    "is_ahead",
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
    ties: Ties  # of everything, shown or not
    articles: tuple[Item, ...]  # newest first
    threads: Mapping[Key, tuple[Item, ...]]  # of articles that follow one another, oldest first
    withdrawn: tuple[Item, ...]
    # Looked up once.
    _edges: dict[str, list[Edge]] = field(default_factory=dict, repr=False, compare=False)
    _references: dict[Key, tuple[Edge, ...]] = field(default_factory=dict, repr=False, compare=False)
    _backlinks: dict[Key, tuple[Edge, ...]] = field(default_factory=dict, repr=False, compare=False)
    _others: dict[Key, tuple[Edge, ...]] = field(default_factory=dict, repr=False, compare=False)
    _about: dict[Key, tuple[Item, ...]] = field(default_factory=dict, repr=False, compare=False)

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
    def corrected(self) -> tuple[Item, ...]:
        """The articles that have corrections, in whatever language, newest first."""
        translations = self.catalog.translations
        return tuple(
            one
            for one in self.articles
            if one.outline.corrections
            or any(item.outline.corrections for item in translations.get(one.key, {}).values())
        )

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
    def row(self) -> Row:
        """The row of terms that likelihoods are worded in."""
        return row_of(item for item in self.catalog if item.outline.assesses)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages of translations, sorted."""
        return tuple(sorted({lang for versions in self.catalog.translations.values() for lang in versions}))

    @cached_property
    def shelves(self) -> Mapping[str, Sequence[Item]]:
        """Everything in small shares by their names: type by type, articles oldest first, all else by file name."""
        types = dict.fromkeys(key.type for key in self.catalog.items)
        return shelved(self.catalog, sorted(types), self.articles[::-1])

    def translated(self, lang: str) -> Iterator[Item]:
        """The articles that are translated into a language, in it, newest first."""
        found = (self.catalog.translations.get(article.key, {}).get(lang) for article in self.articles)
        return (item for item in found if item is not None)

    @cached_property
    def gone(self) -> Mapping[Key, tuple[Item, ...]]:
        """What is withdrawn."""
        found: dict[Key, list[Item]] = defaultdict(list)
        for item in self.withdrawn:
            found[item.key].append(item)
        return {key: tuple(items) for key, items in found.items()}

    @cached_property
    def relations(self) -> RelationGraph:
        """Who is related to whom."""
        return relation_graph(self._relating())

    @cached_property
    def has_relations(self) -> bool:
        return any(edge.source != edge.target for edge in self._relating())

    def _relating(self) -> Iterator[Edge]:
        """The references that join people and organizations."""
        items = (item for type in RELATED_TYPES for item in self.catalog.of_type(type))
        return (edge for item in items for edge in self.references(item.key) if edge.field in RELATING_FIELDS)

    def references(self, key: Key) -> tuple[Edge, ...]:
        """What an item refers to, in its own order."""
        found = self._references.get(key)
        if found is None:
            items = self.catalog.items
            names = [item.name for item in self.versions(key)] if key in items else []
            edges = (edge for name in names for edge in self._edges_of(name))
            found = self._references[key] = tuple(edge for edge in edges if edge.target in items)
        return found

    def links(self, name: str) -> Mapping[str, Key]:
        """Where the links in the body of a file lead, shown or not."""
        return {str(edge.link): edge.target for edge in self._edges_of(name) if edge.link is not None}

    def backlinks(self, key: Key) -> tuple[Edge, ...]:
        """What refers to an item."""
        found = self._backlinks.get(key)
        if found is None:
            found = self._backlinks[key] = tuple(self._edges_to(key, self._places_leading_to(key)))
        return found

    def backlinks_of_others(self, key: Key) -> tuple[Edge, ...]:
        """What refers to an item besides articles, of which there can be thousands."""
        found = self._others.get(key)
        if found is None:
            ranks = self._ranks
            places = (place for place in self._places_leading_to(key) if ranks[place] < 0)
            found = self._others[key] = tuple(self._edges_to(key, places))
        return found

    def messages_leading_to(self, key: Key) -> list[tuple[str, bytes]]:
        """The files that refer to an item, each with all that it refers to: while they stay, `backlinks` do."""
        places = self._places_leading_to(key)
        named = ((self.ties.files[place], self.ties.messages[place]) for place in places)
        return [(name, message) for name, message in named if name in self.files]

    def articles_about(self, key: Key) -> tuple[Item, ...]:
        """The articles that refer to an item, newest first."""
        found = self._about.get(key)
        if found is None:
            found = self._about[key] = self._ranked(self._ranks_about(key))
        return found

    def claiming(self, key: Key) -> tuple[Item, ...]:
        """The articles that make a claim about a person or organization, weigh something on a hypothesis or assess
        it, or supersede evidence of an article; newest first."""
        return self._ranked({rank for place in self.ties.places_claiming(key) if (rank := self._ranks[place]) >= 0})

    def assessments(self, hypothesis: Key, lang: str, now: dt.datetime | None) -> tuple[Assessed, ...]:
        """How likely a hypothesis was held to be, by date, and in this language why.

        What an article says or does that is not shown is left out, and what lies ahead of `now`, if that is given.
        What a withdrawn article did stays.
        """
        items = [self.get(key, lang) for key in (hypothesis, *(article.key for article in self.claiming(hypothesis)))]
        found = (one for item in items if item for one in assessments_in(item) if one.hypothesis == hypothesis)
        return in_order(
            one
            for one in found
            if (now is None or one.moment <= now)
            and (one.article is None or one.article in self.catalog.items or one.article in self.gone)
        )

    def count_about(self, key: Key) -> int:
        """How many articles refer to an item."""
        return len(self._ranks_about(key))

    def articles_on(self, question: Key) -> tuple[Item, ...]:
        """The articles that refer to a question or bear on one of its hypotheses, newest first."""
        answers = (edge.source for edge in self.backlinks_of_others(question) if edge.field == "question")
        return self._ranked({rank for key in (question, *answers) for rank in self._ranks_about(key)})

    def _edges_of(self, name: str) -> list[Edge]:
        found = self._edges.get(name)
        if found is None:
            place = self._places.get(name)
            found = [] if place is None else self.ties.of_file(place, self.files[name].key)
            self._edges[name] = found
        return found

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """The place of each file among those that refer to anything."""
        return {name: place for place, name in enumerate(self.ties.files)}

    def _places_leading_to(self, key: Key) -> Sequence[int]:
        return self.ties.places_leading_to(key) if key in self.catalog.items else ()

    def _edges_to(self, key: Key, places: Iterable[int]) -> Iterator[Edge]:
        """Those of them in files that are shown."""
        names = (self.ties.files[place] for place in places)
        return (edge for name in names if name in self.files for edge in self._edges_of(name) if edge.target == key)

    def _ranked(self, ranks: Iterable[int]) -> tuple[Item, ...]:
        return tuple(self.articles[rank] for rank in sorted(ranks))

    def _ranks_about(self, key: Key) -> set[int]:
        ranks = self._ranks
        return {rank for place in self._places_leading_to(key) if (rank := ranks[place]) >= 0}

    @cached_property
    def _ranks(self) -> Sequence[int]:
        """For each file that refers to anything the place of its article among all, -1 for what is no article."""
        found = {item.name: rank for rank, one in enumerate(self.articles) for item in self.versions(one.key)}
        return [found.get(name, -1) for name in self.ties.files]


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


def is_ahead(article: Item, now: float) -> bool:
    """Whether an article is not to be published yet; `now` in seconds since 1970."""
    moment = article.outline.moment
    return moment is None or moment > now


def _state_of(item: Item, now: float, drafts: bool) -> Status:
    """Published, withdrawn, or a draft, as which an article counts whose date lies ahead."""
    if item.key.type != "article":
        return Status.PUBLISHED
    if (item.outline.status == Status.DRAFT or is_ahead(item, now)) and not drafts:
        return Status.DRAFT
    return Status.WITHDRAWN if item.outline.status == Status.WITHDRAWN else Status.PUBLISHED


def compose(catalog: Catalog, ties: Ties, now: dt.datetime, drafts: bool) -> Board:
    """The board of what may be shown at this moment."""
    moment = now.timestamp()
    states = {item.name: _state_of(item, moment, drafts) for item in catalog}
    items = {key: item for key, item in catalog.items.items() if states[item.name] is Status.PUBLISHED}
    translations = {
        key: among
        for key, versions in catalog.translations.items()
        if key in items
        and (among := {lang: item for lang, item in versions.items() if states[item.name] is Status.PUBLISHED})
    }
    shown = Catalog(items, translations)
    articles = sorted(shown.of_type("article"), key=newest_first)
    names = {item.name for item in shown}
    follows = [edge for edge in ties.follows if edge.name in names and edge.target in items]
    return Board(
        catalog=shown,
        ties=ties,
        articles=tuple(articles),
        threads=thread_of_each(articles, follows),
        withdrawn=tuple(
            item
            for item in catalog
            if states[item.name] is Status.WITHDRAWN and states[catalog.items[item.key].name] is not Status.DRAFT
        ),
    )


def newest_first(article: Item) -> tuple[float, str]:
    """For sorting.  A draft without a date is newer than all."""
    moment = article.outline.moment
    return (float("-inf") if moment is None else -moment, article.key.id)


def references_to_the_withheld(catalog: Catalog, edges: Iterable[Edge], board: Board) -> Iterator[Blame]:
    """A warning for each reference from a page that is shown to an article that is not."""
    shown = {item.name for item in board.catalog}
    for edge in edges:
        if edge.name in shown and edge.target in catalog.items and edge.target not in board.catalog.items:
            message = f'the article "{edge.target.id}" is not published'
            hint = "until it is, the page leaves the reference out"
            yield Blame(edge.name, edge.field, message, hint, edge.path, edge.link, Severity.WARNING)
