"""What moderators decide, each decision whole or not at all: the state, what the site is to show, the audit log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from ulid import ULID

from corkboard.comments.model import By
from corkboard.comments.rules import MOST_CHARACTERS, MOST_IN_A_NAME, as_html, normalized
from corkboard.desk.errors import DeskError
from corkboard.desk.mail.outbox import tell_of_approval
from corkboard.desk.moderation.audit import Actor, record
from corkboard.desk.moderation.bayes import relearn
from corkboard.desk.moderation.models import (
    Action,
    AuditEntry,
    Comment,
    Counter,
    Moderator,
    Publication,
    Reason,
    Revision,
    State,
    Tombstone,
)
from corkboard.desk.publishing.public import public_comment

__all__ = ["DECISIONS", "StaleError", "decide", "edit", "pin", "publish", "reply", "undo"]

# What a decision makes of a comment.
DECISIONS = {
    Action.APPROVE: State.APPROVED,
    Action.REJECT: State.REJECTED,
    Action.SPAM: State.SPAM,
    Action.HOLD: State.HELD,
    Action.UNPUBLISH: State.UNPUBLISHED,
}
_WITH_REASON = (State.REJECTED, State.UNPUBLISHED)
_UNDOABLE = (*DECISIONS, Action.EDIT, Action.PIN, Action.UNPIN)


class StaleError(DeskError):
    """Somebody else was faster: the comment is not any more as it was shown."""


def decide(id: str, action: Action, actor: Actor, *, reason: str = "", expected: State | None = None) -> Comment:
    """Take one of DECISIONS.  Raises DeskError; StaleError if the state is not the one that is expected."""
    state = DECISIONS[action]
    if state in _WITH_REASON and reason not in Reason.values:
        raise DeskError(_("Choose a reason."))
    with transaction.atomic():
        comment = _locked(id)
        if expected is not None and comment.state != expected:
            raise StaleError(
                _("Somebody else has decided meanwhile: %(state)s.") % {"state": State(comment.state).label}
            )
        if state is State.UNPUBLISHED and comment.state != State.APPROVED:
            raise DeskError(_("Only what is approved can be unpublished."))
        before = _snapshot(comment)
        comment.state, comment.reason = state, reason if state in _WITH_REASON else ""
        if _snapshot(comment) != before:
            _save(comment, actor, action, before)
    return comment


def edit(id: str, actor: Actor, *, author: str, text: str) -> Comment:
    """Change a comment's words; what they were is kept as a revision.  Raises DeskError."""
    author, text = _checked_words(author, text)
    with transaction.atomic():
        comment = _locked(id)
        if (comment.author, comment.text) != (author, text):
            before = _snapshot(comment)
            _rewrite(comment, author, text)
            _save(comment, actor, Action.EDIT, before)
    return comment


def pin(id: str, actor: Actor, *, pinned: bool) -> Comment:
    """Let a comment stand above the others of its thread, or no longer."""
    with transaction.atomic():
        comment = _locked(id)
        if comment.pinned != pinned:
            before = _snapshot(comment)
            comment.pinned = pinned
            _save(comment, actor, Action.PIN if pinned else Action.UNPIN, before)
    return comment


def reply(id: str, actor: Actor, moderator: Moderator, *, author: str, text: str) -> Comment:
    """Answer a comment that is approved, as the desk; the answer is approved at once.  Raises DeskError."""
    author, text = _checked_words(author, text)
    with transaction.atomic():
        answered = _locked(id)
        if answered.state != State.APPROVED:
            raise DeskError(_("Only what is approved can be answered."))
        comment = Comment(
            id=str(ULID()),
            thread_id=answered.thread_id,
            reply_to=answered.id,
            author=author,
            text=text,
            written_at=dt.datetime.now(dt.UTC),
            language=answered.language,
            by=By.DESK.value,
            written_by=moderator,
        )
        before = _snapshot(comment)
        comment.state = State.APPROVED
        comment.save(force_insert=True)
        _save(comment, actor, Action.REPLY, before)
    return comment


def undo(id: str, actor: Actor) -> Comment:
    """Make a comment what it was before the last decision about it.  Raises DeskError if there was none."""
    with transaction.atomic():
        comment = _locked(id)
        last = AuditEntry.objects.filter(subject=id, action__in=(*_UNDOABLE, Action.UNDO)).order_by("id").last()
        if last is None or last.action == Action.UNDO:
            raise DeskError(_("There is nothing to undo."))
        before = _snapshot(comment)
        if before != last.after:
            raise StaleError(_("The comment was changed since."))
        comment.state, comment.reason = last.before["state"], last.before["reason"]
        comment.pinned = last.before["pinned"]
        if last.before["revision"] != comment.revision:
            old = Revision.objects.get(comment=comment, number=last.before["revision"])
            _rewrite(comment, old.author, old.text)
        _save(comment, actor, Action.UNDO, before)
    return comment


def publish(comment: Comment) -> None:
    """Have the site show what a comment is now, and tell who wants to know.  In the transaction that changed it."""
    is_public = comment.state == State.APPROVED
    before = Publication.objects.filter(comment=comment.id).first()
    if not is_public and before is None:
        return
    Publication.objects.update_or_create(
        comment=comment.id,
        defaults={"thread": comment.thread_id, "is_removed": not is_public, "sequence": _next_sequence()},
    )
    if is_public:
        Tombstone.objects.filter(comment=comment.id, is_forgotten=False).delete()
        if before is None or before.is_removed:
            tell_of_approval(comment)
    else:
        Tombstone.objects.get_or_create(comment=comment.id, defaults={"is_forgotten": False})


def _locked(id: str) -> Comment:
    try:
        return Comment.objects.select_for_update().get(pk=id)
    except Comment.DoesNotExist:
        raise DeskError(_("There is no comment %(id)s.") % {"id": id}) from None


def _checked_words(author: str, text: str) -> tuple[str, str]:
    author, text = " ".join(normalized(author).split()), normalized(text)
    if not author or not as_html(text):
        raise DeskError(_("A comment needs a name and a text."))
    if len(author) > MOST_IN_A_NAME or len(text) > MOST_CHARACTERS:
        raise DeskError(
            _("A name has at most %(name)d characters, a text %(text)d.")
            % {"name": MOST_IN_A_NAME, "text": MOST_CHARACTERS}
        )
    return author, text


def _snapshot(comment: Comment) -> dict[str, object]:
    """A comment as the audit log has it: without its words."""
    return {
        "state": str(comment.state),
        "reason": str(comment.reason),
        "pinned": comment.pinned,
        "revision": comment.revision,
    }


def _rewrite(comment: Comment, author: str, text: str) -> None:
    Revision.objects.create(comment=comment, number=comment.revision, author=comment.author, text=comment.text)
    comment.author, comment.text, comment.revision = author, text, comment.revision + 1


def _save(comment: Comment, actor: Actor, action: Action, before: Mapping[str, object]) -> None:
    comment.decided_at = dt.datetime.now(dt.UTC)
    if comment.state == State.APPROVED:
        public_comment(comment)  # so that the moderator learns of what the publisher could not write
    comment.save()
    relearn(comment)
    if State.APPROVED in (comment.state, before["state"]):
        publish(comment)
    record(actor, action, comment.id, before, _snapshot(comment))


def _next_sequence() -> int:
    Counter.objects.get_or_create(name="publication")
    Counter.objects.filter(name="publication").update(value=F("value") + 1)
    return Counter.objects.get(name="publication").value
