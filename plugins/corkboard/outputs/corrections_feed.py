"""Corrections in Atom: a feed of all of them, and notes in the entries of articles that were corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial
from itertools import islice

from corkboard.board.catalog import Item
from corkboard.outputs.atom import feed_head, item_id, tag_uri
from corkboard.outputs.corrections import correction_as_html
from corkboard.outputs.output import Output
from corkboard.outputs.xml import escape, rfc3339
from corkboard.views.context import Context
from corkboard.views.corrections import CorrectionCard, corrections_of
from corkboard.views.corrections_page import CORRECTIONS, Collection, collections

__all__ = ["correction_feeds"]

_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def correction_feeds(context: Context) -> Iterator[Output]:
    """`corrections.atom`, newest first, in each language in which corrections are collected.

    An entry's id hangs on the article's id and on what it said and says, not on its date, its address or its place.
    """
    for one in collections(context.board, context.site.menus, context.site.lang):
        yield Output(one.feed, partial(_feed, context, one))


def _feed(context: Context, collection: Collection) -> bytes:
    lang, site = collection.lang, context.site
    page = context.item(CORRECTIONS, lang) if collection.page else None
    title = page.title if page else context.say(lang)("Corrections")
    updated, entries = _NEVER, []
    for item, place, date in islice(context.corrections(lang), context.settings.feed_max_items):
        updated = max(updated, dt.datetime.fromisoformat(date))
        entries.append(_entry(context, item, corrections_of(context, item, item.lang)[place]))
    path = page.path if page else collection.path
    head = feed_head(
        context, collection.feed, collection.feed.removesuffix(".atom"), f"{title} – {site.name}", lang, path, updated
    )
    return head + "".join(entries).encode() + b"</feed>\n"


def _entry(context: Context, item: Item, card: CorrectionCard) -> str:
    item = context.item(item.key, item.lang)
    say, page = context.say(item.lang), context.absolute(item.path)
    date = rfc3339(dt.datetime.fromisoformat(card.date.iso))
    label = context.label(item, item.lang)
    title = say("{kind}: {title}", kind=card.kind_word, title=f"{item.title} ({label})" if label else item.title)
    return (
        f'<entry xml:lang="{item.lang}">\n'
        f"<id>{tag_uri(context.settings, f'{item_id(context, item)}/corrections/{card.id}')}</id>\n"
        f"<title>{escape(title)}</title>\n"
        f'<link rel="alternate" type="text/html" href="{escape(page)}#correction-{card.id}"/>\n'
        f"<published>{date}</published>\n<updated>{date}</updated>\n"
        f'<category term="{card.kind}" label="{escape(card.kind_word)}"/>\n'
        f'<content type="html">{escape(correction_as_html(card, say, page))}</content>\n</entry>\n'
    )
