"""The `corkboard` command, and `pelican` as it is installed beside Corkboard."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

__all__ = ["interruptible", "main", "pelican"]


def main() -> None:
    """Run the `corkboard` command line."""
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
    with interruptible():
        from corkboard.pelican_plugin import run_pelican

        run_pelican(sys.argv[1:])


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
