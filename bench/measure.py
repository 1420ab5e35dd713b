"""One command, run to its end: how long it took, and how much memory it and all that it started had."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.errors import BenchError

__all__ = ["Measurement", "measure"]

_PAUSE = 0.25  # seconds between two looks at the memory
_LINES = 20  # of what a failed command said last
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Measurement:
    """What one run took."""

    seconds: float
    megabytes: float | None  # the peak of the proportional set size; none if nothing tells, or it was over too soon


def measure(command: Sequence[str], folder: Path) -> Measurement:
    """Run a command in a folder.  Raises BenchError."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        started = time.perf_counter()
        try:
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        except OSError as error:
            raise BenchError(f"{command[0]} cannot be started: {error.strerror}") from error
        with process, _Sampler(process.pid) as sampler:
            code = process.wait()
            seconds = time.perf_counter() - started
        if code:
            log.seek(0)
            last = "".join(log.readlines()[-_LINES:])
            raise BenchError(f"{' '.join(command)} failed with exit code {code}:\n{last}")
    return Measurement(seconds, sampler.peak)


class _Sampler:
    """Looks at the memory of a process and its descendants again and again, as long as it is open."""

    def __init__(self, pid: int) -> None:
        self.peak: float | None = None
        self._pid = pid
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Sampler:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(_PAUSE):
            found = sum(map(_kilobytes, _tree(self._pid))) / 1024
            if found:
                self.peak = max(found, self.peak or 0)


def _tree(pid: int) -> list[int]:
    """A process and all that descend from it, as far as they are still there."""
    found = [pid]
    for one in found:
        try:
            for task in os.listdir(f"/proc/{one}/task"):  # noqa: PTH208 - names are all that is needed
                found += map(int, Path(f"/proc/{one}/task/{task}/children").read_text("ascii").split())
        except OSError:
            continue
    return found


def _kilobytes(pid: int) -> int:
    """The proportional set size of one process; 0 if it is gone or the system does not tell."""
    try:
        found = _PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text("ascii"))
    except OSError:
        return 0
    return int(found[1]) if found else 0
