"""Dates that are known in part, as the site says them."""

from __future__ import annotations

import datetime as dt

from corkboard.records.fields import PartialDate
from corkboard.views.words import Words

__all__ = ["DATED_WORDS", "as_written", "period", "since", "until"]

# Each is said in one way of a year, in others of a month and a day: languages that decline words need that.
DATED_WORDS = tuple(
    f"{word} {{{known}}}" for word in ("c.", "before", "after", "since", "until") for known in ("year", "month", "day")
)


def as_written(say: Words, date: PartialDate) -> str:
    """E.g. "2016", "May 2016", "c. May 31, 2016", "before 2016"."""
    return _dated(say, date.qualifier, date)


def since(say: Words, date: PartialDate) -> str:
    """When something began, e.g. "since May 2016", "began before 2016"."""
    return say("began {date}", date=as_written(say, date)) if date.qualifier else _dated(say, "since", date)


def until(say: Words, date: PartialDate) -> str:
    """When something ended, e.g. "until May 2016", "ended before 2016"."""
    return say("ended {date}", date=as_written(say, date)) if date.qualifier else _dated(say, "until", date)


def period(say: Words, first: PartialDate | None, last: PartialDate | None) -> str:
    """From when to when, e.g. "c. 2011 – before 2016", "since 2016"; empty where nobody says either."""
    if first is None or last is None:
        return since(say, first) if first else until(say, last) if last else ""
    return as_written(say, first) if first == last else f"{as_written(say, first)} – {as_written(say, last)}"


def _dated(say: Words, word: str, date: PartialDate) -> str:
    if date.month is None:
        known, text = "year", say.year(date.year)
    elif date.day is None:
        known, text = "month", say.month_of(date.year, date.month, after_preposition=word not in ("", "until"))
    else:
        known, text = "day", say.date(dt.date(date.year, date.month, date.day))
    return say(f"{word} {{{known}}}", **{known: text}) if word else text
