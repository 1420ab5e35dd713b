"""The board as views see it: what they take from it is noted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from corkboard.board.assessments import Assessed
from corkboard.board.board import Board, Topic
from corkboard.board.catalog import Item, Key
from corkboard.board.claims import Part
from corkboard.board.corrections import CorrectionAt, corrections_in
from corkboard.board.fairness import Fairness, Near, near_to, stated_by
from corkboard.board.fairness.matters import Watch
from corkboard.board.mentions import Found, Place, Quotation
from corkboard.board.references import Edge
from corkboard.board.relations import Excerpt
from corkboard.records.likelihood import Row
from corkboard.settings import Settings

__all__ = ["NotedBoard"]

_T = TypeVar("_T")
_Judge = Callable[[str, Watch, str], Sequence[Part]]
_KEPT = 262_144  # of a kind, at about 1 KB each


@dataclass(eq=False, kw_only=True)
class NotedBoard:
    """While a view is being made, everything it takes from the board is noted as an input: a name such as "record
    person/person-a".  As long as no input of a page changes, neither does its view.

    `board` itself is for telling which pages there are.
    """

    board: Board
    settings: Settings
    mentions: Mapping[str, Found]  # by the article's file
    tallies: dict[str, int] = field(default_factory=dict)  # rows of exports by path, once these are made
    fairness: Fairness = field(default_factory=lambda: Fairness(Watch()))
    # Made once, with the inputs it took: an article stands on dozens of pages.
    _made: dict[str, dict[tuple[str, str], tuple[Any, set[str]]]] = field(
        default_factory=lambda: defaultdict(dict), repr=False, compare=False
    )
    _judgments: dict[_Judge, dict[tuple[str, str], Sequence[Part]]] = field(
        default_factory=lambda: defaultdict(dict), repr=False, compare=False
    )
    _noted: list[set[str]] = field(default_factory=lambda: [set()], repr=False, compare=False)

    def forget(self) -> None:
        """Make everything anew from here on: records on the board have changed."""
        self._made.clear()
        self._judgments.clear()

    def once(self, kind: str, item: Item, lang: str, make: Callable[[Item, str], _T], most: int = _KEPT) -> _T:
        """What is made of an item in a language, with the inputs it took, made only the first time.

        Once there are so many of a kind as are to be kept at `most`, these are forgotten.
        """
        made = self._made[kind]
        found: tuple[_T, set[str]] | None = made.get((item.name, lang))
        if found is None:
            if len(made) >= most:
                made.clear()
            with self.noting() as inputs:
                found = made[item.name, lang] = (make(item, lang), inputs)
        else:
            self._noted[-1].update(found[1])
        return found[0]

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """The inputs that are taken from here to the end.  Whoever noted before takes them as well."""
        noted: set[str] = set()
        self._noted.append(noted)
        try:
            yield noted
        finally:
            self._noted.pop()
            if len(self._noted) > 1:
                self._noted[-1] |= noted

    def _note(self, kind: str, key: Key) -> None:
        self._noted[-1].add(f"{kind} {key.type}/{key.id}")

    def get(self, key: Key, lang: str = "") -> Item | None:
        """The item in this language, else in its own; None if it is not shown."""
        self._note("record", key)
        return self.board.get(key, lang)

    def item(self, key: Key, lang: str) -> Item:
        """An item that is known to be shown."""
        found = self.get(key, lang)
        if found is None:
            raise KeyError(key)
        return found

    def versions(self, key: Key) -> tuple[Item, ...]:
        """An item that is shown, and its translations."""
        self._note("record", key)
        return tuple(self.board.versions(key))

    def references(self, key: Key) -> tuple[Edge, ...]:
        """What an item refers to."""
        self._note("ties", key)
        return self.board.references(key)

    def backlinks(self, key: Key) -> tuple[Edge, ...]:
        """What refers to an item."""
        self._note("ties", key)
        return self.board.backlinks(key)

    def backlinks_of_others(self, key: Key) -> tuple[Edge, ...]:
        """What refers to an item besides articles."""
        self._note("ties", key)
        return self.board.backlinks_of_others(key)

    def articles_about(self, key: Key) -> tuple[Item, ...]:
        """The articles that refer to an item, newest first."""
        self._note("articles", key)
        return self.board.articles_about(key)

    def count_about(self, key: Key) -> int:
        """How many articles refer to an item."""
        self._note("articles", key)
        return self.board.count_about(key)

    def dates_about(self, key: Key) -> tuple[str, ...]:
        """The days of the articles that refer to an item, in ISO 8601, newest first; empty for a draft without one."""
        self._note("dates", key)
        return tuple(article.outline.date[:10] for article in self.board.articles_about(key))

    def around(self, key: Key) -> Excerpt:
        """Those to whom somebody is related, as many as can be drawn, and what joins them to each other."""
        self._note("around", key)
        return self.board.relations.around(key)

    def relations(self) -> Excerpt:
        """Who is related to whom on this site, as many as can be drawn."""
        self._noted[-1].add("relations ")
        return self.board.relations.core()

    def claiming(self, key: Key) -> tuple[Item, ...]:
        """The articles that make a claim about a person or organization, weigh something on a hypothesis or assess
        it, or supersede evidence of an article; newest first."""
        self._note("claims", key)
        return self.board.claiming(key)

    def row(self) -> Row:
        """The row of terms that likelihoods are worded in."""
        self._noted[-1].add("row ")
        return self.board.row

    def assessments(self, hypothesis: Item, lang: str) -> tuple[Assessed, ...]:
        """How likely a hypothesis was held to be, by date, and in this language why."""
        return self.once("assessments", hypothesis, lang, self._assessments)

    def _assessments(self, hypothesis: Item, lang: str) -> tuple[Assessed, ...]:
        self._note("assessments", hypothesis.key)
        return self.board.assessments(hypothesis.key, lang, None if self.settings.drafts else self.settings.now)

    def articles_on(self, question: Key) -> tuple[Item, ...]:
        """The articles that refer to a question or bear on one of its hypotheses, newest first."""
        self._note("question", question)
        return self.board.articles_on(question)

    def thread(self, key: Key) -> tuple[Item, ...]:
        """The articles that are joined to an article by following each other up, oldest first."""
        self._note("ties", key)
        return self.board.threads.get(key, ())

    def list(self, type: str) -> tuple[Item, ...]:
        """Everything of a type: articles newest first, all else in the alphabet's order."""
        self._noted[-1].add(f"list {type}")
        return self.board.listed(type)

    def translated(self, lang: str) -> tuple[Item, ...]:
        """The articles that are translated into a language, in it, newest first."""
        self._noted[-1].add(f"translated {lang}")
        return tuple(self.board.translated(lang))

    def corrections(self, lang: str) -> Sequence[CorrectionAt]:
        """Every correction of what is shown, newest first."""
        self._noted[-1].add(f"corrections {lang}")
        return corrections_in(self.board, lang)

    def years(self) -> Mapping[str, Sequence[Item]]:
        """The articles by the year of their date, newest first."""
        self._noted[-1].add("years ")
        return self.board.years

    def topics(self) -> Mapping[str, Topic]:
        """Every tag, by the last part of its address."""
        self._noted[-1].add("topics ")
        return self.board.topics

    def topic(self, slug: str) -> Topic:
        self._noted[-1].add(f"topic {slug}")
        return self.board.topics[slug]

    def shelf(self, name: str) -> Sequence[Item]:
        """A small share of everything: see `Board.shelves`."""
        self._noted[-1].add(f"shelf {name}")
        return self.board.shelves.get(name, ())

    def rows(self, path: str) -> int:
        """How many rows an export has that lies at this path."""
        self._noted[-1].add(f"rows {path}")
        return self.tallies.get(path, 0)

    def gone(self, key: Key, lang: str) -> Item:
        """What is withdrawn, in a language."""
        self._note("record", key)
        return next(item for item in self.board.gone[key] if item.lang == lang)

    def find(self, id: str, types: Iterable[str]) -> Key | None:
        """The record with this id that is shown, of the first of these types that has one."""
        return next((item.key for type in types if (item := self.get(Key(type, id)))), None)

    def quotation(self, article: Item, key: Key) -> Quotation | None:
        """The sentence in which an article first names somebody."""
        self._noted[-1].add(f"mentions {article.name}")
        found = self.mentions.get(article.name)
        return found.quotations.get(key) if found else None

    def note(self, input: str) -> None:
        """Count among the inputs what a view is made from and does not get from here."""
        self._noted[-1].add(input)

    def autolinks(self, item: Item) -> Sequence[Place]:
        """Where in an article's body names are links by themselves; part of the input that its body is."""
        found = self.mentions.get(item.name) if item.key.type == "article" else None
        return found.autolinks if found else ()

    def near(self, item: Item) -> Near:
        """Whom the headline of an item names, and the claims about them that it comes near or makes."""
        self._note("record", item.key)
        return self.fairness.near.get(item.name, ())

    def near_to(self, text: str, key: Key) -> Sequence[Part]:
        """The claims about a person that a text about them comes near."""
        return self._judged(near_to, text, key)

    def stated_of(self, key: Key, sentence: str) -> Sequence[Part]:
        """The claims about a person that a sentence states."""
        return self._judged(stated_by, sentence, key)

    def _judged(self, judge: _Judge, text: str, key: Key) -> Sequence[Part]:
        """Asked only the first time: a sentence stands on several pages and in feeds."""
        self._note("watch", key)
        judged = self._judgments[judge]
        found = judged.get((text, key.id))
        if found is None:
            if len(judged) >= _KEPT:
                judged.clear()
            found = judged[text, key.id] = judge(text, self.fairness.watch, key.id)
        return found
