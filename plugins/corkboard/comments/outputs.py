"""What a site with comments publishes besides pages: Atom feeds of comments, and the threads that the desk serves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from heapq import nlargest

import msgspec

from corkboard.board.catalog import Key
from corkboard.comments.reading import Approved
from corkboard.comments.rules import as_html
from corkboard.comments.threads import Threads, feed_path
from corkboard.outputs.atom import author, feed_head, tag_uri
from corkboard.outputs.output import Output
from corkboard.outputs.xml import escape, rfc3339
from corkboard.views.context import Context

__all__ = ["THREADS_FILE", "comment_feeds", "offered_threads"]

THREADS_FILE = "threads.json"
_SITE_FEED = "comments.atom"
_NAMED = ("person", "organization")


def comment_feeds(context: Context) -> Iterator[Output]:
    """A feed of the site's newest comments, and one of each thread that has any."""
    threads = _threads(context)
    keys = threads.with_comments(context)
    if keys:
        yield Output(_SITE_FEED, partial(_site_feed, context))
    for key in keys:
        yield Output(feed_path(context, key), partial(_thread_feed, context, key))


def offered_threads(context: Context) -> Iterator[Output]:
    """What the moderation desk must know of the site, where it has one."""
    if context.settings.comments_url:
        yield Output(THREADS_FILE, partial(_offered, context))


def _threads(context: Context) -> Threads:
    if not isinstance(context.discussions, Threads):
        raise TypeError("these outputs are for a site with comments")
    return context.discussions


def _site_feed(context: Context) -> bytes:
    say, site = context.say(context.site.lang), context.site
    context.note("discussions latest")
    found = [one for key in _threads(context).latest(context) for one in _said(context, key)]
    title = say("Comments on {title}", title=site.name)
    return _feed(context, _SITE_FEED, "comments", title, context.site.lang, "", found)


def _thread_feed(context: Context, key: Key) -> bytes:
    item = context.item(key, "")
    title = context.say(item.lang)("Comments on {title}", title=item.title)
    label = context.label(item, item.lang)
    id = f"{context.folders[key.type]}/{key.id}/comments"
    found = _said(context, key)
    whole = f"{title} ({label}) – {context.site.name}" if label else f"{title} – {context.site.name}"
    return _feed(context, feed_path(context, key), id, whole, item.lang, item.path, found)


def _said(context: Context, key: Key) -> list[tuple[Approved, Key]]:
    context.note(f"comments {key.type}/{key.id}")
    return [(one, key) for one in _threads(context).comments(key)]


def _feed(
    context: Context, path: str, id: str, title: str, lang: str, page: str, comments: Iterable[tuple[Approved, Key]]
) -> bytes:
    """The newest comments first, as many as a feed has entries."""
    newest = nlargest(context.settings.feed_max_items, comments, key=lambda found: (found[0].date, found[0].id))
    updated = max((_moment(one) for one, _ in newest), default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))
    entries = "".join(_entry(context, one, key) for one, key in newest)
    return feed_head(context, path, id, title, lang, page, updated) + entries.encode() + b"</feed>\n"


def _entry(context: Context, comment: Approved, key: Key) -> str:
    item = context.item(key, "")
    page = context.absolute(item.path)
    date = rfc3339(_moment(comment))
    title = context.say(item.lang)("{author} on {title}", author=comment.author, title=item.title)
    label = context.label(item, item.lang)
    return (
        f'<entry xml:lang="{item.lang}">\n'
        f"<id>{tag_uri(context.settings, f'{context.folders[key.type]}/{key.id}/comments/{comment.id}')}</id>\n"
        f"<title>{escape(f'{title} ({label})' if label else title)}</title>\n"
        f'<link rel="alternate" type="text/html" href="{escape(page)}#comment-{comment.id}"/>\n'
        f"<published>{date}</published>\n<updated>{date}</updated>\n"
        f"{author(comment.author)}\n"
        f'<content type="html">{escape(as_html(comment.text))}</content>\n</entry>\n'
    )


def _moment(comment: Approved) -> dt.datetime:
    return dt.datetime.fromisoformat(comment.date)


class _Site(msgspec.Struct):
    name: str
    url: str
    lang: str


class _Offered(msgspec.Struct):
    """A thread that readers may write into, unless it is closed; `closes` is when it will be by itself."""

    id: str
    url: str
    title: str
    lang: str
    open: bool
    closes: str | None


class _Threads(msgspec.Struct):
    version: int
    site: _Site
    threads: Sequence[_Offered]
    names: Sequence[str]  # of people and organizations, for comments that name one are held with that remark


def _offered(context: Context) -> bytes:
    threads, site = _threads(context), context.site
    context.note("discussions closed")
    closed = frozenset(threads.closed(context))
    found = []
    for name, item in threads.offered(context):
        closing = threads.closing(item)
        label = context.label(item, item.lang)
        found.append(
            _Offered(
                name,
                context.absolute(item.path),
                f"{item.title} ({label})" if label else item.title,
                item.lang,
                name not in closed,
                closing.isoformat() if closing and name not in closed else None,
            )
        )
    shown = (item for type in _NAMED for one in context.list(type) for item in context.versions(one.key))
    names = {name for item in shown for name in (item.title, *item.outline.aliases)}
    return (
        msgspec.json.encode(
            _Threads(1, _Site(site.name, site.url, site.lang), found, sorted(names)),
        )
        + b"\n"
    )
