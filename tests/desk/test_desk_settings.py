"""The desk's settings and keys."""

from __future__ import annotations

import stat
from base64 import b64encode
from pathlib import Path

import pytest

from corkboard.desk.addresses import UnreadableError, address_key, opened, sealed
from corkboard.desk.databases import desk_database, intake_database_of_intake
from corkboard.desk.environment import Environment, name_of, read_environment
from corkboard.desk.errors import DeskError
from corkboard.desk.keys import Key, Keys

OTHER = b64encode(bytes(range(32))).decode()


def test_without_an_environment_there_is_a_desk_on_this_machine() -> None:
    environment = read_environment({})
    assert desk_database(environment)["NAME"].endswith(".desk/desk/desk.sqlite3")
    assert environment.threads == "output/threads.json"


def test_settings_are_read_from_the_environment() -> None:
    environment = read_environment(
        {
            "DESK_MOST_LINKS": "0",
            "DESK_TRUSTED_PROXIES": "192.0.2.7, 2001:db8::/32",
            "DESK_INTAKE_URL": "https://a.example/",
        }
    )
    assert environment.most_links == 0
    assert [str(one) for one in environment.trusted_proxies] == ["192.0.2.7/32", "2001:db8::/32"]
    assert environment.intake_url == "https://a.example"


def test_an_empty_variable_counts_as_left_out() -> None:
    assert read_environment({"DESK_MOST_LINKS": ""}).most_links == read_environment({}).most_links


def test_every_setting_can_be_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "url"
    path.write_text("postgres://desk:secret@db.example:5433/corkboard?sslmode=require\n")
    database = desk_database(read_environment({"DATABASE_URL_FILE": str(path)}))
    assert (database["USER"], database["PASSWORD"], database["HOST"]) == ("desk", "secret", "db.example")
    assert (database["PORT"], database["NAME"], database["OPTIONS"]) == ("5433", "corkboard", {"sslmode": "require"})


def test_all_wrong_settings_are_told_by_name_and_without_their_values() -> None:
    with pytest.raises(DeskError) as caught:
        read_environment({"DESK_RATE": "often", "DESK_WORKERS": "-1", "DESK_MODERATION_URL": "example.org"})
    lines = str(caught.value).splitlines()
    assert {line.partition(":")[0] for line in lines} == {"DESK_WORKERS", "DESK_RATE", "DESK_MODERATION_URL"}


def test_a_database_of_an_unknown_kind_is_told() -> None:
    with pytest.raises(DeskError, match='DATABASE_URL: it begins with "mysql:"'):
        desk_database(read_environment({"DATABASE_URL": "mysql://a@b/c"}))


def test_the_intake_has_a_user_of_its_own_if_one_is_given() -> None:
    given = {"DATABASE_URL": "postgres://desk@db/c", "INTAKE_DATABASE_URL": "postgres://taker@db/c"}
    assert intake_database_of_intake(read_environment(given))["USER"] == "taker"


def test_every_field_has_a_variable_and_a_description() -> None:
    for field, info in Environment.model_fields.items():
        assert name_of(field).isupper()
        assert info.description


def test_keys_are_made_once_for_their_owner_alone(tmp_path: Path) -> None:
    keys = Keys(tmp_path, {})
    keys.make_missing()
    made = {key: keys.read(key) for key in Key}
    keys.make_missing()
    assert {key: keys.read(key) for key in Key} == made
    assert len(set(made.values())) == len(Key)
    for key in Key:
        assert stat.S_IMODE((tmp_path / key.file).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "mailer").stat().st_mode) == 0o700


def test_a_key_can_be_in_the_environment_or_in_a_file_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(OTHER + "\n")
    by_value = Keys(tmp_path / "data", {"DESK_INTAKE_KEY": OTHER})
    by_file = Keys(tmp_path / "data", {"DESK_INTAKE_KEY_FILE": str(tmp_path / "secret")})
    by_file.make_missing()
    assert by_value.read(Key.INTAKE) == by_file.read(Key.INTAKE) == bytes(range(32))
    assert not (tmp_path / "data" / Key.INTAKE.file).exists()


def test_a_file_that_holds_no_key_is_told_with_what_makes_one(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hunter2")
    with pytest.raises(DeskError, match=r"secret: that is no key; .*head -c 32") as caught:
        Keys(tmp_path, {"DESK_INTAKE_KEY_FILE": str(tmp_path / "secret")}).read(Key.INTAKE)
    assert "hunter2" not in str(caught.value)


def test_the_key_that_seals_is_made_anew_from_the_one_that_opens(tmp_path: Path) -> None:
    keys = Keys(tmp_path, {})
    keys.make_missing()
    before = keys.read(Key.SEALING)
    (tmp_path / Key.SEALING.file).unlink()
    keys.make_missing()
    assert keys.read(Key.SEALING) == before


def test_only_the_private_key_opens_an_address(tmp_path: Path) -> None:
    keys = Keys(tmp_path, {})
    keys.make_missing()
    boxes = [sealed("reader@example.org", keys.read(Key.SEALING)) for _ in range(2)]
    assert boxes[0] != boxes[1]
    assert b"reader" not in boxes[0]
    assert opened(boxes[0], keys.read(Key.OPENING)) == "reader@example.org"
    with pytest.raises(UnreadableError):
        opened(boxes[0], keys.read(Key.SEALING))


def test_an_address_is_known_again_only_with_the_same_key() -> None:
    assert address_key("Reader@Example.org ", b"a") == address_key("reader@example.org", b"a")
    assert address_key("reader@example.org", b"a") != address_key("reader@example.org", b"b")
