"""What a claim about somebody living needs: to list them, a source with a grade, and a word on their reply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from corkboard.board.board import article_of
from corkboard.board.catalog import Catalog, Item, Key
from corkboard.board.claims import Claim
from corkboard.board.fairness.watching import Claims, is_living
from corkboard.records.common import Named
from corkboard.records.evidence import Verification
from corkboard.records.fairness import ReplyStatus, RightOfReply
from corkboard.records.validation import Path
from corkboard.settings import Settings

__all__ = ["Breach", "Replies", "claim_breaches"]

_OVERDUE = dt.timedelta(weeks=2)


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a file breaks, and where."""

    rule: str
    name: str
    field: str
    message: str
    hint: str
    path: Path = ()


def claim_breaches(claims: Claims) -> Iterator[Breach]:
    """What is missing beside claims that are not verified."""
    for item in claims.articles:
        if not item.translation or {"evidence", "sources", "right_of_reply"}.intersection(item.outline.given):
            yield from _in_article(claims, item)
        if item.translation and "evidence" in item.outline.given:
            yield from _in_translation(claims.catalog.items[item.key], item)


def _in_article(claims: Claims, item: Item) -> Iterator[Breach]:
    record = article_of(item)
    sources = {source.id: (number, source) for number, source in reversed([*enumerate(record.sources)])}
    for number, entry in enumerate(record.evidence):
        status, place = entry.verification, ("evidence", number)
        if status is Verification.VERIFIED:
            continue
        claim = Claim(item, entry, None)
        for key in dict.fromkeys(claims.unlisted(claim)):
            message = f'the claim names "{claims.catalog.items[key].title}", whom "about" does not list'
            hint = f"add {key.id} to about" + ("" if entry.about else f": [{key.id}]")
            yield Breach("about-missing", item.name, "evidence.about", message, hint, (*place, "claim"))
        living = [*claims.living(claim)]
        if not living or status is Verification.RETRACTED:
            if living and _is_without_a_word(claims, claim):
                message = "the claim is retracted, and nothing says why"
                hint = f'add an entry to corrections with "evidence: {entry.id}"'
                yield Breach("retracted-without-a-word", item.name, "evidence.verification", message, hint, place)
            continue
        who = f'a claim about "{living[0].id}" that is {status}'
        source = sources.get(entry.source or "")
        if entry.source is None:
            hint = 'name one of the article\'s sources: "source: …"'
            yield Breach("needs-a-source", item.name, "evidence.source", f"{who} needs a source", hint, place)
        elif source is not None and source[1].grade is None:
            message = f"the source of {who} needs a grade"
            hint = 'judge it, such as "grade: C3"; F6 says that it cannot be judged'
            yield Breach("needs-a-grade", item.name, "sources.grade", message, hint, ("sources", source[0]))
        for key in living:
            if not _is_told(claims.catalog, item, key):
                message = f'nothing says whether "{key.id}" was asked for a reply to a claim that is {status}'
                hint = f'add right_of_reply here or to people/{key.id}.md, if only "not-yet-asked"'
                yield Breach("needs-right-of-reply", item.name, "right_of_reply", message, hint, (*place, "about"))


def _is_without_a_word(claims: Claims, claim: Claim) -> bool:
    corrected = any(one.evidence == claim.entry.id for one in article_of(claim.article).corrections)
    return not (corrected or claim.entry.supersedes or claim.part in claims.successors)


def _is_told(catalog: Catalog, article: Item, key: Key) -> bool:
    record = catalog.items[key].record
    own = record.right_of_reply if isinstance(record, Named) else None
    return own is not None or any(one.to == key.id for one in article_of(article).right_of_reply)


def _in_translation(original: Item, item: Item) -> Iterator[Breach]:
    """Where a translation tells another claim than its original."""
    rule, name, told = "translation-changes-a-claim", item.name, {one.id: one for one in article_of(item).evidence}
    wanted = {one.id: one for one in article_of(original).evidence}
    for number, entry in enumerate(article_of(item).evidence):
        first = wanted.get(entry.id)
        path: Path = ("evidence", number, "verification")
        if first is None:
            message = f'the original has no evidence "{entry.id}"'
            yield Breach(rule, name, "evidence.id", message, "claim it there too", ("evidence", number, "id"))
        elif entry.verification is not first.verification:
            message = f'in the original "{entry.id}" is {first.verification}'
            yield Breach(rule, name, "evidence.verification", message, f"write {first.verification}", path)
        elif set(entry.about) != set(first.about):
            message = f'in the original "{entry.id}" is about {", ".join(first.about) or "nobody"}'
            yield Breach(rule, name, "evidence.about", message, "copy it from there", ("evidence", number))
    for id in wanted.keys() - told.keys():
        message = f'the evidence "{id}" of the original is missing'
        yield Breach(
            rule, name, "evidence", message, "copy it, or leave evidence out: then all is as there", ("evidence",)
        )


@dataclass(frozen=True, slots=True)
class Replies:
    """What is said of replies, looked at by a site's policy at a moment."""

    settings: Settings

    def breaches(self, catalog: Catalog, item: Item) -> Iterator[Breach]:
        for path, reply, key in _replies_in(item):
            if is_living(catalog.items.get(key)):
                yield from self._of(item, path, reply)

    def turning_points(self, item: Item) -> Iterator[dt.datetime]:
        """The moments from which on something else holds of them."""
        for _, reply, _ in _replies_in(item):
            if reply.deadline is not None:
                yield _end_of(reply.deadline)
                yield _end_of(reply.deadline) + _OVERDUE

    def _of(self, item: Item, path: Path, reply: RightOfReply) -> Iterator[Breach]:
        if reply.deadline is None:
            return
        end, now = _end_of(reply.deadline), self.settings.now
        place = (*path, "status")
        if reply.status is ReplyStatus.ASKED and end + _OVERDUE <= now:
            message = "the deadline passed more than two weeks ago"
            hint = "write what came of it: answered, declined or no-response"
            yield Breach("reply-overdue", item.name, "right_of_reply.status", message, hint, place)
        if reply.status is not ReplyStatus.NO_RESPONSE:
            return
        asked = {
            one.date.astimezone(self.settings.timezone).date() for one in reply.attempts if one.date <= min(end, now)
        }
        wanted = self.settings.right_of_reply_attempts
        if len(asked) < wanted:
            message = f'"no-response" needs attempts on {wanted} days before the deadline; there are {len(asked)}'
            hint = 'ask again, and write "asked" until then'
            yield Breach("no-response-too-early", item.name, "right_of_reply.status", message, hint, place)
        elif now < end:
            message, hint = "the deadline has not passed yet", 'write "asked" until then'
            yield Breach("no-response-too-early", item.name, "right_of_reply.status", message, hint, place)


def _replies_in(item: Item) -> Iterator[tuple[Path, RightOfReply, Key]]:
    """What a file says of replies: where, and whose."""
    record = item.record
    if item.translation and "right_of_reply" not in item.outline.given:
        return
    if isinstance(record, Named):
        if record.right_of_reply is not None:
            yield ("right_of_reply",), record.right_of_reply, item.key
    elif item.key.type == "article":
        for number, reply in enumerate(article_of(item).right_of_reply):
            yield ("right_of_reply", number), reply, Key("person", reply.to)


def _end_of(deadline: dt.datetime) -> dt.datetime:
    """The moment that a deadline has passed: a day alone ends at midnight."""
    alone = deadline.timetz().replace(tzinfo=None) == dt.time()
    return deadline + dt.timedelta(days=1) if alone else deadline
