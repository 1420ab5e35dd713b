"""The process that writes to people, and the only one that is to have the key to addresses."""

from __future__ import annotations

import datetime as dt
import logging
import os
import sys
import time

from corkboard.desk.serving.loop import repeat

__all__ = ["main"]

_LOG = logging.getLogger("corkboard.desk")
_LOOK_EVERY = 1.0  # seconds
_TIDY_EVERY = 600.0


class _Mailer:
    """What is done at each look."""

    def __init__(self) -> None:
        """Raises DeskError for settings with which no mail can be sent."""
        from django.conf import settings

        from corkboard.desk.keys import Key
        from corkboard.desk.mail.readiness import require
        from corkboard.desk.mail.sending import Sender
        from corkboard.desk.threads import offers_file

        self._environment, self._keys = settings.DESK, settings.KEYS
        self._sender = Sender(self._environment, self._keys, offers_file(self._environment))
        self._tidied = float("-inf")
        require(self._environment)
        if self._environment.writes_mail and not self._keys.has(Key.OPENING):
            _LOG.error("the mailer cannot read the key to addresses, so mail waits; see DESK_OPENING_KEY")

    def look(self) -> None:
        from corkboard.desk.keys import Key
        from corkboard.desk.mail.answers import take_answers
        from corkboard.desk.mail.outbox import add_digests
        from corkboard.desk.mail.tidying import tidy

        if time.monotonic() - self._tidied >= _TIDY_EVERY:
            tidy(dt.datetime.now(dt.UTC))
            self._tidied = time.monotonic()
        # Also where no mail is sent any more: old mail has links too.
        take_answers(self._keys.read(Key.ACTIONS))
        if self._environment.writes_mail:
            add_digests()
            self._sender.look()


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "corkboard.desk.settings.moderation"
    os.umask(0o077)
    import django

    from corkboard.desk.errors import DeskError

    try:
        django.setup()
        mailer = _Mailer()
    except DeskError as error:
        sys.exit(str(error))
    repeat(mailer.look, _LOOK_EVERY)


if __name__ == "__main__":
    main()
