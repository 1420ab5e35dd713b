"""Comments from other systems in the desk."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from django.db import connection

from commanding import ADMINISTRATOR, corkboard, done, staff
from corkboard.desk.addresses import address_key, opened
from corkboard.desk.environment import Environment
from corkboard.desk.keys import Key, Keys
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
)
from corkboard.desk.publishing.tombstones import Fate, Tombstones
from corkboard.desk.publishing.writing import write_changes
from exports import wordpress
from reading import ARTICLE, threads_json
from writing import MODERATOR

PAGE = "https://site.example/articles/the-lamp-log/"
Import = Callable[..., str]


@pytest.fixture
def imported(desk: Environment, tmp_path: Path) -> Import:
    """Imports comments of one page from WordPress; what it says."""
    staff()
    Path(desk.threads).write_text(
        threads_json().replace(f'{PAGE}", "title": "Closed', 'https://site.example/closed/", "title": "Closed')
    )

    def run(*comments: Mapping[str, str], code: int = 0) -> str:
        (tmp_path / "export.xml").write_text(wordpress([(PAGE, comments)]))
        return done("desk", "import", "wordpress", str(tmp_path / "export.xml"), "--as", ADMINISTRATOR, code=code)

    return run


def everything() -> list[object]:
    """All rows of all tables."""
    with connection.cursor() as cursor:
        found: list[object] = []
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [(table, *map(str, row)) for row in cursor.fetchall()]
    return found


def test_comments_come_with_their_dates_and_what_was_decided(desk: Environment, imported: Import) -> None:
    imported(
        {"id": "1", "content": "Approved."},
        {"id": "2", "content": "Pending.", "approved": "0", "parent": "1"},
        {"id": "3", "content": "Spam.", "approved": "spam"},
        {"id": "4", "content": "Trash.", "approved": "trash"},
    )
    found = {one.text: one for one in Comment.objects.all()}
    assert {text: one.state for text, one in found.items()} == {
        "Approved.": State.APPROVED,
        "Pending.": State.HELD,
        "Spam.": State.SPAM,
    }
    assert found["Approved."].written_at.isoformat() == "2014-01-14T17:32:12+00:00"
    assert found["Pending."].reply_to == found["Approved."].id
    assert [hold.reason for hold in found["Pending."].holds.all()] == ["imported"]
    assert write_changes(desk) == 1
    assert (desk.comments / ARTICLE / f"{found['Approved.'].id}.md").exists()


def test_an_import_that_is_run_twice_changes_nothing(imported: Import) -> None:
    comments = [
        {"id": str(number), "content": f"Comment {number}.", "parent": str(number // 2)} for number in range(1, 9)
    ]
    imported(*comments)
    before = everything()
    assert "8 there already" in imported(*comments)
    assert everything() == before


def test_moderators_later_decisions_and_edits_stay(desk: Environment, imported: Import) -> None:
    comments = [{"id": "1", "content": "One."}, {"id": "2", "content": "Two."}, {"id": "3", "content": "Three."}]
    imported(*comments)
    one, two, three = Comment.objects.order_by("origin")
    edit(one.id, MODERATOR, author="Lorem", text="Edited.")
    decide(two.id, Action.REJECT, MODERATOR, reason=Reason.INSULT)
    decide(three.id, Action.UNPUBLISH, MODERATOR, reason=Reason.PRIVATE)
    imported(*comments)
    found = [(one.text, one.state) for one in Comment.objects.order_by("origin")]
    assert found == [("Edited.", State.APPROVED), ("Two.", State.REJECTED), ("Three.", State.UNPUBLISHED)]


def test_what_a_comment_answers_is_taken_from_a_later_run(desk: Environment, imported: Import) -> None:
    answer = {"id": "2", "content": "An answer.", "parent": "1", "date_gmt": "2014-02-01 00:00:00"}
    imported(answer, code=1)
    write_changes(desk)
    imported({"id": "1", "content": "A comment."}, answer)
    first, second = Comment.objects.order_by("id")
    assert second.reply_to == first.id
    assert write_changes(desk) == 2
    assert f"reply_to: {first.id}" in (desk.comments / ARTICLE / f"{second.id}.md").read_text()


def test_an_answer_to_a_deleted_comment_answers_what_that_one_did(imported: Import) -> None:
    imported(
        {"id": "1", "content": "First."},
        {"id": "2", "content": "Gone.", "parent": "1", "approved": "trash"},
        {"id": "3", "content": "Third.", "parent": "2"},
    )
    assert Comment.objects.get(text="Third.").reply_to == Comment.objects.get(text="First.").id


@pytest.mark.parametrize("fate", [Fate.FORGOTTEN, Fate.UNPUBLISHED])
def test_tombstones_win_over_imports(desk: Environment, imported: Import, fate: Fate) -> None:
    comments = [{"id": "1", "content": "One."}, {"id": "2", "content": "Two."}]
    imported(*comments)
    one, two = Comment.objects.order_by("origin")
    # One in the database, one only in the file, as after a restored backup.
    Tombstone.objects.create(comment=one.id, is_forgotten=fate is Fate.FORGOTTEN)
    Tombstones(desk).add(two.id, ARTICLE, fate)
    Comment.objects.all().delete()
    assert "2 unpublished or forgotten here, left out" in imported(*comments)
    assert Comment.objects.count() == 0


@pytest.mark.desk_with(keep_addresses_days=36500)
def test_addresses_are_sealed_at_once_and_never_printed(desk: Environment, imported: Import) -> None:
    said = imported({"author_email": "lorem@reader.example"}, {"id": "2", "author_email": "Lorem@Reader.example"})
    keys = Keys(desk.data, {})
    one = Correspondent.objects.get()
    assert one.key == address_key("lorem@reader.example", keys.read(Key.ADDRESSES))
    assert one.sealed_address
    assert opened(one.sealed_address, keys.read(Key.OPENING)) == "lorem@reader.example"
    assert one.comments.count() == 2
    assert "reader.example" not in said.casefold()
    assert "reader.example" not in str(everything()).casefold()


def test_an_address_whose_time_is_over_is_not_kept(imported: Import) -> None:
    imported({"author_email": "lorem@reader.example"})
    assert Correspondent.objects.get().sealed_address is None


def test_what_the_site_would_not_take_is_held(imported: Import) -> None:
    assert "1 approved there, but held" in imported({"content": "long " * 11_000})
    assert Comment.objects.get().state == State.HELD
    assert not Publication.objects.exists()


def test_every_imported_comment_is_in_the_audit_log(imported: Import) -> None:
    imported({"id": "1"}, {"id": "2", "approved": "0"})
    found = AuditEntry.objects.order_by("id").values_list("actor", "via", "action", "after__state")
    assert list(found) == [(ADMINISTRATOR, "import", "import", "approved"), (ADMINISTRATOR, "import", "import", "held")]


def test_what_is_left_out_is_told_with_exit_code_1(desk: Environment, imported: Import, tmp_path: Path) -> None:
    path = tmp_path / "other.xml"
    path.write_text(wordpress([("https://site.example/elsewhere/", [{}])]))
    said = done("desk", "import", "wordpress", str(path), "--as", ADMINISTRATOR, code=1)
    assert "https://site.example/elsewhere/: 1 comment left out" in said
    moved = tmp_path / "moved.csv"
    moved.write_text(f"old,new\n/elsewhere/,{ARTICLE}\n")
    arguments = ("import", "wordpress", str(path), "--moved", str(moved), "--format", "json", "--as", ADMINISTRATOR)
    assert json.loads(done("desk", *arguments))["outcomes"] == {"added": 1}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("wordpress", "missing.xml"), "there is no such export"),
        (("wordpress", "/dev/null", "--zone", "Atlantis/Harbor"), "there is no time zone"),
    ],
)
def test_what_cannot_be_is_told(imported: Import, arguments: tuple[str, ...], said: str) -> None:
    result = corkboard("desk", "import", *arguments, "--as", ADMINISTRATOR)
    assert (result.exit_code, said in result.stderr) == (2, True), result.output


def test_without_threads_there_is_nowhere_to_import_to(desk: Environment, imported: Import) -> None:
    Path(desk.threads).unlink()
    result = corkboard("desk", "import", "wordpress", "/dev/null", "--as", ADMINISTRATOR)
    assert "build the site first" in result.stderr


def test_the_plugins_own_files_come_back_as_they_were(desk: Environment, imported: Import, tmp_path: Path) -> None:
    imported({"id": "1", "content": "First."}, {"id": "2", "content": "Second.", "parent": "1"})
    write_changes(desk)
    files = {path: path.read_bytes() for path in desk.comments.rglob("*.md")}
    Publication.objects.all().delete()
    Comment.objects.all().delete()
    for path in files:
        (tmp_path / "copy" / path.relative_to(desk.comments)).parent.mkdir(parents=True, exist_ok=True)
        path.rename(tmp_path / "copy" / path.relative_to(desk.comments))
    done("desk", "import", "files", str(tmp_path / "copy"), "--as", ADMINISTRATOR)
    write_changes(desk)
    assert {path: path.read_bytes() for path in desk.comments.rglob("*.md")} == files
