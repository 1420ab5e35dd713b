"""The command that is run after comments were written, such as `make html`; once for many decisions."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from contextlib import suppress

from corkboard.desk.environment import Environment
from corkboard.desk.keys import Key

__all__ = ["AfterPublishing"]

_LOG = logging.getLogger("corkboard.desk")
_HIDDEN = {name for key in Key for name in (key.variable, f"{key.variable}_FILE")} | {
    *("DATABASE_URL", "DATABASE_URL_FILE", "INTAKE_DATABASE_URL", "INTAKE_DATABASE_URL_FILE", "DJANGO_SETTINGS_MODULE")
}


class AfterPublishing:
    """Runs the command some time after the last change, never twice at once; what it owes outlasts a restart."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._owed = environment.data / "desk" / "command-owed"
        self._due: float | None = time.monotonic() if self._owed.exists() else None
        self._running: subprocess.Popen[bytes] | None = None

    def changed(self) -> None:
        """There is something to run it for."""
        if self._environment.after_publishing:
            self._owed.touch()
            self._due = time.monotonic() + self._environment.settle_seconds

    @property
    def is_idle(self) -> bool:
        """Whether it neither runs nor is owed."""
        return self._due is None and self._running is None

    def look(self) -> None:
        """Start it if it is due, and tell if it failed."""
        if self._running is not None:
            code = self._running.poll()
            if code is None:
                return
            self._running = None
            if code:
                _LOG.error("the command after publishing has failed, with exit code %s; see above", code)
        if self._due is not None and time.monotonic() >= self._due and self._environment.after_publishing:
            self._due = None
            self._owed.unlink(missing_ok=True)
            environ = {name: value for name, value in os.environ.items() if name not in _HIDDEN}
            self._running = subprocess.Popen(  # noqa: S602 - it is the operator's own command
                self._environment.after_publishing,
                shell=True,
                cwd=self._environment.after_publishing_in,
                env=environ,
                umask=0o022,
                stdin=subprocess.DEVNULL,
                stdout=2,
                start_new_session=True,
            )

    def end(self) -> None:
        """End it where it stands; it is owed then."""
        if self._running is not None and self._running.poll() is None:
            self._owed.touch()
            with suppress(ProcessLookupError):
                os.killpg(self._running.pid, signal.SIGTERM)
            self._running.wait()
