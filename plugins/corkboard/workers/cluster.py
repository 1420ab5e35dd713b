"""Workers on a Dask cluster, which need no disk in common with this machine."""

from __future__ import annotations

import asyncio
import logging
import pickle
import socket
import warnings
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import urlsplit

from corkboard.workers.calls import answer_to, call_of, settle
from corkboard.workers.errors import ExecutorError

__all__ = ["Cluster"]

_R = TypeVar("_R")
_Version = Callable[[], bytes]
_CONNECTED = 5.0  # seconds until a scheduler must have answered
_PATIENCE = 30.0  # seconds without a worker: a cluster that grows with its work takes a while
_PAUSE = 1.0  # seconds between two looks


class Cluster(Executor):
    """The workers of one scheduler.

    `version` is a function whose result must be the same on the workers as here.  Where the
    scheduler is gone, or for half a minute has had no workers, all that waits raises
    BrokenExecutor.

    Raises ExecutorError where no scheduler answers, and in the place of results where workers
    have other code.
    """

    def __init__(self, address: str, version: _Version) -> None:
        try:
            import dask
            import distributed
        except ImportError:
            raise ExecutorError(
                "EXECUTOR: a cluster needs the package dask.distributed: pip install 'corkboard[cluster]'"
            ) from None
        _quieten()
        dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TB"})
        try:
            asyncio.run(_knock(address))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about versions of libraries that shape no page
                self._client = distributed.Client(address, timeout=_CONNECTED, set_as_default=False)
                self.places = max(1, len(self._client.nthreads()))  # how many processes there are
        except Exception as error:
            raise ExecutorError(
                f"EXECUTOR: no scheduler answers at {address}: {_reason(address, error)}; "
                "start one there, or leave the setting out"
            ) from error
        self._address = address
        self._version, self._here = version, version()
        self._killed = distributed.KilledWorker
        self._executor: Executor = self._client.get_executor(pure=False)
        self._lock = Lock()
        self._waiting: set[Future[Any]] = set()
        self._lost = False
        self._ended = Event()
        Thread(target=self._watch, daemon=True).start()

    def submit(self, task: Callable[..., _R], /, *arguments: Any, **named: Any) -> Future[_R]:
        """Raises BrokenExecutor where the cluster is lost."""
        if named:
            raise TypeError("arguments have no names here")
        future: Future[_R] = Future()
        with self._lock:
            if self._lost:
                raise BrokenExecutor
            self._waiting.add(future)
        call = pickle.dumps(_Call(self._version, self._here, call_of(task, *arguments)))
        there = self._executor.submit(pickle.loads, call)
        there.add_done_callback(partial(self._pass_on, future))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:  # noqa: ARG002 - none is left
        """Leave the cluster; what it is at is of no use to anybody."""
        self._ended.set()
        self._client.close()

    def _pass_on(self, future: Future[Any], there: Future[bytes]) -> None:
        """Called when Dask has an answer, or will never have one."""
        self._waiting.discard(future)
        try:
            answer = there.result()
        except CancelledError:
            _fail(future, BrokenExecutor())
            self._lose()
        except self._killed:
            _fail(future, BrokenExecutor())
        except _OtherCodeError as error:
            _fail(future, self._error(f"{error} has other code than there is here"))
        except Exception as error:  # noqa: BLE001 - of Dask's: what tasks raise is in their answers
            _fail(future, self._error(f"a worker cannot do the work: {error}"))
        else:
            settle(future, answer)

    def _error(self, what: str) -> ExecutorError:
        remedy = "install the same Corkboard with the same libraries and the same Python on all workers"
        return ExecutorError(f"EXECUTOR: {self._address}: {what}; {remedy}")

    def _lose(self) -> None:
        with self._lock:
            self._lost = True
            waiting, self._waiting = self._waiting, set()
        for future in waiting:
            _fail(future, BrokenExecutor())

    def _watch(self) -> None:
        """Dask waits for workers, and for a scheduler that does not answer, without end."""
        seen = monotonic()
        while not self._ended.wait(_PAUSE):
            with suppress(Exception):
                found = self._client.sync(self._client.scheduler.ncores, callback_timeout=_PATIENCE)
                if found:
                    self.places, seen = len(found), monotonic()
            if monotonic() - seen > _PATIENCE:
                self._lose()
                return


class _OtherCodeError(Exception):
    """The code on a worker is not that of whoever sent it work; the message is its address."""


@dataclass(frozen=True)
class _Call:
    """Unpickled, it is its answer.

    So a worker without Corkboard fails at what it is told to do, which is told here.  It would not
    survive being sent a function that it does not have.
    """

    version: _Version
    expected: bytes
    call: bytes

    def __reduce__(self) -> tuple[Callable[..., bytes], tuple[_Version, bytes, bytes]]:
        return _answer, (self.version, self.expected, self.call)


_ONE_AT_A_TIME = Lock()


def _answer(version: _Version, expected: bytes, call: bytes) -> bytes:
    """What a worker does, which may have several threads; tasks are not for threads."""
    if version() != expected:
        from distributed import get_worker

        raise _OtherCodeError(get_worker().address)
    with _ONE_AT_A_TIME:
        return answer_to(call)


def _fail(future: Future[Any], error: Exception) -> None:
    with suppress(InvalidStateError):  # it has ended already
        future.set_exception(error)


async def _knock(address: str) -> None:
    """Connect, and leave again.  A Client that fails at that prints a traceback when it is thrown away."""
    from distributed.comm import connect
    from distributed.security import Security

    options = Security().get_connection_args("client")
    there = await asyncio.wait_for(connect(address, timeout=_CONNECTED, **options), _CONNECTED + 1)
    await there.close()


def _reason(address: str, error: Exception) -> str:
    """What is in the way of a connection, as the system says it: Dask may only say that it has tried long enough."""
    try:
        there = urlsplit(address)
        socket.create_connection((there.hostname, there.port), _CONNECTED).close()
    except (OSError, ValueError) as refusal:
        return getattr(refusal, "strerror", None) or str(refusal)
    return str(error) or type(error).__name__


def _quieten() -> None:
    """Dask writes whole tracebacks into the terminal for what is said here in a sentence."""
    for name in logging.root.manager.loggerDict:
        if name.partition(".")[0] in ("asyncio", "distributed", "tornado"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
