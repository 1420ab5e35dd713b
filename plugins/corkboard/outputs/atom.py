"""Atom feeds (RFC 4287): of the site, of whoever and whatever articles refer to, and of threads of follow-ups."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from urllib.parse import quote, urlsplit

from markupsafe import escape as escape_html

from corkboard.board.board import article_of, tags_of
from corkboard.board.catalog import Item, Key
from corkboard.outputs.changes import changes_as_html
from corkboard.outputs.claims import claims_as_html
from corkboard.outputs.corrections import correction_notes
from corkboard.outputs.output import Output
from corkboard.outputs.xml import escape, rfc3339
from corkboard.records.article import Article, Bearing
from corkboard.settings import Settings
from corkboard.views.bodies import written
from corkboard.views.context import Context
from corkboard.views.corrections import notice_of

__all__ = ["author", "feed_head", "feeds", "item_id", "tag_uri"]

_TYPES = ("person", "organization", "hypothesis", "question", "author")
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class _Feed:
    """What a feed is of.  `id` is what follows the site's tag; `page` is the path of the page it belongs to."""

    path: str
    id: str
    title: str
    lang: str
    page: str
    articles: Iterable[Item]  # newest first
    subtitle: str = ""
    hypotheses: bool = True  # whether entries end with the hypotheses that the article bears on


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry as far as it is the same in every feed: all but its end."""

    updated: dt.datetime
    xml: bytes


_KEPT = 65_536  # entries, at some 8 KB each
_END_OF_ENTRY = b"</content>\n</entry>\n"


def _document(context: Context, feed_of: Callable[[Context], _Feed]) -> bytes:
    """Entries are made once: an article is in several feeds."""
    feed = feed_of(context)
    updated, parts = _NEVER, []
    for item in islice(feed.articles, context.settings.feed_max_items):
        entry = context.once("entry", item, "", partial(_entry, context), _KEPT)
        updated = max(updated, entry.updated)
        parts.append(entry.xml)
        if feed.hypotheses:
            parts.append(context.once("entry's hypotheses", item, "", partial(_end, context)))
        parts.append(_END_OF_ENTRY)
    head = feed_head(context, feed.path, feed.id, feed.title, feed.lang, feed.page, updated, feed.subtitle)
    return b"".join((head, *parts, b"</feed>\n"))


def _end(context: Context, item: Item, _: str) -> bytes:
    return escape(changes_as_html(context, item) + _hypotheses(context, item)).encode()


def feeds(context: Context) -> Iterator[Output]:
    """Every feed: full text, newest first, at most `feed_max_items` entries.

    The same board gives the same bytes, whenever it is built.  Ids hang on content ids alone, not on slugs.
    """
    board = context.board
    for lang in context.site.menus:
        prefix = "" if lang == context.site.lang else f"{lang}/"
        yield Output(f"{prefix}feed.atom", partial(_document, context, partial(_of_site, lang=lang, prefix=prefix)))
    for item in board.catalog:
        if item.key.type in _TYPES:
            make = partial(_of_item, key=item.key, lang=item.lang)
            yield Output(context.feed_path(item), partial(_document, context, make))
    for key, thread in board.threads.items():
        if key == thread[0].key:
            yield Output(context.thread_path(thread), partial(_document, context, partial(_of_thread, key=key)))


def _of_site(context: Context, lang: str, prefix: str) -> _Feed:
    site = context.site
    articles = context.translated(lang) if prefix else context.list("article")
    return _Feed(f"{prefix}feed.atom", f"{prefix}feed", site.name, lang, prefix, articles, site.subtitle)


def _of_item(context: Context, key: Key, lang: str) -> _Feed:
    item, site = context.item(key, lang), context.site
    label = context.label(item, lang)
    articles = context.articles_on(key) if key.type == "question" else context.articles_about(key)
    return _Feed(
        context.feed_path(item),
        f"{item_id(context, item)}/feed",
        f"{_labelled(item.title, label)} – {site.name}",
        lang,
        item.path,
        (context.get(article.key, lang) or article for article in articles),
        # An article may name somebody and bear on a hypothesis that has nothing to do with them.
        hypotheses=key.type not in ("person", "organization"),
    )


def _of_thread(context: Context, key: Key) -> _Feed:
    thread = context.thread(key)
    first = context.get(key) or thread[0]
    title = context.say(first.lang)(
        "{title} and its follow-ups", title=_labelled(first.title, context.label(first, first.lang))
    )
    path, page = context.thread_path(thread), first.path
    return _Feed(
        path, f"{item_id(context, first)}/thread", f"{title} – {context.site.name}", first.lang, page, thread[::-1]
    )


def feed_head(
    context: Context, path: str, id: str, title: str, lang: str, page: str, updated: dt.datetime, subtitle: str = ""
) -> bytes:
    """What a feed document begins with (RFC 4287, section 4.1.1).

    `id` is what follows the site's tag; `page` is the path of the page that the feed belongs to.  The generator's
    version stays out: it would change every feed.
    """
    site = context.site
    below = f"<subtitle>{escape(subtitle)}</subtitle>\n" if subtitle else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">\n'
        f"<id>{tag_uri(context.settings, id)}</id>\n"
        f"<title>{escape(title)}</title>\n{below}"
        f'<link rel="self" type="application/atom+xml" href="{escape(context.absolute(path))}"/>\n'
        f'<link rel="alternate" type="text/html" href="{escape(context.absolute(page))}"/>\n'
        f"<updated>{rfc3339(updated)}</updated>\n"
        f"{author(site.publisher or site.name)}\n"
        "<generator>Corkboard</generator>\n"
    ).encode()


def _entry(context: Context, item: Item, _: str) -> _Entry:
    """An entry (RFC 4287, section 4.1.2).  Its text is read elsewhere: `xml:base` leads relative links home."""
    item = context.item(item.key, item.lang)
    record, page = article_of(item), escape(context.absolute(item.path))
    updated = max((moment for moment in (record.date, record.last_modified) if moment), default=_NEVER)
    published = f"<published>{rfc3339(record.date)}</published>\n" if record.date else ""
    notice, label = notice_of(item, context.say(item.lang)), context.label(item, item.lang)
    title = _labelled(f"{item.title} ({notice.text})" if notice and notice.retracted else item.title, label)
    lead = (f"{label[:1].upper()}{label[1:]}." if label else "", f"{notice.text}." if notice else "")
    said = " ".join(filter(None, (*lead, record.summary))) if record.summary or label else ""
    summary = f"<summary>{escape(said)}</summary>\n" if said else ""
    tags = (
        f'<category term="{escape(slug)}" label="{escape(_labelled(tag, context.tag_label(tag, item.lang)))}"/>\n'
        for slug, tag in tags_of(item).items()
    )
    body = context.body(item, absolute=True)
    # Neither engine lets a character into a body that XML has no place for.
    text = written(item.records.html(item.name), body) if body else ""
    top, foot = correction_notes(context, item)
    content = escape_html(top + text + foot + claims_as_html(context, item))
    xml = (
        f'<entry xml:lang="{item.lang}">\n'
        f"<id>{tag_uri(context.settings, item_id(context, item))}</id>\n"
        f"<title>{escape(title)}</title>\n"
        f'<link rel="alternate" type="text/html" href="{page}"/>\n'
        f"{published}<updated>{rfc3339(updated)}</updated>\n"
        f"{_authors(context, item, record)}\n{''.join(tags)}{summary}"
        f'<content type="html" xml:base="{page}">{content}'
    )
    return _Entry(updated, xml.encode())


def _labelled(title: str, label: str) -> str:
    return f"{title} ({label})" if label else title


def _hypotheses(context: Context, item: Item) -> str:
    """The hypotheses that an article bears on, in HTML: each with its label, and the note as the article's."""
    say, rows = context.say(item.lang), []
    bearings: dict[str, Bearing] = {}
    for bearing in article_of(context.item(item.key, item.lang)).hypotheses:
        bearings.setdefault(bearing.id, bearing)
    for bearing in bearings.values():
        hypothesis = context.get(Key("hypothesis", bearing.id), item.lang)
        if hypothesis is not None:
            card = context.hypothesis_card(hypothesis, item.lang, bearing)
            address = html.escape(context.absolute(hypothesis.path))
            title = f'<a href="{address}"><bdi lang="{card.lang}">{html.escape(card.title)}</bdi></a>'
            lines = [
                f"{title} ({html.escape(card.label)})",
                html.escape(say("Stance of this article: {stance}", stance=card.stance_word)),
            ]
            if card.note:
                lines.append(html.escape(say("Note of this article: {note}", note=card.note)))
            rows.append(f"<li>{'<br>'.join(lines)}</li>\n")
    return f"\n<h2>{html.escape(say('Hypotheses'))}</h2>\n<ul>\n{''.join(rows)}</ul>\n" if rows else ""


def _authors(context: Context, item: Item, record: Article) -> str:
    found = (context.get(Key("author", id), item.lang) for id in dict.fromkeys(record.authors))
    found_authors = [author(one.title, context.absolute(one.path)) for one in found if one]
    return "".join(found_authors) or author(context.site.name)


def author(name: str, address: str = "") -> str:
    uri = f"<uri>{escape(address)}</uri>" if address else ""
    return f"<author><name>{escape(name)}</name>{uri}</author>"


def item_id(context: Context, item: Item) -> str:
    id = f"{context.folders[item.key.type]}/{item.key.id}"
    return f"{id}/{item.lang}" if item.translation else id


def tag_uri(settings: Settings, rest: str) -> str:
    """A tag URI (RFC 4151), percent-encoded (RFC 3986, section 2.1) as ids are compared, character by character."""
    tag = settings.feed_id
    if tag is None:
        # Two publications may share a host.
        base = f"{settings.base[1:]}/" if settings.base else ""
        tag = f"tag:{urlsplit(settings.siteurl).hostname or 'localhost'},2026:{base}"
    return escape(tag + quote(rest))
