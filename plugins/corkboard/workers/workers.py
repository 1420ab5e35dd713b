"""Doing a task on one batch after the other, wherever it was told to be done."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from corkboard.workers.calls import Prepared

if TYPE_CHECKING:
    from corkboard.workers.cluster import Cluster
    from corkboard.workers.processes import Processes

__all__ = ["Workers", "batched"]

_T = TypeVar("_T")
_R = TypeVar("_R")
_NOTHING = object()
_AHEAD = 8  # batches for each worker that are under way or wait for it: more would only take memory


class Workers:
    """Does a task on one batch after the other, wherever it was told to.

        with Workers(2) as workers:
            workers.start()
            for result in workers.map(task, batches):
                …

    `count` is how many processes to use, None for as many as there are cores; with one, everything
    is done in this process.  `executor` is "local", or "dask:" and the address of a scheduler.
    `imports` names a module that processes on this machine import as they come up, and `version`
    is a function whose result must be the same on a cluster as here.

    `trouble` says, once workers were lost, in a sentence that it was so.
    """

    def __init__(
        self, count: int | None = None, executor: str = "local", imports: str = "", version: Callable[[], bytes] = bytes
    ) -> None:
        self.count = count or _cores()
        self.remote = executor != "local"
        self.trouble = ""
        self._address = executor.removeprefix("dask:")
        self._imports, self._version = imports, version
        self._executor: Processes | Cluster | None = None
        self._held = ExitStack()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End them, whatever they are at.  They can be started again."""
        self._executor = None
        self._held.close()

    @property
    def many(self) -> bool:
        """Whether work can be done at once in several places."""
        return self.remote or self.count > 1

    @property
    def up(self) -> bool:
        """Whether there are any but this process."""
        return self._executor is not None

    @property
    def nearby(self) -> bool:
        """Whether there are processes on this machine, which see its files."""
        return self.up and not self.remote

    def start(self) -> None:
        """Let the workers come up, without waiting for them.  Raises ExecutorError."""
        if self._executor is not None or self.trouble or not self.many:
            return
        try:
            self._executor = self._cluster() if self.remote else self._processes()
        except BrokenExecutor:
            self._note_loss()
            return
        self._held.enter_context(self._executor)

    def map(
        self, task: Callable[[_T], _R], batches: Iterable[_T], meanwhile: Iterator[object] | None = None
    ) -> Iterator[_R]:
        """The results in the order of the batches, which are taken one by one as workers come free.

        While a result is waited for, `meanwhile` is moved on.  A worker that dies takes nothing
        with it: what it had is done again in this process, and with the last one all the rest.
        """
        meanwhile = meanwhile or iter(())
        task = Prepared(task) if self._executor else task
        waiting: deque[tuple[_T, Future[_R] | None]] = deque()
        for batch in batches:
            waiting.append((batch, self._submit(task, batch)))
            if self._executor is None or len(waiting) > _AHEAD * self._executor.places:
                yield self._result(task, *waiting.popleft(), meanwhile)
        while waiting:
            yield self._result(task, *waiting.popleft(), meanwhile)

    def _submit(self, task: Callable[[_T], _R], batch: _T) -> Future[_R] | None:
        try:
            return self._executor.submit(task, batch) if self._executor else None
        except BrokenExecutor:
            self._note_loss()
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
                self._note_loss()
        return task(batch)

    # Both imported late: a build that has little to do shall not wait for it.

    def _processes(self) -> Processes:
        from corkboard.workers.processes import Processes

        return Processes(self.count, self._imports)

    def _cluster(self) -> Cluster:
        from corkboard.workers.cluster import Cluster

        return Cluster(self._address, self._version)

    def _note_loss(self) -> None:
        self.trouble = (
            f"EXECUTOR: {self._address} lost its workers, or had none; part of the work was done here instead."
            if self.remote
            else "Not all worker processes lasted, perhaps for want of memory; the rest of the work was done without "
            "them. WORKERS sets how many there are."
        )


def batched(items: Iterable[_T], size: int) -> Iterator[list[_T]]:
    """Lists of so many, the last perhaps of fewer."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
