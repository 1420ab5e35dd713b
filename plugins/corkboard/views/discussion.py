"""What readers say below a page: the shape that templates get, and who provides it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from corkboard.board.catalog import Item, Key
from corkboard.diagnostics import Problem
from corkboard.documents.outline import Outline
from corkboard.views.parts import Date
from corkboard.views.plain import Plain

if TYPE_CHECKING:
    from corkboard.views.context import Context

__all__ = ["CommentCard", "CommentForm", "Discussion", "Discussions"]


class CommentCard(Plain, frozen=True):
    """An approved comment.  Templates find its text as HTML under its id in `comments`."""

    id: str
    author: str
    date: Date
    text: str  # as it was written, for machines
    href: str  # where it stands
    reply: str  # where one answers it; empty where nobody can
    report: str  # where one reports it to the moderators; empty where there are none
    by_desk: bool
    pinned: bool
    answers: str  # whom it answers, where its place does not show that
    orphan: bool  # whether it answers one that is not here
    replies: tuple[CommentCard, ...] = ()


class CommentForm(Plain, frozen=True):
    """Where a comment is sent to, and on what."""

    action: str
    thread: str


class Discussion(Plain, frozen=True):
    """The comments below a page, pinned ones first, then by age."""

    comments: tuple[CommentCard, ...]
    count: int
    feed: str  # empty while there is nothing in it
    form: CommentForm | None

    def walk(self) -> Iterator[CommentCard]:
        """Every comment, in the order in which they stand on the page."""
        todo = list(reversed(self.comments))
        while todo:
            card = todo.pop()
            yield card
            todo.extend(reversed(card.replies))


class Discussions(Protocol):
    """What readers have said on a site, thread by thread."""

    @property
    def changed(self) -> Iterable[str]:
        """The inputs that are other ones than at the last build."""

    def fingerprint(self, context: Context, key: Key) -> bytes:
        """Another one wherever the thread's discussion may be another one."""

    def count(self, context: Context, key: Key) -> int:
        """How many comments a thread has that is shown; 0 where it is not."""

    def fact(self, context: Context, name: str) -> object:
        """What the input "discussions" with this name stands for."""

    def discussion(self, context: Context, item: Item, lang: str) -> Discussion | None:
        """None where nothing is shown."""

    def turning_points(self, outlines: Iterable[Outline]) -> Iterator[str]:
        """The moments, in ISO 8601, at which threads close by themselves."""

    def strays(self, known: Iterable[Key]) -> Iterator[Problem]:
        """What is said of what is not there, or shown nowhere."""

    def section(self) -> bytes:
        """What the next build is to know of this one."""
