"""What records of every type have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from corkboard.records.fairness import Overruling, RightOfReply
from corkboard.records.fields import Entry, Id, Line, RedirectPath, Reference, Text

__all__ = ["Alias", "Aliases", "Named", "Record", "Relation"]


class Record(Entry):
    """One Markdown file's front matter."""

    title: Line = Field(description="The headline, or the name.", examples=["Who moved the harbor lights?"])
    summary: Text | None = Field(
        None,
        description="One or two sentences of plain text, shown under the title, in lists and on cards.",
        examples=["What the harbor log says, and what it leaves out."],
    )
    redirect_from: tuple[RedirectPath, ...] = Field(
        (), description="Old addresses that lead here.", examples=[["/old/address/"]]
    )
    overruled: tuple[Overruling, ...] = Field((), description="Fairness rules that do not apply here, and why.")


class Relation(Entry):
    """How somebody is related to somebody else.  State it on one side: the other shows it by itself."""

    to: Annotated[Id, Reference(("person", "organization"))] = Field(
        description="The id of a person or an organization.", examples=["person-b"]
    )
    kind: Line = Field(description="The kind of relation, in a word or two.", examples=["family"])
    as_: Line | None = Field(
        None,
        alias="as",
        description="What the one whose page this is, is to the other.",
        examples=["son-in-law"],
    )
    source: Annotated[Id, Reference(("article",), or_web_address=True)] | None = Field(
        None, description="Who says so: an article's id or a web address.", examples=["an-earlier-article"]
    )


def _by_name(value: Any) -> Any:
    return value if isinstance(value, Mapping) else {"name": value}


class Alias(Entry):
    """Another name or spelling."""

    name: Line = Field(description="The name.", examples=["Persona A."])
    autolink: bool = Field(True, description="Whether it becomes a link where an article says it first.")


Aliases = tuple[Annotated[Alias, BeforeValidator(_by_name)], ...]


def _by_status(value: Any) -> Any:
    return {"status": value} if isinstance(value, str) else value


class Named(Record):
    """Whoever can be named in a text."""

    aliases: Aliases = Field(
        (),
        description="Other names and spellings, in any script, by which texts name this one: texts, or mappings.",
        examples=[["Persona A.", "Персона А"]],
    )
    autolink: bool = Field(True, description="Whether its names become links where articles say them first.")
    relations: tuple[Relation, ...] = Field((), description="Relations to people and organizations.")
    right_of_reply: Annotated[RightOfReply, BeforeValidator(_by_status)] | None = Field(
        None, description="Whether they were asked for a reply: a status, or a mapping.", examples=["not-yet-asked"]
    )
