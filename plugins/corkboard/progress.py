"""How far a build has come, shown while it takes long, and what it did, told at its end."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Protocol, TextIO, cast

if TYPE_CHECKING:
    from rich.live import Live

__all__ = ["Progress", "Silent", "Timed", "progress_for", "summary"]

_PATIENCE = 1.0  # seconds without a word: most builds are over by then, and a bar that flashes is noise
_BAR_WIDTH = 40


class Progress(Protocol):
    """What a build reports to, from one thread."""

    def begin(self, step: str, total: int | None = None) -> None:
        """A step begins, which ends the one before it; `total` is how many times it will advance, where known."""

    def advance(self, count: int = 1) -> None:
        """So many more of the step are done."""


class Silent:
    """A Progress that nobody looks at."""

    def begin(self, step: str, total: int | None = None) -> None:
        """Nothing."""

    def advance(self, count: int = 1) -> None:
        """Nothing."""


class _Display(Protocol):
    """Where progress is shown."""

    pause: float  # seconds at least between two looks at the same step

    def show(self, step: str, done: int, total: int | None) -> None: ...

    def close(self) -> None: ...


class Timed:
    """A Progress that knows how long each step took, and from the second second on shows them."""

    def __init__(self, display: _Display, clock: Callable[[], float]) -> None:
        self._display = display
        self._clock = clock
        self._first_look = self._next_look = clock() + _PATIENCE
        self._ended: dict[str, float] = {}
        self._step = ""
        self._since = 0.0
        self._done = 0
        self._total: int | None = None

    @property
    def steps(self) -> Mapping[str, float]:
        """The seconds of each step until now, in the order in which the steps began."""
        seconds = dict(self._ended)
        if self._step:
            seconds[self._step] = seconds.get(self._step, 0.0) + self._clock() - self._since
        return seconds

    def begin(self, step: str, total: int | None = None) -> None:
        self.end()
        self._step, self._done, self._total = step, 0, total
        self._since = self._clock()
        self._next_look = self._first_look  # no pause before a new step
        self._look(self._since)

    def advance(self, count: int = 1) -> None:
        self._done += count
        self._look(self._clock())

    def end(self) -> None:
        """The step ends, and none begins."""
        self._ended = dict(self.steps)
        self._step = ""

    def _look(self, now: float) -> None:
        if self._step and now >= self._next_look:
            self._next_look = now + self._display.pause
            self._display.show(self._step, self._done, self._total)


@contextmanager
def progress_for(stream: TextIO, clock: Callable[[], float] = time.perf_counter) -> Iterator[Timed]:
    """Progress shown on a stream: as a bar on a terminal, else in plain lines.  When it ends, the bar is gone.

    Print nothing to the terminal before that.
    """
    display = _Bar(stream) if _is_terminal(stream) else _Lines(stream)
    progress = Timed(display, clock)
    try:
        yield progress
    finally:
        progress.end()
        display.close()


def summary(rendered: int, unchanged: int, pruned: int, steps: Mapping[str, float]) -> str:
    """What a build did, e.g. "Done in 2.50 seconds: 1 page rendered, 0 unchanged, 2 files removed (reading 2.50)."

    Steps that took less than a hundredth of a second count, but are not named.
    """
    named = ", ".join(f"{step} {seconds:.2f}" for step, seconds in steps.items() if round(seconds, 2))
    return (
        f"Done in {sum(steps.values()):.2f} seconds: {_number(rendered, 'page')} rendered, {unchanged:,} unchanged,"
        f" {_number(pruned, 'file')} removed{f' ({named})' if named else ''}."
    )


class _Lines:
    """A line now and then, as logs like them."""

    pause = 10.0

    def __init__(self, stream: TextIO) -> None:
        self._stream = _Unfailing(stream)

    def show(self, step: str, done: int, total: int | None) -> None:
        count = _count(done, total)
        self._stream.write(f"{step}: {count}\n" if count else f"{step}\n")
        self._stream.flush()

    def close(self) -> None:
        """Nothing: its lines stay."""


class _Bar:
    """One line of a terminal, drawn again and again.  No thread draws it, so none can be left over."""

    pause = 0.1

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live: Live | None = None

    def show(self, step: str, done: int, total: int | None) -> None:
        # Imported late, as it takes a good part of the time of a small build, which never gets here.
        from rich.progress_bar import ProgressBar
        from rich.table import Column, Table
        from rich.text import Text

        columns = [Column(no_wrap=True), Column(max_width=_BAR_WIDTH), Column(no_wrap=True)]
        line = Table.grid(*columns, padding=(0, 1))
        line.add_row(Text(step), ProgressBar(total, done) if total else "", Text(_count(done, total)))
        if self._live is None:
            self._live = self._made()
            self._live.start()  # known before it hides the cursor, so that Ctrl-C brings that back at any time
        self._live.update(line, refresh=True)

    def close(self) -> None:
        if self._live is not None:
            self._live.stop()

    def _made(self) -> Live:
        from rich.console import Console
        from rich.live import Live

        # Rich ends the program where a pipe is broken.
        stream = cast("TextIO", _Unfailing(self._stream))
        console = Console(file=stream, force_terminal=True, force_interactive=True)
        # Rich would send to this terminal what is written to the other stream, which may be a file.
        return Live(console=console, auto_refresh=False, transient=True, redirect_stdout=False, redirect_stderr=False)


class _Unfailing:
    """A stream that can be written to also when it is closed or nobody reads it any more."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()

    def fileno(self) -> int:
        return self._stream.fileno()

    @property
    def encoding(self) -> str:
        return self._stream.encoding


def _is_terminal(stream: TextIO) -> bool:
    """Whether a bar can be drawn."""
    try:
        return stream.isatty() and os.environ.get("TERM", "").lower() not in ("dumb", "unknown")
    except ValueError:  # it is closed
        return False


def _count(done: int, total: int | None) -> str:
    if total:
        return f"{done:,} of {total:,}"
    return f"{done:,}" if done else ""


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
