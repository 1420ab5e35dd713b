"""FollowTheMoney entities (followthemoney.tech), one in JSON on each line.

What is claimed of somebody is a Note, with its status in name, text and keywords, and no entity or relation of its
own: FollowTheMoney has no place to say that a relation is not established.  Relations and roles that people's files
state are relations there too, each with the words of whose statement it is.  The properties are those that versions
3.8 to 4.11 of the model share.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256

import msgspec

from corkboard.outputs.follow_the_money_notes import (
    assessment_lines,
    claim_lines,
    correction_line,
    hypothesis_lines,
    reply_line,
    stance_words,
    statement,
)
from corkboard.outputs.output import Piece
from corkboard.outputs.relation_words import Nature, nature_of
from corkboard.records.fields import is_web_address
from corkboard.views.claim_rows import AssessmentRow, ClaimRow, StatedBy
from corkboard.views.rows import (
    ArticleRow,
    BearingRow,
    EntityRow,
    HypothesisRow,
    OrganizationRow,
    PersonRow,
    Post,
    RecordRow,
    RelationRow,
    RoleRow,
    Unlisted,
)
from corkboard.views.words import words

__all__ = ["entities", "ftm_id", "ftm_piece"]

Entity = dict[str, object]

_encode = msgspec.json.Encoder(enc_hook=str).encode  # ids that authors put in quotes are marked as such
_EXACT = re.compile(r"\d{4}(-\d{2}){0,2}")
_DIGITS = 20  # hexadecimal: of a million ids two are the same once in 10^12 publications


def ftm_id(kind: str, *parts: str | None) -> str:
    """An id that follows from records' own, of letters, digits and hyphens alone, e.g. "person-6f0a…".

    FollowTheMoney refuses most other characters, and where it makes ids of several sources distinct it takes what
    follows a full stop for its own.
    """
    return f"{kind}-{_digest(chr(10).join(part or '' for part in parts))}"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_DIGITS]


_digest_of_record = lru_cache(maxsize=1 << 16)(_digest)


def _of(id: str) -> str:
    """The id of a record."""
    return f"{id.partition('/')[0]}-{_digest_of_record(id)}"


def _between(kind: str, one: str, other: str) -> str:
    """The id of something of which two records have one."""
    return f"{kind}-{_digest_of_record(one)}{_digest_of_record(other)}"


def ftm_piece(records: Sequence[RecordRow | Unlisted]) -> Piece:
    lines = [_encode(entity) for record in records for entity in entities(record)]
    return Piece(b"\n".join([*lines, b""]), len(lines))


def entities(record: RecordRow | Unlisted) -> Iterator[Entity]:
    """What a record gives: itself, and what its file says of others.  Questions are in the text of hypotheses."""
    if isinstance(record, ArticleRow):
        yield from _article(record)
    elif isinstance(record, PersonRow):
        yield _named("Person", record, deathDate=_exact(record.died))
        for role in record.roles:
            yield _occupancy(record, role)
        yield from _relations(record)
    elif isinstance(record, OrganizationRow):
        yield _named("Organization", record)
        yield from _relations(record)
    elif isinstance(record, HypothesisRow):
        yield _hypothesis(record)
        for assessment in record.assessments:
            yield _assessment(record, assessment)
    elif isinstance(record, Unlisted):
        for name in record.organizations:
            yield _entity("Organization", _by_name(name), name=name)
        for post in record.posts:
            yield _entity("Position", _position(post), name=post.title, organization=_organization(post))


def _entity(schema: str, id: str, **properties: str | Iterable[str | None] | None) -> Entity:
    """Without properties that have no value; of several values each once."""
    kept: dict[str, list[str]] = {}
    for name, value in properties.items():
        if not value:
            continue
        if isinstance(value, str):
            kept[name] = [value]
        elif values := [*dict.fromkeys(filter(None, value))]:
            kept[name] = values
    return {"id": id, "schema": schema, "properties": kept}


# Those who are named


def _named(schema: str, record: EntityRow, **more: str | None) -> Entity:
    names = [*record.aliases, *(one.name for one in record.translations)]
    return _entity(
        schema,
        _of(record.id),
        name=record.name,
        alias=[name for name in names if name != record.name],
        summary=record.summary,
        sourceUrl=_web(record.url),
        notes=[reply_line(record.reply, record.lang)] if record.reply else [],
        **more,
    )


def _occupancy(person: PersonRow, role: RoleRow) -> Entity:
    """A post that somebody is said to hold, as with the statement of who says so.

    Occupancy, since an office need be no employment and no membership; the model asks for no more than that somebody
    holds a post for some time.
    """
    source = role.stated_by
    return _entity(
        "Occupancy",
        ftm_id("occupancy", person.id, *_which(role), role.since, role.until, _whose(source)),
        holder=_of(person.id),
        post=_position(role),
        startDate=_exact(role.since),
        endDate=_exact(role.until),
        description=" – ".join(filter(None, (role.since, role.until))),
        **_statement(source, person.lang),
    )


def _position(post: Post) -> str:
    return ftm_id("position", *_which(post))


def _which(post: Post) -> tuple[str | None, ...]:
    """What tells a post from others: the organization's id, else its name; and the office."""
    return post.organization, None if post.organization else post.organization_name, post.title


