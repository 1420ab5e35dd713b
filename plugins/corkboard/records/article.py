"""An article or a follow-up."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from corkboard.records.common import Record
from corkboard.records.corrections import Correction
from corkboard.records.evidence import AssessmentIn, Evidence, Source
from corkboard.records.fairness import ReplyBy
from corkboard.records.fields import (
    Comments,
    Entry,
    Id,
    Line,
    Moment,
    Reference,
    Slug,
    Stance,
    Status,
    Tag,
    Text,
    canonical_id,
)
from corkboard.settings import LANGUAGE

__all__ = ["Article", "Bearing", "OrganizationMention", "PersonMention"]


def _by_id(value: Any) -> Any:
    """An id alone stands for a mapping that says no more."""
    return {"id": value} if isinstance(value, str) else value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _language(value: str) -> str:
    if not LANGUAGE.fullmatch(value):
        raise PydanticCustomError(
            "corkboard", "{message}", {"message": f'"{value}" is not a language code, such as en or pt-BR'}
        )
    return value


class PersonMention(Entry):
    """Somebody whom an article names."""

    id: Annotated[Id, Reference(("person",))] = Field(description="A person's id.", examples=["person-b"])
    as_: Line | None = Field(
        None, alias="as", description="What this article calls them.", examples=["President of a chamber"]
    )


class OrganizationMention(Entry):
    """An organization that an article names."""

    id: Annotated[Id, Reference(("organization",))] = Field(
        description="An organization's id.", examples=["organization-a"]
    )
    as_: Line | None = Field(None, alias="as", description="What this article calls it.", examples=["the chamber"])


class Bearing(Entry):
    """What an article means for a hypothesis."""

    id: Annotated[Id, Reference(("hypothesis",))] = Field(description="A hypothesis' id.", examples=["paid-per-piece"])
    stance: Stance = Field(Stance.NEUTRAL, description="What the article does to it.", examples=["supports"])
    note: Text | None = Field(
        None, description="Why, in a sentence.", examples=["Only one man was written about at first."]
    )


class Article(Record):
    """An article or a follow-up: `content/articles/<id>.md`."""

    slug: Slug | None = Field(
        None, description="The last part of its address; the id if left out.", examples=["who-is-behind-the-attacks"]
    )
    date: Moment | None = Field(
        None,
        description="When it is published: a date, or a date and time. One that lies ahead keeps the article back "
        "until then. Required, unless the article is a draft.",
        examples=["2026-11-22"],
    )
    modified: Moment | None = Field(
        None, description="When it was last changed. A later correction counts instead.", examples=["2026-11-23"]
    )
    authors: tuple[Annotated[Id, Reference(("author",))], ...] = Field(
        (), description="Ids of those who wrote it.", examples=[["desk"]]
    )
    lang: Annotated[Line, AfterValidator(_language)] | None = Field(
        None, description="The language it is written in; the site's if left out.", examples=["en"]
    )
    status: Status = Field(
        Status.PUBLISHED,
        validate_default=True,
        description="A draft appears nowhere. A withdrawn article keeps its address, which says that it was withdrawn.",
        examples=["draft"],
    )
    people: tuple[Annotated[PersonMention, BeforeValidator(_by_id)], ...] = Field(
        (), description="Whom it names: ids, or mappings."
    )
    organizations: tuple[Annotated[OrganizationMention, BeforeValidator(_by_id)], ...] = Field(
        (), description="Which organizations it names: ids, or mappings."
    )
    hypotheses: tuple[Annotated[Bearing, BeforeValidator(_by_id)], ...] = Field(
        (), description="Which hypotheses it bears on, and how: ids, or mappings."
    )
    follows: Annotated[tuple[Annotated[Id, Reference(("article",))], ...], BeforeValidator(_listed)] = Field(
        (), description="The article that it follows up: an id, or a list of ids.", examples=["an-earlier-article"]
    )
    tags: tuple[Tag, ...] = Field((), description="Topics.", examples=[["media"]])
    evidence: tuple[Evidence, ...] = Field((), description="What it claims, and what that means for hypotheses.")
    sources: tuple[Source, ...] = Field((), description="Whom and what its evidence rests on.")
    assessments: tuple[AssessmentIn, ...] = Field((), description="How it moves hypotheses.")
    right_of_reply: tuple[ReplyBy, ...] = Field(
        (), description="Whether those whom it is about were asked for a reply; comes before what their pages say."
    )
    corrections: tuple[Correction, ...] = Field((), description="What was corrected in it, and why.")
    autolink: bool = Field(
        True, description="Whether the first mention of each person, organization and hypothesis becomes a link."
    )
    comments: Comments = Field(
        Comments.OPEN, description="Whether readers may comment, where the site takes comments.", examples=["closed"]
    )

    @property
    def last_modified(self) -> datetime | None:
        """The latest of `modified` and the dates of its corrections, which no article precedes; None without either.

        A correction of the day on which the article appeared may be dated by that day alone, which began before.
        """
        if not self.corrections:
            return self.modified
        dates = (self.date, self.modified, *(one.date for one in self.corrections))
        return max(date for date in dates if date is not None)

    @field_validator("right_of_reply")
    @classmethod
    def _one_word_on_each(cls, value: tuple[ReplyBy, ...]) -> tuple[ReplyBy, ...]:
        asked = [canonical_id(one.to) for one in value]
        if twice := next((id for number, id in enumerate(asked) if id in asked[:number]), ""):
            message = f'what "{twice}" was asked is told twice: put it into one entry'
            raise PydanticCustomError("corkboard", "{message}", {"message": message})
        return value

    @field_validator("corrections")
    @classmethod
    def _each_told_once(cls, value: tuple[Correction, ...]) -> tuple[Correction, ...]:
        if len(set(value)) < len(value):
            raise PydanticCustomError("corkboard", "{message}", {"message": "two are the same: delete one of them"})
        return value

    @field_validator("status")
    @classmethod
    def _dated_unless_draft(cls, status: Status, info: ValidationInfo) -> Status:
        """Checked with the fields, so that it is reported together with what else is wrong."""
        translated = info.context is not None and info.context.get("translation")
        if status is not Status.DRAFT and not translated and info.data.get("date", ...) is None:
            raise PydanticCustomError("missing_date", "date is missing")
        return status
