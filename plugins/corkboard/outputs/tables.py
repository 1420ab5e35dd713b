"""The tables of the CSV export: people, mentions, evidence and assessments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corkboard.outputs.csv_cells import BETWEEN, line
from corkboard.outputs.output import Piece
from corkboard.views.claim_rows import AssessmentRow, ClaimRow, NamedRow
from corkboard.views.rows import ArticleRow, HypothesisRow, MentionRow, PersonRow, RecordRow, Unlisted

__all__ = ["TABLES", "Table"]

_Cells = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file: what each column means, by its name, and the cells of each row that a record gives."""

    name: str
    columns: dict[str, str]
    rows: Callable[[RecordRow | Unlisted], Iterable[_Cells]]

    @property
    def head(self) -> bytes:
        return line(self.columns).encode()

    def piece(self, records: Sequence[RecordRow | Unlisted]) -> Piece:
        lines = [line(cells) for record in records for cells in self.rows(record)]
        return Piece("".join(lines).encode(), len(lines))


_PEOPLE = {
    "id": "The person's id: the same in every table and in the other exports.",
    "name": "What they are called.",
    "aliases": "Other names and spellings.",
    "lang": "The language of the summary.",
    "died": "When they died: a partial date such as `1987` or `c. 1987`.",
    "summary": "What their page says of them in a few words.",
    "right_of_reply": "Whether they were asked for a reply, by their own page.",
    "articles": "How many articles refer to them.",
    "url": "Their page.",
}
_MENTIONS = {
    "article": "The article's id.",
    "article_title": "Its headline.",
    "article_date": "When it was published.",
    "article_url": "Its page.",
    "id": "The id of the person or organization that it names or refers to.",
    "name": "What they are called.",
    "called": "What this article calls them: its words.",
    "fields": "Where it refers to them: fields of its front matter, or `body`.",
}
_EVIDENCE = {
    "id": "The claim's id.",
    "verification": "How far it has been checked, as it stands now: what took its place can have retracted it.",
    "verification_given": "How far it has been checked, as its article has it.",
    "label": "Its status and whose claim it is, in words.",
    "claim": "What is claimed.",
    "lang": "The language of these words.",
    "article": "The id of the article that claims it.",
    "article_title": "Its headline.",
    "article_date": "When it was published.",
    "article_url": "Where the claim stands on its page.",
    "about": "Ids of the people and organizations that it is about.",
    "about_names": "What they are called.",
    "source": "The source's id; empty where no source is given.",
    "source_kind": "What it is.",
    "source_title": "What it is called.",
    "grade": "The Admiralty code; empty where nobody graded it.",
    "source_note": "About the source. Private notes are left out.",
    "source_url": "Where it is.",
    "source_archived": "Where a copy of it is.",
    "source_sha256": "The SHA-256 of that copy.",
    "source_accessed": "When it was last seen.",
    "source_derived_from": "The id of the source that it repeats.",
    "bears_on": "For each hypothesis its id, its label, and the weight or `not assessed`.",
    "supersedes": "The id of the earlier claim whose place it takes.",
    "superseded_by": "For each claim that took its place its id, how far that was checked, and what it says.",
    "corrections": "What its article says was corrected in it.",
    "replies": "For each of those whom it is about whether they were asked for a reply, and what they answered.",
}
_ASSESSMENTS = {
    "hypothesis": "The hypothesis' id.",
    "hypothesis_title": "What it is called.",
    "hypothesis_label": "Its status and whose it is, in words.",
    "date": "When.",
    "likelihood": "A term of ICD 203, or a percentage, as it was assessed.",
    "lower": "The lower bound in percent.",
    "upper": "The upper bound in percent: excluded, unless it is 100 or equal to the lower one.",
    "confidence": "How well founded that is; empty where nobody says.",
    "why": "What it rests on.",
    "article": "The id of the article that moved it; empty where none is named.",
    "article_title": "Its headline.",
    "article_url": "Its page.",
}


def _people(record: RecordRow | Unlisted) -> Iterator[_Cells]:
    if isinstance(record, PersonRow):
        reply = record.reply.status if record.reply else None
        aliases, count = BETWEEN.join(record.aliases), str(record.articles)
        yield record.id, record.name, aliases, record.lang, record.died, record.summary, reply, count, record.url


def _mentions(record: RecordRow | Unlisted) -> Iterator[_Cells]:
    if isinstance(record, ArticleRow):
        of_article = (record.id, record.name, record.date, record.url)
        for one in record.mentions:
            yield *of_article, *_mention(one)


def _mention(row: MentionRow) -> _Cells:
    return row.who.id, row.who.name, row.called, BETWEEN.join(row.fields)


def _evidence(record: RecordRow | Unlisted) -> Iterator[_Cells]:
    if isinstance(record, ArticleRow):
        for claim in record.claims:
            place = f"{record.url}#{claim.id.partition('#')[2]}"
            article = (record.id, record.name, record.date, place)
            own = (claim.id, claim.verification, claim.verification_given, claim.label, claim.claim, claim.lang)
            yield *own, *article, *_named(claim.about), *_source(claim), *_standing(claim)


def _named(rows: Sequence[NamedRow]) -> _Cells:
    return BETWEEN.join(one.id for one in rows), BETWEEN.join(one.name for one in rows)


def _source(claim: ClaimRow) -> _Cells:
    one = claim.source
    if one is None:
        return (None,) * 10
    about = (one.id, one.kind, one.title, one.grade, one.note)
    return *about, one.url, one.archived, one.sha256, one.accessed, one.derived_from


def _standing(claim: ClaimRow) -> _Cells:
    weights = (
        f"{one.hypothesis.id} ({one.hypothesis.label}): {one.weight or 'not assessed'}" for one in claim.bears_on
    )
    successors = (f"{one.id} ({one.verification}): {one.claim}" for one in claim.superseded_by)
    replies = (": ".join(filter(None, (one.to.id, one.status, one.answer))) for one in claim.replies)
    corrections = (f"{one.date[:10]} {one.kind}: {one.why}" for one in claim.corrections)
    superseded = (claim.supersedes, BETWEEN.join(successors))
    return BETWEEN.join(weights), *superseded, BETWEEN.join(corrections), BETWEEN.join(replies)


def _assessments(record: RecordRow | Unlisted) -> Iterator[_Cells]:
    if isinstance(record, HypothesisRow):
        yield from map(_assessment, record.assessments)


def _assessment(row: AssessmentRow) -> _Cells:
    about, source = row.hypothesis, row.stated_by
    likelihood = (row.date, row.likelihood, f"{row.lower:g}", f"{row.upper:g}", row.confidence, row.why)
    article = (source.id, source.title, source.url) if source else (None, None, None)
    return about.id, about.name, about.label, *likelihood, *article


TABLES = (
    Table("people", _PEOPLE, _people),
    Table("mentions", _MENTIONS, _mentions),
    Table("evidence", _EVIDENCE, _evidence),
    Table("assessments", _ASSESSMENTS, _assessments),
)
