"""What rows of exports have in common: ids, names, statements by somebody, likelihoods."""

from __future__ import annotations

import datetime as dt
from typing import Any

from corkboard.board.assessments import Assessed
from corkboard.board.catalog import Item, Key
from corkboard.records.fields import is_web_address
from corkboard.records.likelihood import Likelihood
from corkboard.views.claim_rows import AssessmentRow, LabelledRow, NamedRow, StatedBy
from corkboard.views.context import Context
from corkboard.views.rows import TranslationRow

__all__ = [
    "assessment_row",
    "hypothesis_named",
    "id_of",
    "iso",
    "labelled",
    "named",
    "shared",
    "stated_by",
    "stated_in",
    "titled",
    "with_label",
]


def id_of(key: Key) -> str:
    """E.g. "person/ada"."""
    return f"{key.type}/{key.id}"


def iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def shared(context: Context, item: Item) -> dict[str, Any]:
    """The fields that every record has."""
    original, *translations = context.versions(item.key)
    return {
        "id": id_of(item.key),
        "name": titled(context, original),
        "lang": original.lang,
        "url": context.absolute(original.path),
        "summary": _summary(context, original),
        "translations": tuple(
            TranslationRow(
                lang=one.lang, name=titled(context, one), summary=_summary(context, one), url=context.absolute(one.path)
            )
            for one in translations
        ),
    }


def named(context: Context, key: Key) -> NamedRow | None:
    """A record by what it is called in its own language; None if it is not shown."""
    item = context.get(key)
    return NamedRow(id=id_of(key), name=titled(context, item)) if item else None


def titled(context: Context, item: Item) -> str:
    """A title with its label, but of a hypothesis, whose label is a field of its own."""
    return with_label(item.title, "" if item.key.type == "hypothesis" else context.label(item, item.lang))


def with_label(text: str, label: str) -> str:
    return f"{text} ({label})" if label else text


def _summary(context: Context, item: Item) -> str | None:
    summary = item.record.summary
    return summary and with_label(summary, context.label_of_summary(item, item.lang))


def labelled(context: Context, hypothesis: Item, lang: str) -> LabelledRow:
    """A hypothesis with its label in a language."""
    return LabelledRow(id=id_of(hypothesis.key), name=hypothesis.title, label=context.label(hypothesis, lang))


def hypothesis_named(context: Context, id: str, lang: str) -> LabelledRow | None:
    """The hypothesis with an id, with its label in a language; None if it is not shown."""
    item = context.get(Key("hypothesis", id))
    return labelled(context, item, lang) if item else None


def stated_by(context: Context, value: str | None, lang: str) -> StatedBy | None:
    """What a role or relation rests on; None if nobody says what that is."""
    if value is None:
        return None
    if is_web_address(value):
        return StatedBy(id=None, title=value, url=value)
    item = context.get(Key("article", value))
    if item is None:
        return StatedBy(id=None, title=context.say(lang)("an article not published here"), url=None)
    return stated_in(context, item)


def stated_in(context: Context, article: Item) -> StatedBy:
    return StatedBy(id=id_of(article.key), title=titled(context, article), url=context.absolute(article.path))


def assessment_row(context: Context, hypothesis: Item, one: Assessed) -> AssessmentRow:
    said, lang = one.said, hypothesis.lang
    return AssessmentRow(
        hypothesis=labelled(context, hypothesis, lang),
        date=one.moment.isoformat(),
        likelihood=_as_assessed(context, said.likelihood),
        lower=said.likelihood.lower,
        upper=said.likelihood.upper,
        confidence=said.confidence,
        why=said.why,
        stated_by=stated_by(context, one.article.id, lang) if one.article else None,
    )


def _as_assessed(context: Context, likelihood: Likelihood) -> str:
    return likelihood.term(context.row()) if likelihood.percent is None else f"{likelihood.percent:g} %"
