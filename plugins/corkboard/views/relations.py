"""Roles and relations: what the files of people and organizations state of them, each with who says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from corkboard.board.catalog import Item, Key
from corkboard.board.relations import RELATED_TYPES
from corkboard.records.common import Named, Relation
from corkboard.records.person import Person, Role
from corkboard.views.context import Context
from corkboard.views.partial_dates import period
from corkboard.views.parts import Related, RelationRow, RoleRow
from corkboard.views.site import Link
from corkboard.views.words import Words

__all__ = [
    "Statement",
    "in_words",
    "related",
    "relation_rows",
    "role_row",
    "roles_held",
    "roles_in",
    "statements_of",
    "time_of",
]

_NAME = "\n"  # in what fields say there is none


@dataclass(frozen=True, slots=True)
class Statement:
    """What the file of `owner` states about them and `other`: a role held there, or a relation."""

    owner: Key
    other: Key
    what: Role | Relation


def statements_of(context: Context, key: Key, lang: str) -> tuple[Statement, ...]:
    """Everything that somebody's own file states about them and others who have a page, in its own order."""
    item = context.get(key, lang)
    return context.once("statements", item, "", lambda item, _: tuple(_statements(context, item))) if item else ()


def _statements(context: Context, item: Item) -> Iterator[Statement]:
    record = item.record
    for role in record.roles if isinstance(record, Person) else ():
        organization = Key("organization", role.organization or "")
        if context.get(organization):
            yield Statement(item.key, organization, role)
    for relation in record.relations if isinstance(record, Named) else ():
        # Where a person and an organization share the id, it is the one of the owner's own kind.
        other = context.find(relation.to, (item.key.type, *RELATED_TYPES))
        if other is not None and other != item.key:
            yield Statement(item.key, other, relation)


# Rows


def role_row(context: Context, role: Role, lang: str, holder: Link | None = None) -> RoleRow:
    organization = None
    if role.organization:
        organization = context.link_to(Key("organization", role.organization), lang) or Link("", str(role.organization))
    when = period(context.say(lang), role.from_, role.to)
    return RoleRow(role.title, holder, organization, when, context.source_link(role.source, lang))


def roles_held(context: Context, item: Item, lang: str) -> tuple[RoleRow, ...]:
    """A person's roles in order of time."""
    roles = item.record.roles if isinstance(item.record, Person) else ()
    return tuple(role_row(context, role, lang) for role in sorted(roles, key=time_of))


def roles_in(context: Context, item: Item, lang: str) -> tuple[RoleRow, ...]:
    """The roles that people hold in an organization, in order of time."""
    return _roles_of_others(context, item.key, _stating(context, item.key, "roles.organization"), lang)


def relation_rows(context: Context, item: Item, lang: str) -> tuple[RelationRow, ...]:
    """The relations that a record states, then those that others state with it."""
    return _relations(context, item.key, _stating(context, item.key, "relations.to"), lang)


def related(context: Context, key: Key, to: Collection[Key], lang: str, own: bool = False) -> Related | None:
    """What somebody is stated to be to these others; with `own` as far as their own file does.  None if nothing."""
    link = context.link_to(key, lang)
    stating = [] if own else sorted(to)
    held = [one for one in statements_of(context, key, lang) if isinstance(one.what, Role) and one.other in to]
    roles = [role_row(context, role, lang) for role in sorted(_roles(held), key=time_of)]
    roles += _roles_of_others(context, key, stating, lang)
    relations = _relations(context, key, stating, lang, to)
    return Related(link, key.type, tuple(roles), relations) if link and (roles or relations) else None


def _stating(context: Context, key: Key, field: str) -> list[Key]:
    """Those whose own files name this one in such a field."""
    return list(dict.fromkeys(edge.source for edge in context.backlinks_of_others(key) if edge.field == field))


def _roles(statements: Iterable[Statement]) -> Iterator[Role]:
    return (one.what for one in statements if isinstance(one.what, Role))


def _roles_of_others(context: Context, key: Key, others: Iterable[Key], lang: str) -> tuple[RoleRow, ...]:
    found = [
        (time_of(role), other, role_row(context, role, lang, context.link_to(other, lang)))
        for other in others
        for role in _roles(one for one in statements_of(context, other, lang) if one.other == key)
    ]
    return tuple(row for _, _, row in sorted(found, key=lambda one: one[:2]))


def _relations(
    context: Context, key: Key, others: Iterable[Key], lang: str, to: Collection[Key] | None = None
) -> tuple[RelationRow, ...]:
    own = [one for one in statements_of(context, key, lang) if to is None or one.other in to]
    theirs = [one for other in others for one in statements_of(context, other, lang) if one.other == key != other]
    rows = [_relation(context, one, lang, inverted=False) for one in own]
    rows += [_relation(context, one, lang, inverted=True) for one in theirs]
    return tuple(row for row in dict.fromkeys(rows) if row)


def _relation(context: Context, statement: Statement, lang: str, inverted: bool) -> RelationRow | None:
    link = context.link_to(statement.owner if inverted else statement.other, lang)
    relation = statement.what
    if link is None or not isinstance(relation, Relation):
        return None
    before, _, after = _stated(context.say(lang), relation, _NAME, inverted).partition(_NAME)
    return RelationRow(link, before, after, context.source_link(relation.source, lang))


_UNDATED = (9999, 99, 99, 1)


def time_of(role: Role) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """For sorting by beginning, then end; a role whose beginning nobody gives stands by its end."""
    end = role.to.order if role.to else _UNDATED
    return (role.from_.order if role.from_ else end, end)


# Words


def in_words(context: Context, statements: Sequence[Statement], lang: str) -> tuple[str, ...]:
    """Each statement in a line that says who is what to whom, and who says so."""
    return tuple(dict.fromkeys(_sentence(context, one, lang) for one in statements))


def _sentence(context: Context, statement: Statement, lang: str) -> str:
    say, what = context.say(lang), statement.what
    owner, other = (_name(context, key, lang) for key in (statement.owner, statement.other))
    if isinstance(what, Role):
        said = ", ".join(filter(None, (what.title, other, period(say, what.from_, what.to))))
    else:
        said = _stated(say, what, other)
    source = context.source_link(what.source, lang)
    stated = say("as stated in {source}", source=source.text) if source else say("no source given")
    labelled = f"{stated} ({source.label})" if source and source.label else stated
    return f"{owner}: {said}; {labelled}"


def _stated(say: Words, relation: Relation, other: str, inverted: bool = False) -> str:
    """What somebody is to another one; or, on the page of whom it is stated about, what the other one is."""
    if not relation.as_:
        return say("{other} ({kind})", other=other, kind=relation.kind)
    if inverted:
        return say("{other}: {called} ({kind})", other=other, called=relation.as_, kind=relation.kind)
    return say("{called} of {other} ({kind})", other=other, called=relation.as_, kind=relation.kind)


def _name(context: Context, key: Key, lang: str) -> str:
    link = context.link_to(key, lang)
    return link.text if link else ""
