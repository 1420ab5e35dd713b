"""What articles claim, as rows of exports."""

from __future__ import annotations

from collections.abc import Iterator

from corkboard.board.board import article_of
from corkboard.board.catalog import Item, Key
from corkboard.board.claims import Claim, Part, claims_of, part_of
from corkboard.records.corrections import Correction
from corkboard.records.evidence import Source
from corkboard.records.fairness import RightOfReply
from corkboard.records.fields import is_web_address
from corkboard.views.claim_rows import (
    AttemptRow,
    ClaimRow,
    CorrectionRow,
    NamedRow,
    ReplyRow,
    SourceRow,
    SuccessorRow,
    WeightRow,
)
from corkboard.views.claims import ARCHIVED, anchor, standing, successors_of
from corkboard.views.context import Context
from corkboard.views.export_parts import hypothesis_named, id_of, iso, named, stated_in, titled
from corkboard.views.replies import own_reply, reply_in

__all__ = ["claim_rows", "correction_row", "part_id", "reply_row", "source_row"]

_ABOUT = ("person", "organization")


def part_id(context: Context, kind: str, part: Part) -> str | None:
    """The id of evidence or a source; None where its article is not shown."""
    key = Key("article", part.article)
    return f"{id_of(key)}#{anchor(kind, part.id)}" if context.get(key) else None


def claim_rows(context: Context, article: Item) -> Iterator[ClaimRow]:
    """An article's claims, in its own order and language."""
    for claim in claims_of(article):
        yield _claim_row(context, claim)


def _claim_row(context: Context, claim: Claim) -> ClaimRow:
    article, entry, lang = claim.article, claim.entry, claim.article.lang
    say, successors = context.say(lang), list(successors_of(context, claim.part, ""))
    verification = standing(claim, successors)
    found = (context.find(id, _ABOUT) for id in dict.fromkeys(entry.about))
    about = [(key, name) for key in found if key and (name := named(context, key))]
    word = say(f"verification {verification}")
    return ClaimRow(
        id=_own_id(claim),
        verification=verification,
        verification_given=entry.verification,
        label=say("{status}, claimed in “{article}”", status=word, article=titled(context, article)),
        claim=entry.claim,
        lang=lang,
        claimed_in=stated_in(context, article),
        date=iso(article_of(article).date),
        about=tuple(name for _, name in about),
        source=source_row(context, claim.source, article) if claim.source else None,
        bears_on=tuple(
            WeightRow(hypothesis=hypothesis, weight=weight)
            for id, weight in entry.bears_on.items()
            if (hypothesis := hypothesis_named(context, id, lang))
        ),
        supersedes=part_id(context, "evidence", claim.supersedes) if claim.supersedes else None,
        superseded_by=tuple(_successor_row(one) for one in successors),
        corrections=tuple(
            correction_row(article, one) for one in article_of(article).corrections if one.evidence == entry.id
        ),
        replies=tuple(row for key, name in about if (row := _reply_to(context, article, key, name))),
    )


def _own_id(claim: Claim) -> str:
    return f"{id_of(claim.article.key)}#{anchor('evidence', claim.entry.id)}"


def _successor_row(claim: Claim) -> SuccessorRow:
    return SuccessorRow(
        id=_own_id(claim),
        verification=claim.entry.verification,
        claim=claim.entry.claim,
        date=iso(article_of(claim.article).date),
    )


def correction_row(article: Item, correction: Correction) -> CorrectionRow:
    return CorrectionRow(
        date=correction.date.isoformat(),
        kind=correction.kind,
        said=correction.said,
        says=correction.says,
        why=correction.why,
        evidence=f"{id_of(article.key)}#{anchor('evidence', correction.evidence)}" if correction.evidence else None,
    )


def source_row(context: Context, source: Source, article: Item) -> SourceRow:
    """A source of an article, without a note that is private."""
    archived = source.archived
    if archived and not is_web_address(archived):
        archived = context.absolute(f"{ARCHIVED}/{archived}")
    derived = part_of(source.derived_from, article.key.id) if source.derived_from else None
    return SourceRow(
        id=f"{id_of(article.key)}#{anchor('source', source.id)}",
        kind=source.kind,
        title=source.title,
        grade=str(source.grade) if source.grade else None,
        note=None if source.private else source.note,
        url=source.url,
        archived=archived,
        sha256=source.sha256,
        accessed=iso(source.accessed),
        derived_from=part_id(context, "source", derived) if derived else None,
    )


def _reply_to(context: Context, article: Item, key: Key, name: NamedRow) -> ReplyRow | None:
    """Of whom a claim is about: what its article says of their reply, else what their own page says."""
    reply = reply_in(article, key) or own_reply(context.item(key, ""))
    return reply_row(reply, name) if reply else None


def reply_row(reply: RightOfReply, to: NamedRow) -> ReplyRow:
    return ReplyRow(
        to=to,
        status=reply.status,
        attempts=tuple(AttemptRow(date=one.date.isoformat(), channel=one.channel) for one in reply.attempts),
        deadline=iso(reply.deadline),
        answered=iso(reply.answered),
        answer=reply.answer,
    )
