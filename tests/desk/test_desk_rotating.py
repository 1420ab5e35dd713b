"""New keys for e-mail addresses: whoever had the old ones reads nothing more, and nobody is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.conf import settings

from commanding import ADMINISTRATOR, corkboard, done, staff
from corkboard.desk.addresses import UnreadableError, address_key, address_keys, opened
from corkboard.desk.databases import INTAKE
from corkboard.desk.environment import Environment
from corkboard.desk.intake.models import Entry, Kind
from corkboard.desk.keys import Key
from corkboard.desk.mail.moderators import set_mail
from corkboard.desk.moderation.audit import Actor
from corkboard.desk.moderation.models import Block, BlockKind, Correspondent, Moderator
from corkboard.desk.privacy import rotating
from corkboard.desk.privacy.rotating import rotate_keys
from writing import MODERATOR, NOW, held

LOREM, IPSUM = "lorem@reader.example", "ipsum@reader.example"


def sent_by(address: str, *, is_kept: bool = True) -> Correspondent:
    from corkboard.desk.addresses import sealed

    key = address_key(address, settings.KEYS.read(Key.ADDRESSES))
    box = sealed(address, settings.KEYS.read(Key.SEALING)) if is_kept else None
    person = Correspondent.objects.create(key=key, sealed_address=box, first_seen=NOW, last_seen=NOW)
    held(correspondent=person)
    return person


def test_all_addresses_follow_and_the_old_keys_open_none(desk: Environment) -> None:
    staff()
    lorem, ipsum, old = sent_by(LOREM), sent_by(IPSUM, is_kept=False), settings.KEYS.read(Key.OPENING)
    set_mail(Moderator.objects.get(name="Ada Example"), MODERATOR, address="ada@desk.example")
    hashes = address_keys(LOREM, settings.KEYS.read(Key.ADDRESSES))
    for pattern in (*hashes, "f" * 64):
        Block.objects.create(kind=BlockKind.ADDRESS, pattern=pattern)

    result = corkboard("desk", "rotate-keys", "--as", ADMINISTRATOR)

    assert result.exit_code == 0, result.output
    assert "Addresses with new keys: 1." in result.output
    assert "since it was deleted: 1." in result.output
    assert "must be added anew: 1." in result.output
    private, keys = settings.KEYS.read(Key.OPENING), address_keys(LOREM, settings.KEYS.read(Key.ADDRESSES))
    lorem.refresh_from_db()
    assert opened(bytes(lorem.sealed_address or b""), private) == LOREM
    with pytest.raises(UnreadableError):
        opened(bytes(lorem.sealed_address or b""), old)
    assert opened(bytes(Moderator.objects.get(name="Ada Example").sealed_address or b""), private) == "ada@desk.example"
    assert {*keys} <= {*Block.objects.values_list("pattern", flat=True)}
    before = ipsum.key
    ipsum.refresh_from_db()
    assert ipsum.key == before
    assert done("desk", "forget", LOREM, "--as", ADMINISTRATOR) == "1 comment forgotten.\n"


def test_what_waits_at_the_intake_is_taken_over_first(desk: Environment) -> None:
    staff()
    Entry.objects.using(INTAKE).create(id="1" * 26, kind=Kind.COMMENT, received_at=NOW, once="o", content={})
    before = settings.KEYS.read(Key.ADDRESSES)
    result = corkboard("desk", "rotate-keys", "--as", ADMINISTRATOR)
    assert result.exit_code == 2
    assert "wait to be taken over" in result.output
    assert settings.KEYS.read(Key.ADDRESSES) == before


def test_keys_from_the_environment_are_not_ours_to_change(desk: Environment, tmp_path: Path) -> None:
    from corkboard.desk.errors import DeskError
    from corkboard.desk.keys import Keys

    shutil.copy(desk.data / "keys/address.key", tmp_path / "kept")
    with pytest.raises(DeskError, match="DESK_ADDRESS_KEY"):
        rotate_keys(desk, Keys(desk.data, {"DESK_ADDRESS_KEY_FILE": str(tmp_path / "kept")}), MODERATOR)


@pytest.mark.parametrize("files", range(4))
def test_an_interrupted_attempt_is_ended_by_the_next(
    desk: Environment, files: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted after this many of the four files were written; the first is there before the database changes."""
    person, write, count = sent_by(LOREM), rotating.write_atomically, 0

    def interrupted(path: Path, content: bytes, mode: int) -> bool:
        nonlocal count
        if count == files:
            raise KeyboardInterrupt
        count += 1
        return write(path, content, mode)

    monkeypatch.setattr(rotating, "write_atomically", interrupted)
    with pytest.raises(KeyboardInterrupt):
        rotate_keys(desk, settings.KEYS, Actor("test", "command"))
    monkeypatch.undo()
    rotate_keys(desk, settings.KEYS, Actor("test", "command"))
    person.refresh_from_db()
    assert opened(bytes(person.sealed_address or b""), settings.KEYS.read(Key.OPENING)) == LOREM
    assert person.key == address_key(LOREM, settings.KEYS.read(Key.ADDRESSES))
    assert not (desk.data / "keys/next").exists()
