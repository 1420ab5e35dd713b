"""The pages of people, organizations and authors: who they are, and every article that refers to them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import TypeVar

from msgspec.structs import replace

from corkboard.board.catalog import Item, Key
from corkboard.board.relations import RELATING_FIELDS
from corkboard.records.author import Author
from corkboard.records.common import Named
from corkboard.records.person import Person
from corkboard.views.around import drawn_around
from corkboard.views.claims import ClaimGroup, claim_groups
from corkboard.views.context import Context
from corkboard.views.discussion import Discussion
from corkboard.views.drawing import Drawing
from corkboard.views.page import Page, Paged, View, page_count, page_suffix, paginate
from corkboard.views.partial_dates import as_written
from corkboard.views.parts import ArticleCard, Body, Head, Pager, ReferenceRow, Related, RelationRow, RoleRow
from corkboard.views.plain import Plain
from corkboard.views.relations import relation_rows, roles_held, roles_in
from corkboard.views.replies import ReplyRow, replies_of
from corkboard.views.site import Link
from corkboard.views.timeline import TimelineEntry, anchor_of, first_of_each, timeline

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
    drawing: Drawing | None  # of those to whom they are related; on the first page of several
    among: tuple[Related, ...]  # what those in the drawing are to each other
    articles: tuple[ReferenceRow, ...]  # newest first
    count: int  # of all articles
    pager: Pager | None
    referred: tuple[Link, ...]  # whatever else refers to them
    feed: str
    claims: tuple[ClaimGroup, ...]  # about them, by how far they were checked; on the first page of several
    replies: tuple[ReplyRow, ...]  # theirs; on the first page of several
    discussion: Discussion | None  # on the first page of several
    died: str = ""  # when, in words; empty where nobody says
    timeline: tuple[TimelineEntry, ...] = ()  # in order of time; on the first page of several
    label: str = ""  # how far what is claimed of them was checked; it always goes with the summary


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
    drawing: Drawing | None
    among: tuple[Related, ...]
    articles: tuple[ReferenceRow, ...]
    count: int
    pager: Pager | None
    referred: tuple[Link, ...]
    feed: str
    claims: tuple[ClaimGroup, ...]
    replies: tuple[ReplyRow, ...]
    discussion: Discussion | None
    label: str = ""  # how far the claims were checked that its title or summary comes near


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
    label: str = ""  # how far the claims were checked that its title or summary comes near


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
        _description(context, item),
        label=label,
        kind="profile" if item.key.type in ("person", "author") else "website",
        feeds=(Link(context.url(context.feed_path(item)), f"{item.title} ({label})" if label else item.title),),
        versions=context.versions(item.key) if first else (),
        trail=context.trail(item.key.type, item.lang),
        overruled=item.record.overruled if first else (),
    )


def _description(context: Context, item: Item) -> str:
    """The summary; of a person with how far what is claimed of them was checked, which their name goes without."""
    summary, label = item.record.summary or "", context.label_of_summary(item, item.lang)
    return f"{label[:1].upper()}{label[1:]}. {summary}" if summary and label and item.key.type == "person" else summary


def _person(context: Context, key: Key, lang: str, number: int) -> PersonView:
    item = context.item(key, lang)
    view = _named(PersonView, context, item, number, roles_held(context, item, lang), first_of_each(context, item))
    died = item.record.died if isinstance(item.record, Person) else None
    return replace(
        view,
        died=as_written(context.say(lang), died) if died else "",
        timeline=timeline(context, item, lang) if number == 1 else (),
    )


def _organization(context: Context, key: Key, lang: str, number: int) -> OrganizationView:
    item = context.item(key, lang)
    return _named(OrganizationView, context, item, number, roles_in(context, item, lang))


def _named(
    view: type[_NamedView],
    context: Context,
    item: Item,
    number: int,
    roles: tuple[RoleRow, ...],
    led_to: Collection[int] = (),
) -> _NamedView:
    """What both have.  `led_to` are the places in the list of articles to which something on the first page leads."""
    record, lang = item.record, item.lang
    if not isinstance(record, Named):
        raise TypeError(f"{item.name} names nobody")
    articles = context.articles_about(item.key)
    paged = share(context, item, articles, number)
    rows = [context.reference_row(one, item, lang) for one in articles[paged.start : paged.end]]
    drawing, among = drawn_around(context, item, lang) if number == 1 else (None, ())
    return view(
        head=head_of(context, item, paged, context.label(item, lang)),
        title=item.title,
        label=context.label_of_summary(item, lang),
        lang=lang,
        summary=record.summary or "",
        body=context.body(item),
        aliases=tuple(alias.name for alias in record.aliases),
        roles=roles,
        relations=relation_rows(context, item, lang),
        drawing=drawing,
        among=among,
        articles=tuple(
            replace(row, anchor=anchor_of(articles[place])) if place in led_to else row
            for place, row in enumerate(rows, paged.start)
        ),
        count=len(articles),
        pager=paged.pager,
        referred=context.other_references(item, lang, but=RELATING_FIELDS),
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
        head=head_of(context, item, paged, context.label(item, lang)),
        title=item.title,
        lang=lang,
        label=context.label(item, lang),
        summary=record.summary or "",
        body=context.body(item),
        url=(record.url if isinstance(record, Author) else None) or "",
        articles=tuple(context.article_card(article, lang) for article in shown),
        count=len(articles),
        pager=paged.pager,
        referred=context.other_references(item, lang),
        feed=context.url(context.feed_path(item)),
    )


_VIEWS: dict[str, Callable[..., View]] = {"person": _person, "organization": _organization, "author": _author}
