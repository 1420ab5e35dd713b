"""Moments that files tell of as past, and that lie ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from corkboard.board.catalog import Catalog
from corkboard.documents.document import Blame
from corkboard.records.past import told_as_past

__all__ = ["past_that_lies_ahead"]


def past_that_lies_ahead(catalog: Catalog, now: dt.datetime) -> Iterator[Blame]:
    """When a source was seen, or somebody was asked, answered or died, told before it can have been."""
    for item in catalog:
        if item.outline.past and dt.datetime.fromisoformat(item.outline.past) > now:
            for path, moment in told_as_past(item.record):
                if moment > now and (not item.translation or path[0] in item.outline.given):
                    message = f"this lies ahead: it is {now.astimezone(moment.tzinfo).isoformat(' ', 'minutes')}"
                    field = ".".join(part for part in path if isinstance(part, str))
                    yield Blame(item.name, field, message, "give the day on which it was", path)
