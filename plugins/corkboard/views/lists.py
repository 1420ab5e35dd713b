"""Pages that list others: the front page, an index for each type, the archive, tags."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from itertools import groupby

from corkboard.board.board import alphabetical
from corkboard.board.catalog import Item
from corkboard.views.context import Context
from corkboard.views.corrections import notice_of
from corkboard.views.hypothesis import answers_to
from corkboard.views.page import Page, Paged, page_count, page_suffix, paginate
from corkboard.views.parts import ArticleCard, Date, EntityCard, Head, HypothesisCard, Notice, Pager
from corkboard.views.plain import Plain
from corkboard.views.site import Link

__all__ = [
    "ArchiveEntry",
    "ArchiveView",
    "FrontView",
    "IndexView",
    "MonthOfArticles",
    "QuestionCard",
    "TagView",
    "TagsView",
    "YearCount",
    "archive_pages",
    "front_pages",
    "index_pages",
    "tag_pages",
]


class QuestionCard(Plain, frozen=True):
    """A question with the hypotheses that answer it."""

    card: EntityCard
    hypotheses: tuple[HypothesisCard, ...]


class FrontView(Plain, frozen=True):
    """`front.html`: the newest articles, and on the first page the questions that are asked."""

    head: Head
    lang: str
    articles: tuple[ArticleCard, ...]
    questions: tuple[QuestionCard, ...]
    pager: Pager | None


class IndexView(Plain, frozen=True):
    """`index.html`: everything of one type: articles, hypotheses, questions or entities, of which one is filled."""

    head: Head
    lang: str
    type: str
    title: str
    count: int
    articles: tuple[ArticleCard, ...]
    hypotheses: tuple[HypothesisCard, ...]
    questions: tuple[QuestionCard, ...]
    entities: tuple[EntityCard, ...]
    pager: Pager | None


class YearCount(Plain, frozen=True):
    """A year of the archive, and how many articles it has."""

    href: str
    year: str
    articles: int


class ArchiveEntry(Plain, frozen=True):
    """One line of the archive: less than a card, since a year can have thousands."""

    href: str
    title: str
    lang: str
    date: Date
    state: str  # why readers do not see it yet
    notice: Notice | None
    label: str = ""  # how far its claims were checked


class MonthOfArticles(Plain, frozen=True):
    """A month's articles, newest first."""

    name: str
    anchor: str
    articles: tuple[ArchiveEntry, ...]


class ArchiveView(Plain, frozen=True):
    """`archive.html`: every year, and the months of one of them where `year` is not empty."""

    head: Head
    lang: str
    years: tuple[YearCount, ...]  # newest first
    year: str
    months: tuple[MonthOfArticles, ...]


class TagView(Plain, frozen=True):
    """`tag.html`: the articles on one topic, newest first."""

    head: Head
    lang: str
    tag: str
    articles: tuple[ArticleCard, ...]
    count: int
    pager: Pager | None
    label: str = ""  # how far the claims were checked that the tag comes near


class TagsView(Plain, frozen=True):
    """`tags.html`: all topics."""

    head: Head
    lang: str
    tags: tuple[EntityCard, ...]


def front_pages(context: Context) -> Iterator[Page]:
    board = context.board
    for lang in (context.site.lang, *(lang for lang in board.languages if lang in context.site.menus)):
        prefix = "" if lang == context.site.lang else f"{lang}/"
        count = len(list(board.translated(lang)) if prefix else board.articles)
        for number in range(1, page_count(count, context.settings.default_pagination) + 1):
            make = partial(_front, context, lang, prefix, number)
            yield Page(f"{prefix}{page_suffix(number)}index.html", "front.html", make)


def _front(context: Context, lang: str, prefix: str, number: int) -> FrontView:
    articles = context.translated(lang) if prefix else context.list("article")
    paged = paginate(len(articles), context.settings.default_pagination, number, context.url(prefix))
    title = _numbered(context, context.site.name, lang, paged)
    questions = [] if paged.suffix else context.list("question")[:_QUESTIONS_IN_FRONT]
    return FrontView(
        head=context.head(prefix + paged.suffix, title, lang, context.site.subtitle),
        lang=lang,
        articles=tuple(context.article_card(one, lang) for one in articles[paged.start : paged.end]),
        questions=tuple(_question_card(context, context.get(one.key, lang) or one, lang) for one in questions),
        pager=paged.pager,
    )


def index_pages(context: Context) -> Iterator[Page]:
    for type, folder in context.folders.items():
        count = len(context.board.listed(type))
        for number in range(1, page_count(count, context.settings.entity_pagination) + 1):
            make = partial(_index, context, type, number)
            yield Page(f"{folder}/{page_suffix(number)}index.html", "index.html", make)


