"""What one file of an article tells readers, and what it says of changes to it.

Fields are taken as they stand, not as a record: what was written for an earlier Corkboard counts as well.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from corkboard.diagnostics import Problem
from corkboard.documents.document import Source, parse
from corkboard.documents.front_matter import FrontMatter, split
from corkboard.history.visible import visible_line, visible_text
from corkboard.records.fields import Status
from corkboard.settings import Settings, parse_moment

__all__ = ["Telling", "told_by"]

_STATE = ("status", "date", "modified", "corrections")


@dataclass(frozen=True)
class Telling:
    """An article's file.  `state` is what it says of itself, of a translation with what that has from the original."""

    source: Source
    front_matter: FrontMatter
    state: Mapping[str, Any]
    data: bytes  # all of the file
    settings: Settings

    @cached_property
    def body(self) -> str:
        """What readers see of it, made only where somebody asks: Markdown takes a while."""
        parsed = parse(self.source, self.data, self.settings.markdown_engine, self.settings.timezone)
        return visible_text(parsed.document.html)

    def line(self, field: str) -> str:
        """The title or the summary."""
        return visible_line(str(self.front_matter.values.get(field) or ""))

    @cached_property
    def claims(self) -> Mapping[str, str]:
        """Each claim by its id, with how far it was checked."""
        return {
            str(one.get("id")): visible_line(f"{one.get('verification')}: {one.get('claim')}")
            for one in _mappings(self.front_matter.values.get("evidence"))
        }

    @property
    def corrections(self) -> Counter[tuple[str, ...]]:
        """What the corrections say of changes: a better reason, or another date, makes no new one."""
        return Counter(
            tuple(visible_line(str(one.get(field) or "")) for field in ("said", "says", "evidence"))
            for one in _mappings(self.state.get("corrections"))
        )

    def moment(self, field: str) -> dt.datetime | None:
        """The date in a field, if it is one."""
        try:
            return parse_moment(str(self.state[field]), self.settings.timezone) if self.state.get(field) else None
        except ValueError:
            return None

    @property
    def status(self) -> str:
        """An article dated ahead is as good as a draft."""
        date, status = self.moment("date"), str(self.state.get("status") or Status.PUBLISHED)
        ahead = date is None or date > self.settings.now
        return Status.DRAFT if ahead and status != Status.WITHDRAWN else status

    @property
    def address(self) -> str:
        """The last part of its address."""
        return str(self.front_matter.values.get("slug") or self.source.id)

    @property
    def old_addresses(self) -> Sequence[str]:
        found = self.front_matter.values.get("redirect_from")
        return [str(one) for one in found] if isinstance(found, list) else []


def told_by(source: Source, data: bytes, original: bytes | None, settings: Settings) -> Telling | None:
    """None for what has no front matter that can be read.  `original` is what a translation is of."""
    front_matter = split(data, source.name)
    if isinstance(front_matter, Problem):
        return None
    state = _state_of(original, source.name) if original is not None else {}
    state |= {name: value for name, value in front_matter.values.items() if name in _STATE and value is not None}
    return Telling(source, front_matter, state, data, settings)


def _state_of(data: bytes, name: str) -> dict[str, Any]:
    found = split(data, name)
    return {} if isinstance(found, Problem) else {one: found.values.get(one) for one in _STATE}


def _mappings(value: object) -> Sequence[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
