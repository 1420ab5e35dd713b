"""The texts of notes: claims, hypotheses and assessments, with their status and whose they are in words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from corkboard.records.evidence import SourceKind
from corkboard.records.fields import Stance
from corkboard.views.claim_rows import AssessmentRow, ClaimRow, CorrectionRow, ReplyRow, SourceRow, StatedBy
from corkboard.views.rows import HypothesisRow
from corkboard.views.words import Words, words

__all__ = [
    "assessment_lines",
    "claim_lines",
    "correction_line",
    "hypothesis_lines",
    "reply_line",
    "stance_words",
    "statement",
]


def claim_lines(claim: ClaimRow) -> Iterator[str]:
    say = words(claim.lang)
    yield f"{say(f'verification {claim.verification}')}: {claim.claim}"
    yield f"{say('Claimed in:')} {claim.claimed_in.title}"
    for one in claim.superseded_by:
        status = say(f"verification {one.verification}")
        yield f"{say('Superseded by a later claim, which is {status}:', status=status)} {one.claim}"
    yield _source(claim.source, say) if claim.source else say("no source given")
    for correction in claim.corrections:
        yield correction_line(correction, claim.lang)
    for weight in claim.bears_on:
        word = say(f"weight {weight.weight}") if weight.weight else say("not assessed")
        yield f"{weight.hypothesis.name} ({weight.hypothesis.label}): {word}"
    for reply in claim.replies:
        yield f"{reply.to.name}: {reply_line(reply, claim.lang)}"


def _source(source: SourceRow, say: Words) -> str:
    kind = say(f"source {source.kind}") if source.kind not in (None, SourceKind.OTHER) else ""
    grade = say("Grade {grade}", grade=source.grade) if source.grade else ""
    own = source.title or source.id.rpartition("#source-")[2]
    return f"{say('Source:')} {', '.join(filter(None, (own, kind, grade, source.note, source.url)))}"


def reply_line(reply: ReplyRow, lang: str) -> str:
    say = words(lang)
    return ": ".join(filter(None, (say("Right of reply"), say(f"reply {reply.status}"), reply.answer)))


@cache
def stance_words(stance: Stance, lang: str) -> str:
    say = words(lang)
    return say("Stance of this article: {stance}", stance=say(f"stance {stance}"))


def hypothesis_lines(record: HypothesisRow) -> Iterator[str]:
    say = words(record.lang)
    yield f"{record.label[:1].upper()}{record.label[1:]}."
    yield from filter(None, (record.statement, record.summary))
    if record.question:
        yield f"{say('One answer to:')} {record.question.name}"


def assessment_lines(one: AssessmentRow, lang: str) -> Iterator[str]:
    say = words(lang)
    yield f"{one.hypothesis.name} ({one.hypothesis.label}): {one.likelihood}"
    yield one.date[:10]
    if one.confidence:
        yield f"{say('Confidence')}: {say(f'confidence {one.confidence}')}"
    yield one.why
    yield statement(one.stated_by, lang)


def statement(source: StatedBy | None, lang: str) -> str:
    """Whose statement something is."""
    say = words(lang)
    if source is None:
        return say("no source given")
    return say("as stated in {source}", source=f"“{source.title}”" if source.id else source.title)


def correction_line(one: CorrectionRow, lang: str) -> str:
    said = " → ".join(filter(None, (one.said, one.says)))
    return ": ".join(filter(None, (one.date[:10], words(lang)(f"correction {one.kind}"), said, one.why)))
