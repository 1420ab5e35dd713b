"""Worker processes on this machine."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import Empty, SimpleQueue
from threading import Lock, Thread, current_thread, main_thread
from types import ModuleType
from typing import Any, TypeVar

from corkboard.workers.calls import answer_to, call_of, settle

__all__ = ["Processes"]

_R = TypeVar("_R")
_Job = tuple[Future[Any], bytes]


class Processes(Executor):
    """Spawned processes, each at the other end of a pipe of its own.

    Where one is killed, what it was at raises BrokenExecutor, and the others go on.  (In a
    ProcessPoolExecutor all end with the first, and where that was sending a result, the rest of it is
    waited for without end.)  `imports` is a module that each imports as it comes up.

    Raises BrokenExecutor where not one can be had.
    """

    def __init__(self, count: int, imports: str) -> None:
        self.places = 0  # how many processes there are
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = Lock()
        self._processes: list[SpawnProcess] = []
        self._threads: list[Thread] = []
        context = multiprocessing.get_context("spawn")  # nothing depends on a forked heap
        try:
            for _ in range(count):
                here, there = context.Pipe()
                with there:
                    process = context.Process(target=_work, args=(there, imports), daemon=True)
                    with _undisturbed():
                        process.start()
                self._processes.append(process)
                self._threads.append(Thread(target=self._serve, args=(here,), daemon=True))
                self.places += 1
        except OSError as error:
            if not self._processes:
                raise BrokenExecutor(str(error)) from error
        for thread in self._threads:
            thread.start()

    def submit(self, task: Callable[..., _R], /, *arguments: Any, **named: Any) -> Future[_R]:
        """Raises BrokenExecutor where no process is left."""
        if named:
            raise TypeError("arguments have no names here")
        call = call_of(task, *arguments)
        future: Future[_R] = Future()
        with self._lock:
            if not self.places:
                raise BrokenExecutor
            self._jobs.put((future, call))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:  # noqa: ARG002 - none is left
        """End all processes at once: there is nothing that they would have to bring to an end."""
        for process in self._processes:
            process.kill()
        for _ in self._threads:
            self._jobs.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
            for process in self._processes:
                process.join()

    def _serve(self, pipe: Connection) -> None:
        """Hand one job after the other to a process."""
        with pipe:
            while (job := self._jobs.get()) is not None:
                future, call = job
                try:
                    pipe.send_bytes(call)
                    answer = pipe.recv_bytes()
                except (OSError, EOFError):
                    self._lose(future)
                    return
                settle(future, answer)

    def _lose(self, future: Future[Any]) -> None:
        """A process has gone, and with it what it was at; with the last one, all that waits."""
        with self._lock:
            self.places -= 1
            future.set_exception(BrokenExecutor())
            with suppress(Empty):
                while not self.places:
                    job = self._jobs.get_nowait()
                    if job is not None:
                        job[0].set_exception(BrokenExecutor())


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Spawn processes that Ctrl-C does not reach and that do not run the main module again.

    They inherit which signals are blocked, and look for a main module only if there is one.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        if os.name == "posix":
            resource_tracker.ensure_running()  # else started with the first process, and lets signals through again
            before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
            try:
                with _signals_put_off():
                    yield
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
        else:
            yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _signals_put_off() -> Iterator[None]:
    """Let what ends a program wait, also where another thread takes the signal: Pelican has one, which blocks none.

    A process that was started and not yet told what to do would say so in a traceback.
    """
    came: list[int] = []
    before = {}
    if current_thread() is main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            if callable(signal.getsignal(number)):
                before[number] = signal.signal(number, lambda came_now, _: came.append(came_now))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for one in came:
            signal.raise_signal(one)


def _work(pipe: Connection, imports: str) -> None:
    """What a process does until nobody is at the other end of its pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    gc.disable()  # tasks make millions of small values and hardly a circle
    Thread(target=_end_with_parent, daemon=True).start()
    if imports:
        import_module(imports)
    with suppress(OSError, EOFError):
        while True:
            pipe.send_bytes(answer_to(pipe.recv_bytes()))


def _end_with_parent() -> None:
    """End also in the middle of a task that takes long."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
