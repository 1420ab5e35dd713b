"""New keys for e-mail addresses: each is opened with the old ones, and sealed and hashed with the new."""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from nacl.public import PrivateKey

from corkboard.desk.addresses import UnreadableError, address_keys, opened, sealed
from corkboard.desk.databases import INTAKE
from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.files import write_atomically
from corkboard.desk.intake.models import Entry, Kind
from corkboard.desk.keys import Key, Keys
from corkboard.desk.moderation.audit import Actor, record
from corkboard.desk.moderation.models import Action, Block, BlockKind, Correspondent, Moderator

__all__ = ["Rotated", "rotate_keys"]

_ROTATED = (Key.ADDRESSES, Key.SEALING, Key.OPENING)


@dataclass(frozen=True)
class Rotated:
    """How many addresses have new keys, and what could not follow since its address is not there to be read."""

    addresses: int
    people: int  # who are not found by their address any more
    blocks: int  # lines of the blocklist that meet nothing any more


def rotate_keys(environment: Environment, keys: Keys, actor: Actor) -> Rotated:
    """Replace the key that addresses are hashed with, and the pair that they are sealed and opened with.

    While the desk does not run: what comes in meanwhile would have the old keys.  If this is interrupted, the next
    attempt ends it.  Raises DeskError.
    """
    if given := [key.variable for key in _ROTATED if keys.is_given(key)]:
        raise DeskError(f"{', '.join(given)}: keys can be rotated that are files in {environment.data}, not these")
    waiting = Entry.objects.using(INTAKE).exclude(kind__in=[Kind.REFUSED, Kind.REPORT]).count()
    if waiting:
        raise DeskError(f"{waiting} that came in wait to be taken over: run the desk for a moment, end it, try again")
    old, new = _Pair(keys.read(Key.ADDRESSES), keys.read(Key.OPENING)), _Pair.next(environment.data / "keys" / "next")
    if _is_done(new):
        rotated = Rotated(0, 0, 0)  # but for the files
    else:
        with transaction.atomic():
            rotated = _follow(old, new)
            record(actor, Action.ROTATE_KEYS, "", after={"addresses": rotated.addresses})
    for key, value in ((Key.OPENING, new.private), (Key.SEALING, new.public), (Key.ADDRESSES, new.address)):
        write_atomically(environment.data / key.file, b64encode(value) + b"\n", mode=0o600)
    (environment.data / "keys" / "next").unlink()
    return rotated


@dataclass(frozen=True)
class _Pair:
    """What addresses are hashed with, and opened."""

    address: bytes
    private: bytes

    @property
    def public(self) -> bytes:
        return bytes(PrivateKey(self.private).public_key)

    @classmethod
    def next(cls, path: Path) -> _Pair:
        """New ones, on disk before anything has them; those of an attempt that was interrupted, if there was one."""
        if not path.exists():
            made = (secrets.token_bytes(32), bytes(PrivateKey.generate()))
            write_atomically(path, b"".join(b64encode(one) + b"\n" for one in made), mode=0o600)
        address, private = path.read_bytes().split()
        return cls(b64decode(address), b64decode(private))


def _is_done(new: _Pair) -> bool:
    """Whether the databases have them, so that only the files are left to be written."""
    for people in (Correspondent.objects, Moderator.objects):
        for one in people.filter(sealed_address__isnull=False).values_list("sealed_address", flat=True)[:1]:
            return one is not None and _opened(one, new) is not None
    return False


def _follow(old: _Pair, new: _Pair) -> Rotated:
    public, people = new.public, 0
    renamed: dict[str, str] = {}
    for person in Correspondent.objects.select_for_update().order_by("pk"):
        address = person.sealed_address and _opened(person.sealed_address, old)
        if not address:
            people += 1
            continue
        before, after = address_keys(address, old.address), address_keys(address, new.address)
        renamed.update(zip(before, after, strict=True))
        Correspondent.objects.filter(pk=person.pk).update(key=after[0], sealed_address=sealed(address, public))
    for moderator in Moderator.objects.select_for_update().filter(sealed_address__isnull=False):
        address = moderator.sealed_address and _opened(moderator.sealed_address, old)
        moderator.sealed_address = sealed(address, public) if address else None
        moderator.save(update_fields=["sealed_address"])
    blocks = 0
    for block in Block.objects.select_for_update().filter(kind=BlockKind.ADDRESS):
        if pattern := renamed.get(block.pattern):
            Block.objects.filter(pk=block.pk).update(pattern=pattern)
        else:
            blocks += 1
    return Rotated(Correspondent.objects.count() - people, people, blocks)


def _opened(sealed_address: bytes | memoryview, pair: _Pair) -> str | None:
    try:
        return opened(bytes(sealed_address), pair.private)
    except UnreadableError:
        return None
