"""A person's timeline: roles where they begin and end, and how many articles name the person in between.

Articles are counted by year, and apart where a role begins or ends between two of them: each has its own entry in the
list below, to which the timeline leads, and a person may be named by thousands.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from urllib.parse import quote

from corkboard.board.catalog import Item
from corkboard.records.fields import PartialDate
from corkboard.records.person import Person, Role
from corkboard.views.context import Context
from corkboard.views.page import page_suffix
from corkboard.views.partial_dates import as_written
from corkboard.views.parts import Date, RoleRow
from corkboard.views.plain import Plain
from corkboard.views.relations import role_row
from corkboard.views.words import Words

__all__ = ["TimelineEntry", "anchor_of", "first_of_each", "timeline"]

_Order = tuple[tuple[int, ...], int]  # a date, and what comes first of the same one
_ENDS, _BEGINS, _ENDS_AT_ONCE, _DIES, _IS_NAMED = range(5)


class TimelineEntry(Plain, frozen=True):
    """A role that begins, ends or does both; a death; or articles in a row, where `count` is not 0."""

    date: Date  # without `iso` where no single year, month or day can be given
    what: str  # begins, ends, lasts, dies or articles
    role: RoleRow | None
    count: int = 0
    href: str = ""  # where the list of articles has the newest of them


@dataclass(frozen=True, slots=True)
class _Event:
    order: _Order
    date: PartialDate
    what: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class _Articles:
    """Articles of a year that no event lies between: places in the list, which has the newest first."""

    newest: int
    oldest: int
    all_of_year: bool


def timeline(context: Context, item: Item, lang: str) -> tuple[TimelineEntry, ...]:
    """A person's timeline; empty where it would say no more than that there are articles in one year."""
    return context.once("timeline", item, lang, partial(_timeline, context))


def first_of_each(context: Context, item: Item) -> frozenset[int]:
    """The places in the list of articles about a person to which the timeline leads."""
    found = _sequence(context, item)
    return frozenset(one.newest for one in found if isinstance(one, _Articles)) if len(found) > 1 else frozenset()


def anchor_of(article: Item) -> str:
    """By which the timeline leads to an article in the list below it."""
    return f"_in-{article.key.id}"


def _timeline(context: Context, item: Item, lang: str) -> tuple[TimelineEntry, ...]:
    found, say = _sequence(context, item), context.say(lang)
    if len(found) == 1 and isinstance(found[0], _Articles):
        return ()
    articles, dates = context.articles_about(item.key), context.dates_about(item.key)
    entries = []
    for one in found:
        if isinstance(one, _Event):
            date = Date("" if one.date.qualifier else one.date.day_or_less, as_written(say, one.date))
            entries.append(TimelineEntry(date, one.what, role_row(context, one.role, lang) if one.role else None))
        else:
            size = context.settings.entity_pagination
            page = context.url(item.path + page_suffix(one.newest // size + 1 if size else 1))
            href = f"{page}#{quote(anchor_of(articles[one.newest]))}"
            date = _days(say, dates[one.oldest], dates[one.newest], one.all_of_year)
            entries.append(TimelineEntry(date, "articles", None, one.oldest - one.newest + 1, href))
    return tuple(entries)


def _days(say: Words, first: str, last: str, whole_year: bool) -> Date:
    if whole_year:
        return Date(first[:4], say.year(int(first[:4])))
    texts = [say.date(dt.date.fromisoformat(day)) for day in dict.fromkeys((first, last))]
    return Date(first if len(texts) == 1 else "", " – ".join(texts))


def _sequence(context: Context, item: Item) -> tuple[_Event | _Articles, ...]:
    """All that happens, in order of time."""
    return context.once("sequence", item, "", lambda item, _: tuple(_merged(context, item)))


def _merged(context: Context, item: Item) -> Iterator[_Event | _Articles]:
    record, dates = item.record, context.dates_about(item.key)
    named = [(((*map(int, day.split("-")), 0), _IS_NAMED), place) for place, day in enumerate(dates) if day]
    events = [(one.order, one) for one in (_events(record) if isinstance(record, Person) else ())]
    # Of the same day the list has the newest articles first, too.
    placed: list[tuple[_Order, _Event | int]] = [*reversed(named), *events]
    placed.sort(key=lambda one: one[0])
    of_year = Counter(day[:4] for day in dates)

    def year_or_event(one: _Event | int) -> str | _Event:
        return dates[one][:4] if isinstance(one, int) else one

    for one, group in groupby((one for _, one in placed), year_or_event):
        if isinstance(one, _Event):
            yield one
        else:
            places = [place for place in group if isinstance(place, int)]
            yield _Articles(places[-1], places[0], len(places) == of_year[one])


def _events(person: Person) -> Iterator[_Event]:
    for role in person.roles:
        first, last = role.from_, role.to
        if first:
            yield _Event((first.order, _BEGINS), first, "lasts" if first == last else "begins", role)
        if last and last != first:
            order = last.order, _ENDS
            # What began in May 2016 and lasted until 2016 did not end before it began.
            yield _Event(max(order, (first.order, _ENDS_AT_ONCE)) if first else order, last, "ends", role)
    if person.died:
        yield _Event((person.died.order, _DIES), person.died, "dies")
