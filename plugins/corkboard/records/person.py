"""A person that articles name."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from corkboard.records.common import Named
from corkboard.records.fields import Entry, Id, Line, PartialDateField, Reference

__all__ = ["Person", "Role"]


class Role(Entry):
    """An office or a description that somebody gives a person, and for how long."""

    title: Line = Field(description="The office.", examples=["Chair"])
    organization: Annotated[Id, Reference(("organization",), or_name=True)] | None = Field(
        None, description="An organization's id, or a name in quotes.", examples=["organization-a"]
    )
    from_: PartialDateField | None = Field(
        None, alias="from", description="Since when: a partial date.", examples=["2016-05"]
    )
    to: PartialDateField | None = Field(
        None,
        description="Until when: a partial date; left out or `null` where it has not ended or is not known.",
        examples=["c. 2017"],
    )
    source: Annotated[Id, Reference(("article",), or_web_address=True)] | None = Field(
        None, description="Who says so: an article's id or a web address.", examples=["an-earlier-article"]
    )

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.from_ and self.to and self.to.bounds[1] < self.from_.bounds[0]:
            raise PydanticCustomError("corkboard", "{message}", {"message": "the role ends before it begins"})
        return self


class Person(Named):
    """A person that articles name: `content/people/<id>.md`."""

    roles: tuple[Role, ...] = Field((), description="Offices held, as a source states them.")
    died: PartialDateField | None = Field(
        None, description="When they died: a partial date. Fairness rules are for the living.", examples=["1987"]
    )
