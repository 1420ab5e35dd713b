"""A static page."""

from __future__ import annotations

from pydantic import Field

from corkboard.records.common import Record
from corkboard.records.fields import Slug

__all__ = ["Page"]


class Page(Record):
    """A page that stands by itself, such as About or Privacy: `content/pages/<id>.md`."""

    slug: Slug | None = Field(None, description="Its address; the id if left out.", examples=["about"])
