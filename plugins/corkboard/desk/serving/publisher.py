"""The process that takes over what came in, and writes what was approved."""

from __future__ import annotations

import datetime as dt
import logging
import os
import time
from contextlib import ExitStack
from threading import Thread

from corkboard.desk.serving.loop import repeat

__all__ = ["Publisher", "main"]

_LOG = logging.getLogger("corkboard.desk")
_LOOK_EVERY = 0.2  # seconds
_TELL_EVERY = 1.0
_SWEEP_EVERY = 600.0
_EXPIRE_EVERY = 3600.0
_FIRST_FETCH = 10.0


class Publisher:
    """What is done at each look, some of it not each time."""

    def __init__(self) -> None:
        from django.conf import settings

        from corkboard.desk.publishing.command import AfterPublishing
        from corkboard.desk.threads import Offers, offers_file

        self._environment = settings.DESK
        self._offers = offers_file(self._environment)
        self._kept: Offers | None = None
        self._trouble = ""
        self._last: dict[str, float] = {}
        self._fetching = Thread()
        self.command = AfterPublishing(self._environment)

    def look(self) -> None:
        with ExitStack() as stack:
            # In turn from the last, each whatever became of those before it.
            for step in (self.command.look, self._expire, self._tell, self._write, self._take, self._restore):
                stack.callback(step)

    def _restore(self) -> None:
        """First of all: before what a backup has brought back is told to moderators, or written."""
        from corkboard.desk.publishing.restoring import bury_again, keep_counting

        if self._is_time("count", _TELL_EVERY):
            keep_counting(self._environment)
        if self._is_time("bury", _SWEEP_EVERY):
            bury_again(self._environment)

    def _take(self) -> None:
        from corkboard.desk.moderation import taking, threads
        from corkboard.desk.moderation.taking_reports import take_over_reports

        self._fetch_offers()
        offers = self._offers.current()
        if self._offers.trouble not in ("", self._trouble):
            _LOG.warning("%s; what was read before still counts; see DESK_THREADS", self._offers.trouble)
        self._trouble = self._offers.trouble
        if offers is not self._kept and not self._offers.trouble:
            threads.keep_threads(offers)
            self._kept = offers
        taking.take_over(self._environment, offers)
        take_over_reports()

    def _fetch_offers(self) -> None:
        """In a thread, for a server can take for ever; it is waited for while nothing is known that is offered."""
        from corkboard.desk.moderation.threads import fetch_offers

        is_due = self._environment.threads_at_an_address and self._is_time("fetch", self._environment.threads_seconds)
        if is_due and not self._fetching.is_alive():
            self._fetching = Thread(target=fetch_offers, args=[self._environment], daemon=True)
            self._fetching.start()
            if not self._offers.path.exists():
                self._fetching.join(_FIRST_FETCH)

    def _write(self) -> None:
        from corkboard.desk.publishing import writing
        from corkboard.desk.publishing.exclusion import left_by_git, turn

        with turn(self._environment, wait=False) as is_ours:
            if not is_ours or (self._environment.git and left_by_git(self._environment).exists()):
                return
            writing.write_changes(self._environment, self.command.changed)
            if self._is_time("write closed", _TELL_EVERY) and writing.write_closed_threads(self._environment):
                self.command.changed()
            if self._is_time("sweep", _SWEEP_EVERY) and writing.sweep(self._environment):
                self.command.changed()

    def _tell(self) -> None:
        from corkboard.desk.moderation import threads

        if self._is_time("tell", _TELL_EVERY):
            threads.tell_intake(self._environment)

    def _expire(self) -> None:
        from corkboard.desk.moderation.audit import Actor
        from corkboard.desk.privacy.erasing import erase_deleted
        from corkboard.desk.privacy.retention import expire

        if not self._is_time("expire", _EXPIRE_EVERY):
            return
        if expire(self._environment, Actor("desk", "retention"), dt.datetime.now(dt.UTC)).anything:
            erase_deleted(patience=0)  # what is being read now is overwritten the next time

    def _is_time(self, what: str, seconds: float) -> bool:
        now = time.monotonic()
        if now - self._last.get(what, float("-inf")) < seconds:
            return False
        self._last[what] = now
        return True


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "corkboard.desk.settings.moderation"
    import django

    django.setup()
    os.nice(19)  # readers are waiting for the intake, and nobody for this or the build that it starts
    publisher = Publisher()
    try:
        repeat(publisher.look, _LOOK_EVERY)
    finally:
        publisher.command.end()


if __name__ == "__main__":
    main()
