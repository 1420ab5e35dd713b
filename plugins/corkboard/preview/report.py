"""What the terminal shows of a preview: a line for each build, and below it what is wrong."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from corkboard.diagnostics import Problem, Severity, as_text, tally
from corkboard.preview.rebuild import Outcome

__all__ = ["Reporter"]


class Reporter:
    """Puts outcomes into words, and warnings and notices into words once."""

    def __init__(self) -> None:
        self._warnings: set[Problem] = set()

    def report(self, changed: Collection[Path], outcome: Outcome, seconds: float) -> str:
        """Lines on what changed, how long the build took and what is wrong, with a line feed after each."""
        warnings = {one for one in outcome.problems if one.severity is not Severity.ERROR}
        told = [one for one in outcome.problems if one not in self._warnings]
        if not outcome.failed:
            self._warnings = warnings
        what = f"{_names(changed)}: " if changed else ""
        lines = map(_plain, [f"{what}{_result(outcome)} ({seconds:.2f} s)", *outcome.messages])
        return "".join(f"{line}\n" for line in (*lines, *map(as_text, told)))


def _result(outcome: Outcome) -> str:
    if outcome.failed:
        wrong = tally(outcome.problems) if outcome.problems else "the site could not be built"
        return f"{wrong}; the preview is as it was"
    parts = [] if outcome.pages is None else [f"{outcome.pages} pages"]
    if outcome.changed is not None:
        count = len(outcome.changed)
        parts.append(f"{count} file{'' if count == 1 else 's'} changed" if count else "nothing changed")
    if outcome.problems:
        parts.append(tally(outcome.problems))
    return ", ".join(parts) or "built"


def _names(paths: Collection[Path]) -> str:
    """E.g. "content/articles/a.md and 3 more"; of files that are gone only where all are."""
    here = Path.cwd()
    told = sorted(filter(Path.exists, paths)) or sorted(paths)  # some programs save by way of a file that they rename
    name = (told[0].relative_to(here) if told[0].is_relative_to(here) else told[0]).as_posix()
    return name if len(told) == 1 else f"{name} and {len(told) - 1} more"


def _plain(text: str) -> str:
    """Without anything that could steer a terminal: names of files and messages hold what others wrote."""
    return "".join(char if char.isprintable() or char == "\n" else "?" for char in text)
