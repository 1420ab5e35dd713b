"""`corkboard desk run`: the processes of the desk, started and ended together."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress

from corkboard.desk.environment import Environment
from corkboard.desk.errors import DeskError
from corkboard.desk.serving.processes import environment_of, processes

__all__ = ["run"]

_LOOK_EVERY = 0.1  # seconds
_PATIENCE = 15.0  # seconds that processes have to end
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


def run(environment: Environment, host: str, port: int, moderation_port: int, say: Callable[[str], None]) -> bool:
    """Serve until Ctrl-C or SIGTERM; whether that is why it ended.  Raises DeskError for a port that cannot be had."""
    with ExitStack() as stack:
        intake = stack.enter_context(_listening(host, port, "--port"))
        moderation = stack.enter_context(_listening(host, moderation_port, "--moderation-port"))
        ended = _Ended()
        running: dict[str, subprocess.Popen[bytes]] = {}
        try:
            for process in processes(environment, intake.fileno(), moderation.fileno()):
                running[process.name] = subprocess.Popen(  # noqa: S603 - our own command
                    process.command,
                    env=environment_of(process, os.environ, environment),
                    pass_fds=process.listens_on,
                    process_group=0,  # a terminal's Ctrl-C is for this process, which ends them in order
                    preexec_fn=_die_with_parent,
                )
            say(f"Comments at {_address(intake)}/, moderation at {_address(moderation)}/ until Ctrl-C.")
            while not ended.is_set:
                gone = next((name for name, one in running.items() if one.poll() is not None), None)
                if gone:
                    say(f"The {gone} has ended by itself, with exit code {running[gone].returncode}: ending the desk.")
                    return False
                time.sleep(_LOOK_EVERY)
        finally:
            _end(running)
    return True


class _Ended:
    """Whether the process was asked to end."""

    def __init__(self) -> None:
        self.is_set = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._set)

    def _set(self, *_: object) -> None:
        self.is_set = True


def _listening(host: str, port: int, option: str) -> socket.socket:
    """A socket that takes connections from now on, before there is a process to answer them."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(1024)
    except OverflowError:
        found.close()
        raise DeskError(f"there is no port {port}: choose one from 1024 to 65535 by {option}") from None
    except OSError as error:
        found.close()
        if error.errno == errno.EADDRINUSE:
            raise DeskError(f"port {port} is taken, perhaps by another desk: choose another by {option}") from None
        raise DeskError(f"{host}, port {port}: {error.strerror or error}; choose others by --host, {option}") from None
    return found


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _die_with_parent() -> None:
    """Should this process be killed, none is left that holds its ports.  On Linux; elsewhere nothing happens."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGTERM)


def _end(running: dict[str, subprocess.Popen[bytes]]) -> None:
    for process in running.values():
        with suppress(ProcessLookupError):
            process.terminate()
    end = time.monotonic() + _PATIENCE
    for process in running.values():
        try:
            process.wait(max(0.0, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
