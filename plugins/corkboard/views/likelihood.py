"""How likely hypotheses were held to be over time, and what moved them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corkboard.board.assessments import Assessed, assessments_in
from corkboard.board.catalog import Item, Key
from corkboard.records.likelihood import Likelihood
from corkboard.views.context import Context
from corkboard.views.likelihood_drawing import LikelihoodDrawing, drawing_of
from corkboard.views.likelihood_lanes import Series
from corkboard.views.parts import Date
from corkboard.views.plain import Plain
from corkboard.views.site import Link

__all__ = [
    "AssessmentRow",
    "Change",
    "History",
    "HypothesisHistory",
    "changes_in",
    "history_of",
    "language_of",
    "said_briefly",
    "said_in_full",
]


class AssessmentRow(Plain, frozen=True):
    """A hypothesis as it was assessed once.  Likelihood and confidence never stand in one phrase (ICD 203, D.6.e(2)).

    `confidence` is empty where nobody says.  `lang` is that of `why`.
    """

    date: Date | None
    likelihood: str
    confidence: str
    article: Link | None  # that moved it
    why: str
    lang: str


class HypothesisHistory(Plain, frozen=True):
    """A hypothesis' assessments, oldest first."""

    hypothesis: Link
    rows: tuple[AssessmentRow, ...]


class History(Plain, frozen=True):
    """The assessments of one hypothesis or of several: a drawing, and the same in words."""

    drawing: LikelihoodDrawing
    hypotheses: tuple[HypothesisHistory, ...]  # those that were assessed


class Change(Plain, frozen=True):
    """What an article changed: e.g. "from roughly even chance to unlikely"."""

    hypothesis: Link
    text: str


def history_of(context: Context, hypotheses: Sequence[Item], lang: str) -> History | None:
    """The histories of hypotheses, together; None where nothing was ever assessed."""
    found = [(item, moves) for item in hypotheses if (moves := context.assessments(item, lang))]
    if not found:
        return None
    row, say = context.row(), context.say(lang)
    series = [Series(tuple((one.moment, one.said.likelihood) for one in moves)) for _, moves in found]
    described = [
        say(
            "{hypothesis} ({label}): first {first}, last {last}.",
            hypothesis=item.title,
            label=context.label(item, lang),
            first=said_in_full(context, moves[0].said.likelihood, lang),
            last=said_in_full(context, moves[-1].said.likelihood, lang),
        )
        for item, moves in found
    ]
    return History(
        drawing_of(series, row, say, " ".join(described)),
        tuple(
            HypothesisHistory(context.link(item, lang), tuple(_row(context, one, lang) for one in moves))
            for item, moves in found
        ),
    )


def changes_in(context: Context, article: Item, lang: str) -> tuple[Change, ...]:
    """What an article changed, in its own order, then what hypotheses say that it did."""
    moved = dict.fromkeys(one.hypothesis for one in assessments_in(article))
    moved |= dict.fromkeys(
        sorted(
            edge.source
            for edge in context.backlinks_of_others(article.key)
            if edge.field == "assessments.article" and edge.source.type == "hypothesis"
        )
    )
    shown = (context.get(key, lang) for key in moved)
    return tuple(change for item in shown if item for change in _changes(context, item, article.key, lang))


def said_briefly(context: Context, likelihood: Likelihood, lang: str) -> str:
    """E.g. "unlikely", or "35% (unlikely)"."""
    say = context.say(lang)
    term = say(f"likelihood {likelihood.term(context.row())}")
    if likelihood.percent is None:
        return term
    return say("{percent} ({term})", percent=say.percent(likelihood.percent), term=term)


def said_in_full(context: Context, likelihood: Likelihood, lang: str) -> str:
    """E.g. "unlikely (20–45%)", or "35% (unlikely)"."""
    if likelihood.percent is not None:
        return said_briefly(context, likelihood, lang)
    say, (lower, upper) = context.say(lang), likelihood.band
    term = said_briefly(context, likelihood, lang)
    return say("{term} ({lower}–{upper})", term=term, lower=say.figure(lower), upper=say.percent(upper))


def language_of(context: Context, item: Item, field: str) -> str:
    """The language of what an item says in a field, which a translation may have from its original."""
    if item.translation and field not in item.outline.given:
        return context.item(item.key, "").lang
    return item.lang


def _row(context: Context, one: Assessed, lang: str) -> AssessmentRow:
    say, confidence = context.say(lang), one.said.confidence
    return AssessmentRow(
        date=context.date(one.moment, lang),
        likelihood=said_in_full(context, one.said.likelihood, lang),
        confidence=say(f"confidence {confidence}") if confidence else "",
        article=context.source_link(one.article.id, lang) if one.article else None,
        why=one.said.why,
        lang=language_of(context, one.item, "assessments"),
    )


def _changes(context: Context, hypothesis: Item, article: Key, lang: str) -> Iterator[Change]:
    moves = context.assessments(hypothesis, lang)
    for before, one in zip((None, *moves), moves, strict=False):
        if one.article == article:
            yield Change(context.link(hypothesis, lang), _change(context, before, one, lang))


def _change(context: Context, before: Assessed | None, after: Assessed, lang: str) -> str:
    say, now = context.say(lang), said_briefly(context, after.said.likelihood, lang)
    if before is None:
        return say("first assessed as {likelihood}", likelihood=now)
    then = said_briefly(context, before.said.likelihood, lang)
    if then == now:
        sure, surer = before.said.confidence, after.said.confidence
        if sure and surer and sure != surer:
            # Confidence and a term of likelihood never stand in one phrase (ICD 203, D.6.e(2)).
            change = say("from {before} to {after}", before=say(f"confidence {sure}"), after=say(f"confidence {surer}"))
            return say("likelihood as before, confidence {change}", change=change)
        return say("still {likelihood}", likelihood=now)
    return say("from {before} to {after}", before=then, after=now)
