"""Pages that list others: the front page, an index for each type, the archive, tags."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from corkboard.board.board import article_of
from corkboard.board.catalog import Item
from corkboard.views.article import tags_of
from corkboard.views.context import Context
from corkboard.views.hypothesis import answers_to
from corkboard.views.page import Page, paginate
from corkboard.views.parts import ArticleCard, EntityCard, Head, HypothesisCard, Pager
from corkboard.views.site import Link

__all__ = [
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


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question with the hypotheses that answer it."""

    card: EntityCard
    hypotheses: tuple[HypothesisCard, ...]


@dataclass(frozen=True, slots=True)
class FrontView:
    """`front.html`: the newest articles, and on the first page the questions that are asked."""

    head: Head
    lang: str
    articles: tuple[ArticleCard, ...]
    questions: tuple[QuestionCard, ...]
    pager: Pager | None


@dataclass(frozen=True, slots=True)
class IndexView:
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


@dataclass(frozen=True, slots=True)
class YearCount:
    """A year of the archive, and how many articles it has."""

    href: str
    year: str
    articles: int


@dataclass(frozen=True, slots=True)
class MonthOfArticles:
    """A month's articles, newest first."""

    name: str
    anchor: str
    articles: tuple[ArticleCard, ...]


@dataclass(frozen=True, slots=True)
class ArchiveView:
    """`archive.html`: every year, and the months of one of them where `year` is not empty."""

    head: Head
    lang: str
    years: tuple[YearCount, ...]  # newest first
    year: str
    months: tuple[MonthOfArticles, ...]


@dataclass(frozen=True, slots=True)
class TagView:
    """`tag.html`: the articles on one topic, newest first."""

    head: Head
    lang: str
    tag: str
    articles: tuple[ArticleCard, ...]
    count: int
    pager: Pager | None


@dataclass(frozen=True, slots=True)
class TagsView:
    """`tags.html`: all topics."""

    head: Head
    lang: str
    tags: tuple[EntityCard, ...]


def front_pages(context: Context) -> Iterator[Page]:
    board = context.board
    for lang in (context.site.lang, *(lang for lang in board.languages if lang in context.site.menus)):
        prefix = "" if lang == context.site.lang else f"{lang}/"
        articles = _articles_in(context, lang)
        for paged in paginate(len(articles), context.settings.default_pagination, context.url(prefix)):
            title = context.site.name
            if paged.suffix and paged.pager:
                title = context.say(lang)("{title}, page {number}", title=title, number=paged.pager.number)
            questions = () if paged.suffix else tuple(_question_cards(context, lang))
            head = context.head(prefix + paged.suffix, title, lang, context.site.subtitle)
            cards = tuple(context.article_card(one, lang) for one in articles[paged.start : paged.end])
            view = FrontView(head, lang, cards, questions, paged.pager)
            yield Page(f"{prefix}{paged.suffix}index.html", "front.html", view)


def index_pages(context: Context) -> Iterator[Page]:
    lang, board = context.site.lang, context.board
    for type, folder in context.folders.items():
        items = board.articles if type == "article" else by_title(board.catalog.of_type(type))
        home, here = context.trail(type, lang)
        for paged in paginate(len(items), context.settings.entity_pagination, here.href):
            shown = items[paged.start : paged.end]
            title = here.text
            if paged.suffix and paged.pager:
                title = context.say(lang)("{title}, page {number}", title=title, number=paged.pager.number)
            path = f"{folder}/{paged.suffix}"
            view = IndexView(
                head=context.head(path, title, lang, trail=(home,)),
                lang=lang,
                type=type,
                title=here.text,
                count=len(items),
                articles=tuple(context.article_card(one, lang) for one in shown) if type == "article" else (),
                hypotheses=tuple(context.hypothesis_card(one, lang) for one in shown) if type == "hypothesis" else (),
                questions=tuple(_question_card(context, one, lang) for one in shown) if type == "question" else (),
                entities=tuple(context.entity_card(one) for one in shown) if type not in _CARDS_OF_THEIR_OWN else (),
                pager=paged.pager,
            )
            yield Page(f"{path}index.html", "index.html", view)


