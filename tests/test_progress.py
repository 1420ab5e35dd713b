"""How far a build has come: silence first, then a bar on a terminal and plain lines elsewhere."""

from __future__ import annotations

import io
import os
import re
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TextIO

import pytest

from corkboard.progress import Silent, progress_for, summary

HIDE_CURSOR, SHOW_CURSOR, ERASE_LINE = "\x1b[?25l", "\x1b[?25h", "\x1b[2K"
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class Clock:
    """Time that passes only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Terminal:
    """A pseudo-terminal: the stream that a program writes to, and what has arrived at the other end."""

    stream: TextIO
    master: int

    def shown(self) -> str:
        """What was written since the last call."""
        found = b""
        while select.select([self.master], [], [], 0.05)[0]:
            found += os.read(self.master, 65536)
        return found.decode()

    def words(self) -> str:
        """The same, as far as a reader sees it."""
        return CONTROL.sub("", self.shown())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    master, slave = pty.openpty()
    with open(slave, "w", encoding="utf-8") as stream:  # noqa: PTH123
        yield Terminal(stream, master)
    os.close(master)


# Seconds


def test_each_step_is_timed_in_order(clock: Clock) -> None:
    with progress_for(io.StringIO(), clock) as progress:
        assert progress.steps == {}
        clock.wait(0.1)
        progress.begin("reading", 2)
        clock.wait(0.2)
        progress.advance(2)
        progress.begin("checking")
        clock.wait(0.3)
        assert list(progress.steps) == ["reading", "checking"]
        assert progress.steps == pytest.approx({"reading": 0.2, "checking": 0.3})
    clock.wait(5)
    assert progress.steps == pytest.approx({"reading": 0.2, "checking": 0.3})


def test_a_step_that_begins_twice_took_both_times(clock: Clock) -> None:
    with progress_for(io.StringIO(), clock) as progress:
        for step in ("reading", "checking", "reading"):
            progress.begin(step)
            clock.wait(2)
    assert progress.steps == {"reading": 4, "checking": 2}


def test_nobody_needs_to_look() -> None:
    progress = Silent()
    progress.begin("reading", 3)
    progress.advance()


# Plain lines


def test_nothing_is_said_of_the_first_second(clock: Clock) -> None:
    stream = io.StringIO()
    with progress_for(stream, clock) as progress:
        for step in ("reading", "checking", "rendering"):
            progress.begin(step, 10)
            clock.wait(0.33)
            progress.advance(10)
    assert stream.getvalue() == ""


def test_a_line_when_a_step_begins_and_every_ten_seconds_within_it(clock: Clock) -> None:
    stream = io.StringIO()
    with progress_for(stream, clock) as progress:
        progress.begin("reading", 3_000)
        for _ in range(3_000):
            clock.wait(0.001)
            progress.advance()
        progress.begin("checking")
        clock.wait(0.5)
        progress.begin("rendering", 11_601)
        for _ in range(25):
            clock.wait(1)
            progress.advance(400)
        progress.begin("writing", 0)
    first, *others = stream.getvalue().splitlines()
    assert re.fullmatch(r"reading: (999|1,00[01]) of 3,000", first)
    assert others == [
        "checking",
        "rendering: 0 of 11,601",
        "rendering: 4,000 of 11,601",
        "rendering: 8,000 of 11,601",
        "writing",
    ]


def test_a_step_of_unknown_length_counts_what_is_done(clock: Clock) -> None:
    stream = io.StringIO()
    with progress_for(stream, clock) as progress:
        progress.begin("checking")
        clock.wait(2)
        progress.advance(1_200)
    assert stream.getvalue() == "checking: 1,200\n"


def test_lines_arrive_at_once(clock: Clock) -> None:
    reading, writing = os.pipe()
    with (
        open(reading, "rb", buffering=0) as end,  # noqa: PTH123
        open(writing, "w", encoding="utf-8") as stream,  # noqa: PTH123
        progress_for(stream, clock) as progress,
    ):
        clock.wait(2)
        progress.begin("reading", 7)
        assert end.read(100) == b"reading: 0 of 7" + os.linesep.encode()


@pytest.mark.parametrize("term", ["dumb", "unknown"])
def test_a_terminal_that_cannot_draw_gets_plain_lines(
    term: str, terminal: Terminal, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    with progress_for(terminal.stream, clock) as progress:
        clock.wait(2)
        progress.begin("reading", 7)
    assert terminal.shown() == "reading: 0 of 7\r\n"


def test_a_closed_stream_stops_no_build(clock: Clock) -> None:
    before, between = io.StringIO(), io.StringIO()
    before.close()
    for stream in (before, between):
        with progress_for(stream, clock) as progress:
            between.close()
            clock.wait(2)
            progress.begin("reading", 7)
            clock.wait(20)
            progress.advance()
        assert progress.steps == {"reading": 20}


def test_a_broken_pipe_stops_no_build(clock: Clock) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb", buffering=0) as raw:  # noqa: PTH123
        stream = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
        with progress_for(stream, clock) as progress:
            clock.wait(2)
            progress.begin("reading", 7)
            clock.wait(20)
            progress.advance()
        stream.detach()
    assert progress.steps == {"reading": 20}


# The bar


def test_no_bar_flashes_in_the_first_second(terminal: Terminal, clock: Clock) -> None:
    with progress_for(terminal.stream, clock) as progress:
        progress.begin("reading", 10)
        clock.wait(0.9)
        progress.advance(10)
        progress.begin("rendering", 10)
    assert terminal.shown() == ""


def test_a_bar_shows_the_step_and_its_counts(terminal: Terminal, clock: Clock) -> None:
    with progress_for(terminal.stream, clock) as progress:
        progress.begin("reading", 11_601)
        clock.wait(1)
        progress.advance(4_000)
        assert re.fullmatch(r"reading +━+.*4,000 of 11,601 *", terminal.words())
        clock.wait(0.05)
        progress.advance()
        assert terminal.shown() == ""
        clock.wait(0.06)
        progress.advance()
        assert "4,002 of 11,601" in terminal.words()
        progress.begin("checking")
        assert re.fullmatch(r"checking *", terminal.words())
        progress.begin("rendering", 12)
        assert "0 of 12" in terminal.words()


@pytest.mark.parametrize("error", [None, ValueError, KeyboardInterrupt, SystemExit])
def test_the_bar_leaves_no_trace(error: type[BaseException] | None, terminal: Terminal, clock: Clock) -> None:
    threads, streams = threading.enumerate(), (sys.stdout, sys.stderr)
    with pytest.raises(error) if error else nullcontext(), progress_for(terminal.stream, clock) as progress:
        clock.wait(2)
        progress.begin("reading", 7)
        assert terminal.shown().startswith(HIDE_CURSOR)
        assert threading.enumerate() == threads
        assert (sys.stdout, sys.stderr) == streams
        if error:
            raise error
    left = terminal.shown()
    assert SHOW_CURSOR in left
    assert ERASE_LINE in left
    assert CONTROL.sub("", left[left.rindex(ERASE_LINE) :]) == ""
    progress.advance()
    assert terminal.shown() == ""


def test_colors_can_be_refused(terminal: Terminal, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    for refused in ("", "1"):
        monkeypatch.setenv("NO_COLOR", refused)
        with progress_for(terminal.stream, clock) as progress:
            clock.wait(2)
            progress.begin("reading", 10)
            clock.wait(1)
            progress.advance(5)
            drawn = terminal.shown()
        assert "5 of 10" in drawn
        assert bool(re.search(r"\x1b\[[0-9;]*[34]8;", drawn)) is not bool(refused)
        terminal.shown()


def test_a_narrow_terminal_keeps_the_bar_on_one_line(
    terminal: Terminal, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    with progress_for(terminal.stream, clock) as progress:
        clock.wait(2)
        progress.begin("rendering", 11_601)
        drawn = terminal.words()
        assert "rendering" in drawn
        assert "\n" not in drawn
        assert len(drawn) <= 20


def test_a_terminal_that_goes_away_stops_no_build(terminal: Terminal, clock: Clock) -> None:
    with progress_for(terminal.stream, clock) as progress:
        clock.wait(2)
        progress.begin("reading", 7)
        terminal.stream.close()
        clock.wait(2)
        progress.advance()
    assert progress.steps == {"reading": 2}


@pytest.mark.parametrize("seconds", [0.5, 2])
def test_rich_is_imported_only_for_a_bar(seconds: float, terminal: Terminal) -> None:
    code = (
        "import sys; from corkboard.progress import progress_for; now = 0.0\n"
        "with progress_for(sys.stderr, lambda: now) as progress:\n"
        f"    now = {seconds}; progress.begin('reading', 7)\n"
        "print('rich' in sys.modules)"
    )
    for stream, drawn in ((subprocess.PIPE, False), (terminal.stream, seconds > 1)):
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=stream, text=True, check=True, timeout=60
        )
        assert done.stdout.strip() == str(drawn)


# The end


def test_the_summary_names_what_was_done_and_how_long_each_step_took() -> None:
    steps = {"reading": 2.1, "checking": 1.02, "rendering": 3.654, "writing": 0.4}
    assert summary(11_601, 0, 0, steps) == (
        "Done in 7.17 seconds: 11,601 pages rendered, 0 unchanged, 0 files removed"
        " (reading 2.10, checking 1.02, rendering 3.65, writing 0.40)."
    )


def test_the_summary_counts_in_the_singular_too() -> None:
    assert summary(1, 1_000, 1, {"rendering": 1.0}) == (
        "Done in 1.00 seconds: 1 page rendered, 1,000 unchanged, 1 file removed (rendering 1.00)."
    )


def test_the_summary_leaves_out_steps_that_took_no_time() -> None:
    steps = {"reading": 0.004, "checking": 0.0, "rendering": 0.02}
    assert summary(0, 48, 2, steps) == (
        "Done in 0.02 seconds: 0 pages rendered, 48 unchanged, 2 files removed (rendering 0.02)."
    )
    assert summary(0, 0, 0, {}) == "Done in 0.00 seconds: 0 pages rendered, 0 unchanged, 0 files removed."
