"""Whether those whom claims are about were asked for a reply, and what they said."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from corkboard.board.board import article_of
from corkboard.board.catalog import Item, Key
from corkboard.records.common import Named
from corkboard.records.fairness import RightOfReply
from corkboard.views.parts import Date
from corkboard.views.plain import Plain
from corkboard.views.site import Link

if TYPE_CHECKING:
    from corkboard.views.context import Context

__all__ = ["AttemptRow", "ReplyRow", "lang_of", "own_reply", "replies_of", "reply_in", "reply_to"]


class AttemptRow(Plain, frozen=True):
    """Once that somebody was asked for a reply."""

    date: Date | None
    channel: str


class ReplyRow(Plain, frozen=True):
    """Whether somebody was asked for a reply, and what came of it."""

    to: Link
    status: str
    status_word: str
    attempts: tuple[AttemptRow, ...]
    deadline: Date | None
    answered: Date | None
    answer: str
    lang: str  # of the answer and the channels
    article: Link | None  # that says so; None where it is their own page


def replies_of(context: Context, key: Key, lang: str) -> tuple[ReplyRow, ...]:
    """Whether somebody was asked for a reply: by their own page, then by articles, newest first."""
    person = context.item(key, lang)
    rows = [_of_page(context, person, lang)]
    for article in context.claiming(key):
        shown = context.get(article.key, lang) or article
        rows += [
            _reply_row(context, reply, person, lang, shown)
            for reply in article_of(shown).right_of_reply
            if reply.to == key.id
        ]
    return tuple(row for row in rows if row)


def lang_of(context: Context, item: Item, field: str) -> str:
    """The language of what a field says: a translation may have it from its original."""
    return item.lang if item.gives(field) else context.item(item.key, "").lang


def reply_to(context: Context, article: Item, key: Key, lang: str) -> ReplyRow | None:
    """What an article says of somebody's reply to it, else what their own page says."""
    item = context.item(key, lang)
    reply = reply_in(article, key)
    return _reply_row(context, reply, item, lang, article) if reply else _of_page(context, item, lang)


def reply_in(article: Item, key: Key) -> RightOfReply | None:
    """What an article says of somebody's reply to it."""
    return next((one for one in article_of(article).right_of_reply if one.to == key.id), None)


def own_reply(item: Item) -> RightOfReply | None:
    """What somebody's own page says of their reply."""
    return item.record.right_of_reply if isinstance(item.record, Named) else None


def _of_page(context: Context, item: Item, lang: str) -> ReplyRow | None:
    reply = own_reply(item)
    return _reply_row(context, reply, item, lang, None) if reply else None


def _reply_row(context: Context, reply: RightOfReply, to: Item, lang: str, article: Item | None) -> ReplyRow:
    date = partial(context.date, lang=lang)
    return ReplyRow(
        to=context.link(to, lang),
        status=reply.status,
        status_word=context.say(lang)(f"reply {reply.status}"),
        attempts=tuple(AttemptRow(date(one.date), one.channel) for one in reply.attempts),
        deadline=date(reply.deadline),
        answered=date(reply.answered),
        answer=reply.answer or "",
        lang=lang_of(context, article or to, "right_of_reply"),
        article=context.citation(article, lang) if article else None,
    )
