"""Answering requests by turns, each once it is there as a whole: slow senders keep only themselves waiting."""

from __future__ import annotations

import io
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

__all__ = ["ByTurns"]

_Start = Callable[..., Any]
_Application = Callable[[dict[str, Any], _Start], Iterable[bytes]]
_LOOK_EVERY = 0.5  # seconds


class ByTurns:
    """A WSGI application before another, which gets requests whose bodies have come in whole, `at_once` at a time.

    A thread for each connection can wait for its sender.  Computing, more threads than there are processors
    hinder each other.  A body that is not there after so many seconds is answered with 408.
    """

    def __init__(self, application: _Application, *, at_once: int, seconds: float, largest: int) -> None:
        self._application = application
        self._turn = threading.BoundedSemaphore(at_once)
        self._largest = largest
        self._patience = _Patience(seconds)

    def __call__(self, environ: dict[str, Any], start_response: _Start) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if 0 < length <= self._largest:  # what is larger is refused unread
            with self._patience.with_sender(environ.get("gunicorn.socket")):
                body = environ["wsgi.input"].read(length)
            if len(body) < length:
                start_response("408 Request Timeout", [("Connection", "close"), ("Content-Length", "0")])
                return []
            environ["wsgi.input"] = io.BytesIO(body)
        with self._turn:
            return self._application(environ, start_response)


class _Patience:
    """Stops reading from senders who take too long.  A limit for each `recv` would not do: each gets a few bytes."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends: dict[socket.socket, float] = {}
        threading.Thread(target=self._watch, daemon=True).start()

    @contextmanager
    def with_sender(self, sender: socket.socket | None) -> Iterator[None]:
        """Without a socket, as when no server is between, nobody is slow."""
        if sender is None:
            yield
            return
        self._ends[sender] = time.monotonic() + self._seconds
        try:
            yield
        finally:
            del self._ends[sender]

    def _watch(self) -> None:
        while True:
            time.sleep(min(_LOOK_EVERY, self._seconds))
            now = time.monotonic()
            for sender, end in list(self._ends.items()):
                if now > end:
                    with suppress(OSError):
                        sender.shutdown(socket.SHUT_RD)
