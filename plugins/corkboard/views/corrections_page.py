"""The page on which all corrections are collected: the author's own page of that name, or one made for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from corkboard.board.board import Board
from corkboard.board.catalog import Item, Key
from corkboard.board.corrections import corrections_in
from corkboard.views.context import Context
from corkboard.views.corrections import CorrectionCard, corrections_of
from corkboard.views.page import Page, page_count, page_suffix, paginate
from corkboard.views.parts import Body, Head, Pager
from corkboard.views.plain import Plain
from corkboard.views.site import Link

__all__ = ["CORRECTIONS", "Collection", "CorrectionRow", "CorrectionsView", "collections", "corrections_pages"]

CORRECTIONS = Key("page", "corrections")


class CorrectionRow(Plain, frozen=True):
    """A correction, and the article that was corrected."""

    article: Link
    correction: CorrectionCard


class CorrectionsView(Plain, frozen=True):
    """`corrections.html`: all corrections, below what the author's own page says.

    On the second and later pages only the list goes on.
    """

    head: Head
    title: str
    lang: str
    summary: str
    body: Body | None
    rows: tuple[CorrectionRow, ...]  # newest first
    count: int  # of all corrections
    pager: Pager | None
    feed: str
    referred: tuple[Link, ...]


class Collection(NamedTuple):
    """Where corrections are collected in a language; `page` is the author's own, if there is one."""

    lang: str
    path: str
    feed: str  # path of its feed
    page: Item | None


def collections(board: Board, langs: Iterable[str], default_lang: str) -> list[Collection]:
    """On the page with the id "corrections" and its translations.

    Without such a page, at `/corrections/` in each of these languages once there is a correction.
    """

    def collection(lang: str, page: Item | None) -> Collection:
        prefix = "" if lang == default_lang else f"{lang}/"
        return Collection(lang, page.path if page else f"{prefix}corrections/", f"{prefix}corrections.atom", page)

    if CORRECTIONS in board.catalog.items:
        return [collection(page.lang, page) for page in board.versions(CORRECTIONS)]
    return [collection(lang, None) for lang in langs] if board.corrected else []


def corrections_pages(context: Context) -> Iterator[Page]:
    for one in collections(context.board, context.site.menus, context.site.lang):
        count = len(corrections_in(context.board, one.lang))
        name, blame = (one.page.name, ("slug",)) if one.page else ("", ())
        for number in range(1, page_count(count, context.settings.entity_pagination) + 1):
            make = partial(_view, context, one, number)
            yield Page(f"{one.path}{page_suffix(number)}index.html", "corrections.html", make, name, blame)


def _view(context: Context, collection: Collection, number: int) -> CorrectionsView:
    lang, found = collection.lang, context.corrections(collection.lang)
    paged = paginate(len(found), context.settings.entity_pagination, number, context.url(collection.path))
    page = context.item(CORRECTIONS, lang) if collection.page else None
    say, first = context.say(lang), number == 1
    title = page.title if page else say("Corrections")
    summary = (page.record.summary if page else None) or ""
    feed = Link(context.url(collection.feed), say("Feed of corrections"))
    return CorrectionsView(
        head=context.head(
            collection.path + paged.suffix,
            title if first else say("{title}, page {number}", title=title, number=str(number)),
            lang,
            summary,
            feeds=(feed,),
            versions=context.versions(CORRECTIONS) if page and first else (),
            trail=context.trail("page", lang)[:1],
        ),
        title=title,
        lang=lang,
        summary=summary,
        body=context.body(page) if page else None,
        rows=tuple(
            CorrectionRow(context.link(one.item, lang), corrections_of(context, one.item, lang)[one.place])
            for one in found[paged.start : paged.end]
        ),
        count=len(found),
        pager=paged.pager,
        feed=feed.href,
        referred=context.other_references(page, lang) if page else (),
    )
