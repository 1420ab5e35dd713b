"""The `corkboard` command, and `pelican` as it is installed beside Corkboard."""

from __future__ import annotations

import atexit
import gc
import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

__all__ = ["interruptible", "main", "pelican"]


def main() -> None:
    """Run the `corkboard` command line."""
    with _quick_end():
        from corkboard.cli.commands import app

        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # reports name files that a terminal may lack letters for
        app()


def pelican() -> None:
    """Run Pelican's command line.

    Takes the place of Pelican's own script, which prints tracebacks for a mistyped `-e` or a settings
    file that cannot be read, before any plugin of it could help.
    """
    with _quick_end(), interruptible():
        gc.disable()  # what is imported stays: looking it through took a seventh of the time
        from corkboard.pelican_plugin import run_pelican

        gc.freeze()
        gc.enable()
        run_pelican(sys.argv[1:])


@contextmanager
def _quick_end() -> Iterator[None]:
    """End the process where this ends.  To take a large site apart piece by piece, as Python does, is of no use."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed before the process began
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - to the end
    code = 0
    try:
        yield
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        code = end.code or 0
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody reads it any more
            stream.flush()
    os._exit(code)


@contextmanager
def interruptible() -> Iterator[None]:
    """Where Ctrl-C ends the program with one line and exit code 130, as Pelican does not.

    What follows the first Ctrl-C does not disturb its tidying up.  SIGTERM ends it likewise, with 143.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as it is behind `nohup` or `&`
            signal.signal(number, _interrupt)
    try:
        yield
    except _Interruption:
        sys.stderr.write("Interrupted.\n")
        raise


class _Interruption(SystemExit):
    """A signal that asks to end."""


def _interrupt(number: int, _: object) -> NoReturn:
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)
    raise _Interruption(128 + number)
