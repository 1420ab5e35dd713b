"""A call of a task and its answer as bytes, which is how they come to another process and back."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from functools import lru_cache
from typing import Any

__all__ = ["Prepared", "answer_to", "call_of", "settle"]


class Prepared:
    """A task that is sent often: it is pickled once, and once unpickled in each worker."""

    def __init__(self, task: Callable[..., Any]) -> None:
        self._task, self._pickled = task, pickle.dumps(task, pickle.HIGHEST_PROTOCOL)

    def __call__(self, *arguments: Any) -> Any:
        return self._task(*arguments)

    def __reduce__(self) -> tuple[Callable[[bytes], Any], tuple[bytes]]:
        return _unpickled, (self._pickled,)


@lru_cache(maxsize=2)
def _unpickled(task: bytes) -> Any:
    return pickle.loads(task)  # noqa: S301 - from a process of ours


def call_of(task: Callable[..., Any], *arguments: Any) -> bytes:
    return pickle.dumps((task, arguments), pickle.HIGHEST_PROTOCOL)


def answer_to(call: bytes) -> bytes:
    """Do a task.  What it raises is in the answer, with a note of where; only an answer that is too large raises."""
    answer: tuple[Any, Exception | None]
    try:
        task, arguments = pickle.loads(call)  # noqa: S301 - from a process of ours
        answer = task(*arguments), None
    except Exception as error:  # noqa: BLE001 - it is raised again where the answer is read
        trace = traceback.format_exc()
        error.add_note(f"In a worker:\n{trace}")
        with suppress(Exception):
            return pickle.dumps((None, error), pickle.HIGHEST_PROTOCOL)
        answer = None, RuntimeError(trace)
    return pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)


def settle(future: Future[Any], answer: bytes) -> None:
    """Give a future the result or the exception that is in an answer, unless it has one."""
    try:
        result, error = pickle.loads(answer)  # noqa: S301 - from a process of ours
    except Exception as unreadable:  # noqa: BLE001 - it is raised where the result is asked for
        result, error = None, unreadable
    with suppress(InvalidStateError):
        if error is None:
            future.set_result(result)
        else:
            future.set_exception(error)
