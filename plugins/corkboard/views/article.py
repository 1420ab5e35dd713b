"""An article's page, and the page that is left of a withdrawn one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corkboard.board.board import article_of
from corkboard.board.catalog import Item, Key
from corkboard.documents.prose import reading_minutes
from corkboard.records.article import Article, OrganizationMention, PersonMention
from corkboard.records.fields import tag_slug
from corkboard.views.context import Context
from corkboard.views.page import Page
from corkboard.views.parts import ArticleCard, Date, EntityCard, Head, HypothesisCard, ThreadEntry
from corkboard.views.site import Link

__all__ = ["ArticleView", "WithdrawnView", "pages"]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """`article.html`: an article with everything that it is pinned to."""

    head: Head
    title: str
    lang: str
    summary: str
    body: str  # HTML
    date: Date | None
    modified: Date | None
    authors: tuple[Link, ...]
    minutes: int  # that reading takes
    state: str  # empty, or why readers do not see it yet
    people: tuple[EntityCard, ...]
    organizations: tuple[EntityCard, ...]
    hypotheses: tuple[HypothesisCard, ...]
    attributed: tuple[HypothesisCard, ...]  # hypotheses that are this article's own
    follows: tuple[ArticleCard, ...]
    followed_by: tuple[ArticleCard, ...]
    thread: tuple[ThreadEntry, ...]
    thread_feed: str
    tags: tuple[Link, ...]
    referred: tuple[Link, ...]  # whatever else links here


@dataclass(frozen=True, slots=True)
class WithdrawnView:
    """`withdrawn.html`: what is left at a withdrawn article's address."""

    head: Head


def pages(context: Context) -> Iterator[Page]:
    for article in context.board.articles:
        for item in context.board.versions(article.key):
            yield Page(f"{item.path}index.html", "article.html", _view(context, item), item.name, ("slug",))
    for item in context.board.withdrawn:
        path, say = item.path, context.say(item.lang)
        head = context.head(path, say("Withdrawn"), item.lang, noindex=True)
        yield Page(f"{path}index.html", "withdrawn.html", WithdrawnView(head), item.name, ("slug",))


def _view(context: Context, item: Item) -> ArticleView:
    board, lang, record = context.board, item.lang, article_of(item)
    thread = board.threads.get(item.key, ())
    followed = {edge.target for edge in board.edges.get(item.key, ()) if edge.field == "follows"}
    following = {edge.source for edge in board.backlinks.get(item.key, ()) if edge.field == "follows"}
    entries = tuple(
        ThreadEntry(
            context.article_card(board.get(one.key, lang) or one, lang),
            current=one.key == item.key,
            follows=one.key in followed,
            followed_by=one.key in following,
        )
        for one in thread
    )
    thread_feed = context.url(context.thread_path(thread)) if thread else ""
    feeds = (Link(thread_feed, context.say(lang)("This article and its follow-ups")),) if thread else ()
    return ArticleView(
        head=context.head(
            item.path,
            item.title,
            lang,
            record.summary or "",
            kind="article",
            feeds=feeds,
            versions=tuple(board.versions(item.key)),
            trail=context.trail("article", lang),
            noindex=bool(context.state(record, lang)),
        ),
        title=item.title,
        lang=lang,
        summary=record.summary or "",
        body=context.body(item),
        date=context.date(record.date, lang),
        modified=context.date(record.modified, lang),
        authors=context.byline(record, lang),
        minutes=reading_minutes(item.document.words, item.document.unspaced),
        state=context.state(record, lang),
        people=_mentioned(context, record.people, "person", lang),
        organizations=_mentioned(context, record.organizations, "organization", lang),
        hypotheses=_bearings(context, record, lang),
        attributed=_attributed(context, item, lang),
        follows=tuple(entry.article for entry in entries if entry.follows),
        followed_by=tuple(entry.article for entry in entries if entry.followed_by),
        thread=entries,
        thread_feed=thread_feed,
        tags=tuple(Link(context.url(f"tags/{slug}/"), tag) for slug, tag in tags_of(record).items()),
        referred=context.other_references(item, lang, but=("attributed_to", "roles.source", "relations.source")),
    )


def tags_of(record: Article) -> dict[str, str]:
    """An article's tags by the last part of their addresses, each once."""
    found: dict[str, str] = {}
    for tag in record.tags:
        found.setdefault(tag_slug(tag), tag)
    return found


def _mentioned(
    context: Context, mentions: Sequence[PersonMention | OrganizationMention], type: str, lang: str
) -> tuple[EntityCard, ...]:
    cards: dict[Key, EntityCard] = {}
    for mention in mentions:
        key = Key(type, mention.id)
        item = context.board.get(key, lang)
        if item is not None and key not in cards:
            cards[key] = context.entity_card(item, mention.as_ or "")
    return tuple(cards.values())


def _bearings(context: Context, record: Article, lang: str) -> tuple[HypothesisCard, ...]:
    cards: dict[str, HypothesisCard] = {}
    for bearing in record.hypotheses:
        item = context.board.get(Key("hypothesis", bearing.id), lang)
        if item is not None:
            cards.setdefault(bearing.id, context.hypothesis_card(item, lang, bearing))
    return tuple(cards.values())


def _attributed(context: Context, item: Item, lang: str) -> tuple[HypothesisCard, ...]:
    listed = {bearing.id for bearing in article_of(item).hypotheses}
    found = sorted(
        edge.source
        for edge in context.board.backlinks.get(item.key, ())
        if edge.field == "attributed_to" and edge.source.id not in listed
    )
    shown = (context.board.get(key, lang) for key in found)
    return tuple(context.hypothesis_card(one, lang) for one in shown if one)
