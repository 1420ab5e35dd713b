"""The desk's secrets: from the environment, from a file that it names, or made on first use in the data folder."""

from __future__ import annotations

import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from nacl.public import PrivateKey

from corkboard.desk.errors import DeskError

__all__ = ["Key", "Keys"]

_BYTES = 32


class Key(Enum):
    """Each secret, with its variable and its file in the data folder."""

    INTAKE = "DESK_INTAKE_KEY", "keys/intake.key"  # signs the tokens of the intake's previews
    ADDRESSES = "DESK_ADDRESS_KEY", "keys/address.key"  # of the HMAC that tells addresses apart
    SESSIONS = "DESK_SESSION_KEY", "keys/session.key"  # of the moderators' sessions
    ACTIONS = "DESK_ACTION_KEY", "keys/action.key"  # signs the links in mail
    WEBHOOK = "DESK_WEBHOOK_KEY", "keys/webhook.key"  # signs the calls of the webhook; its receiver has it too
    SEALING = "DESK_SEALING_KEY", "keys/sealing.public"  # seals addresses, and cannot open them
    OPENING = "DESK_OPENING_KEY", "mailer/opening.private"  # opens them: only for who writes to people

    @property
    def variable(self) -> str:
        return self.value[0]

    @property
    def file(self) -> str:
        return self.value[1]


@dataclass(frozen=True)
class Keys:
    """The secrets that a process can reach.  A file is read when its key is asked for, no earlier."""

    data: Path
    environ: Mapping[str, str]

    def make_missing(self) -> None:
        """Make every key that is neither given nor there yet.  Raises DeskError."""
        private = None
        for key in (Key.INTAKE, Key.ADDRESSES, Key.SESSIONS, Key.ACTIONS, Key.WEBHOOK):
            if not self.is_given(key):
                self._make(key, secrets.token_bytes(_BYTES))
        if not self.is_given(Key.SEALING) and not self._path(Key.SEALING).exists():
            if self.is_given(Key.OPENING) or self._path(Key.OPENING).exists():
                private = PrivateKey(self.read(Key.OPENING))
            else:
                private = PrivateKey.generate()
                self._make(Key.OPENING, bytes(private))
            self._make(Key.SEALING, bytes(private.public_key))

    def read(self, key: Key) -> bytes:
        """The 32 bytes of a key.  Raises DeskError."""
        if text := self.environ.get(key.variable):
            return _decoded(text, key.variable)
        named = self.environ.get(f"{key.variable}_FILE")
        path = Path(named) if named else self._path(key)
        try:
            text = path.read_text(encoding="ascii")
        except OSError as error:
            raise DeskError(f"{path}: {error.strerror}; it holds the key that {key.variable} can also give") from None
        except UnicodeDecodeError:
            text = ""
        return _decoded(text, str(path))

    def has(self, key: Key) -> bool:
        """Whether this process may know a key."""
        try:
            self.read(key)
        except DeskError:
            return False
        return True

    def is_given(self, key: Key) -> bool:
        """Whether a key comes from the environment, not from the data folder."""
        return bool(self.environ.get(key.variable) or self.environ.get(f"{key.variable}_FILE"))

    def _path(self, key: Key) -> Path:
        return self.data / key.file

    def _make(self, key: Key, value: bytes) -> None:
        """Write a key unless it is there; never a half of one, and for its owner alone from the first moment."""
        path = self._path(key)
        if path.exists():
            return
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                beside.unlink()
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(b64encode(value) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was first: its key counts
                os.link(beside, path)
            beside.unlink()
        except OSError as error:
            message = f"{path.parent}: {error.strerror}; the desk's data folder must be one that it can write to"
            raise DeskError(message) from None


def _decoded(text: str, place: str) -> bytes:
    with suppress(ValueError):
        value = b64decode(text.strip(), validate=True)
        if len(value) == _BYTES:
            return value
    command = "head -c 32 /dev/urandom | base64"
    raise DeskError(f"{place}: that is no key; {_BYTES} bytes in base64 are needed, as `{command}` makes them")
