"""What moderators decide, and what is kept of it."""

from __future__ import annotations

import json

import pytest

from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.moderation.audit import Actor
from corkboard.desk.moderation.decisions import StaleError, decide, edit, pin, undo
from corkboard.desk.moderation.models import Action, AuditEntry, Comment, Publication, Reason, State, Tombstone
from writing import MODERATOR, held


def log() -> list[tuple[str, str, str, str]]:
    entries = AuditEntry.objects.order_by("id")
    return [(entry.actor, entry.action, entry.before["state"], entry.after["state"]) for entry in entries]


def test_every_decision_is_recorded_with_who_and_what_it_was_before(desk: Environment) -> None:
    id = held().id
    decide(id, Action.APPROVE, MODERATOR)
    decide(id, Action.REJECT, Actor("Ines Notional", "command"), reason=Reason.UNSUPPORTED_CLAIM)
    decide(id, Action.SPAM, MODERATOR)
    assert log() == [
        ("Ada Example", "approve", "held", "approved"),
        ("Ines Notional", "reject", "approved", "rejected"),
        ("Ada Example", "spam", "rejected", "spam"),
    ]
    assert AuditEntry.objects.order_by("id")[1].after["reason"] == "unsupported-claim"


def test_to_decide_the_same_again_is_no_decision(desk: Environment) -> None:
    id = held().id
    for _ in range(2):
        decide(id, Action.APPROVE, MODERATOR)
    assert len(log()) == 1
    assert Publication.objects.get().sequence == 1


def test_who_was_slower_is_told(desk: Environment) -> None:
    id = held().id
    decide(id, Action.SPAM, MODERATOR, expected=State.HELD)
    with pytest.raises(StaleError, match="Spam"):
        decide(id, Action.APPROVE, MODERATOR, expected=State.HELD)
    assert Comment.objects.get().state == State.SPAM


@pytest.mark.parametrize("reason", ["", "because"])
def test_to_reject_needs_a_reason(desk: Environment, reason: str) -> None:
    id = held().id
    with pytest.raises(DeskError, match="reason"):
        decide(id, Action.REJECT, MODERATOR, reason=reason)
    assert log() == []


def test_an_unknown_comment_is_told(desk: Environment) -> None:
    with pytest.raises(DeskError, match="There is no comment"):
        decide("01JD0000000000000000000009", Action.APPROVE, MODERATOR)


def test_what_the_site_would_refuse_cannot_be_approved(desk: Environment) -> None:
    id = held(author="A \u202e name").id
    with pytest.raises(DeskError, match="edit it first"):
        decide(id, Action.APPROVE, MODERATOR)
    assert (Comment.objects.get().state, log()) == (State.HELD, [])


def test_changes_have_numbers_in_the_order_of_the_decisions(desk: Environment) -> None:
    first, second = held("First.").id, held("Second.").id
    decide(first, Action.APPROVE, MODERATOR)
    decide(second, Action.APPROVE, MODERATOR)
    decide(first, Action.UNPUBLISH, MODERATOR, reason=Reason.AUTHOR)
    found = Publication.objects.order_by("sequence").values_list("comment", "sequence", "is_removed")
    assert list(found) == [(second, 2, False), (first, 3, True)]


def test_what_was_never_public_needs_no_publication_and_no_tombstone(desk: Environment) -> None:
    decide(held().id, Action.REJECT, MODERATOR, reason=Reason.INSULT)
    assert (Publication.objects.count(), Tombstone.objects.count()) == (0, 0)


def test_what_was_unpublished_has_a_tombstone_until_it_is_approved_again(desk: Environment) -> None:
    id = held().id
    decide(id, Action.APPROVE, MODERATOR)
    decide(id, Action.UNPUBLISH, MODERATOR, reason=Reason.PRIVATE)
    assert Tombstone.objects.get().comment == id
    decide(id, Action.APPROVE, MODERATOR)
    assert Tombstone.objects.count() == 0


def test_an_edit_keeps_the_words_as_they_were_but_not_in_the_audit_log(desk: Environment) -> None:
    id = held("The first words.").id
    comment = edit(id, MODERATOR, author="Lorem", text="Other\r\nwords.")
    assert (comment.author, comment.text, comment.revision) == ("Lorem", "Other\nwords.", 1)
    assert [(old.number, old.text) for old in comment.revisions.all()] == [(0, "The first words.")]
    entry = AuditEntry.objects.get()
    assert (entry.before["revision"], entry.after["revision"]) == (0, 1)
    assert "words" not in json.dumps([entry.before, entry.after])


@pytest.mark.parametrize(("author", "text"), [("", "Text."), ("Lorem", " "), ("x" * 81, "Text.")])
def test_an_edit_leaves_a_name_and_a_text(desk: Environment, author: str, text: str) -> None:
    with pytest.raises(DeskError):
        edit(held().id, MODERATOR, author=author, text=text)


def test_the_last_decision_can_be_undone_once(desk: Environment) -> None:
    id = held("First words.").id
    decide(id, Action.REJECT, MODERATOR, reason=Reason.INSULT)
    assert undo(id, MODERATOR).state == State.HELD
    with pytest.raises(DeskError, match="nothing to undo"):
        undo(id, MODERATOR)
    edit(id, MODERATOR, author="Lorem", text="Other words.")
    assert undo(id, MODERATOR).text == "First words."
    pin(id, MODERATOR, pinned=True)
    assert not undo(id, MODERATOR).pinned


def test_an_approval_that_is_undone_is_taken_from_the_site(desk: Environment) -> None:
    id = held().id
    decide(id, Action.APPROVE, MODERATOR)
    undo(id, MODERATOR)
    assert Publication.objects.get().is_removed