def _organization(post: Post) -> str | None:
    if post.organization:
        return _of(post.organization)
    return _by_name(post.organization_name) if post.organization_name else None


def _by_name(name: str) -> str:
    return ftm_id("name", name)


def _relations(record: EntityRow) -> Iterator[Entity]:
    for one in record.relations:
        yield _relation(record, one)


def _relation(record: EntityRow, one: RelationRow) -> Entity:
    """What a file states.  In Family the relationship is what `relative` is to `person`: what the file's own subject
    is to the other."""
    own, other, called = _of(record.id), _of(one.to.id), one.called or one.kind
    nature = nature_of(one.kind, record.lang)
    people = all(id.startswith("person/") for id in (record.id, one.to.id))
    id = ftm_id("relation", record.id, one.to.id, one.kind, one.called, _whose(one.stated_by))
    more = {"description": one.kind, **_statement(one.stated_by, record.lang)}
    if people and nature is Nature.FAMILY:
        return _entity("Family", id, person=other, relative=own, relationship=called, **more)
    if people and nature is Nature.ASSOCIATION:
        return _entity("Associate", id, person=other, associate=own, relationship=called, **more)
    return _entity("UnknownLink", id, subject=own, object=other, role=called, **more)


def _whose(source: StatedBy | None) -> str | None:
    """An article by its id, which stays when its headline and its address do not."""
    return (source.id or source.title) if source else None


def _statement(source: StatedBy | None, lang: str) -> dict[str, str | None]:
    """Whose statement a relation or role is."""
    return {"summary": statement(source, lang), "sourceUrl": _web(source.url) if source else None}


# What is claimed


def _article(record: ArticleRow) -> Iterator[Entity]:
    own = _of(record.id)
    yield _entity(
        "Article",
        own,
        name=record.name,
        title=record.name,
        fileName=record.id.partition("/")[2],
        author=[one.name for one in record.authors],
        publishedAt=_utc(record.date),
        modifiedAt=_utc(record.modified),
        summary=record.summary,
        keywords=record.tags,
        sourceUrl=_web(record.url),
        mimeType="text/html",
        notes=[correction_line(one, record.lang) for one in record.corrections],
    )
    for mention in record.mentions:
        schema = "Person" if mention.who.id.startswith("person/") else "Organization"
        properties = {"name": [mention.who.name], "resolved": [_of(mention.who.id)], "detectedSchema": [schema]}
        id = _between("mention", record.id, mention.who.id)
        yield {"id": id, "schema": "Mention", "properties": {"document": [own], **properties}}
    for bearing in record.hypotheses:
        yield _documentation(record, bearing)
    for claim in record.claims:
        yield _claim(record, claim)


def _documentation(record: ArticleRow, bearing: BearingRow) -> Entity:
    """The stance of an article to a hypothesis, which is said with its label."""
    about = bearing.hypothesis
    return _entity(
        "Documentation",
        _between("stance", record.id, about.id),
        document=_of(record.id),
        entity=_of(about.id),
        role=stance_words(bearing.stance, record.lang),
        status=about.label,
        description=words(record.lang)("Note of this article: {note}", note=bearing.note) if bearing.note else None,
    )


def _claim(record: ArticleRow, claim: ClaimRow) -> Entity:
    return _entity(
        "Note",
        ftm_id("claim", claim.id),
        name=claim.label,
        description="\n".join(claim_lines(claim)),
        entity=[_of(record.id), *(_of(one.id) for one in claim.about)],
        keywords=claim.verification,
        sourceUrl=_web(f"{record.url}#{claim.id.partition('#')[2]}"),
    )


def _hypothesis(record: HypothesisRow) -> Entity:
    whose = record.attributed_to
    return _entity(
        "Note",
        _of(record.id),
        name=f"{record.name} ({record.label})",
        description="\n".join(hypothesis_lines(record)),
        entity=_of(whose.id) if whose and whose.id else None,
        keywords=record.status,
        sourceUrl=_web(record.url),
    )


def _assessment(record: HypothesisRow, one: AssessmentRow) -> Entity:
    source, about = one.stated_by, one.hypothesis
    return _entity(
        "Note",
        ftm_id("assessment", about.id, one.date, _whose(source)),
        name=f"{about.name} ({about.label})",
        description="\n".join(assessment_lines(one, record.lang)),
        entity=[_of(about.id), _of(source.id) if source and source.id else None],
        sourceUrl=_web(record.url),
    )


# Values


def _exact(date: str | None) -> str | None:
    """A partial date that is neither about, before nor after: the model knows no others."""
    return date if date and _EXACT.fullmatch(date) else None


def _utc(moment: str | None) -> str | None:
    return dt.datetime.fromisoformat(moment).astimezone(dt.UTC).isoformat()[:19] if moment else None


def _web(address: str | None) -> str | None:
    """A whole address: without the site's own there are only paths."""
    return address if address and is_web_address(address) else None
