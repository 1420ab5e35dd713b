"""What jobs elsewhere fetch from the desk, and what they make of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from commanding import ADMINISTRATOR, as_json, corkboard, done, staff
from corkboard.comments.pulling import CURSOR, Pulled, PullError, pull
from corkboard.desk.api.tokens import make_token
from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.moderation.decisions import decide, edit
from corkboard.desk.moderation.models import Action, ApiToken, AuditEntry, Counter, Publication, Reason, Thread
from corkboard.desk.publishing.restoring import keep_counting
from corkboard.desk.publishing.writing import write_changes, write_closed_threads
from desks import pointed_at
from running import PATIENCE, ask, running_desk
from serving import receiver, served
from writing import MODERATOR, correspondent, held, thread

Line = dict[str, Any]


@pytest.fixture
def token(desk: Environment) -> str:
    return make_token("job", MODERATOR)


@pytest.fixture
def url(desk: Environment) -> Iterator[str]:
    with served() as url:
        yield url


def approved(text: str = "Words.", **fields: Any) -> str:
    id: str = held(text, **fields).id
    decide(id, Action.APPROVE, MODERATOR)
    return id


def get(path: str, token: str, **headers: str) -> Any:
    return Client().get(path, headers={"Authorization": f"Bearer {token}", **headers})


def lines(token: str, since: int = 0) -> list[Line]:
    answer = get(f"/api/v1/approved?since={since}", token)
    assert answer.status_code == 200, answer.content
    return [json.loads(line) for line in answer.content.splitlines()]


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != CURSOR
    }


# Tokens


def test_a_token_is_shown_once_and_only_its_digest_is_kept(desk: Environment) -> None:
    staff()
    token = done("desk", "add-token", "nightly", "--as", ADMINISTRATOR).strip()
    assert get("/api/v1/approved", token).status_code == 200
    assert token not in str([*ApiToken.objects.values_list(), *AuditEntry.objects.values_list()])
    assert [one["name"] for one in as_json("desk", "list-tokens")] == ["nightly"]
    assert token not in done("desk", "list-tokens")


def test_a_revoked_token_is_of_no_use(desk: Environment) -> None:
    staff()
    token = done("desk", "add-token", "nightly", "--as", ADMINISTRATOR).strip()
    done("desk", "revoke-token", "nightly", "--as", ADMINISTRATOR)
    assert get("/api/v1/approved", token).status_code == 401
    assert "there is no token" in corkboard("desk", "revoke-token", "nightly", "--as", ADMINISTRATOR).stderr
    assert [entry.action for entry in AuditEntry.objects.all()] == ["change-token", "change-token"]
    assert "revoked" in done("desk", "list-tokens")


def test_only_administrators_make_tokens_and_names_are_taken_once(desk: Environment, token: str) -> None:
    staff()
    assert corkboard("desk", "add-token", "a", "--as", "Ed Placeholder").exit_code == 2
    with pytest.raises(DeskError, match="choose another name"):
        make_token("job", MODERATOR)


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer nonsense", "Basic {token}", "{token}"])
@pytest.mark.parametrize("path", ["/api/v1/approved", "/api/v1/closed"])
def test_without_a_token_there_is_nothing(token: str, path: str, given: str) -> None:
    approved("Secret.")
    answer = Client().get(f"{path}?token={token}", headers={"Authorization": given.format(token=token)})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert b"Secret." not in answer.content


@pytest.mark.parametrize("path", ["/api/v1/approved", "/api/v1/closed"])
def test_nothing_but_reading_is_answered(token: str, path: str) -> None:
    for method in ("post", "put", "delete", "patch"):
        answer = getattr(Client(), method)(path, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 405


# Answers


def test_only_public_fields_of_approved_comments_are_answered(token: str) -> None:
    id = approved("The *words*.", correspondent=correspondent("b" * 64))
    held("Pending.")
    assert lines(token) == [
        {
            "sequence": 1,
            "thread": "articles/the-lamp-log",
            "removed": False,
            "id": id,
            "author": "Lorem Ipsumson",
            "date": "2026-11-23T09:00:00Z",
            "reply_to": None,
            "by": "reader",
            "pinned": False,
            "text": "The *words*.",
        }
    ]


def test_what_was_removed_is_told_without_its_words(token: str) -> None:
    id = approved("Words that were taken back.")
    decide(id, Action.UNPUBLISH, MODERATOR, reason=Reason.AUTHOR)
    assert lines(token) == [{"sequence": 2, "thread": "articles/the-lamp-log", "removed": True, "id": id}]


def test_a_cursor_gives_what_changed_since(token: str) -> None:
    first, second = approved("First."), approved("Second.")
    edit(first, MODERATOR, author="Lorem", text="Edited.")
    assert [line["id"] for line in lines(token)] == [second, first]
    assert [line["text"] for line in lines(token, since=2)] == ["Edited."]
    assert lines(token, since=3) == []


def test_what_is_known_is_not_sent_again(token: str) -> None:
    approved()
    tag = get("/api/v1/approved?since=1", token).headers["ETag"]
    again = get("/api/v1/approved?since=1", token, **{"If-None-Match": f'W/{tag}, "x"'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    approved("Another.")
    assert get("/api/v1/approved?since=1", token, **{"If-None-Match": tag}).status_code == 200
    assert get("/api/v1/approved?since=0", token, **{"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("since", ["-1", "x", "٣", "1.0", "9" * 30, "1%00"])
def test_what_is_no_cursor_is_refused(token: str, since: str) -> None:
    assert get(f"/api/v1/approved?since={since}", token).status_code == 400


def test_a_cursor_that_lies_ahead_is_told(token: str) -> None:
    approved()
    assert get("/api/v1/approved?since=2", token).status_code == 410


def test_nothing_is_missed_while_decisions_are_taken(token: str, desk: Environment) -> None:
    """Decisions that are committed late must not get numbers that readers have gone past."""
    ids = [held(f"Comment {number}.").id for number in range(24)]
    begun = threading.Barrier(4)

    def decide_some(some: list[str]) -> None:
        try:
            begun.wait(PATIENCE)
            for id in some:
                with transaction.atomic():
                    decide(id, Action.APPROVE, MODERATOR)
        finally:
            connections.close_all()

    deciding = [threading.Thread(target=decide_some, args=(ids[start::3],)) for start in range(3)]
    for one in deciding:
        one.start()
    begun.wait(PATIENCE)
    seen: dict[str, int] = {}
    cursor = 0
    while True:
        is_last = not any(one.is_alive() for one in deciding)
        for line in lines(token, since=cursor):
            assert line["sequence"] > cursor
            cursor = line["sequence"]
            seen[line["id"]] = cursor
        if is_last:
            break
    assert sorted(seen) == sorted(ids)
    assert cursor == Counter.objects.get().value == len(ids)


def test_the_running_desk_answers_to_tokens_at_the_moderators_address_only(tmp_path: Path) -> None:
    with running_desk(tmp_path / "data", DESK_COMMENTS=str(tmp_path / "comments")) as running:
        intake, moderation = running.ports()
        with pointed_at(Environment(data=tmp_path / "data")):
            token, id = make_token("job", MODERATOR), approved()
        given = {"Authorization": f"Bearer {token}"}
        assert json.loads(ask(moderation, "GET", "/api/v1/approved", **given).text)["id"] == id
        assert ask(moderation, "HEAD", "/api/v1/approved", **given).text == ""
        assert ask(moderation, "GET", "/api/v1/approved").status == 401
        assert ask(intake, "GET", "/api/v1/approved", **given).status == 404
        said = running.said
    assert token not in said


# Pulling


def test_a_folder_is_brought_to_what_the_desk_itself_writes(
    desk: Environment, token: str, url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "content/comments"
    first, second = approved("First."), approved("Second.")
    assert pull(url, token, folder) == Pulled(written=2)
    assert pull(url, token, folder) == pull(url, token, folder) == Pulled()
    edit(first, MODERATOR, author="Lorem", text="Edited.")
    decide(second, Action.UNPUBLISH, MODERATOR, reason=Reason.PRIVATE)
    approved("Third.", reply_to=first)
    Thread.objects.filter(pk=thread("articles/over").pk).update(closed_at=timezone.now())
    assert pull(url, token, folder) == Pulled(written=3, removed=1)
    write_changes(desk)
    write_closed_threads(desk)
    assert files(folder) == files(desk.comments)
    assert len(files(folder)) == 3
    assert [*folder.rglob(".*")] == [folder / CURSOR]


def test_a_comment_that_was_moved_with_its_article_is_changed_and_removed_where_it_is(
    token: str, url: str, tmp_path: Path
) -> None:
    folder, id = tmp_path / "comments", approved("First.")
    pull(url, token, folder)
    (folder / "articles/the-lamp-log").rename(folder / "articles/renamed")
    edit(id, MODERATOR, author="Lorem", text="Edited.")
    assert pull(url, token, folder) == Pulled(written=1)
    assert b"Edited." in files(folder)[f"articles/renamed/{id}.md"]
    decide(id, Action.UNPUBLISH, MODERATOR, reason=Reason.PRIVATE)
    assert pull(url, token, folder) == Pulled(removed=1)
    assert files(folder) == {}


def test_more_than_an_answer_holds_comes_in_several(
    token: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corkboard.desk.api.approved._MOST", 2)
    for number in range(5):
        approved(f"Comment {number}.")
    assert pull(url, token, tmp_path / "comments") == Pulled(written=5)


def test_after_the_desk_was_restored_from_a_backup_everything_is_fetched_again(
    token: str, url: str, tmp_path: Path
) -> None:
    for number in range(3):
        approved(f"Comment {number}.")
    pull(url, token, tmp_path)
    Publication.objects.filter(sequence=3).delete()
    Counter.objects.update(value=2)
    next(tmp_path.rglob("*.md")).unlink()
    assert pull(url, token, tmp_path).written <= 1
    assert json.loads((tmp_path / CURSOR).read_text())["sequence"] == 2


def test_changes_after_a_restored_backup_get_numbers_that_nobody_has_gone_past(
    desk: Environment, token: str, url: str, tmp_path: Path
) -> None:
    for number in range(3):
        approved(f"Comment {number}.")
    keep_counting(desk)
    pull(url, token, tmp_path)
    # As a backup from after the first has them:
    Publication.objects.filter(sequence__gt=1).delete()
    Counter.objects.update(value=1)
    keep_counting(desk)
    id = approved("After the backup was restored.")
    assert Publication.objects.get(comment=id).sequence == 4
    assert pull(url, token, tmp_path) == Pulled(written=1)


def test_what_is_missing_is_fetched_anew_if_asked(token: str, url: str, tmp_path: Path) -> None:
    id = approved()
    pull(url, token, tmp_path)
    (tmp_path / f"articles/the-lamp-log/{id}.md").unlink()
    assert pull(url, token, tmp_path) == Pulled()
    assert pull(url, token, tmp_path, anew=True) == Pulled(written=1)


def test_the_command_takes_its_token_from_the_environment_or_a_file(
    token: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved()
    command = ("comments", "pull", url, "--folder", str(tmp_path / "comments"))
    monkeypatch.delenv("CORKBOARD_TOKEN", raising=False)
    assert (corkboard(*command).exit_code, "CORKBOARD_TOKEN" in corkboard(*command).stderr) == (2, True)
    monkeypatch.setenv("CORKBOARD_TOKEN", token)
    assert done(*command) == "1 written, 0 removed.\n"
    monkeypatch.setenv("CORKBOARD_TOKEN", "nonsense")
    assert "does not know this token" in corkboard(*command).stderr
    (tmp_path / "token").write_text(f"{token}\n")
    assert done(*command, "--token-file", str(tmp_path / "token")) == "0 written, 0 removed.\n"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_the_token_is_taken_to_no_other_host(tmp_path: Path, status: int) -> None:
    with receiver() as desk, receiver() as other:
        desk.status, desk.location = status, f"{other.url}/api/v1/approved"
        with pytest.raises(PullError, match="leads elsewhere"):
            pull(desk.url, "token", tmp_path)
        assert len(desk.calls) == 1
        assert other.calls == []


@pytest.mark.parametrize(
    "url",
    [
        "http://desk.example",
        "ftp://desk.example",
        "file:///etc/passwd",
        "desk.example",
        "https://",
        "https://a:b@desk.example",
        "http://localhost@desk.example",
        "https://desk.example/?a=b",
        "http://[",
    ],
)
def test_the_token_is_sent_to_no_address_that_others_can_read(tmp_path: Path, url: str) -> None:
    with pytest.raises(PullError, match="give the address of the moderators' pages"):
        pull(url, "token", tmp_path)


_ID = "01JD0000000000000000000009"
_GOOD = {
    "sequence": 1,
    "thread": "articles/a",
    "removed": False,
    "id": _ID,
    "author": "A",
    "date": "2026-01-01T00:00:00Z",
}


@pytest.mark.parametrize(
    "change",
    [
        {"thread": "../../outside"},
        {"thread": "articles/.."},
        {"thread": "articles/a/../../../b"},
        {"id": "../../../outside"},
        {"id": "/outside"},
        {"thread": "/articles/a"},
        {"removed": True, "id": "../../../outside"},
        {"author": ["A"]},
        {"sequence": "x"},
        {"sequence": 0},
        {"extra": "field"},
    ],
)
def test_whatever_a_desk_sends_nothing_is_written_outside(tmp_path: Path, change: Line) -> None:
    folder = tmp_path / "site/content/comments"
    (tmp_path / "outside.md").write_text("Mine.")
    with receiver() as desk:
        desk.status, desk.body = 200, json.dumps({**_GOOD, "text": "Words.", **change}).encode()
        with pytest.raises(PullError):
            pull(desk.url, "token", folder)
    assert files(tmp_path) == {"outside.md": b"Mine."}


def test_a_link_to_elsewhere_in_the_folder_is_not_followed(token: str, url: str, tmp_path: Path) -> None:
    approved()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "comments/articles").mkdir(parents=True)
    (tmp_path / "comments/articles/the-lamp-log").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PullError, match="leads out of"):
        pull(url, token, tmp_path / "comments")
    assert [*(tmp_path / "elsewhere").iterdir()] == []


def test_a_pull_that_was_interrupted_is_made_up_for(token: str, url: str, tmp_path: Path) -> None:
    ids = [approved("First."), approved("Second.")]
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/the-lamp-log").write_text("A file where a folder should be.")
    with pytest.raises(PullError, match="the-lamp-log"):
        pull(url, token, tmp_path)
    (tmp_path / "articles/the-lamp-log").unlink()
    pull(url, token, tmp_path)
    assert {path.stem for path in tmp_path.rglob("*.md")} == set(ids)


def test_a_desk_that_is_away_is_told(tmp_path: Path) -> None:
    with receiver() as gone:
        url = gone.url
    with pytest.raises(PullError, match="refused"):
        pull(url, "token", tmp_path)
    with receiver() as desk:
        desk.status = 503
        with pytest.raises(PullError, match="503"):
            pull(desk.url, "token", tmp_path)
