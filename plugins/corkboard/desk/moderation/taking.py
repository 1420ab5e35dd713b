"""Taking over what came in: from the intake's database into the desk's, once each, marked for what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from corkboard.comments.rules import links_in
from corkboard.desk.environment import Environment
from corkboard.desk.intake.contents import CommentContent
from corkboard.desk.intake.models import Entry, Kind
from corkboard.desk.mail.outbox import tell_of_held, tell_of_wish
from corkboard.desk.moderation.bayes import SUSPICIOUS, spam_score
from corkboard.desk.moderation.entries import take_each
from corkboard.desk.moderation.models import (
    Block,
    Comment,
    Correspondent,
    HeldFor,
    Hold,
    State,
    Subscription,
    Tombstone,
)
from corkboard.desk.moderation.naming import named
from corkboard.desk.moderation.threads import kept_thread
from corkboard.desk.parents import comment_on_site
from corkboard.desk.restrictions import Blocked, Restrictions
from corkboard.desk.threads import Offers

__all__ = ["take_over"]


def take_over(environment: Environment, offers: Offers) -> int:
    """Take over the comments that wait at the intake; how many."""

    @cache
    def blocks() -> Restrictions:
        return Restrictions(blocks=tuple(Blocked(one.kind, one.pattern, one.silent) for one in Block.objects.all()))

    def take(entry: Entry, content: CommentContent) -> None:
        if not _is_known(entry):
            _take(entry, content, environment, offers, blocks())

    return take_each(Kind.COMMENT, CommentContent, take)


def _is_known(entry: Entry) -> bool:
    """Whether it was taken over before, or is the same as another, or was forgotten."""
    return (
        Comment.objects.filter(pk=entry.id).exists()
        or Comment.objects.filter(once=entry.once).exists()
        or Tombstone.objects.filter(comment=entry.id).exists()
    )


def _take(
    entry: Entry, content: CommentContent, environment: Environment, offers: Offers, blocks: Restrictions
) -> None:
    correspondent, _ = Correspondent.objects.get_or_create(
        key=content.address_key,
        defaults={
            "sealed_address": content.sealed_address,
            "first_seen": entry.received_at,
            "last_seen": entry.received_at,
        },
    )
    correspondent.last_seen = max(correspondent.last_seen, entry.received_at)
    correspondent.sealed_address = correspondent.sealed_address or content.sealed_address
    holds = list(_reasons(content, correspondent, environment, offers, blocks))
    score = spam_score(content.author, content.text)
    if score >= SUSPICIOUS:
        holds.append((HeldFor.SUSPECTED, ""))
    is_spam = any(reason in (HeldFor.TRAP, HeldFor.BLOCKED) for reason, _ in holds)
    correspondent.save()
    comment = Comment.objects.create(
        id=entry.id,
        thread=kept_thread(content.thread, offers),
        reply_to=content.reply_to,
        author=content.author,
        text=content.text,
        written_at=entry.received_at,
        language=content.lang,
        correspondent=correspondent,
        state=State.SPAM if is_spam else State.HELD,
        once=entry.once,
        spam_score=score,
    )
    Hold.objects.bulk_create(
        [Hold(comment=comment, reason=reason, detail=detail[:200]) for reason, detail in dict.fromkeys(holds)]
    )
    tell_of_held(comment)
    if content.notify:
        subscription = Subscription.objects.create(
            comment=comment, correspondent=correspondent, language=content.lang, asked_at=entry.received_at
        )
        tell_of_wish(subscription)


def _reasons(
    content: CommentContent,
    correspondent: Correspondent,
    environment: Environment,
    offers: Offers,
    blocks: Restrictions,
) -> Iterator[tuple[HeldFor, str]]:
    """What is worth a moderator's attention, and where it is."""
    said, links = f"{content.author}\n{content.text}", links_in(content.text)
    if block := blocks.blocked(said, links, (content.address_key, content.domain_key)):
        yield HeldFor.BLOCKED, "" if block.kind == "address" else block.pattern
    if "trap" in content.marks:
        yield HeldFor.TRAP, ""
    if "quick" in content.marks:
        yield HeldFor.QUICK, ""
    if "unproven" in content.marks:
        yield HeldFor.UNPROVEN, ""
    for name in named(offers.names, said):
        yield HeldFor.NAMES_PERSON, name
    if links:
        yield HeldFor.LINKS, str(len(links))
    if not correspondent.comments.filter(state=State.APPROVED).exists():
        yield HeldFor.FIRST, ""
    if content.reply_to and not (
        Comment.objects.filter(pk=content.reply_to, thread=content.thread).exists()
        or comment_on_site(environment.comments, content.thread, content.reply_to)
    ):
        yield HeldFor.ORPHAN, ""
