"""Who writes here."""

from __future__ import annotations

from pydantic import Field

from corkboard.records.common import Record
from corkboard.records.fields import WebAddress

__all__ = ["Author"]


class Author(Record):
    """Who writes here: `content/authors/<id>.md`."""

    url: WebAddress | None = Field(None, description="The author's own page.", examples=["https://example.org/desk"])