def _index(context: Context, type: str, number: int) -> IndexView:
    lang, items = context.site.lang, context.list(type)
    home, here = context.trail(type, lang)
    paged = paginate(len(items), context.settings.entity_pagination, number, here.href)
    shown = items[paged.start : paged.end]
    title = _numbered(context, here.text, lang, paged)
    return IndexView(
        head=context.head(f"{context.folders[type]}/{paged.suffix}", title, lang, trail=(home,)),
        lang=lang,
        type=type,
        title=here.text,
        count=len(items),
        articles=tuple(context.article_card(one, lang) for one in shown) if type == "article" else (),
        hypotheses=tuple(context.hypothesis_card(one, lang) for one in shown) if type == "hypothesis" else (),
        questions=tuple(_question_card(context, one, lang) for one in shown) if type == "question" else (),
        entities=tuple(context.entity_card(one, lang) for one in shown) if type not in _CARDS_OF_THEIR_OWN else (),
        pager=paged.pager,
    )


def archive_pages(context: Context) -> Iterator[Page]:
    yield Page("archive/index.html", "archive.html", partial(_archive, context, ""))
    for year in context.board.years:
        yield Page(f"archive/{year}/index.html", "archive.html", partial(_archive, context, year))


def _archive(context: Context, year: str) -> ArchiveView:
    lang = context.site.lang
    say, home = context.say(lang), context.site.menus[lang].home
    years = context.years()
    counts = tuple(YearCount(context.url(f"archive/{one}/"), one, len(found)) for one, found in years.items())
    top = Link(context.url("archive/"), say("Archive"))
    if not year:
        return ArchiveView(context.head("archive/", top.text, lang, trail=(home,)), lang, counts, "", ())
    months = tuple(
        MonthOfArticles(say.month(int(month)), f"m{month}", tuple(_entry(context, one, lang) for one in of_month))
        for month, of_month in groupby(years[year], key=lambda one: one.outline.date[5:7])
    )
    head = context.head(f"archive/{year}/", say("Archive of {year}", year=year), lang, trail=(home, top))
    return ArchiveView(head, lang, counts, year, months)


def _entry(context: Context, article: Item, lang: str) -> ArchiveEntry:
    item = context.item(article.key, article.lang)
    day = dt.date.fromisoformat(item.outline.date[:10])
    date = Date(item.outline.date, context.say(lang).date(day))
    return ArchiveEntry(
        context.href(item),
        item.title,
        item.lang,
        date,
        context.state(item, lang),
        notice_of(item, context.say(lang)),
        context.label(item, lang),
    )


def tag_pages(context: Context) -> Iterator[Page]:
    yield Page("tags/index.html", "tags.html", partial(_tags, context))
    for slug, found in context.board.topics.items():
        for number in range(1, page_count(len(found.articles), context.settings.entity_pagination) + 1):
            make = partial(_tag, context, slug, number)
            yield Page(f"tags/{slug}/{page_suffix(number)}index.html", "tag.html", make)


def _tags(context: Context) -> TagsView:
    lang = context.site.lang
    found = context.topics()
    cards = tuple(
        EntityCard(
            context.url(f"tags/{slug}/"),
            found[slug].title,
            lang,
            "tag",
            "",
            articles=len(found[slug].articles),
            label=context.tag_label(found[slug].title, lang),
        )
        for slug in sorted(found, key=lambda slug: alphabetical(found[slug].title))
    )
    home = context.site.menus[lang].home
    return TagsView(context.head("tags/", context.say(lang)("Topics"), lang, trail=(home,)), lang, cards)


def _tag(context: Context, slug: str, number: int) -> TagView:
    lang, path, topic = context.site.lang, f"tags/{slug}/", context.topic(slug)
    paged = paginate(len(topic.articles), context.settings.entity_pagination, number, context.url(path))
    top = Link(context.url("tags/"), context.say(lang)("Topics"))
    title = _numbered(context, topic.title, lang, paged)
    label = context.tag_label(topic.title, lang)
    head = context.head(path + paged.suffix, title, lang, label=label, trail=(context.site.menus[lang].home, top))
    shown = tuple(context.article_card(one, lang) for one in topic.articles[paged.start : paged.end])
    return TagView(head, lang, topic.title, shown, len(topic.articles), paged.pager, label)


def _numbered(context: Context, title: str, lang: str, paged: Paged) -> str:
    if paged.number == 1:
        return title
    return context.say(lang)("{title}, page {number}", title=title, number=str(paged.number))


def _question_card(context: Context, question: Item, lang: str) -> QuestionCard:
    answers = answers_to(context, question.key, lang)
    return QuestionCard(
        context.entity_card(question, lang), tuple(context.hypothesis_card(answer, lang) for answer in answers)
    )


_CARDS_OF_THEIR_OWN = ("article", "hypothesis", "question")
_QUESTIONS_IN_FRONT = 5
