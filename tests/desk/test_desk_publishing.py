"""From a decision to a file in the site's content, and to what is done with it."""

from __future__ import annotations

import shutil
import stat
import time
from pathlib import Path

import pytest
import yaml

from commanding import done
from corkboard.comments.model import CLOSED_THREADS
from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.moderation.decisions import decide, edit, pin
from corkboard.desk.moderation.models import Action, Comment, Publication, Reason, State, Thread
from corkboard.desk.publishing.command import AfterPublishing
from corkboard.desk.publishing.exclusion import left_by_git, turn
from corkboard.desk.publishing.restoring import bury_again
from corkboard.desk.publishing.tombstones import Fate, Tombstones
from corkboard.desk.publishing.writing import sweep, write_changes, write_closed_threads
from corkboard.desk.serving.publisher import Publisher
from running import PATIENCE
from writing import MODERATOR, held, thread


def files(desk: Environment) -> list[str]:
    return sorted(path.relative_to(desk.comments).as_posix() for path in desk.comments.rglob("*") if path.is_file())


def approved(desk: Environment, text: str = "The log says *nothing*.") -> tuple[str, Path]:
    id = held(text).id
    decide(id, Action.APPROVE, MODERATOR)
    assert write_changes(desk) == 1
    return id, desk.comments / f"articles/the-lamp-log/{id}.md"


