"""Where work is done: in this process, in others on this machine, or on a cluster."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import ExitStack
from typing import Any, TypeVar

__all__ = ["ExecutorError", "Workers"]

_T = TypeVar("_T")
_R = TypeVar("_R")
_NOTHING = object()
_AHEAD = 3  # batches for each worker that are under way or wait for it: more would only take memory


class ExecutorError(Exception):
    """The workers cannot be had; the message says why and what to do."""


class Workers:
    """Does a task on one batch after the other, wherever it was told to.

        with Workers(2) as workers:
            workers.start()
            for result in workers.map(task, batches):
                …

    `count` is how many processes to use, None for as many as there are cores; with one, everything
    is done in this process.  `executor` is "local", or "dask:" and the address of a scheduler.
    `prepare` is called once in each process of its own.
    """

    def __init__(
        self, count: int | None = None, executor: str = "local", prepare: Callable[[], None] | None = None
    ) -> None:
        self.count = count or _cores()
        self.remote = executor != "local"
        self._address = executor.removeprefix("dask:")
        self._prepare = prepare
        self._executor: Executor | None = None
        self._held = ExitStack()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor = None
        self._held.close()

    @property
    def many(self) -> bool:
        """Whether work can be done at once in several places."""
        return self.remote or self.count > 1

    def start(self) -> None:
        """Let the workers come up, without waiting for them.  Raises ExecutorError."""
        if self._executor is None and self.many:
            self._executor = self._cluster() if self.remote else self._processes()

    def map(
        self, task: Callable[[_T], _R], batches: Iterable[_T], meanwhile: Iterator[object] | None = None
    ) -> Iterator[_R]:
        """The results in the order of the batches, which are taken one by one as workers come free.

        While a result is waited for, `meanwhile` is moved on.  A worker that dies takes nothing
        with it: what it had is done again, in the end in this process.
        """
        meanwhile = meanwhile or iter(())
        waiting: deque[tuple[_T, Future[_R] | None]] = deque()
        for batch in batches:
            waiting.append((batch, self._submit(task, batch)))
            if self._executor is None or len(waiting) > _AHEAD * self.count:
                yield self._result(task, *waiting.popleft(), meanwhile)
        while waiting:
            yield self._result(task, *waiting.popleft(), meanwhile)

    def _submit(self, task: Callable[[_T], _R], batch: _T) -> Future[_R] | None:
        try:
            return self._executor.submit(task, batch) if self._executor else None
        except BrokenExecutor:
            self._executor = None
            return None

    def _result(
        self, task: Callable[[_T], _R], batch: _T, future: Future[_R] | None, meanwhile: Iterator[object]
    ) -> _R:
        if future is not None:
            while not future.done() and next(meanwhile, _NOTHING) is not _NOTHING:
                pass
            try:
                return future.result()
            except BrokenExecutor:
                self._executor = None
        return task(batch)

    def _processes(self) -> Executor:
        context = multiprocessing.get_context("spawn")  # nothing depends on a forked heap
        pool = ProcessPoolExecutor(self.count, context, self._prepare)
        self._held.callback(pool.shutdown, cancel_futures=True)
        for _ in range(self.count):
            pool.submit(os.getpid)
        return pool

    def _cluster(self) -> Executor:
        try:
            from distributed import Client
        except ImportError:
            raise ExecutorError(
                "EXECUTOR: a cluster needs the package dask.distributed: pip install 'corkboard[cluster]'"
            ) from None
        try:
            client: Any = self._held.enter_context(Client(self._address, set_as_default=False))
        except (OSError, ValueError) as error:
            raise ExecutorError(f"EXECUTOR: no scheduler answers at {self._address}: {error}") from error
        self.count = max(1, sum(client.nthreads().values()))
        executor: Executor = client.get_executor()
        return executor


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
