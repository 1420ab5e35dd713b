"""What open pages are told of each build: whether it failed and why, and which files it changed."""

from __future__ import annotations

import json
import secrets
from collections import deque
from dataclasses import asdict
from threading import Condition

from corkboard.diagnostics import Severity, tally
from corkboard.preview.rebuild import Outcome

__all__ = ["Channel"]

_REMEMBERED = 100  # builds
_LISTED = 1000  # changed files, above which it is not told which they are


class Channel:
    """The last build, for any number of threads that wait for the next.

    A build's name is that of no other, also of another run of the preview.
    """

    def __init__(self) -> None:
        self._run = secrets.token_hex(4)
        self._number = 0
        self._outcome = Outcome((), (), frozenset())
        self._changed: deque[frozenset[str] | None] = deque(maxlen=_REMEMBERED)
        self._news = Condition()
        self._closed = False

    @property
    def build(self) -> str:
        """The name of the last build."""
        return self._name(self._number)

    @property
    def failed(self) -> bool:
        """Whether the last build did."""
        return self._outcome.failed

    def publish(self, outcome: Outcome) -> None:
        """Let everybody know what came out of a build."""
        with self._news:
            self._number += 1
            self._outcome = outcome
            self._changed.append(frozenset() if outcome.failed else outcome.changed)
            self._news.notify_all()

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._news:
            self._closed = True
            self._news.notify_all()

    def news(self, seen: str, timeout: float) -> str | None:
        """The name of the last build once that is not `seen`, else empty after so many seconds; None at the end."""
        with self._news:
            self._news.wait_for(lambda: self._closed or self.build != seen, timeout)
            return None if self._closed else "" if self.build == seen else self.build

    def story(self, seen: str) -> tuple[str, str]:
        """The last build's name, and in JSON what somebody must know who has seen a page of the build `seen`."""
        with self._news:
            build, outcome, changed = self.build, self._outcome, self._changed_since(seen)
        errors = [one for one in outcome.problems if one.severity is Severity.ERROR] if outcome.failed else []
        story = {
            "changed": None if changed is None or len(changed) > _LISTED else sorted(changed),
            "title": "" if not outcome.failed else tally(errors) if errors else "The site could not be built",
            "messages": list(outcome.messages),
            "problems": [asdict(one) for one in errors],
        }
        return build, json.dumps(story)

    def _changed_since(self, seen: str) -> frozenset[str] | None:
        oldest = self._number - len(self._changed)
        for number in range(oldest, self._number + 1):
            if self._name(number) == seen:
                parts = list(self._changed)[number - oldest :]
                return None if None in parts else frozenset().union(*(part for part in parts if part is not None))
        return None

    def _name(self, number: int) -> str:
        return f"{self._run}-{number}"