def archive_pages(context: Context) -> Iterator[Page]:
    lang = context.site.lang
    say = context.say(lang)
    dated = [article for article in context.board.articles if article_of(article).date]
    years = {year: list(found) for year, found in groupby(dated, key=lambda one: _month(one)[0])}
    counts = tuple(YearCount(context.url(f"archive/{year}/"), year, len(found)) for year, found in years.items())
    home = context.site.menus[lang].home
    top = Link(context.url("archive/"), say("Archive"))
    head = context.head("archive/", top.text, lang, trail=(home,))
    yield Page("archive/index.html", "archive.html", ArchiveView(head, lang, counts, "", ()))
    for year, found in years.items():
        months = tuple(
            MonthOfArticles(
                say.month(int(month)), f"m{month}", tuple(context.article_card(one, lang) for one in of_month)
            )
            for (_, month), of_month in groupby(found, key=_month)
        )
        path = f"archive/{year}/"
        head = context.head(path, say("Archive of {year}", year=year), lang, trail=(home, top))
        yield Page(f"{path}index.html", "archive.html", ArchiveView(head, lang, counts, year, months))


def tag_pages(context: Context) -> Iterator[Page]:
    lang = context.site.lang
    say = context.say(lang)
    articles: dict[str, list[Item]] = defaultdict(list)
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for article in context.board.articles:
        for slug, tag in tags_of(article_of(article)).items():
            articles[slug].append(article)
            spellings[slug][tag] += 1
    # The spelling used most often, and of several the first in the alphabet.
    names = {slug: min(found, key=lambda tag: (-found[tag], tag)) for slug, found in spellings.items()}
    home = context.site.menus[lang].home
    top = Link(context.url("tags/"), say("Topics"))
    cards = tuple(
        EntityCard(context.url(f"tags/{slug}/"), names[slug], lang, "tag", "", articles=len(articles[slug]))
        for slug in sorted(names, key=lambda slug: _alphabetical(names[slug]))
    )
    yield Page(
        "tags/index.html", "tags.html", TagsView(context.head("tags/", top.text, lang, trail=(home,)), lang, cards)
    )
    for slug in sorted(articles):
        path, found = f"tags/{slug}/", articles[slug]
        for paged in paginate(len(found), context.settings.entity_pagination, context.url(path)):
            title = names[slug]
            if paged.suffix and paged.pager:
                title = say("{title}, page {number}", title=title, number=paged.pager.number)
            head = context.head(path + paged.suffix, title, lang, trail=(home, top))
            shown = tuple(context.article_card(one, lang) for one in found[paged.start : paged.end])
            view = TagView(head, lang, names[slug], shown, len(found), paged.pager)
            yield Page(f"{path}{paged.suffix}index.html", "tag.html", view)


def by_title(items: Iterable[Item]) -> list[Item]:
    """In the alphabet's order, accents and case aside."""
    return sorted(items, key=lambda item: (_alphabetical(item.title), item.key))


def _alphabetical(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _month(article: Item) -> tuple[str, str]:
    date = article_of(article).date
    return (f"{date.year:04}", f"{date.month:02}") if date else ("", "")


def _articles_in(context: Context, lang: str) -> list[Item]:
    """All articles for the site's own language, for another those that are translated into it."""
    if lang == context.site.lang:
        return list(context.board.articles)
    shown = (context.board.get(article.key, lang) for article in context.board.articles)
    return [article for article in shown if article is not None and article.translation and article.lang == lang]


def _question_cards(context: Context, lang: str) -> Iterator[QuestionCard]:
    for question in by_title(context.board.catalog.of_type("question"))[:_QUESTIONS_IN_FRONT]:
        yield _question_card(context, context.board.get(question.key, lang) or question, lang)


def _question_card(context: Context, question: Item, lang: str) -> QuestionCard:
    answers = answers_to(context, question.key, lang)
    return QuestionCard(
        context.entity_card(question), tuple(context.hypothesis_card(answer, lang) for answer in answers)
    )


_CARDS_OF_THEIR_OWN = ("article", "hypothesis", "question")
_QUESTIONS_IN_FRONT = 5