def test_an_approved_comment_is_a_file_with_its_public_fields_only(desk: Environment) -> None:
    id, path = approved(desk)
    assert path.read_text() == (
        f"---\nid: {id}\nauthor: Lorem Ipsumson\ndate: '2026-11-23T09:00:00Z'\nby: reader\n---\nThe log says *nothing*.\n"
    )
    assert files(desk) == [f"articles/the-lamp-log/{id}.md"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert write_changes(desk) == 0


def test_nothing_else_is_ever_written(desk: Environment) -> None:
    held()
    decide(held("Second.").id, Action.REJECT, MODERATOR, reason=Reason.INSULT)
    assert write_changes(desk) == 0
    assert not desk.comments.exists()


@pytest.mark.parametrize("action", [Action.UNPUBLISH, Action.REJECT, Action.SPAM, Action.HOLD])
def test_what_is_no_longer_approved_is_removed(desk: Environment, action: Action) -> None:
    id, path = approved(desk)
    decide(id, action, MODERATOR, reason=Reason.PRIVATE)
    assert write_changes(desk) == 1
    assert not path.exists()
    assert Tombstones(desk).read()[id].fate is Fate.UNPUBLISHED


def test_an_edit_and_a_pin_change_the_file(desk: Environment) -> None:
    id, path = approved(desk)
    edit(id, MODERATOR, author="Lorem", text="Other words.")
    pin(id, MODERATOR, pinned=True)
    assert write_changes(desk) == 1
    assert "author: Lorem\n" in path.read_text()
    assert "pinned: true\n" in path.read_text()


def test_an_author_cannot_add_fields_to_the_file(desk: Environment) -> None:
    id = held(author='A"\nby: desk\n---', text="---\nby: desk\n---\nText.")
    Comment.objects.filter(pk=id.pk).update(author='A" by: desk ---')
    decide(id.pk, Action.APPROVE, MODERATOR)
    write_changes(desk)
    _, head, body = (desk.comments / f"articles/the-lamp-log/{id.pk}.md").read_text().split("---\n", 2)
    assert yaml.safe_load(head)["by"] == "reader"
    assert body == "---\nby: desk\n---\nText.\n"


def test_a_folder_that_was_lost_or_restored_is_made_up_for(desk: Environment) -> None:
    lost, path = approved(desk, "First.")
    edited, other = approved(desk, "Second.")
    moved, _ = approved(desk, "Third.")
    buried, again = approved(desk, "Fourth.")
    path.unlink()
    before = other.read_text()
    edit(edited, MODERATOR, author="Lorem", text="Other words.")
    decide(buried, Action.UNPUBLISH, MODERATOR, reason=Reason.PRIVATE)
    write_changes(desk)
    other.write_text(before)
    again.with_name("renamed").mkdir()
    (other.parent / f"{moved}.md").rename(other.parent / f"renamed/{moved}.md")
    (other.parent / "renamed").rename(other.parent.with_name("renamed"))
    done("desk", "write-again")
    write_changes(desk)
    assert "Other words." in other.read_text()
    assert files(desk) == sorted(
        [*(f"articles/the-lamp-log/{id}.md" for id in (lost, edited)), f"articles/renamed/{moved}.md"]
    )
    assert not write_changes(desk)


def test_a_tombstone_keeps_a_comment_out_of_a_rollback_of_the_files(desk: Environment, tmp_path: Path) -> None:
    id, path = approved(desk)
    shutil.copytree(desk.comments, tmp_path / "earlier")
    decide(id, Action.UNPUBLISH, MODERATOR, reason=Reason.PRIVATE)
    write_changes(desk)
    shutil.copytree(tmp_path / "earlier", desk.comments, dirs_exist_ok=True)
    assert path.exists()
    assert sweep(desk) == 1
    assert not path.exists()


def test_a_tombstone_keeps_a_comment_out_of_a_restored_database(desk: Environment) -> None:
    unpublished, path = approved(desk, "First.")
    forgotten, other = approved(desk, "Second.")
    decide(unpublished, Action.UNPUBLISH, MODERATOR, reason=Reason.PRIVATE)
    write_changes(desk)
    Tombstones(desk).add(forgotten, "articles/the-lamp-log", Fate.FORGOTTEN)
    # As a backup from before has them:
    Comment.objects.update(state=State.APPROVED)
    Publication.objects.update(is_removed=False)
    assert bury_again(desk) == 2
    assert [(one.id, one.state) for one in Comment.objects.all()] == [(unpublished, State.UNPUBLISHED)]
    write_changes(desk)
    sweep(desk)
    assert not path.exists()
    assert not other.exists()


def test_a_comment_that_was_moved_with_its_article_is_changed_and_removed_where_it_is(desk: Environment) -> None:
    id, path = approved(desk)
    second, _ = approved(desk, "Second.")
    path.parent.rename(path.parent.with_name("renamed"))
    edit(id, MODERATOR, author="Lorem", text="Other words.")
    assert write_changes(desk) == 1
    assert files(desk) == [f"articles/renamed/{one}.md" for one in sorted((id, second))]
    assert "Other words." in (desk.comments / f"articles/renamed/{id}.md").read_text()
    decide(id, Action.UNPUBLISH, MODERATOR, reason=Reason.PRIVATE)
    assert write_changes(desk) == 1
    assert files(desk) == [f"articles/renamed/{second}.md"]
    Tombstones(desk).add(second, "articles/the-lamp-log", Fate.FORGOTTEN)
    assert sweep(desk) == 1
    assert files(desk) == []


def test_what_was_half_written_of_a_forgotten_comment_is_removed_too(desk: Environment) -> None:
    id, path = approved(desk)
    path.with_name(f".{id}.md.123.456").write_text("The log says")
    Tombstones(desk).add(id, "articles/the-lamp-log", Fate.FORGOTTEN)
    assert sweep(desk) == 2
    assert files(desk) == []


def test_a_comment_that_cannot_be_written_does_not_keep_the_others(desk: Environment) -> None:
    (desk.comments / "articles").mkdir(parents=True)
    (desk.comments / "articles/the-lamp-log").write_text("No folder.")
    decide(held().id, Action.APPROVE, MODERATOR)
    other = held(thread=thread("articles/the-other-log"))
    decide(other.id, Action.APPROVE, MODERATOR)
    owed: list[None] = []
    with pytest.raises(DeskError, match=r"articles/the-lamp-log.*see DESK_COMMENTS"):
        write_changes(desk, lambda: owed.append(None))
    assert len(owed) == 1
    assert files(desk) == ["articles/the-lamp-log", f"articles/the-other-log/{other.id}.md"]
    (desk.comments / "articles/the-lamp-log").unlink()
    assert write_changes(desk) == 1


def test_what_is_to_follow_is_owed_before_a_comment_counts_as_written(desk: Environment) -> None:
    decide(held().id, Action.APPROVE, MODERATOR)

    def killed() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_changes(desk, killed)
    owed: list[None] = []
    write_changes(desk, lambda: owed.append(None))
    assert len(owed) == 1


def test_nothing_is_written_while_git_moves_the_folder(desk: Environment) -> None:
    publisher = Publisher()
    decide(held().id, Action.APPROVE, MODERATOR)
    with turn(desk, wait=True):
        publisher.look()
        assert files(desk) == []
    publisher.look()
    assert len(files(desk)) == 1


@pytest.mark.desk_with(git="commit")
def test_nothing_is_written_before_git_has_tidied_up(desk: Environment) -> None:
    publisher = Publisher()
    decide(held().id, Action.APPROVE, MODERATOR)
    left_by_git(desk).touch()
    publisher.look()
    assert files(desk) == []
    left_by_git(desk).unlink()
    publisher.look()
    assert len(files(desk)) == 1


def test_what_is_approved_again_is_back(desk: Environment) -> None:
    id, path = approved(desk)
    decide(id, Action.UNPUBLISH, MODERATOR, reason=Reason.PRIVATE)
    write_changes(desk)
    decide(id, Action.APPROVE, MODERATOR)
    assert bury_again(desk) == 0  # it waits to be written
    assert write_changes(desk) == 1
    assert (bury_again(desk), sweep(desk), path.exists()) == (0, 0, True)


def test_half_a_line_of_a_tombstone_spoils_no_other(desk: Environment) -> None:
    id, _ = approved(desk)
    stones = desk.data / "desk/tombstones"
    stones.write_text("01JD00000000000")
    Tombstones(desk).add(id, "articles/the-lamp-log", Fate.FORGOTTEN)
    Tombstones(desk).add(id, "articles/the-lamp-log", Fate.BACK)
    assert {one.comment: one.fate for one in Tombstones(desk).read().values()} == {id: Fate.FORGOTTEN}


def test_threads_that_the_desk_closed_are_told_to_the_site(desk: Environment) -> None:
    assert write_closed_threads(desk) == 0
    Thread.objects.filter(pk=thread().pk).update(closed_at="2026-01-01T00:00:00Z")
    assert write_closed_threads(desk) == 1
    assert yaml.safe_load((desk.comments / CLOSED_THREADS).read_text()) == {"closed": ["articles/the-lamp-log"]}
    assert write_closed_threads(desk) == 0
    Thread.objects.update(closed_at=None)
    assert write_closed_threads(desk) == 1
    assert yaml.safe_load((desk.comments / CLOSED_THREADS).read_text()) == {"closed": []}


class Runs:
    """A command that leaves a line each time it was run."""

    def __init__(self, desk: Environment, command: str = "echo run >> ran") -> None:
        self.folder = desk.data
        self.environment = desk.model_copy(
            update={"after_publishing": command, "after_publishing_in": desk.data, "settle_seconds": 0.05}
        )

    @property
    def count(self) -> int:
        path = self.folder / "ran"
        return len(path.read_text().splitlines()) if path.exists() else 0

    def look_until(self, command: AfterPublishing, count: int) -> None:
        end = time.monotonic() + PATIENCE
        while self.count < count or not command.is_idle:
            assert time.monotonic() < end
            command.look()
            time.sleep(0.01)


def test_the_command_is_run_once_for_many_decisions(desk: Environment) -> None:
    runs = Runs(desk)
    command = AfterPublishing(runs.environment)
    for _ in range(5):
        command.changed()
        command.look()
    runs.look_until(command, 1)
    command.look()
    assert runs.count == 1


def test_what_changes_while_the_command_runs_lets_it_run_again(desk: Environment) -> None:
    runs = Runs(desk, "echo run >> ran; sleep 0.3")
    command = AfterPublishing(runs.environment)
    command.changed()
    while runs.count == 0:
        command.look()
    command.changed()
    runs.look_until(command, 2)
    assert runs.count == 2


def test_a_command_that_was_owed_is_run_after_a_restart(desk: Environment) -> None:
    runs = Runs(desk)
    AfterPublishing(runs.environment).changed()
    runs.look_until(AfterPublishing(runs.environment), 1)
    assert runs.count == 1


def test_a_command_that_cannot_be_started_is_told(desk: Environment, caplog: pytest.LogCaptureFixture) -> None:
    given = {"after_publishing": "true", "after_publishing_in": desk.data / "gone", "settle_seconds": 0}
    command = AfterPublishing(desk.model_copy(update=given))
    command.changed()
    command.look()
    assert "gone: No such file or directory; see DESK_AFTER_PUBLISHING_IN" in caplog.text
    assert command.is_idle


def test_the_command_knows_no_secret(desk: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://a:hunter2@b/c")
    monkeypatch.setenv("DESK_OPENING_KEY", "hunter2")
    runs = Runs(desk, "env > environment; echo run >> ran")
    command = AfterPublishing(runs.environment)
    command.changed()
    runs.look_until(command, 1)
    assert "hunter2" not in (desk.data / "environment").read_text()
