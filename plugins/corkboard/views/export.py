"""Records as rows of exports: what their front matter says, and nothing of their texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from corkboard.board.board import article_of
from corkboard.board.catalog import Item, Key
from corkboard.records.article import Article
from corkboard.records.author import Author
from corkboard.records.common import Named
from corkboard.records.person import Person, Role
from corkboard.views.claim_rows import ReplyRow
from corkboard.views.context import Context, hypothesis_of
from corkboard.views.export_claims import claim_rows, correction_row, reply_row, source_row
from corkboard.views.export_parts import (
    assessment_row,
    hypothesis_named,
    id_of,
    iso,
    labelled,
    named,
    shared,
    stated_by,
    with_label,
)
from corkboard.views.hypothesis import answers_to
from corkboard.views.replies import own_reply
from corkboard.views.rows import (
    ArticleRow,
    AuthorRow,
    BearingRow,
    HypothesisRow,
    MentionRow,
    OrganizationRow,
    PageRow,
    PersonRow,
    Post,
    QuestionRow,
    RecordRow,
    RelationRow,
    RoleRow,
    Unlisted,
)

__all__ = ["row_of", "unlisted"]

_NAMED = ("person", "organization")


def row_of(context: Context, item: Item) -> RecordRow:
    """A record as exports have it, in its own language."""
    return _MAKERS[item.key.type](context, item)


def unlisted(context: Context) -> Unlisted:
    """What the roles of all people name, each once."""
    names: dict[str, None] = {}
    posts: dict[Post, None] = {}
    for person in context.list("person"):
        record = context.item(person.key, "").record
        for role in record.roles if isinstance(record, Person) else ():
            post = Post(**_post(context, role))
            posts[post] = None
            if post.organization_name and not post.organization:
                names[post.organization_name] = None
    return Unlisted(organizations=tuple(names), posts=tuple(posts))


def _person(context: Context, item: Item) -> PersonRow:
    record = item.record
    if not isinstance(record, Person):
        raise TypeError(f"{item.name} is not a person")
    return PersonRow(
        **_entity(context, item, record),
        died=str(record.died) if record.died else None,
        roles=tuple(dict.fromkeys(_role(context, role, item.lang) for role in record.roles)),
    )


def _organization(context: Context, item: Item) -> OrganizationRow:
    record = item.record
    if not isinstance(record, Named):
        raise TypeError(f"{item.name} is not an organization")
    return OrganizationRow(**_entity(context, item, record))


def _entity(context: Context, item: Item, record: Named) -> dict[str, Any]:
    """The fields that people and organizations share."""
    reply, own = own_reply(item), named(context, item.key)
    return {
        **shared(context, item),
        "aliases": tuple(alias.name for alias in record.aliases),
        "relations": tuple(_relations(context, item, record)),
        "articles": context.count_about(item.key),
        "reply": reply_row(reply, own) if reply and own else None,
    }


def _role(context: Context, role: Role, lang: str) -> RoleRow:
    return RoleRow(
        **_post(context, role),
        since=str(role.from_) if role.from_ else None,
        until=str(role.to) if role.to else None,
        stated_by=stated_by(context, role.source, lang),
    )


def _post(context: Context, role: Role) -> dict[str, Any]:
    organization = named(context, Key("organization", role.organization)) if role.organization else None
    return {
        "title": role.title,
        "organization": organization.id if organization else None,
        "organization_name": organization.name if organization else str(role.organization or "") or None,
    }


def _relations(context: Context, item: Item, record: Named) -> Iterator[RelationRow]:
    """Each once.  Where a person and an organization share the id, it leads to the owner's own kind."""
    rows = []
    for relation in record.relations:
        key = context.find(relation.to, (item.key.type, *_NAMED))
        if key and key != item.key and (other := named(context, key)):
            source = stated_by(context, relation.source, item.lang)
            rows.append(RelationRow(to=other, kind=relation.kind, called=relation.as_, stated_by=source))
    yield from dict.fromkeys(rows)


def _question(context: Context, item: Item) -> QuestionRow:
    answers = (labelled(context, one, item.lang) for one in answers_to(context, item.key, ""))
    return QuestionRow(**shared(context, item), hypotheses=tuple(answers))


