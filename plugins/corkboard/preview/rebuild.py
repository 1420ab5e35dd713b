"""What the preview knows of a build: how to ask for one, and what came out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from corkboard.diagnostics import Problem, any_errors

__all__ = ["Outcome", "Rebuild"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out of a build.  One that failed has left the site's files as they were."""

    problems: Sequence[Problem]  # errors and warnings in the content
    messages: Sequence[str]  # what else is wrong: settings, templates, writing files; a sentence each
    changed: frozenset[str] | None  # paths in the output written or removed; None: any may have been
    pages: int | None = None  # that the site has; None: not counted

    @property
    def failed(self) -> bool:
        return bool(self.messages) or any_errors(self.problems)


class Rebuild(Protocol):
    def __call__(self, changed: Collection[Path]) -> Outcome:
        """Build the site as its sources are now.  What is wrong with them is in the outcome, never raised.

        `changed` are the real paths of all that can have changed since the last call.
        """
        ...
