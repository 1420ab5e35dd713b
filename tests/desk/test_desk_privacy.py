"""To be forgotten, to know what is kept, and that nothing is kept for ever."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, connections

from commanding import ADMINISTRATOR, corkboard, done, staff
from corkboard.desk.addresses import address_key
from corkboard.desk.databases import INTAKE
from corkboard.desk.environment import Environment
from corkboard.desk.intake.models import Entry, Kind
from corkboard.desk.keys import Key
from corkboard.desk.moderation.audit import Actor
from corkboard.desk.moderation.decisions import decide, edit
from corkboard.desk.moderation.models import (
    Action,
    AuditEntry,
    Comment,
    Correspondent,
    Publication,
    Reason,
    State,
    Tombstone,
    Word,
)
from corkboard.desk.moderation.taking import take_over
from corkboard.desk.privacy.erasing import erase_deleted
from corkboard.desk.privacy.retention import Expired, expire
from corkboard.desk.publishing.writing import write_changes
from corkboard.desk.serving.publisher import Publisher
from corkboard.desk.threads import offers_file
from reading import Reader, at_the_intake
from writing import MODERATOR, NOW, correspondent, held

EMAIL = "lorem@reader.example"
SECRET = "xylophonequandary"  # in no other text
DESK = Actor("desk", "retention")


@pytest.fixture
def reader(desk: Environment) -> Iterator[Reader]:
    staff()
    with at_the_intake(Path(desk.threads)) as reader:
        yield reader


def taken(desk: Environment) -> int:
    return take_over(desk, offers_file(desk).current())


def sent(reader: Reader, desk: Environment, text: str, **fields: str) -> Comment:
    """A comment all the way through the intake into the queue."""
    assert reader.send(comment=text, **fields).status == 200
    assert taken(desk) == 1
    return Comment.objects.order_by("id").last()  # type: ignore[return-value]


def forget(email: str = EMAIL, code: int = 0) -> str:
    return done("desk", "forget", "-", "--as", ADMINISTRATOR, input=f"{email}\n", code=code)


def export(*arguments: str, input: str = "") -> list[dict[str, object]]:
    said = done("desk", "export", *arguments, "--as", ADMINISTRATOR, input=input)
    return [json.loads(line) for line in said.splitlines()]


def database_bytes(desk: Environment) -> bytes:
    """Every file of the databases, as a thief or a backup would have them."""
    if connection.vendor == "sqlite":
        return b"".join(path.read_bytes() for path in desk.data.rglob("*.sqlite3*"))
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        )
        folder, number = cursor.fetchone()
    return b"".join(path.read_bytes() for path in Path(folder, "base", str(number)).iterdir())


def test_what_was_written_from_an_address_goes_from_the_site_and_from_the_databases_files(
    desk: Environment, reader: Reader
) -> None:
    for number in range(60):  # so that pages of the file fill, split and are freed
        held(f"Filling {number} " * 30, correspondent=None)
    approved, waiting = sent(reader, desk, f"{SECRET} one"), sent(reader, desk, f"{SECRET} two " * 400)
    other = sent(reader, desk, "Somebody else's.", email="ipsum@reader.example")
    decide(approved.id, Action.APPROVE, MODERATOR)
    edit(approved.id, MODERATOR, author="Zebediah Quillfeather", text="Without it.")
    write_changes(desk)
    reader.send(comment=f"{SECRET} three, not taken over yet")
    assert SECRET.encode() in database_bytes(desk)

    assert forget(" Lorem@READER.example ") == "3 comments forgotten.\n"

    assert [one.id for one in Comment.objects.exclude(correspondent=None)] == [other.id]
    assert write_changes(desk) == 1
    assert [*desk.comments.rglob("*.md")] == []
    assert taken(desk) == 0
    found = database_bytes(desk)
    for trace in (SECRET, "Quillfeather", str(waiting.once), str(approved.once)):
        assert trace.encode() not in found
    assert b"Somebody else's." in found
    assert not Correspondent.objects.filter(key=address_key(EMAIL, settings.KEYS.read(Key.ADDRESSES))).exists()


def test_a_forgotten_comment_does_not_come_back_from_a_backup(
    desk: Environment, reader: Reader, tmp_path: Path
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a restored dump has the same rows")
    approved, waiting = sent(reader, desk, "Approved."), sent(reader, desk, "Held.")
    decide(approved.id, Action.APPROVE, MODERATOR)
    write_changes(desk)
    reader.send(comment="In the intake.")
    backups = {alias: tmp_path / f"{alias}.sqlite3" for alias in ("default", INTAKE)}
    for alias, path in backups.items():
        with sqlite3.connect(path) as backup:
            connections[alias].connection.backup(backup)
        backup.close()
    shutil.copytree(desk.comments, tmp_path / "files")
    forget()
    write_changes(desk)

    for alias, path in backups.items():
        connections[alias].close()
        shutil.copy(path, connections[alias].settings_dict["NAME"])
    shutil.copytree(tmp_path / "files", desk.comments, dirs_exist_ok=True)
    assert {one.id for one in Comment.objects.all()} == {approved.id, waiting.id}
    assert Word.objects.filter(word="approved").exists()
    Publisher().look()
    assert (Comment.objects.count(), Correspondent.objects.count()) == (0, 0)
    assert not Word.objects.exclude(word="").exists()
    assert [*desk.comments.rglob("*.md")] == []


def test_answers_of_others_stay(desk: Environment, reader: Reader) -> None:
    parent = sent(reader, desk, "Parent.")
    answer = sent(reader, desk, "Answer.", email="ipsum@reader.example", reply_to=parent.id)
    for one in (parent, answer):
        decide(one.id, Action.APPROVE, MODERATOR)
    forget()
    write_changes(desk)
    assert [path.stem for path in desk.comments.rglob("*.md")] == [answer.id]


def test_the_log_tells_which_comments_were_forgotten_but_not_whose(desk: Environment, reader: Reader) -> None:
    comment = sent(reader, desk, "Words.")
    key = Correspondent.objects.get().key
    forget()
    entry = AuditEntry.objects.get(action=Action.FORGET)
    assert (entry.actor, entry.subject) == (ADMINISTRATOR, comment.id)
    log = str([*AuditEntry.objects.values_list()])
    assert key not in log
    assert "reader.example" not in log


def test_of_an_unknown_address_there_is_nothing_to_forget(desk: Environment, reader: Reader) -> None:
    assert "Nothing came from this address" in forget("nobody@reader.example", code=1)


@pytest.mark.parametrize("command", [("forget", EMAIL), ("export",), ("export", EMAIL)])
def test_only_an_administrator_may(desk: Environment, command: tuple[str, ...]) -> None:
    staff()
    for name in ("Ada Example", "Ed Placeholder"):
        result = corkboard("desk", *command, "--as", name)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "is no administrator" in result.stderr


def test_a_person_gets_all_that_is_kept_of_them_and_nothing_of_others(desk: Environment, reader: Reader) -> None:
    mine = sent(reader, desk, "First words.", notify="yes")
    sent(reader, desk, "Somebody else's.", email="ipsum@reader.example")
    edit(mine.id, MODERATOR, author="Lorem", text="Edited words.")
    reader.send(comment="On its way.")
    found = export("-", input=f"{EMAIL}\n")
    assert [line["kind"] for line in found] == ["correspondent", "comment", "revision", "entry"]
    assert found[0]["address"] == EMAIL
    assert [line.get("text") for line in found[1:]] == ["Edited words.", "First words.", "On its way."]
    assert "Somebody" not in str(found)
    assert AuditEntry.objects.get(action=Action.EXPORT).after == {"of": "a person", "opened": False}


def test_everything_is_exported_with_addresses_sealed(desk: Environment, reader: Reader, tmp_path: Path) -> None:
    comment = sent(reader, desk, "Words.")
    decide(comment.id, Action.APPROVE, MODERATOR)
    path = tmp_path / "export.jsonl"
    export("--to", str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text()
    kinds = {json.loads(line)["kind"] for line in text.splitlines()}
    assert kinds >= {"thread", "correspondent", "comment", "decision", "publication", "moderator"}
    assert "reader.example" not in text
    assert "password" not in text
    opened = [line for line in export("--open-addresses") if line["kind"] == "correspondent"]
    assert [line["address"] for line in opened] == [EMAIL]


def test_without_the_private_key_no_address_is_opened(desk: Environment, reader: Reader) -> None:
    sent(reader, desk, "Words.")
    (desk.data / "mailer/opening.private").unlink()
    assert [line.get("address") for line in export() if line["kind"] == "correspondent"] == [None]
    result = corkboard("desk", "export", "--open-addresses", "--as", ADMINISTRATOR)
    assert (result.exit_code, "DESK_OPENING_KEY" in result.stderr) == (2, True)


def days(number: float) -> dt.datetime:
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=number)


@pytest.mark.desk_with(keep_rejected_days=90)
def test_rejected_comments_are_deleted_after_their_time(desk: Environment) -> None:
    for state in State:
        for age in (89, 91):
            held(f"{state} {age} {SECRET}", state=state, decided_at=days(age))
    held(f"spam by itself {SECRET}", state=State.SPAM, written_at=days(91))
    assert expire(desk, DESK, dt.datetime.now(dt.UTC)) == Expired(comments=4)
    left = {text.removesuffix(f" {SECRET}") for text in Comment.objects.values_list("text", flat=True)}
    assert left == {*(f"{state} 89" for state in State), "held 91", "approved 91"}
    entry = AuditEntry.objects.get()
    assert (entry.via, entry.action, entry.after) == ("retention", "expire", {"comments": 4, "addresses": 0})
    assert expire(desk, DESK, dt.datetime.now(dt.UTC)) == Expired()
    assert AuditEntry.objects.count() == 1


def test_what_is_over_its_time_is_not_in_the_files_either(desk: Environment) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL overwrites when it sees fit, or is told by forgetting")
    held(f"{SECRET} " * 500, state=State.SPAM, decided_at=days(91))
    assert SECRET.encode() in database_bytes(desk)
    assert "Deleted: 1 comments" in done("desk", "expire")
    assert SECRET.encode() not in database_bytes(desk)


@pytest.mark.desk_with(keep_addresses_days=365)
def test_addresses_are_deleted_after_their_time_but_can_still_be_forgotten(desk: Environment, reader: Reader) -> None:
    old = sent(reader, desk, "Old.")
    sent(reader, desk, "New.", email="ipsum@reader.example")
    Correspondent.objects.filter(comments=old).update(last_seen=days(366))
    Correspondent.objects.create(key="c" * 64, sealed_address=b"s", first_seen=NOW, last_seen=days(366))
    assert expire(desk, DESK, dt.datetime.now(dt.UTC)).addresses == 2
    found = Correspondent.objects.order_by("id").values_list("sealed_address", flat=True)
    assert [address is None for address in found] == [True, False]
    assert forget() == "1 comment forgotten.\n"


def test_what_came_in_and_was_no_comment_is_deleted_too(desk: Environment) -> None:
    for id, kind, age in (("1", Kind.REFUSED, 91), ("2", Kind.REFUSED, 89), ("3", Kind.COMMENT, 91)):
        Entry.objects.create(id=id, kind=kind, received_at=days(age), once=id, content={})
    expire(desk, DESK, dt.datetime.now(dt.UTC))
    assert sorted(Entry.objects.values_list("id", flat=True)) == ["2", "3"]


def test_an_imported_comment_that_was_deleted_after_its_time_has_a_tombstone(desk: Environment) -> None:
    imported = held(state=State.REJECTED, decided_at=days(91), origin="disqus:1:x").id
    held("Another.", state=State.REJECTED, decided_at=days(91))
    expire(desk, DESK, dt.datetime.now(dt.UTC))
    assert [one.comment for one in Tombstone.objects.all()] == [imported]


def test_what_was_deleted_after_its_time_stays_away_from_the_site(desk: Environment) -> None:
    id = held().id
    decide(id, Action.APPROVE, MODERATOR)
    write_changes(desk)
    decide(id, Action.UNPUBLISH, MODERATOR, reason=Reason.PRIVATE)
    Comment.objects.update(decided_at=days(91))
    expire(desk, DESK, dt.datetime.now(dt.UTC))
    write_changes(desk)
    assert [*desk.comments.rglob("*.md")] == []
    assert Publication.objects.get().is_removed


def test_sessions_that_are_over_leave_nothing_behind(desk: Environment) -> None:
    session = SessionStore()
    session["said"] = "Lorem Ipsumson: Approved."
    session.set_expiry(-1)
    session.save()
    expire(desk, DESK, dt.datetime.now(dt.UTC))
    assert Session.objects.count() == 0


def test_a_log_that_somebody_reads_cannot_be_emptied_and_that_is_told(desk: Environment) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no such log")
    held()
    with sqlite3.connect(desk.data / "desk/desk.sqlite3", isolation_level=None) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM moderation_comment").fetchall()
        correspondent()
        assert not erase_deleted(patience=0)
        other.execute("COMMIT")
    assert erase_deleted()
    other.close()
    assert Entry.objects.using(INTAKE).count() == 0
