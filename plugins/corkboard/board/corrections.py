"""Corrections across articles: all of them, newest first, and dates that cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from corkboard.board.board import Board, is_ahead
from corkboard.board.catalog import Catalog, Item
from corkboard.diagnostics import Severity, did_you_mean, nearest, quoted
from corkboard.documents.document import Blame
from corkboard.documents.outline import Corrected
from corkboard.records.corrections import CorrectionKind
from corkboard.records.fields import Status

__all__ = ["CorrectionAt", "correction_problems", "corrections_in", "gravest"]

_ALL = ("corrections", "evidence", "modified")
_TYPO, _RETRACTION = CorrectionKind.TYPO, CorrectionKind.RETRACTION
_GRAVITY = (_TYPO, CorrectionKind.CLARIFICATION, CorrectionKind.CORRECTION, _RETRACTION)


class CorrectionAt(NamedTuple):
    """A correction by its article, in a language if it has it, and its place among those of the article."""

    item: Item
    place: int
    date: str


def corrections_in(board: Board, lang: str) -> list[CorrectionAt]:
    """All corrections of what is shown, newest first, for readers of a language."""
    shown = (board.get(one.key, lang) or one for one in board.corrected)
    found = [
        CorrectionAt(item, place, one.date) for item in shown for place, one in enumerate(item.outline.corrections)
    ]
    return sorted(found, key=lambda one: (-_moment(one.date).timestamp(), one.item.key, one.place))


def gravest(item: Item) -> Corrected | None:
    """The material correction that lists of articles tell of: the gravest, of several the latest.

    A retraction that names no claim is of the whole article, and counts for more than one that does.
    """
    material = [one for one in item.outline.corrections if one.kind != _TYPO]
    return max(material, key=lambda one: (*_gravity(one), _moment(one.date)), default=None)


def _gravity(one: Corrected) -> tuple[int, bool]:
    return _GRAVITY.index(one.kind), one.kind == _RETRACTION and not one.evidence


def correction_problems(catalog: Catalog, now: dt.datetime) -> Iterator[Blame]:
    """Corrections dated before their article or ahead, or of a claim that it does not make.

    With a warning where `modified` is behind them: pages then show the latest correction's date by themselves.
    """
    for item in catalog:
        outline = item.outline
        if not outline.corrections:
            continue
        given = {"corrections", "evidence", "modified"}.intersection(outline.given if item.translation else _ALL)
        if "corrections" in given:
            yield from _impossible_dates(item, now)
        if not given.isdisjoint(("corrections", "evidence")):
            yield from _claims_not_made(item)
        if not given.isdisjoint(("corrections", "modified")) and outline.modified:
            yield from _modified_behind(item)


def _impossible_dates(item: Item, now: dt.datetime) -> Iterator[Blame]:
    published = _moment(item.outline.date) if item.outline.date else None
    shown = item.outline.status != Status.DRAFT and not is_ahead(item, now.timestamp())
    for place, one in enumerate(item.outline.corrections):
        moment, path = _moment(one.date), ("corrections", place, "date")
        if published and _is_before(moment, published):
            message = f"the correction is dated before the article, which is of {published.date()}"
            yield Blame(item.name, "corrections.date", message, "give the day on which it was corrected", path)
        if moment > now and shown:
            message = f"the correction is dated ahead: it is {now.astimezone(moment.tzinfo).isoformat(' ', 'minutes')}"
            yield Blame(item.name, "corrections.date", message, "give the day on which it was corrected", path)


def _claims_not_made(item: Item) -> Iterator[Blame]:
    own = item.outline.evidence
    for place, one in enumerate(item.outline.corrections):
        if one.evidence and one.evidence not in own:
            message = f"this article has no evidence {quoted(one.evidence)}"
            hint, path = did_you_mean(nearest(one.evidence, own)), ("corrections", place, "evidence")
            yield Blame(item.name, "corrections.evidence", message, hint, path)


def _modified_behind(item: Item) -> Iterator[Blame]:
    modified = _moment(item.outline.modified)
    latest = max(_moment(one.date) for one in item.outline.corrections)
    if _is_before(modified, latest):
        message = f"it was last changed on {modified.date()}, but corrected on {latest.date()}"
        hint = f"write {latest.date()}, or leave modified out: the latest correction counts"
        yield Blame(item.name, "modified", message, hint, ("modified",), severity=Severity.WARNING)


def _is_before(one: dt.datetime, other: dt.datetime) -> bool:
    """Whether it surely is: a date alone, which is a midnight, stands for any time of its day."""
    return one < other and (one.time() != dt.time() or one.date() < other.date())


def _moment(date: str) -> dt.datetime:
    return dt.datetime.fromisoformat(date)
