"""The pages of people, organizations and authors: who they are, and every article that refers to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TypeVar

from corkboard.board.catalog import Item, Key
from corkboard.records.author import Author
from corkboard.records.common import Named, Relation
from corkboard.records.fields import PartialDate
from corkboard.records.person import Person, Role
from corkboard.views.claims import ClaimGroup, claim_groups
from corkboard.views.context import Context
from corkboard.views.discussion import Discussion
from corkboard.views.page import Page, Paged, View, page_count, page_suffix, paginate
from corkboard.views.parts import ArticleCard, Body, Head, Pager, ReferenceRow, RelationRow, RoleRow
from corkboard.views.plain import Plain
from corkboard.views.replies import ReplyRow, replies_of
from corkboard.views.site import Link

__all__ = ["AuthorView", "OrganizationView", "PersonView", "pages"]


class PersonView(Plain, frozen=True):
    """`person.html`: a person.  On the second and later pages only the list of articles goes on."""

    head: Head
    title: str
    lang: str
    summary: str
    body: Body | None
    aliases: tuple[str, ...]
    roles: tuple[RoleRow, ...]  # in order of time
    relations: tuple[RelationRow, ...]
    articles: tuple[ReferenceRow, ...]  # newest first
    count: int  # of all articles
    pager: Pager | None
    referred: tuple[Link, ...]  # whatever else refers to them
    feed: str
    claims: tuple[ClaimGroup, ...]  # about them, by how far they were checked; on the first page of several
    replies: tuple[ReplyRow, ...]  # theirs; on the first page of several
    discussion: Discussion | None  # on the first page of several


class OrganizationView(Plain, frozen=True):
    """`organization.html`: an organization, with the roles that people hold in it."""

    head: Head
    title: str
    lang: str
    summary: str
    body: Body | None
    aliases: tuple[str, ...]
    roles: tuple[RoleRow, ...]  # held in it, in order of time
    relations: tuple[RelationRow, ...]
    articles: tuple[ReferenceRow, ...]
    count: int
    pager: Pager | None
    referred: tuple[Link, ...]
    feed: str
    claims: tuple[ClaimGroup, ...]
    replies: tuple[ReplyRow, ...]
    discussion: Discussion | None


class AuthorView(Plain, frozen=True):
    """`author.html`: an author and what they wrote."""

    head: Head
    title: str
    lang: str
    summary: str
    body: Body | None
    url: str
    articles: tuple[ArticleCard, ...]  # newest first
    count: int
    pager: Pager | None
    referred: tuple[Link, ...]
    feed: str


_NamedView = TypeVar("_NamedView", PersonView, OrganizationView)


def pages(context: Context) -> Iterator[Page]:
    for key in context.board.catalog.items:
        view = _VIEWS.get(key.type)
        if view is not None:
            count = context.board.count_about(key)
            for item in context.board.versions(key):
                yield from paged_pages(context, item, count, view)


def paged_pages(context: Context, item: Item, count: int, view: Callable[..., View]) -> Iterator[Page]:
    """The pages about an item, by as many articles as it has: `view(context, key, lang, number)` for each."""
    for number in range(1, page_count(count, context.settings.entity_pagination) + 1):
        make = partial(view, context, item.key, item.lang, number)
        yield Page(f"{item.path}{page_suffix(number)}index.html", f"{item.key.type}.html", make, item.name)


def share(context: Context, item: Item, articles: Sequence[Item], number: int) -> Paged:
    """Which of the articles stand on one of the pages about an item."""
    return paginate(len(articles), context.settings.entity_pagination, number, context.url(item.path))


def head_of(context: Context, item: Item, paged: Paged, label: str = "") -> Head:
    """The head of a page about an item; from the second page on it says which."""
    first = paged.pager is None or paged.pager.number == 1
    number = "" if first or paged.pager is None else str(paged.pager.number)
    title = item.title if first else context.say(item.lang)("{title}, page {number}", title=item.title, number=number)
    return context.head(
        item.path + paged.suffix,
        title,
        item.lang,
        item.record.summary or "",
        label=label,
        kind="profile" if item.key.type in ("person", "author") else "website",
        feeds=(Link(context.url(context.feed_path(item)), f"{item.title} ({label})" if label else item.title),),
        versions=context.versions(item.key) if first else (),
        trail=context.trail(item.key.type, item.lang),
    )


def _person(context: Context, key: Key, lang: str, number: int) -> PersonView:
    item = context.item(key, lang)
    roles = sorted(item.record.roles, key=_time_of) if isinstance(item.record, Person) else []
    return _named(PersonView, context, item, number, tuple(_role(context, role, lang) for role in roles))


def _organization(context: Context, key: Key, lang: str, number: int) -> OrganizationView:
    item = context.item(key, lang)
    return _named(OrganizationView, context, item, number, _roles_in(context, item, lang))


def _named(view: type[_NamedView], context: Context, item: Item, number: int, roles: tuple[RoleRow, ...]) -> _NamedView:
    record, lang = item.record, item.lang
    if not isinstance(record, Named):
        raise TypeError(f"{item.name} names nobody")
    articles = context.articles_about(item.key)
    paged = share(context, item, articles, number)
    return view(
        head=head_of(context, item, paged),
        title=item.title,
        lang=lang,
        summary=record.summary or "",
        body=context.body(item),
        aliases=record.aliases,
        roles=roles,
        relations=_relations(context, item, record),
        articles=tuple(context.reference_row(one, item, lang) for one in articles[paged.start : paged.end]),
        count=len(articles),
        pager=paged.pager,
        referred=context.other_references(item, lang, but=("relations.to", "roles.organization")),
        feed=context.url(context.feed_path(item)),
        claims=claim_groups(context, item.key, lang) if number == 1 else (),
        replies=replies_of(context, item.key, lang) if number == 1 else (),
        discussion=context.discussion(item, lang) if number == 1 else None,
    )


def _author(context: Context, key: Key, lang: str, number: int) -> AuthorView:
    item = context.item(key, lang)
    record, articles = item.record, context.articles_about(key)
    paged = share(context, item, articles, number)
    shown = (context.get(article.key, lang) or article for article in articles[paged.start : paged.end])
    return AuthorView(
        head=head_of(context, item, paged),
        title=item.title,
        lang=lang,
        summary=record.summary or "",
        body=context.body(item),
        url=(record.url if isinstance(record, Author) else None) or "",
        articles=tuple(context.article_card(article, lang) for article in shown),
        count=len(articles),
        pager=paged.pager,
        referred=context.other_references(item, lang),
        feed=context.url(context.feed_path(item)),
    )


_UNDATED = (9999, 99, 99, 1)


def _time_of(role: Role) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """For sorting by beginning, then end; a role whose beginning nobody gives stands by its end."""
    end = role.to.order if role.to else _UNDATED
    return (role.from_.order if role.from_ else end, end)


def _role(context: Context, role: Role, lang: str, holder: Link | None = None) -> RoleRow:
    organization = None
    if role.organization:
        organization = context.link_to(Key("organization", role.organization), lang) or Link("", str(role.organization))
    since, until = (_date(context, date, lang) for date in (role.from_, role.to))
    if role.from_ and not role.to and not role.from_.qualifier:
        period = context.say(lang)("since {date}", date=since)
    elif role.to and not role.from_ and not role.to.qualifier:
        period = context.say(lang)("until {date}", date=until)
    else:
        period = since if since == until else f"{since} – {until}".strip()
    return RoleRow(role.title, holder, organization, period, context.source_link(role.source, lang))


def _date(context: Context, date: PartialDate | None, lang: str) -> str:
    if date is None:
        return ""
    return (
        context.say(lang)(f"{date.qualifier} {{date}}", date=date.day_or_less) if date.qualifier else date.day_or_less
    )


def _roles_in(context: Context, item: Item, lang: str) -> tuple[RoleRow, ...]:
    found = []
    stating = (edge.source for edge in context.backlinks_of_others(item.key) if edge.field == "roles.organization")
    for key in dict.fromkeys(stating):
        person = context.get(key, lang)
        if person is not None and isinstance(person.record, Person):
            for role in person.record.roles:
                if role.organization == item.key.id:
                    found.append((_time_of(role), key, _role(context, role, lang, context.link(person, lang))))
    return tuple(row for _, _, row in sorted(found, key=lambda one: one[:2]))


def _relations(context: Context, item: Item, record: Named) -> tuple[RelationRow, ...]:
    """The relations that the record states, then those that others state with it."""
    rows = [
        _relation(context, relation, other, item.lang, inverted=False)
        for relation in record.relations
        if (other := _related(context, relation, item.key)) is not None
    ]
    stating = (edge.source for edge in context.backlinks_of_others(item.key) if edge.field == "relations.to")
    for key in dict.fromkeys(stating):
        other_item = context.get(key, item.lang)
        if key != item.key and other_item is not None and isinstance(other_item.record, Named):
            rows += [
                _relation(context, relation, key, item.lang, inverted=True)
                for relation in other_item.record.relations
                if _related(context, relation, key) == item.key
            ]
    return tuple(row for row in dict.fromkeys(rows) if row)


def _related(context: Context, relation: Relation, owner: Key) -> Key | None:
    """To whom a relation leads: where a person and an organization share the id, to the owner's own kind."""
    return context.find(relation.to, (owner.type, "person", "organization"))


def _relation(context: Context, relation: Relation, other: Key, lang: str, inverted: bool) -> RelationRow | None:
    link = context.link_to(other, lang)
    if link is None:
        return None
    source = context.source_link(relation.source, lang)
    return RelationRow(link, relation.kind, relation.as_ or "", inverted, source)


_VIEWS: dict[str, Callable[..., View]] = {"person": _person, "organization": _organization, "author": _author}
