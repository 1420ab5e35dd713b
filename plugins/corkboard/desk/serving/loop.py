"""Work that is looked for again and again, until the process is asked to end."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from threading import Event

from django.db import OperationalError, close_old_connections, connections

from corkboard.desk.errors import DeskError, said

__all__ = ["repeat"]

_LOG = logging.getLogger("corkboard.desk")
_AFTER_TROUBLE = 5.0  # seconds


def repeat(work: Callable[[], None], seconds: float) -> None:
    """Do some work every so many seconds until SIGTERM or SIGINT, or until the process that started this is gone.

    A database that is away is waited for; what else goes wrong is logged, and tried again.
    """
    ended, parent = Event(), os.getppid()

    def end(*_: object) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    while not ended.is_set() and os.getppid() == parent:
        wait = seconds
        try:
            close_old_connections()
            work()
        except OperationalError as error:
            _LOG.warning("the database is away, trying again in %s s: %s", _AFTER_TROUBLE, error)
            connections.close_all()
            wait = _AFTER_TROUBLE
        except (DeskError, OSError) as error:  # which whoever runs the desk can mend
            _LOG.error("trying again in %s s: %s", _AFTER_TROUBLE, said(error))
            wait = _AFTER_TROUBLE
        except Exception:  # noqa: BLE001 - what goes wrong with one comment must not end the desk
            _LOG.exception("trying again in %s s", _AFTER_TROUBLE)
            wait = _AFTER_TROUBLE
        ended.wait(wait)
