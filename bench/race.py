"""Generators that build their sites in turns."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from statistics import median

from bench.errors import BenchError
from bench.measure import Measurement, measure
from bench.publication import Publication

__all__ = ["Contender", "Phase", "Result", "race"]


class Phase(StrEnum):
    """What is there when a build begins."""

    COLD = "cold"  # no output, no cache
    UNCHANGED = "nothing changed"  # all that the cold build left
    EDITED = "one edit"  # the same, and one article with another title and text


@dataclass(frozen=True)
class Contender:
    """A generator with a site to build."""

    name: str
    command: Sequence[str]
    folder: Path  # in which the command is run
    output: Path
    cache: Path
    publication: Publication | None = None  # what is built, if it is the synthetic one

    def build(self, phase: Phase, turn: int) -> Measurement:
        """Build the site once.  Raises BenchError."""
        edit = None
        if phase is Phase.COLD:
            for folder in (self.output, self.cache):
                if folder.exists():
                    shutil.rmtree(folder)
        elif phase is Phase.EDITED and self.publication:
            edit = self.publication.edit(turn)
        measured = measure(self.command, self.folder)
        missing = self.publication.missing(self.output) if self.publication else []
        if missing:
            raise BenchError(f"{self.name} did not write {len(missing)} files that it should, such as {missing[0]}")
        if edit and edit[1] not in (self.output / edit[0]).read_text("utf-8"):
            raise BenchError(f"{self.name} was told of an edit and did not publish it in {edit[0]}")
        return measured


@dataclass(frozen=True)
class Result:
    """What a contender took in each phase, run by run."""

    name: str
    pages: int
    measured: Mapping[Phase, Sequence[Measurement]]

    def seconds(self, phase: Phase) -> float:
        """The median."""
        return median(one.seconds for one in self.measured[phase])

    @property
    def megabytes(self) -> float | None:
        """The median of the cold builds' peaks; none where one is not known."""
        peaks = [one.megabytes for one in self.measured[Phase.COLD]]
        known = [one for one in peaks if one is not None]
        return median(known) if len(known) == len(peaks) else None


def race(
    contenders: Sequence[Contender], runs: int, say: Callable[[str], None], phases: Sequence[Phase] = tuple(Phase)
) -> list[Result]:
    """Let all contenders build by turns, so that a slow minute of the machine hits all of them.

    Raises BenchError.
    """
    measured: list[dict[Phase, list[Measurement]]] = [defaultdict(list) for _ in contenders]
    for turn in range(runs):
        for contender, found in zip(contenders, measured, strict=True):
            for phase in phases:
                one = contender.build(phase, turn)
                found[phase].append(one)
                say(f"run {turn + 1} of {runs}: {contender.name}, {phase}: {one.seconds:.2f} s")
    return [
        Result(contender.name, sum(1 for _ in contender.output.rglob("*.html")), found)
        for contender, found in zip(contenders, measured, strict=True)
    ]
