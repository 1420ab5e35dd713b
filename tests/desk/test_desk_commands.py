"""Moderating from a terminal."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from commanding import as_json, corkboard, done, staff
from corkboard.cli.desk_comments import ReasonName, StateName
from corkboard.desk.environment import Environment
from corkboard.desk.moderation.decisions import decide, edit
from corkboard.desk.moderation.models import Action, AuditEntry, Comment, HeldFor, Hold, Publication, Reason, State
from corkboard.desk.publishing.writing import write_changes
from running import CORKBOARD
from writing import MODERATOR, correspondent, held


@pytest.fixture(autouse=True)
def _staff(desk: Environment) -> None:
    staff()


def test_the_queue_is_listed_oldest_first_and_in_pages() -> None:
    first, second = held("First.").id, held("Second.").id
    decide(held("Third.").id, Action.SPAM, MODERATOR)
    assert [one["id"] for one in as_json("desk", "list")] == [first, second]
    assert [one["id"] for one in as_json("desk", "list", "--most", "1")] == [first]
    assert [one["id"] for one in as_json("desk", "list", "--after", first)] == [second]
    assert [one["text"] for one in as_json("desk", "list", "--state", "spam")] == ["Third."]
    assert len(as_json("desk", "list", "--state", "any")) == 3
    assert as_json("desk", "list", "--thread", "articles/another") == []


def test_why_a_comment_is_held_is_told() -> None:
    Hold.objects.create(comment=held(), reason=HeldFor.NAMES_PERSON, detail="Barnaby Overmuch")
    assert "[names-person: Barnaby Overmuch]" in done("desk", "list")
    assert as_json("desk", "list")[0]["held_for"] == [{"reason": "names-person", "detail": "Barnaby Overmuch"}]


def test_a_comment_is_shown_in_its_context() -> None:
    parent = held("The parent's words.", correspondent=None).id
    id = held("First words.", reply_to=parent).id
    other = held("Another.").id
    edit(id, MODERATOR, author="Lorem", text="Other words.")
    found = as_json("desk", "show", id)
    assert found["answers"]["text"] == "The parent's words."
    assert found["same_address"] == [{"id": other, "state": "held"}]
    assert [old["text"] for old in found["revisions"]] == ["First words."]
    assert [(one["by"], one["action"]) for one in found["decisions"]] == [("Ada Example", "edit")]
    text = done("desk", "show", id)
    assert all(
        words in text for words in ("The Lamp Log", "Other words.", "The parent's words.", "edit by Ada Example")
    )


def test_no_address_is_ever_shown_nor_what_stands_for_one() -> None:
    id = held(correspondent=correspondent("b" * 64)).id
    for command in (("list",), ("show", id), ("list", "--format", "json"), ("show", id, "--format", "json")):
        assert "b" * 64 not in done("desk", *command)


def test_what_is_printed_cannot_steer_a_terminal() -> None:
    id = held("Red \x1b[31malert\x1b[0m\x07", author="A\u202e name").id
    for command in (("list",), ("show", id)):
        assert not set(done("desk", *command)) & {"\x1b", "\x07", "\u202e"}


def test_a_comment_approved_by_command_goes_out_like_any_other(desk: Environment) -> None:
    id = held().id
    assert done("desk", "approve", id, "--as", "Ada Example") == f"{id}: approved\n"
    write_changes(desk)
    assert (desk.comments / f"articles/the-lamp-log/{id}.md").exists()
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.via, entry.action, entry.subject) == ("Ada Example", "command", "approve", id)


def test_rejecting_names_the_reason_and_spam_needs_none() -> None:
    first, second = held("First.").id, held("Second.").id
    done("desk", "reject", first, "--reason", "unsupported-claim", "--as", "Ada Example")
    done("desk", "spam", second, "--as", "Ada Example")
    found = {one.id: (one.state, one.reason) for one in Comment.objects.all()}
    assert found == {first: (State.REJECTED, Reason.UNSUPPORTED_CLAIM), second: (State.SPAM, "")}
    assert corkboard("desk", "reject", first, "--as", "Ada Example").exit_code == 2
    assert corkboard("desk", "reject", first, "--reason", "dislike", "--as", "Ada Example").exit_code == 2


def test_a_comment_that_cannot_be_decided_does_not_keep_the_others() -> None:
    id = held().id
    missing = "01JD0000000000000000000009"
    result = corkboard("desk", "approve", missing, id, "--as", "Ada Example")
    assert result.exit_code == 1
    assert missing in result.stderr
    assert Publication.objects.get().comment == id


@pytest.mark.parametrize("name", ["Nobody Atall", "ada example", "Former Person"])
def test_only_a_moderator_decides(name: str) -> None:
    from corkboard.desk.moderation.models import Moderator

    Moderator.objects.create(name="Former Person", is_active=False)
    id = held().id
    result = corkboard("desk", "approve", id, "--as", name)
    assert result.exit_code == 2
    assert f'there is no moderator "{name}"' in result.stderr
    assert Comment.objects.get().state == State.HELD


def test_an_unknown_comment_is_told() -> None:
    assert "there is no comment" in corkboard("desk", "show", "01JD0000000000000000000009").stderr


def test_numbers() -> None:
    held()
    decide(held("Second.").id, Action.APPROVE, MODERATOR)
    found = as_json("desk", "stats")
    assert found["comments"] == {"held": 1, "approved": 1, "rejected": 0, "spam": 0, "unpublished": 0}
    assert found["threads"] == {"offered": 1, "closed": 0}
    assert "comments: held 1, approved 1" in done("desk", "stats")


def test_the_words_of_the_command_line_are_those_of_the_desk() -> None:
    assert [*get_args(ReasonName)] == Reason.values
    assert [*get_args(StateName)] == [*State.values, "any"]


def test_where_there_is_no_desk_none_is_made(tmp_path: Path) -> None:
    command = [CORKBOARD, "desk", "list", "--data", str(tmp_path / "elsewhere")]
    ended = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "there is no desk yet; `corkboard desk run` makes one" in ended.stderr
    assert not (tmp_path / "elsewhere").exists()
