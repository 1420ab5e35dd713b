"""Gives each imported comment its place on this site: its thread, an id that stays the same, what it answers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ulid import ULID

from corkboard.comments.model import Comment, ThreadId
from corkboard.importers.model import Findings, ImportedComment, ImportProblem, Source, Status, one_line
from corkboard.importers.pages import Pages, Unmatched

__all__ = ["Placed", "Report", "place", "stable_id"]

_Key: TypeAlias = "tuple[Source, str, str]"


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment in its thread on this site.  Only approved ones are for everybody to see."""

    thread: ThreadId
    comment: Comment
    status: Status
    source: Source
    source_id: str
    email: str | None = field(repr=False)


@dataclass(slots=True)
class Report:
    """What became of an import: what was placed, what was left out and why."""

    findings: Findings = field(default_factory=Findings)
    placed: Counter[Status] = field(default_factory=Counter)
    unmatched: dict[str, Unmatched] = field(default_factory=dict)  # pages, and why they are none of this site's
    unmatched_comments: Counter[str] = field(default_factory=Counter)  # by page

    def lines(self) -> Iterator[str]:
        """The report for a terminal.  There is no text, name or e-mail address of anybody in it."""
        for problem in self.findings.problems:
            yield str(problem)
        for page, why in self.unmatched.items():
            comments = _counted(self.unmatched_comments[page], "comment")
            yield f"{one_line(page)[:200] or 'no page'}: {comments} left out: {why}"
        for kind, count in sorted(self.findings.left_out.items()):
            yield f"{_counted(count, one_line(kind))} left out: not a comment"
        for status in Status:
            if count := self.placed[status]:
                yield f"{_counted(count, 'comment')} {status}"


@dataclass(slots=True)
class _Entry:
    """What is kept of a comment until the end, so that those that answer it find it."""

    id: str
    thread: ThreadId | None  # None if it was left out
    parent: _Key | None
    settled: bool = False
    shown: tuple[str, ThreadId] | None = None  # itself, or if it was left out what it answered


def stable_id(comment: ImportedComment) -> str:
    """The id of an imported comment on this site: the same whenever and wherever it is imported.

    Its time is the comment's date, the rest a digest of its system, site and id there.  This plugin's own
    comments keep theirs.
    """
    if comment.source is Source.FILES:
        return comment.source_id
    moment = max(0, int(comment.date.timestamp() * 1000))  # a ULID has no time before 1970
    name = "\0".join((comment.source, comment.site, comment.source_id))
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:10]
    return str(ULID(moment.to_bytes(6, "big") + digest))


def place(
    comments: Iterable[ImportedComment], pages: Pages, report: Report, nameless: str = "Anonymous"
) -> Iterator[Placed]:
    """The comments that have a place, each after the one that it answers.

    An answer to a comment that was left out answers what that one answered.  Where the comment that it answers is
    in no thread or another, and where comments answer each other in a circle, it stands for itself.  What is
    neither placed nor told otherwise is in the report.  Only answers that come before what they answer are kept
    in memory, and of all others little more than their ids.
    """
    placing = _Placing(pages, report, nameless)
    for comment in comments:
        yield from placing.next(comment)
    yield from placing.rest()


class _Placing:
    def __init__(self, pages: Pages, report: Report, nameless: str) -> None:
        self._pages, self._report, self._nameless = pages, report, nameless
        self._entries: dict[_Key, _Entry] = {}
        self._waiting: dict[_Key, ImportedComment] = {}

    def next(self, comment: ImportedComment) -> Iterator[Placed]:
        key = (comment.source, comment.site, comment.source_id)
        if key in self._entries:
            self._tell(comment, "there has been another comment with its id; it was left out")
            return
        parent = (comment.source, comment.site, comment.parent) if comment.parent else None
        self._entries[key] = _Entry(stable_id(comment), self._thread(comment), parent)
        if parent is None or ((above := self._entries.get(parent)) and above.settled):
            yield from self._settle(key, comment)
        else:
            self._waiting[key] = comment

    def rest(self) -> Iterator[Placed]:
        """Those that waited for what they answer, which is here by now or never comes."""
        for start in list(self._waiting):
            for key in self._upwards(start):
                yield from self._settle(key, self._waiting.pop(key))

    def _upwards(self, start: _Key) -> list[_Key]:
        """What waits above a comment, topmost first, and the comment itself; a circle is cut at its oldest."""
        path: dict[_Key, None] = {}
        key: _Key | None = start
        while key in self._waiting and key not in path:
            path[key] = None
            key = self._entries[key].parent
        keys = list(path)
        if key is not None and key in path:
            first = keys.index(key)
            circle = keys[first:]
            top = min(range(len(circle)), key=lambda at: self._entries[circle[at]].id)
            self._entries[circle[top]].parent = None
            self._tell(self._waiting[circle[top]], "it and its answers answer each other; it stands for itself")
            keys = [*keys[:first], *circle[top + 1 :], *circle[: top + 1]]
        return keys[::-1]

    def _settle(self, key: _Key, comment: ImportedComment) -> Iterator[Placed]:
        entry = self._entries[key]
        above = self._entries.get(entry.parent) if entry.parent else None
        answered = above.shown if above else None
        entry.settled = True
        entry.shown = (entry.id, entry.thread) if entry.thread else answered
        if entry.thread is None:
            return
        if entry.parent and (answered is None or answered[1] != entry.thread):
            self._tell(comment, "the comment that it answers is not in its thread; it stands for itself")
            answered = None
        self._report.placed[comment.status] += 1
        yield Placed(
            entry.thread,
            Comment(
                id=entry.id,
                author=comment.author or self._nameless,
                date=comment.date,
                reply_to=answered[0] if answered else None,
                by=comment.by,
                pinned=comment.pinned,
                text=comment.text,
            ),
            comment.status,
            comment.source,
            comment.source_id,
            comment.email,
        )

    def _thread(self, comment: ImportedComment) -> ThreadId | None:
        own = comment.source is Source.FILES
        found = self._pages.thread(comment.page) if own else self._pages.find(comment.page)
        if isinstance(found, Unmatched):
            self._report.unmatched[comment.page] = found
            self._report.unmatched_comments[comment.page] += 1
            return None
        if not comment.text and comment.status is not Status.DELETED:
            self._tell(comment, "there is no text in it; it was left out")
            return None
        return found

    def _tell(self, comment: ImportedComment, message: str) -> None:
        problem = ImportProblem(comment.file, comment.line, f"comment {comment.source_id[:40]}", message)
        self._report.findings.problems.append(problem)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
