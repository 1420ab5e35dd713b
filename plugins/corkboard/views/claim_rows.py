"""Claims, assessments and replies as exports have them: never without their status, their source and whose they are."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from corkboard.records.corrections import CorrectionKind
from corkboard.records.evidence import SourceKind, Verification, Weight
from corkboard.records.fairness import ReplyStatus
from corkboard.records.likelihood import Confidence

__all__ = [
    "AssessmentRow",
    "AttemptRow",
    "ClaimRow",
    "CorrectionRow",
    "LabelledRow",
    "NamedRow",
    "ReplyRow",
    "Row",
    "SourceRow",
    "StatedBy",
    "SuccessorRow",
    "WeightRow",
    "means",
]


def means(description: str) -> Meta:
    """What a field means, for the JSON Schema and the documentation."""
    return Meta(description=description)


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Every field is there, also where it is empty: null, or an empty list."""


class NamedRow(Row, frozen=True, kw_only=True):
    """Another record, by its id and what it is called."""

    id: Annotated[str, means("Its id.")]
    name: Annotated[str, means("What it is called.")]


class LabelledRow(NamedRow, frozen=True, kw_only=True):
    """A hypothesis, with its status and whose it is, which always go with it."""

    label: Annotated[str, means("Its status and whose it is, in words.")]


class StatedBy(Row, frozen=True, kw_only=True):
    """Who says so: an article of this publication, or a web address."""

    id: Annotated[str | None, means("The article's id; null for a web address, and where it is not published here.")]
    title: Annotated[str, means("Its title, its address, or words saying that it is not published here.")]
    url: Annotated[str | None, means("Where it is.")]


class AttemptRow(Row, frozen=True, kw_only=True):
    """Once that somebody was asked for a reply."""

    date: Annotated[str, means("When.")]
    channel: Annotated[str, means("By what way.")]


class ReplyRow(Row, frozen=True, kw_only=True):
    """Whether somebody was asked for a reply, and what came of it."""

    to: Annotated[NamedRow, means("Who.")]
    status: Annotated[ReplyStatus, means("How it stands.")]
    attempts: Annotated[tuple[AttemptRow, ...], means("Each time they were asked.")]
    deadline: Annotated[str | None, means("Until when they could answer.")]
    answered: Annotated[str | None, means("When they answered or declined.")]
    answer: Annotated[str | None, means("What they answered, in full.")]


class SourceRow(Row, frozen=True, kw_only=True):
    """Whom or what a claim rests on.  Private notes are not here."""

    id: Annotated[str, means("Its id: the article's, and behind `#source-` its own.")]
    kind: Annotated[SourceKind | None, means("What it is.")]
    title: Annotated[str | None, means("What it is called.")]
    grade: Annotated[
        Annotated[str, Meta(pattern="^[A-F][1-6]$")] | None,
        means("The Admiralty code, e.g. `F6`; null where nobody graded it."),
    ]
    note: Annotated[str | None, means("About the source.")]
    url: Annotated[str | None, means("Where it is.")]
    archived: Annotated[str | None, means("Where a copy of it is.")]
    sha256: Annotated[str | None, means("The SHA-256 of that copy.")]
    accessed: Annotated[str | None, means("When it was last seen.")]
    derived_from: Annotated[str | None, means("The id of the source that it repeats.")]


class WeightRow(Row, frozen=True, kw_only=True):
    """How far a claim fits a hypothesis."""

    hypothesis: Annotated[LabelledRow, means("The hypothesis.")]
    weight: Annotated[Weight | None, means("The weight; null where nobody assessed it.")]


class SuccessorRow(Row, frozen=True, kw_only=True):
    """What took the place of a claim."""

    id: Annotated[str, means("The later claim's id.")]
    verification: Annotated[Verification, means("How far the later claim has been checked.")]
    claim: Annotated[str, means("What it says.")]
    date: Annotated[str | None, means("The date of its article.")]


class CorrectionRow(Row, frozen=True, kw_only=True):
    """What an article said, and what it says now."""

    date: Annotated[str, means("When it was corrected.")]
    kind: Annotated[CorrectionKind, means("What it is.")]
    said: Annotated[str | None, means("What the article said.")]
    says: Annotated[str | None, means("What it says now.")]
    why: Annotated[str, means("Why.")]
    evidence: Annotated[str | None, means("The id of the claim that it is about.")]


class ClaimRow(Row, frozen=True, kw_only=True):
    """A claim with how far it has been checked, whose it is, what it rests on and what took its place."""

    id: Annotated[str, means("Its id: the article's, and behind `#evidence-` its own.")]
    verification: Annotated[
        Verification, means("How far it has been checked, as it stands now: what took its place can have retracted it.")
    ]
    verification_given: Annotated[Verification, means("How far it has been checked, as its article has it.")]
    label: Annotated[str, means("Its status and whose claim it is, in words.")]
    claim: Annotated[str, means("What is claimed.")]
    lang: Annotated[str, means("The language of these words.")]
    claimed_in: Annotated[StatedBy, means("The article that claims it.")]
    date: Annotated[str | None, means("The date of that article.")]
    about: Annotated[tuple[NamedRow, ...], means("The people and organizations that it is about.")]
    source: Annotated[SourceRow | None, means("Whom or what it rests on; null where no source is given.")]
    bears_on: Annotated[tuple[WeightRow, ...], means("How far it fits hypotheses.")]
    supersedes: Annotated[str | None, means("The id of the earlier claim whose place it takes.")]
    superseded_by: Annotated[tuple[SuccessorRow, ...], means("What took its place, oldest first.")]
    corrections: Annotated[tuple[CorrectionRow, ...], means("What its article says was corrected in it.")]
    replies: Annotated[tuple[ReplyRow, ...], means("Whether those whom it is about were asked for a reply.")]


class AssessmentRow(Row, frozen=True, kw_only=True):
    """How likely somebody held a hypothesis to be at a moment."""

    hypothesis: Annotated[LabelledRow, means("The hypothesis.")]
    date: Annotated[str, means("When.")]
    likelihood: Annotated[str, means("A term of ICD 203, or a percentage, as it was assessed.")]
    lower: Annotated[float, means("The lower bound in percent.")]
    upper: Annotated[float, means("The upper bound in percent: excluded, unless it is 100 or equal to the lower one.")]
    confidence: Annotated[Confidence | None, means("How well founded that is.")]
    why: Annotated[str, means("What it rests on.")]
    stated_by: Annotated[StatedBy | None, means("The article that moved it; null where none is named.")]
