"""Answering requests by turns, each once it is there as a whole: slow senders keep only themselves waiting."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["ByTurns"]

_Start = Callable[..., Any]
_Application = Callable[[dict[str, Any], _Start], Iterable[bytes]]


class ByTurns:
    """A WSGI application before another, which gets requests whose bodies have come in whole, `at_once` at a time.

    A thread for each connection can wait for its sender.  Computing, more threads than there are processors
    hinder each other.  A body that is not there when `PatientWorker` ends waiting for it is answered with 408.
    """

    def __init__(self, application: _Application, *, at_once: int, largest: int) -> None:
        self._application = application
        self._turn = threading.BoundedSemaphore(at_once)
        self._largest = largest

    def __call__(self, environ: dict[str, Any], start_response: _Start) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if 0 < length <= self._largest:  # what is larger is refused unread
            body = environ["wsgi.input"].read(length)
            if len(body) < length:
                start_response("408 Request Timeout", [("Connection", "close"), ("Content-Length", "0")])
                return []
            environ["wsgi.input"] = io.BytesIO(body)
        with self._turn:
            return self._application(environ, start_response)