def _hypothesis(context: Context, item: Item) -> HypothesisRow:
    record, lang = hypothesis_of(item), item.lang
    return HypothesisRow(
        **shared(context, item),
        label=context.label(item, lang),
        status=record.status,
        attributed_to=stated_by(context, record.attributed_to, lang),
        question=named(context, Key("question", record.question)) if record.question else None,
        statement=record.statement,
        assessments=tuple(assessment_row(context, item, one) for one in context.assessments(item, "")),
        would_change=record.would_change,
    )


def _author(context: Context, item: Item) -> AuthorRow:
    website = item.record.url if isinstance(item.record, Author) else None
    return AuthorRow(**shared(context, item), website=website)


def _page(context: Context, item: Item) -> PageRow:
    return PageRow(**shared(context, item))


def _article(context: Context, item: Item) -> ArticleRow:
    record = article_of(item)
    authors = (named(context, Key("author", id)) for id in dict.fromkeys(record.authors))
    follows = (named(context, Key("article", id)) for id in dict.fromkeys(record.follows))
    mentions, refers_to = _references(context, item, record)
    return ArticleRow(
        **shared(context, item),
        date=iso(record.date),
        modified=iso(record.last_modified),
        authors=tuple(one for one in authors if one),
        tags=tuple(with_label(tag, context.tag_label(tag, item.lang)) for tag in record.tags),
        mentions=mentions,
        hypotheses=tuple(_bearings(context, record, item.lang)) if record.hypotheses else (),
        follows=tuple(one for one in follows if one),
        refers_to=refers_to,
        claims=tuple(claim_rows(context, item)) if record.evidence else (),
        sources=tuple(source_row(context, one, item) for one in record.sources),
        replies=tuple(_replies(context, record)) if record.right_of_reply else (),
        corrections=tuple(correction_row(item, one) for one in record.corrections),
    )


def _references(context: Context, item: Item, record: Article) -> tuple[tuple[MentionRow, ...], tuple[str, ...]]:
    """Whom an article names or refers to, and the other records that its text links to."""
    fields: dict[Key, dict[str, None]] = {}
    linked: dict[str, None] = {}
    for edge in context.references(item.key):
        target, field = edge.target, edge.field
        if target.type in _NAMED:
            fields.setdefault(target, {})[field] = None
        elif field == "body" and target != item.key:
            linked[id_of(target)] = None
    called = {
        "person": {one.id: one.as_ for one in reversed(record.people)},
        "organization": {one.id: one.as_ for one in reversed(record.organizations)},
    }
    mentions = [
        MentionRow(who=who, called=_called(context, item, key, called[key.type].get(key.id)), fields=tuple(among))
        for key, among in fields.items()
        if (who := named(context, key))
    ]
    return tuple(mentions), tuple(linked)


def _called(context: Context, article: Item, key: Key, called: str | None) -> str | None:
    """What an article calls somebody, labelled where that comes near a claim about them."""
    about = context.get(key)
    return with_label(called, context.label_of_words(called, about, article.lang)) if called and about else called


def _bearings(context: Context, record: Article, lang: str) -> Iterator[BearingRow]:
    """The first of each hypothesis counts."""
    bearings = {bearing.id: bearing for bearing in reversed(record.hypotheses)}
    for id in dict.fromkeys(one.id for one in record.hypotheses):
        hypothesis = hypothesis_named(context, id, lang)
        if hypothesis:
            yield BearingRow(hypothesis=hypothesis, stance=bearings[id].stance, note=bearings[id].note)


def _replies(context: Context, record: Article) -> Iterator[ReplyRow]:
    for reply in record.right_of_reply:
        key = context.find(reply.to, _NAMED)
        if key and (to := named(context, key)):
            yield reply_row(reply, to)


_MAKERS: dict[str, Callable[[Context, Item], RecordRow]] = {
    "person": _person,
    "organization": _organization,
    "question": _question,
    "hypothesis": _hypothesis,
    "author": _author,
    "page": _page,
    "article": _article,
}
