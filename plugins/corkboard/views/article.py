"""An article's page, and the page that is left of a withdrawn one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from corkboard.board.board import article_of, tags_of
from corkboard.board.catalog import Item, Key
from corkboard.documents.prose import reading_minutes
from corkboard.records.article import Article, OrganizationMention, PersonMention
from corkboard.views.context import Context
from corkboard.views.corrections import CorrectionCard, corrections_of, newest_first, notice_of
from corkboard.views.discussion import Discussion
from corkboard.views.likelihood import Change, changes_in
from corkboard.views.notes import NoteCard, notes_of
from corkboard.views.page import Page
from corkboard.views.parts import ArticleCard, Body, Date, EntityCard, Head, HypothesisCard, Notice, ThreadEntry
from corkboard.views.plain import Plain
from corkboard.views.site import Link

__all__ = ["ArticleView", "WithdrawnView", "pages"]


class ArticleView(Plain, frozen=True):
    """`article.html`: an article with everything that it is pinned to."""

    head: Head
    title: str
    lang: str
    summary: str
    body: Body | None
    date: Date | None
    modified: Date | None  # or corrected, if that was later
    authors: tuple[Link, ...]
    minutes: int  # that reading takes
    state: str  # empty, or why readers do not see it yet
    notice: Notice | None
    corrections: tuple[CorrectionCard, ...]  # that are material, newest first: for the top of the page
    typos: tuple[CorrectionCard, ...]  # newest first
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
    notes: tuple[NoteCard, ...]  # what it claims, and on whose word
    changes: tuple[Change, ...]  # how it moved hypotheses
    discussion: Discussion | None
    label: str = ""  # how far its claims were checked; it always goes with title and summary


class WithdrawnView(Plain, frozen=True):
    """`withdrawn.html`: what is left at a withdrawn article's address."""

    head: Head


def pages(context: Context) -> Iterator[Page]:
    for article in context.board.articles:
        for item in context.board.versions(article.key):
            make = partial(_view, context, item.key, item.lang)
            yield Page(f"{item.path}index.html", "article.html", make, item.name, ("slug",))
    for item in context.board.withdrawn:
        make_withdrawn = partial(_withdrawn, context, item.key, item.lang)
        yield Page(f"{item.path}index.html", "withdrawn.html", make_withdrawn, item.name, ("slug",))


def _withdrawn(context: Context, key: Key, lang: str) -> WithdrawnView:
    item = context.gone(key, lang)
    return WithdrawnView(context.head(item.path, context.say(lang)("Withdrawn"), lang, noindex=True))


def _view(context: Context, key: Key, lang: str) -> ArticleView:
    item = context.item(key, lang)
    record, thread = article_of(item), context.thread(key)
    followed = {edge.target for edge in context.references(key) if edge.field == "follows"}
    following = {edge.source for edge in context.backlinks(key) if edge.field == "follows"}
    entries = tuple(
        ThreadEntry(
            context.article_card(context.get(one.key, lang) or one, lang),
            current=one.key == key,
            follows=one.key in followed,
            followed_by=one.key in following,
        )
        for one in thread
    )
    thread_feed = context.url(context.thread_path(thread)) if thread else ""
    notice, label = notice_of(item, context.say(lang)), context.label(item, lang)
    corrections = newest_first(corrections_of(context, item, lang))
    feeds = (Link(thread_feed, context.say(lang)("This article and its follow-ups")),) if thread else ()
    discussion = context.discussion(item, lang)
    if discussion and discussion.feed:
        feeds = (*feeds, Link(discussion.feed, context.say(lang)("Comments")))
    return ArticleView(
        head=context.head(
            item.path,
            item.title,
            lang,
            record.summary or "",
            kind="article",
            feeds=feeds,
            versions=context.versions(key),
            trail=context.trail("article", lang),
            noindex=bool(context.state(item, lang)),
            label="; ".join(filter(None, (notice.text if notice and notice.retracted else "", label))),
            overruled=record.overruled,
        ),
        title=item.title,
        label=label,
        lang=lang,
        summary=record.summary or "",
        body=context.body(item),
        date=context.date(record.date, lang),
        modified=context.date(record.last_modified, lang),
        authors=context.byline(record, lang),
        minutes=reading_minutes(item.outline.words, item.outline.unspaced),
        state=context.state(item, lang),
        notice=notice,
        corrections=tuple(one for one in corrections if one.material),
        typos=tuple(one for one in corrections if not one.material),
        people=_mentioned(context, record.people, "person", lang),
        organizations=_mentioned(context, record.organizations, "organization", lang),
        hypotheses=_bearings(context, record, lang),
        attributed=_attributed(context, item, lang),
        follows=tuple(entry.article for entry in entries if entry.follows),
        followed_by=tuple(entry.article for entry in entries if entry.followed_by),
        thread=entries,
        thread_feed=thread_feed,
        tags=tuple(
            Link(context.url(f"tags/{slug}/"), tag, label=context.tag_label(tag, lang))
            for slug, tag in tags_of(item).items()
        ),
        referred=context.other_references(item, lang, but=_SHOWN_OTHERWISE),
        notes=notes_of(context, item),
        changes=changes_in(context, item, lang),
        discussion=discussion,
    )


_SHOWN_OTHERWISE = ("attributed_to", "roles.source", "relations.source", "assessments.article")


def _mentioned(
    context: Context, mentions: Sequence[PersonMention | OrganizationMention], type: str, lang: str
) -> tuple[EntityCard, ...]:
    cards: dict[Key, EntityCard] = {}
    for mention in mentions:
        key = Key(type, mention.id)
        item = context.get(key, lang)
        if item is not None and key not in cards:
            cards[key] = context.mention_card(item, lang, mention.as_ or "")
    return tuple(cards.values())


def _bearings(context: Context, record: Article, lang: str) -> tuple[HypothesisCard, ...]:
    cards: dict[str, HypothesisCard] = {}
    for bearing in record.hypotheses:
        item = context.get(Key("hypothesis", bearing.id), lang)
        if item is not None:
            cards.setdefault(bearing.id, context.hypothesis_card(item, lang, bearing))
    return tuple(cards.values())


def _attributed(context: Context, item: Item, lang: str) -> tuple[HypothesisCard, ...]:
    listed = {bearing.id for bearing in article_of(item).hypotheses}
    found = sorted(
        edge.source
        for edge in context.backlinks(item.key)
        if edge.field == "attributed_to" and edge.source.id not in listed
    )
    shown = (context.get(key, lang) for key in found)
    return tuple(context.hypothesis_card(one, lang) for one in shown if one)
