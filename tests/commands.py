"""The `pelican` command in a process group of its own, to be watched and to be ended in the middle."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sites import NOW, PROJECT

PATIENCE = 120  # seconds for what takes a few, unless something is wrong
_EXTRA = """\
---
title: Night {number}
date: 2025-06-01
people: [orla-mockridge]
hypotheses: [an-insurance-claim]
tags: [night {tag}]
---
[Orla Mockridge]({{person}}orla-mockridge) saw the light *{number}* times.
"""


def publication(folder: Path, more: int = 0) -> Path:
    """The content of a small publication, with so many more articles.  From about a hundred on, workers help."""
    content = folder / "content"
    shutil.copytree(PROJECT / "examples/harbor-lights/content", content)
    for number in range(more):
        (content / f"articles/night-{number}.md").write_text(_EXTRA.format(number=number, tag=number % 7))
    return content


def command(folder: Path, *settings: str) -> list[str]:
    """What builds the content of a folder into `output` beside it, with the cache in `cache`."""
    program = [str(Path(sys.executable).with_name("pelican")), str(folder / "content")]
    places = [
        "-s",
        str(PROJECT / "pelicanconf.py"),
        "-o",
        str(folder / "output"),
        "--cache-path",
        str(folder / "cache"),
    ]
    return [*program, *places, "-e", f'NOW="{NOW}"', *settings]


def tree(folder: Path) -> dict[str, bytes]:
    """All files in a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def wait_until(condition: Callable[[], object]) -> None:
    """Raises TimeoutError."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.002)


_STEPS = ("looking", "reading", "checking", "finding names", "exporting", "rendering", "writing")


def sentences(said: str) -> list[str]:
    """What a command said besides how far it had come, which depends on how fast the machine is."""
    return [line for line in said.splitlines() if line.partition(":")[0] not in _STEPS]


class Build:
    """A command under way."""

    def __init__(self, command: Sequence[str]) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True)
        self.complained = ""

    def wait(self) -> None:
        """Until the command and all that it has started have ended: each of them could write to its terminal."""
        self.complained = self.process.communicate(timeout=PATIENCE)[1]

    @property
    def sentences(self) -> list[str]:
        return sentences(self.complained)

    @property
    def ended(self) -> tuple[int, list[str]]:
        """With which exit code, and what it said."""
        return self.process.returncode, self.sentences

    @property
    def workers(self) -> list[int]:
        """The processes that it has spawned to work, by their ids."""
        number = self.process.pid
        with suppress(OSError):
            children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
            return [int(one) for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]
        return []

    def signal(self, number: signal.Signals) -> None:
        """To all its processes, as a terminal sends it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


@contextmanager
def running(command: Sequence[str]) -> Iterator[Build]:
    """A command under way.  At the end nothing of it is left, else the test fails."""
    build = Build(command)
    try:
        yield build
        build.wait()
    finally:
        build.signal(signal.SIGKILL)
        build.process.communicate()


def ran(command: Sequence[str]) -> Build:
    """A command from its beginning to its end."""
    with running(command) as build:
        pass
    return build
