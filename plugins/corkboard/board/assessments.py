"""How likely hypotheses were held to be, and when: from their own files and from the articles that move them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corkboard.board.catalog import Catalog, Item, Key
from corkboard.diagnostics import quoted
from corkboard.documents.document import Blame
from corkboard.records.article import Article
from corkboard.records.evidence import AssessmentBy
from corkboard.records.fields import canonical_id
from corkboard.records.hypothesis import Hypothesis
from corkboard.records.likelihood import Row
from corkboard.records.validation import Path

__all__ = ["Assessed", "assessment_problems", "assessments_in", "in_order", "row_of"]


@dataclass(frozen=True, slots=True)
class Assessed:
    """A hypothesis as somebody assessed it at a moment."""

    hypothesis: Key
    moment: dt.datetime
    said: AssessmentBy
    item: Item  # whose front matter says so
    article: Key | None  # that moved it
    path: Path  # in the front matter, to what says when


def assessments_in(item: Item) -> Iterator[Assessed]:
    """What an article or a hypothesis says of how likely a hypothesis is.

    What has no moment is left out: only the assessments of a draft that bears no date.
    """
    record = item.record
    if isinstance(record, Article):
        for number, one in enumerate(record.assessments):
            if (moment := one.date or record.date) is not None:
                path = ("assessments", number, "date" if one.date else "hypothesis")
                yield Assessed(Key("hypothesis", canonical_id(one.hypothesis)), moment, one, item, item.key, path)
    elif isinstance(record, Hypothesis):
        for number, own in enumerate(record.assessments):
            article = Key("article", canonical_id(own.article)) if own.article else None
            yield Assessed(item.key, own.date, own, item, article, ("assessments", number, "date"))


def in_order(found: Iterable[Assessed]) -> tuple[Assessed, ...]:
    """By date; of one moment as their files are named."""
    return tuple(sorted(found, key=lambda one: (one.moment, one.item.name, str(one.path))))


def row_of(items: Iterable[Item]) -> Row:
    """The row of terms that is used most among these, of two equally often used ones that which comes first."""
    used = Counter(row for item in items for row, _ in item.outline.assesses if row)
    return Row(used.most_common(1)[0][0]) if used else Row.LIKELIHOOD


def assessment_problems(catalog: Catalog, shown_as: str) -> Iterator[Blame]:
    """Terms of both rows, of which ICD 203 wants one, and hypotheses that are assessed twice at one moment.

    `shown_as` is what messages call the content folder.
    """
    assessing = [item for item in catalog if item.outline.assesses]
    found = [one for item in assessing for one in assessments_in(item)]
    yield from _mixed_rows(assessing, shown_as)
    yield from _at_one_moment(found, shown_as)


def _mixed_rows(assessing: Iterable[Item], shown_as: str) -> Iterator[Blame]:
    assessing = list(assessing)
    usual = row_of(assessing)
    first = ""
    others = []
    for item in assessing:
        record = item.record
        for number, one in enumerate(record.assessments if isinstance(record, Article | Hypothesis) else ()):
            if one.likelihood.row is usual:
                first = first or f"{quoted(one.likelihood.term(usual))} in {shown_as}/{item.name}"
            elif one.likelihood.row is not None:
                others.append((item.name, number, one.likelihood))
    for name, number, likelihood in others:
        term, instead = likelihood.term(usual), type(likelihood)(likelihood.lower, likelihood.upper).term(usual)
        message = f"{quoted(term)} is of the other row of terms than {first}"
        hint = f"a site keeps to one of the two rows of ICD 203: write {quoted(instead)}"
        yield Blame(name, "assessments.likelihood", message, hint, ("assessments", number, "likelihood"))


def _at_one_moment(found: Iterable[Assessed], shown_as: str) -> Iterator[Blame]:
    taken: dict[tuple[Key, dt.datetime], Assessed] = {}
    for one in found:
        if one.item.translation:
            continue
        other = taken.setdefault((one.hypothesis, one.moment), one)
        if other is not one:
            message = f'"{one.hypothesis.id}" is assessed at this moment already in {shown_as}/{other.item.name}'
            hint = "leave one of them out, or give them other dates"
            yield Blame(one.item.name, "assessments.date", message, hint, one.path)
