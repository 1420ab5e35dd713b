"""Which comments of the queue are asked for, in which order, and from where on."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from ulid import ULID

from corkboard.desk.moderation.models import Comment, HeldFor, Hold, State

__all__ = ["ON_A_PAGE", "Filters", "Order"]

ON_A_PAGE = 25
AGES = (1, 3, 7, 30)  # days
_MANY = 5000  # from so many on it is worth asking which of two indices leads to fewer comments


class Order(StrEnum):
    OLDEST = "oldest"
    NEWEST = "newest"
    CLEAN = "clean"  # least like spam first
    SPAM = "spam"  # most like spam first


@dataclass(frozen=True)
class Filters:
    state: State = State.HELD
    thread: str = ""
    reason: str = ""  # that a comment is held for
    days: int = 0  # how old it is at least
    order: Order = Order.OLDEST
    after: str = ""  # the last comment of the page before: its id, in some orders after its score and "~"

    @classmethod
    def of(cls, given: QueryDict) -> Filters:
        """What is asked for.  Raises ValueError for what no page of ours asks."""
        found = cls(
            state=State(given.get("state") or State.HELD),
            thread=given.get("thread", ""),
            reason=HeldFor(reason).value if (reason := given.get("reason", "")) else "",
            days=int(given.get("days") or 0),
            order=Order(given.get("order") or Order.OLDEST),
            after=given.get("after", ""),
        )
        if not 0 <= found.days <= 36_500:
            raise ValueError("no such page")
        found.marker()
        return found

    def marker(self) -> tuple[float, str]:
        """The score and the id of `after`."""
        score, _, id = self.after.rpartition("~")
        number = float(score or 0)
        if not math.isfinite(number):
            raise ValueError("no such page")
        return number, id

    def query(self, **changed: object) -> str:
        """The part of an address that says all this, with some of it changed."""
        other = replace(self, **changed)  # type: ignore[arg-type]
        fields = {"thread": other.thread, "reason": other.reason, "days": other.days or "", "after": other.after}
        if other.order != Order.OLDEST:
            fields["order"] = other.order.value
        return urlencode({"state": other.state.value, **{name: value for name, value in fields.items() if value}})

    def after_query(self, last: Comment) -> str:
        """The address of the page that goes on after a comment."""
        by_score = self.order in (Order.CLEAN, Order.SPAM)
        return self.query(after=f"{last.spam_score!r}~{last.id}" if by_score else last.id)

    def page(self) -> list[Comment]:
        """The comments of a page, and one more if there is another page."""
        found = self._matching().select_related("thread").prefetch_related("holds")
        return list(self._from_marker(found)[: ON_A_PAGE + 1])

    def _matching(self) -> QuerySet[Comment]:
        found = Comment.objects.filter(state=self.state)
        if self.thread:
            found = found.filter(thread=self.thread)
        if self.days:
            moment = dt.datetime.now(dt.UTC) - dt.timedelta(days=self.days)
            found = found.filter(id__lt=str(ULID.from_datetime(moment)))
        if self.reason:
            holds = Hold.objects.filter(reason=self.reason)
            few_with_reason = holds[:_MANY].count() < _MANY
            if few_with_reason:  # else those in this state are looked through, until there is a page of them
                found = found.filter(pk__in=holds.values("comment"))
            else:
                found = found.filter(Exists(holds.filter(comment=OuterRef("pk"))))
        return found

    def _from_marker(self, found: QuerySet[Comment]) -> QuerySet[Comment]:
        score, id = self.marker()
        if self.order is Order.OLDEST:
            return (found.filter(id__gt=id) if id else found).order_by("id")
        if self.order is Order.NEWEST:
            return (found.filter(id__lt=id) if id else found).order_by("-id")
        # The first condition is the one that an index can begin at.
        if self.order is Order.CLEAN:
            if id:
                found = found.filter(Q(spam_score__gte=score), Q(spam_score__gt=score) | Q(id__gt=id))
            return found.order_by("spam_score", "id")
        if id:
            found = found.filter(Q(spam_score__lte=score), Q(spam_score__lt=score) | Q(id__lt=id))
        return found.order_by("-spam_score", "-id")
