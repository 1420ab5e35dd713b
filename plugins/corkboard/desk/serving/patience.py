"""Gunicorn's worker with threads, but that a request has to arrive in time.

Without that a few clients that send a byte now and then, be it of their headers, keep all others out for as long as
they like.  A limit for each `recv` would not do: each gets a byte.
"""

from __future__ import annotations

import os
import socket
import time
from contextlib import suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from corkboard.desk.environment import read_environment

__all__ = ["PatientWorker"]


class PatientWorker(ThreadWorker):
    """Stops reading from a sender who takes longer than DESK_REQUEST_SECONDS."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self._patience = read_environment(os.environ).request_seconds
        self._since: dict[Any, float] = {}  # connections in the hands of a thread

    def handle(self, conn: Any) -> Any:
        self._since[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            self._since.pop(conn, None)

    def notify(self) -> None:
        """Called each second, by the thread that has nothing else to do."""
        super().notify()
        limit = time.monotonic() - self._patience
        for conn, since in list(self._since.items()):
            if since < limit:
                with suppress(OSError):  # gone by itself
                    conn.sock.shutdown(socket.SHUT_RD)
