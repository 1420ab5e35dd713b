"""The pages of hypotheses, and of questions with their competing hypotheses side by side."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from corkboard.board.catalog import Item, Key
from corkboard.views.context import Context, hypothesis_of
from corkboard.views.discussion import Discussion
from corkboard.views.entity import head_of, paged_pages, share
from corkboard.views.likelihood import History, history_of, language_of
from corkboard.views.matrix import EvidenceGroup, MatrixTable, evidence_on, matrix_table
from corkboard.views.page import Page
from corkboard.views.parts import ArticleCard, Body, EntityCard, Head, HypothesisCard, Pager, ReferenceRow
from corkboard.views.plain import Plain
from corkboard.views.site import Link
from corkboard.views.standing import HypothesisStanding, standings_of

__all__ = ["HypothesisView", "QuestionView", "hypothesis_pages", "question_pages"]


class HypothesisView(Plain, frozen=True):
    """`hypothesis.html`: a hypothesis, and every article that bears on it."""

    head: Head
    card: HypothesisCard  # title, label, status, statement, attribution
    lang: str
    body: Body | None
    question: EntityCard | None
    rivals: tuple[HypothesisCard, ...]  # the other answers to the same question
    articles: tuple[ReferenceRow, ...]  # newest first
    count: int  # of all articles
    pager: Pager | None
    referred: tuple[Link, ...]
    feed: str
    history: History | None  # where it was ever assessed; on the first page of several
    evidence: tuple[EvidenceGroup, ...]  # that bears on it; on the first page of several
    would_change: tuple[str, ...]  # what would change the assessment
    would_change_lang: str
    discussion: Discussion | None  # on the first page of several


class QuestionView(Plain, frozen=True):
    """`question.html`: a question, how the hypotheses that answer it stand, and the articles that bear on each."""

    head: Head
    title: str
    lang: str
    summary: str
    body: Body | None
    hypotheses: tuple[HypothesisCard, ...]
    articles: tuple[ArticleCard, ...]  # that bear on any of them or refer to the question, newest first
    count: int
    pager: Pager | None
    referred: tuple[Link, ...]
    feed: str
    matrix: MatrixTable | None  # where it has hypotheses; on the first page of several
    history: History | None  # of all its hypotheses, where any was ever assessed; on the first page of several
    standings: tuple[HypothesisStanding, ...]  # of its hypotheses; on the first page of several
    label: str = ""  # how far the claims were checked that its title or summary comes near


def hypothesis_pages(context: Context) -> Iterator[Page]:
    for item in _versions(context, "hypothesis"):
        count = context.board.count_about(item.key)
        yield from paged_pages(context, item, count, _hypothesis)


def question_pages(context: Context) -> Iterator[Page]:
    for item in _versions(context, "question"):
        yield from paged_pages(context, item, len(context.board.articles_on(item.key)), _question)


def answers_to(context: Context, question: Key, lang: str) -> list[Item]:
    """The hypotheses that answer a question, in a language where they have it."""
    keys = sorted({edge.source for edge in context.backlinks_of_others(question) if edge.field == "question"})
    return [item for key in keys if (item := context.get(key, lang)) is not None]


def _versions(context: Context, type: str) -> Iterator[Item]:
    for item in context.board.catalog.of_type(type):
        yield from context.board.versions(item.key)


def _hypothesis(context: Context, key: Key, lang: str, number: int) -> HypothesisView:
    item = context.item(key, lang)
    record, articles = hypothesis_of(item), context.articles_about(key)
    paged = share(context, item, articles, number)
    question = context.get(Key("question", record.question), lang) if record.question else None
    rivals = answers_to(context, question.key, lang) if question else []
    return HypothesisView(
        head=head_of(context, item, paged, context.label(item, lang)),
        card=context.hypothesis_card(item, lang),
        lang=lang,
        body=context.body(item),
        question=context.entity_card(question, lang) if question else None,
        rivals=tuple(context.hypothesis_card(rival, lang) for rival in rivals if rival.key != item.key),
        articles=tuple(context.reference_row(one, item, lang) for one in articles[paged.start : paged.end]),
        count=len(articles),
        pager=paged.pager,
        referred=context.other_references(item, lang),
        feed=context.url(context.feed_path(item)),
        history=history_of(context, [item], lang) if number == 1 else None,
        evidence=evidence_on(context, item, lang) if number == 1 else (),
        would_change=record.would_change,
        would_change_lang=language_of(context, item, "would_change"),
        discussion=context.discussion(item, lang) if number == 1 else None,
    )


def _question(context: Context, key: Key, lang: str, number: int) -> QuestionView:
    item = context.item(key, lang)
    articles = context.articles_on(key)
    paged = share(context, item, articles, number)
    answers, cards = answers_to(context, key, lang), []
    for answer in answers:
        bearing = context.articles_about(answer.key)
        rows = tuple(context.reference_row(one, answer, lang) for one in bearing[:_ROWS])
        cards.append(context.hypothesis_card(answer, lang, rows=rows))
    shown = (context.get(one.key, lang) or one for one in articles[paged.start : paged.end])
    matrix = matrix_table(context, answers, lang) if answers and number == 1 else None
    history = history_of(context, answers, lang) if number == 1 else None
    return QuestionView(
        head=head_of(context, item, paged, context.label(item, lang)),
        title=item.title,
        label=context.label(item, lang),
        lang=lang,
        summary=item.record.summary or "",
        body=context.body(item),
        hypotheses=tuple(cards),
        articles=tuple(context.article_card(one, lang) for one in shown),
        count=len(articles),
        pager=paged.pager,
        referred=context.other_references(item, lang, but=("question",)),
        feed=context.url(context.feed_path(item)),
        matrix=matrix,
        history=history,
        standings=standings_of([replace(card, rows=()) for card in cards], matrix, history) if matrix else (),
    )


_ROWS = 10  # articles shown under each hypothesis of a question; the hypothesis' own page has all
