"""From the intake to the desk: once, whole, and marked for what is in it."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from corkboard.desk.addresses import address_key, opened
from corkboard.desk.environment import Environment
from corkboard.desk.intake.models import Entry, Kind
from corkboard.desk.keys import Key
from corkboard.desk.moderation.models import (
    Block,
    BlockKind,
    Comment,
    Correspondent,
    HeldFor,
    Hold,
    State,
    Thread,
    Tombstone,
)
from corkboard.desk.moderation.naming import named
from corkboard.desk.moderation.taking import take_over
from corkboard.desk.moderation.threads import keep_threads, tell_intake
from corkboard.desk.restrictions import restrictions_file
from corkboard.desk.serving.publisher import Publisher
from corkboard.desk.threads import Offers, parsed_offers
from reading import ARTICLE, at_the_intake, threads_json


def offers(**given: Any) -> Offers:
    return parsed_offers(threads_json(**given).encode(), "here")


def sent(desk: Environment, **fields: str) -> None:
    with at_the_intake(Path(desk.threads)) as reader:
        assert "waits for a moderator" in reader.send(**fields).words


def taken(desk: Environment, **fields: str) -> Comment:
    """The comment that came of what a reader sent."""
    sent(desk, **fields)
    assert take_over(desk, offers()) == 1
    return Comment.objects.order_by("id").last()  # type: ignore[return-value]


def reasons(comment: Comment) -> dict[str, str]:
    return dict(comment.holds.values_list("reason", "detail"))


def test_what_came_in_is_held_and_gone_from_the_intake(desk: Environment) -> None:
    comment = taken(desk, reply_to="")
    assert (comment.state, comment.author, comment.thread_id) == (State.HELD, "Lorem Ipsumson", ARTICLE)
    assert comment.correspondent
    assert opened(comment.correspondent.sealed_address, settings.KEYS.read(Key.OPENING)) == "lorem@reader.example"
    assert Entry.objects.count() == 0


def test_comments_are_taken_over_while_the_server_of_threads_json_says_nothing(desk: Environment) -> None:
    sent(desk)
    shutil.copy(desk.threads, desk.data / "intake/threads.json")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/threads.json"
        with override_settings(DESK=desk.model_copy(update={"threads": address})):
            publisher = Publisher()
            publisher.look()
            assert Comment.objects.get().thread.title == "The Lamp Log"
            assert publisher._fetching.is_alive()  # it would have been waited for


def test_what_was_taken_over_already_is_not_taken_twice(desk: Environment) -> None:
    """As after a loss of power between the two databases: the entry is still there, and so is the comment."""
    sent(desk)
    entry = Entry.objects.get()
    take_over(desk, offers())
    Entry.objects.using("intake").bulk_create([entry])
    assert take_over(desk, offers()) == 1
    assert (Comment.objects.count(), Entry.objects.count()) == (1, 0)


def test_the_same_thing_sent_again_after_it_was_taken_over_is_one_comment(desk: Environment) -> None:
    taken(desk)
    sent(desk)
    take_over(desk, offers())
    assert (Comment.objects.count(), Entry.objects.count()) == (1, 0)


def test_a_forgotten_comment_does_not_come_back_by_its_token(desk: Environment) -> None:
    sent(desk)
    Tombstone.objects.create(comment=Entry.objects.get().id, is_forgotten=True)
    take_over(desk, offers())
    assert (Comment.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize("changed", [{"thread": "../etc"}, {"text": ""}, {"author": "x" * 300}, {"more": 1}])
def test_an_entry_that_no_intake_of_ours_wrote_is_put_aside(desk: Environment, changed: dict[str, Any]) -> None:
    """Staticman wrote to paths that the client had chosen."""
    sent(desk)
    entry = Entry.objects.get()
    Entry.objects.update(content={**entry.content, **changed})
    assert take_over(desk, offers()) == 0
    assert Comment.objects.count() == 0
    assert Entry.objects.get().kind == Kind.REFUSED


def test_comments_of_one_address_are_known_to_be(desk: Environment) -> None:
    first = taken(desk, email="One@reader.example", comment="First.")
    second = taken(desk, email="one@reader.example", comment="Second.")
    other = taken(desk, email="two@reader.example", comment="Third.")
    assert first.correspondent == second.correspondent != other.correspondent
    assert Correspondent.objects.count() == 2


def test_it_is_told_why_a_comment_deserves_attention(desk: Environment) -> None:
    text = "barnaby\nOVERMUCH was there, see https://a.example and [b](https://b.example)."
    comment = taken(desk, comment=text, reply_to="01JD0000000000000000000009")
    found = reasons(comment)
    assert found[HeldFor.NAMES_PERSON] == "barnaby OVERMUCH"
    assert found[HeldFor.LINKS] == "2"
    assert HeldFor.ORPHAN in found


@pytest.mark.parametrize(
    "name", ["barnaby OVERMUCH", "Barnaby\n  Overmuch", "Barna\u200bby Over\u00admuch", "Ｂarnaby Overmuch"]
)
def test_a_name_is_found_however_it_is_written(desk: Environment, name: str) -> None:
    assert "names-person" in reasons(taken(desk, comment=f"It was {name}."))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Пётр Выдуманный", "Петра Выдуманного не было"),
        ("Мария Небылицына", "с Марией Небылицыной говорили"),
        ("Айгүл Ойдан", "Айгүлдің Ойданға жазғаны"),
    ],
)
def test_a_name_is_found_with_the_endings_of_russian_and_kazakh(name: str, said: str) -> None:
    found = named((name,), said)
    assert found == [" ".join(word for word in said.split() if word[0].isupper())]


def test_a_name_within_another_word_is_none(desk: Environment) -> None:
    assert HeldFor.NAMES_PERSON not in reasons(taken(desk, comment="Barnaby Overmuchness is a state of mind."))


def test_a_filled_trap_is_spam_but_can_be_found(desk: Environment) -> None:
    comment = taken(desk, website="https://pills.example")
    assert (comment.state, HeldFor.TRAP in reasons(comment)) == (State.SPAM, True)


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("word", "nothing"),
        ("link", "pills.example"),
        ("address", "lorem@reader.example"),
        ("address", "@reader.example"),
    ],
)
def test_what_is_silently_blocked_is_spam(desk: Environment, kind: str, pattern: str) -> None:
    if kind == BlockKind.ADDRESS:
        pattern = address_key(pattern, settings.KEYS.read(Key.ADDRESSES))
    Block.objects.create(kind=kind, pattern=pattern, silent=True)
    tell_intake(desk)
    comment = taken(desk, comment="There is nothing at http://pills.example")
    assert comment.state == State.SPAM
    blocked = comment.holds.get(reason=HeldFor.BLOCKED)
    assert blocked.detail == ("" if kind == BlockKind.ADDRESS else pattern)


def test_a_thread_that_the_site_withdrew_meanwhile_keeps_its_comments(desk: Environment) -> None:
    sent(desk)
    assert take_over(desk, Offers()) == 1
    assert not Comment.objects.get().thread.is_offered


def test_what_is_longer_than_the_database_takes_it_keeps_no_comment_out(desk: Environment) -> None:
    long = {"id": "articles/long", "url": f"/{'x' * 3000}/", "title": "Long " * 200, "lang": "en-x-" + "long" * 5}
    found = parsed_offers(threads_json(long).encode(), "here")
    keep_threads(found)
    Thread.objects.all().delete()
    sent(desk)
    Entry.objects.update(content={**Entry.objects.get().content, "thread": "articles/long"})
    assert take_over(desk, found) == 1
    assert Comment.objects.get().thread.title.startswith("Long Long")


def test_the_threads_in_the_database_follow_the_site(desk: Environment) -> None:
    keep_threads(offers())
    assert set(Thread.objects.filter(is_offered=True).values_list("id", flat=True)) == {ARTICLE, "articles/closed"}
    text = json.loads(threads_json())
    text["threads"] = [{**text["threads"][0], "title": "Another title"}]
    keep_threads(parsed_offers(json.dumps(text).encode(), "here"))
    assert [(one.title, one.is_offered) for one in Thread.objects.order_by("id")] == [
        ("Closed", False),
        ("Another title", True),
    ]


def test_the_intake_is_told_what_moderators_closed_and_blocked(desk: Environment) -> None:
    keep_threads(offers())
    Thread.objects.filter(pk=ARTICLE).update(closed_at="2026-01-01T00:00:00Z")
    Block.objects.create(kind=BlockKind.WORD, pattern="pills")
    tell_intake(desk)
    told = restrictions_file(desk).current()
    assert told.closed == {ARTICLE}
    assert [block.pattern for block in told.blocks] == ["pills"]


def test_no_words_of_readers_are_in_the_reasons_but_the_place_that_was_found(desk: Environment) -> None:
    taken(desk, comment="A secret sentence about Barnaby Overmuch.")
    assert "secret" not in " ".join(Hold.objects.values_list("detail", flat=True))
