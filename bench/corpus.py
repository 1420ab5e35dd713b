"""A synthetic publication: articles about people and hypotheses, in no generator's dialect yet.

Every name in it is made up ("Person 00042", "Alias 00042").  The same size and seed give the same texts.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

__all__ = ["AUTHORS", "LINK", "Article", "Size", "Subject", "articles", "subjects"]

AUTHORS = 7
LINK = "«{}»"  # where a body links to a person: the id stands for an address that each dialect writes in its own way

_VOCABULARY = (
    "report editor source archive ministry agency council statement record budget "
    "contract deputy region channel audience publication denial letter meeting "
    "transfer account register tender journalist bulletin broadcast interview "
    "document quarter signature witness hearing committee memo timeline briefing "
    "portal newsroom analyst reader column debate election reform policy measure"
)
_WORDS = _VOCABULARY.split()
_STANCES = ("supports", "weakens", "neutral")
_FIRST_DAY = dt.datetime(2001, 1, 1, 9, tzinfo=dt.UTC)
_SPAN = dt.timedelta(days=24 * 365)  # all articles lie in it, so that none is dated ahead
_PARAGRAPHS = 7


@dataclass(frozen=True)
class Size:
    """How many there are of what."""

    articles: int
    people: int
    hypotheses: int

    @classmethod
    def of(cls, articles: int) -> Size:
        """A person for every 20 articles, a hypothesis for every 100, and at least 5 of each."""
        return cls(articles, max(5, articles // 20), max(5, articles // 100))


@dataclass(frozen=True)
class Article:
    """What every dialect says of one article."""

    number: int
    title: str
    summary: str
    date: dt.datetime
    people: Sequence[str]
    hypotheses: Mapping[str, str]  # id → stance
    follows: str | None
    body: str

    @property
    def slug(self) -> str:
        return _slug(self.number)

    @property
    def path(self) -> PurePosixPath:
        """Its file in the content, with 1,000 of them in a folder."""
        return PurePosixPath("articles", f"{self.number // 1000:03d}", f"{self.slug}.md")

    @property
    def author(self) -> int:
        return self.number % AUTHORS


@dataclass(frozen=True)
class Subject:
    """A person or a hypothesis, with a page of its own."""

    folder: str  # people or hypotheses
    id: str
    text: str
    statement: str

    @property
    def title(self) -> str:
        return self.id.replace("-", " ").capitalize()

    @property
    def number(self) -> str:
        return self.id.rpartition("-")[2]


def articles(size: Size, rng: random.Random) -> Iterator[Article]:
    """The articles from the oldest to the newest, some of which follow up older ones."""
    step = min(dt.timedelta(hours=17), _SPAN / size.articles)
    for number in range(size.articles):
        people = _some(size.people, 4, rng)
        hypotheses = _some(size.hypotheses, 2, rng)
        yield Article(
            number=number,
            title=f"{_slug(number).replace('-', ' ').capitalize()}: {_plain(_sentence(rng))[:60].rstrip('. ')}",
            summary=_plain(_sentence(rng)),
            date=(_FIRST_DAY + step * number).replace(microsecond=0),
            people=[_person(one) for one in people],
            hypotheses={_hypothesis(one): rng.choice(_STANCES) for one in hypotheses},
            follows=_slug(rng.randrange(number)) if number >= 10 and rng.random() < 0.3 else None,
            body=_body(people, rng),
        )


def subjects(size: Size, rng: random.Random) -> Iterator[Subject]:
    """People, then hypotheses."""
    ids = [("people", _person(number)) for number in range(size.people)]
    ids += [("hypotheses", _hypothesis(number)) for number in range(size.hypotheses)]
    for folder, id in ids:
        yield Subject(folder, id, text=_paragraph(rng), statement=_plain(_sentence(rng)))


def _slug(number: int) -> str:
    return f"report-{number:06d}"


def _person(number: int) -> str:
    return f"person-{number:05d}"


def _hypothesis(number: int) -> str:
    return f"hypothesis-{number:04d}"


def _some(count: int, most: int, rng: random.Random) -> list[int]:
    return sorted(rng.sample(range(count), k=min(count, rng.randint(1, most))))


def _body(people: Sequence[int], rng: random.Random) -> str:
    """About 600 words: paragraphs, two headings, a list, a quotation, a table; each person is named or linked."""
    blocks = [_paragraph(rng) for _ in range(_PARAGRAPHS)]
    for person in people:
        name = f"Person {person:05d}"
        shown = rng.choice([name, f"Alias {person:05d}", f"[{name}]({LINK.format(_person(person))})"])
        blocks[rng.randrange(_PARAGRAPHS)] += f" {shown} {' '.join(rng.choices(_WORDS, k=9))}."
    blocks.insert(2, _heading(rng))
    blocks.insert(4, "\n".join(f"- {_sentence(rng)}" for _ in range(4)))
    blocks.insert(6, _heading(rng))
    blocks.insert(7, "\n".join(f"> {_sentence(rng)}" for _ in range(2)))
    rows = [f"| {rng.choice(_WORDS)} | {rng.randint(1, 999)} |" for _ in range(4)]
    blocks.append("\n".join(["| term | figure |", "| --- | --- |", *rows]))
    return "\n\n".join(blocks)


def _heading(rng: random.Random) -> str:
    return f"## {_plain(_sentence(rng)).removesuffix('.')}"


def _paragraph(rng: random.Random) -> str:
    return " ".join(_sentence(rng) for _ in range(rng.randint(3, 6)))


def _sentence(rng: random.Random) -> str:
    words = rng.choices(_WORDS, k=rng.randint(8, 22))
    if rng.random() < 0.3:
        words[rng.randrange(len(words))] = f"*{rng.choice(_WORDS)}*"
    if rng.random() < 0.15:
        words[rng.randrange(len(words))] = f"**{rng.choice(_WORDS)} {rng.choice(_WORDS)}**"
    if rng.random() < 0.1:
        words.append(f"[{rng.choice(_WORDS)}](https://example.org/{rng.choice(_WORDS)})")
    return " ".join(words).capitalize() + "."


def _plain(sentence: str) -> str:
    """A sentence without its Markdown."""
    return sentence.replace("*", "").partition(" [")[0].rstrip(".") + "."
