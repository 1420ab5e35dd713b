"""What is done after comments were written, such as `make html` or a push with git; once for many decisions."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from corkboard.desk.environment import Environment
from corkboard.desk.errors import said
from corkboard.desk.keys import Key

__all__ = ["AfterPublishing"]

_LOG = logging.getLogger("corkboard.desk")
_HIDDEN = {name for key in Key for name in (key.variable, f"{key.variable}_FILE")} | {
    *("DATABASE_URL", "DATABASE_URL_FILE", "INTAKE_DATABASE_URL", "INTAKE_DATABASE_URL_FILE"),
    *("DESK_SMTP_PASSWORD", "DESK_SMTP_PASSWORD_FILE", "DJANGO_SETTINGS_MODULE"),
}
_FIRST_PAUSE = 5.0  # seconds
_LONGEST_PAUSE = 600.0


class AfterPublishing:
    """Git and the operator's command, whichever are set."""

    def __init__(self, environment: Environment) -> None:
        owed = environment.data / "desk"
        self._commands: list[_Command] = []
        if environment.git:
            git = (sys.executable, "-P", "-m", "corkboard.desk.publishing.git")
            self._commands.append(
                _Command("git", git, Path(), owed / "git-owed", environment.settle_seconds, again=True)
            )
        if environment.after_publishing:
            self._commands.append(
                _Command(
                    "the command after publishing",
                    environment.after_publishing,
                    environment.after_publishing_in,
                    owed / "command-owed",
                    environment.settle_seconds,
                )
            )

    def changed(self) -> None:
        """There is something to run them for."""
        for command in self._commands:
            command.changed()

    @property
    def is_idle(self) -> bool:
        """Whether none runs or is owed."""
        return all(command.is_idle for command in self._commands)

    def look(self) -> None:
        """Start those that are due, and tell of those that failed."""
        for command in self._commands:
            command.look()

    def end(self) -> None:
        """End them where they stand; they are owed then."""
        for command in self._commands:
            command.end()


class _Command:
    """Runs some time after the last change, never twice at once; what it owes outlasts a restart.

    One that is to be run `again` when it has failed is, after growing pauses; another waits for the next change.
    """

    def __init__(
        self, name: str, command: str | Sequence[str], folder: Path, owed: Path, settle: float, *, again: bool = False
    ) -> None:
        self._name, self._command, self._folder = name, command, folder
        self._owed, self._settle, self._again = owed, settle, again
        self._due: float | None = time.monotonic() if owed.exists() else None
        self._running: subprocess.Popen[bytes] | None = None
        self._pause = _FIRST_PAUSE

    def changed(self) -> None:
        self._due = time.monotonic() + self._settle
        self._owed.touch()

    @property
    def is_idle(self) -> bool:
        return self._due is None and self._running is None

    def look(self) -> None:
        if self._running is not None:
            code = self._running.poll()
            if code is None:
                return
            self._running = None
            self._has_ended(code)
        if self._due is not None and time.monotonic() >= self._due:
            self._due = None
            self._start()

    def end(self) -> None:
        if self._running is not None and self._running.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._running.pid, signal.SIGTERM)
            self._running.wait()

    def _start(self) -> None:
        try:
            self._running = subprocess.Popen(  # noqa: S603 - our own, or the operator's
                self._command,
                shell=isinstance(self._command, str),
                cwd=self._folder,
                env={name: value for name, value in os.environ.items() if name not in _HIDDEN},
                umask=0o022,
                stdin=subprocess.DEVNULL,
                stdout=2,
                start_new_session=True,
            )
        except OSError as error:
            _LOG.error("%s cannot be started: %s; see DESK_AFTER_PUBLISHING_IN", self._name, said(error))

    def _has_ended(self, code: int) -> None:
        if code:
            _LOG.error("%s has failed, with exit code %s; see above", self._name, code)
        if code and self._again:
            if self._due is None:
                self._due = time.monotonic() + self._pause
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)
        else:
            self._pause = _FIRST_PAUSE
            if self._due is None:  # else something has changed meanwhile
                self._owed.unlink(missing_ok=True)
