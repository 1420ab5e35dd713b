"""The discussions of a site: what its pages show of comments, and who may still add to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from pathlib import Path
from urllib.parse import urlencode

import msgspec

from corkboard.board.catalog import Item, Key
from corkboard.comments.order import Placed, arranged
from corkboard.comments.reading import Approved, Found, Row, read_closed, read_threads
from corkboard.diagnostics import Problem, Severity, quoted
from corkboard.documents.outline import Outline
from corkboard.fingerprints import fingerprint_of
from corkboard.records import CONTENT_TYPES
from corkboard.records.fields import Comments
from corkboard.settings import Settings
from corkboard.store import Listing
from corkboard.views.context import Context
from corkboard.views.discussion import CommentCard, CommentForm, Discussion
from corkboard.views.parts import Date
from corkboard.workers import Workers

__all__ = ["Threads", "read"]

_FOLDERS = {type.name: type.folder for type in CONTENT_TYPES}
_TYPES = {type.folder: type.name for type in CONTENT_TYPES}


class _Section(msgspec.Struct, array_like=True):
    """What one build leaves to the next."""

    rows: dict[str, Row]
    closed: frozenset[str]


def read(
    content: Path, listing: Listing, settings: Settings, seen: int, before: bytes | memoryview | None, workers: Workers
) -> tuple[Threads, Sequence[Problem]]:
    """The discussions that lie in a content folder, and what is wrong with them.

    `seen` is when the files were listed, in nanoseconds since 1970, `before` the section of the last build.
    """
    known = msgspec.msgpack.decode(before, type=_Section) if before else _Section({}, frozenset())
    found = read_threads(content, listing, known.rows, seen, workers)
    closed, problems = read_closed(content, listing)
    return Threads(found, closed, settings, known), [*found.problems, *problems]


class Threads:
    """As `corkboard.views.discussion.Discussions` has it."""

    def __init__(self, found: Found, closed: frozenset[str], settings: Settings, before: _Section) -> None:
        self._found, self._closed, self._settings, self._before = found, closed, settings, before

    @property
    def changed(self) -> Iterator[str]:
        """The inputs that are other ones than at the last build."""
        rows, before = self._found.rows, self._before
        keys = {
            _key(name)
            for name in rows.keys() | before.rows.keys()
            if name not in rows or name not in before.rows or rows[name].digest != before.rows[name].digest
        }
        for key in keys | {_key(name) for name in self._closed ^ before.closed}:
            yield f"comments {key.type}/{key.id}"
            yield f"count {key.type}/{key.id}"
        if keys:
            yield "discussions latest"
        if self._closed != before.closed:
            yield "discussions closed"

    def section(self) -> bytes:
        return msgspec.msgpack.encode(_Section(self._found.rows, self._closed))

    def turning_points(self, outlines: Iterable[Outline]) -> Iterator[str]:
        if self._settings.comments_close_after_days is not None:
            for outline in outlines:
                if closing := self._closing(outline.date):
                    yield closing.isoformat()

    def _closing(self, date: str) -> dt.datetime | None:
        """When an article of a date closes; None for what has none, or lies where the calendar ends."""
        days = self._settings.comments_close_after_days
        if not date or days is None:
            return None
        try:
            return dt.datetime.fromisoformat(date) + dt.timedelta(days=days)
        except OverflowError:
            return None

    # What readers see

    def fingerprint(self, context: Context, key: Key) -> bytes:
        row = self._found.rows.get(_name(key))
        return fingerprint_of((row.digest if row else b"", self.is_open(context, key)))

    def count(self, context: Context, key: Key) -> int:
        row = self._found.rows.get(_name(key))
        return row.count if row and self._is_shown(context, key) else 0

    def fact(self, context: Context, name: str) -> object:
        return [*map(_name, self.latest(context))] if name == "latest" else self.closed(context)

    def latest(self, context: Context) -> list[Key]:
        """The threads with the newest comments, as many as a feed has entries."""
        shown = ((row.newest, name) for name, row in self._found.rows.items() if self._is_shown(context, _key(name)))
        return [_key(name) for _, name in nlargest(self._settings.feed_max_items, shown)]

    def with_comments(self, context: Context) -> list[Key]:
        """The threads that have any, and are shown."""
        return [key for name in self._found.rows if self._is_shown(context, key := _key(name))]

    def closed(self, context: Context) -> list[str]:
        """The threads that are shown and take no comments any more."""
        return [name for name, item in self.offered(context) if not self.is_open(context, item.key)]

    def offered(self, context: Context) -> Iterator[tuple[str, Item]]:
        """Whatever readers may comment on, or once might, that is shown."""
        for folder in sorted(set(self._settings.comments_on)):
            for one in context.list(_TYPES[folder]):
                item = context.item(one.key, "")
                if self._is_shown(context, item.key):
                    yield _name(item.key), item

    def is_open(self, context: Context, key: Key) -> bool:
        """Whether a thread that is shown takes comments."""
        item = context.board.get(key)
        return (
            item is not None
            and item.outline.comments in (Comments.OPEN, "")
            and _name(key) not in self._closed
            and ((closing := self.closing(item)) is None or closing > self._settings.now)
        )

    def closing(self, item: Item) -> dt.datetime | None:
        """When a thread closes by itself."""
        return self._closing(item.outline.date)

    def comments(self, key: Key) -> Sequence[Approved]:
        return self._found.comments(_name(key))

    def discussion(self, context: Context, item: Item, lang: str) -> Discussion | None:
        key = item.key
        if not self._is_shown(context, key):
            return None
        desk = self._settings.comments_url if self.is_open(context, key) else ""
        cards = tuple(self._card(context, item, lang, placed, None, desk) for placed in arranged(self.comments(key)))
        if not cards and not desk:
            return None
        form = CommentForm(f"{desk}/new/", _name(key)) if desk else None
        feed = context.url(feed_path(context, key)) if cards else ""
        return Discussion(cards, len(self.comments(key)), feed, form)

    def _card(
        self, context: Context, item: Item, lang: str, placed: Placed, above: Approved | None, desk: str
    ) -> CommentCard:
        one = placed.comment
        query = urlencode({"thread": _name(item.key), "reply_to": one.id})
        reported = urlencode({"thread": _name(item.key), "comment": one.id, "lang": lang})
        return CommentCard(
            id=one.id,
            author=one.author,
            date=self._date(context, one, lang),
            text=one.text,
            href=f"{context.href(item)}#comment-{one.id}",
            reply=f"{desk}/new/?{query}" if desk else "",
            report=f"{self._settings.comments_url}/report/?{reported}" if self._settings.comments_url else "",
            by_desk=one.by_desk,
            pinned=one.pinned,
            answers=placed.answers.author if placed.answers and placed.answers is not above else "",
            orphan=placed.orphan,
            replies=tuple(self._card(context, item, lang, reply, one, desk) for reply in placed.below),
        )

    def _date(self, context: Context, comment: Approved, lang: str) -> Date:
        moment = dt.datetime.fromisoformat(comment.date).astimezone(self._settings.timezone)
        return Date(moment.isoformat(), f"{context.say(lang).date(moment.date())}, {moment:%H:%M}")

    def _is_shown(self, context: Context, key: Key) -> bool:
        item = context.board.get(key)
        taken = _FOLDERS[key.type] in self._settings.comments_on
        return item is not None and taken and item.outline.comments != Comments.OFF

    # What is wrong

    def strays(self, known: Iterable[Key]) -> Iterator[Problem]:
        """Comments that no page will show."""
        keys = frozenset(known)
        for name in self._found.rows:
            folder = _key(name)
            if folder not in keys:
                message, hint = f"these are comments on {quoted(name)}, which is not there", "delete them, or move them"
            elif name.partition("/")[0] not in self._settings.comments_on:
                message, hint = "readers see no comments on these", f"name it in COMMENTS_ON: {name.partition('/')[0]}"
            else:
                continue
            file = self._found.files[name][0][0]
            yield Problem(file, 1, 1, "file", message, hint, severity=Severity.WARNING)


def feed_path(context: Context, key: Key) -> str:
    """Where the feed of a thread's comments is."""
    item = context.board.get(key)
    if item is None:
        raise KeyError(key)
    return f"{item.path}comments.atom"


def _name(key: Key) -> str:
    return f"{_FOLDERS[key.type]}/{key.id}"


def _key(name: str) -> Key:
    folder, _, id = name.partition("/")
    return Key(_TYPES[folder], id)
