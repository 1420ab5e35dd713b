"""What is fair to the people named: whether they were asked for a reply, and why a rule was overruled."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from corkboard.diagnostics import did_you_mean, nearest, quoted
from corkboard.records.fields import Entry, Id, Line, Moment, Reference, Text
from corkboard.rules import ALWAYS, RULES

__all__ = ["Attempt", "Overruling", "ReplyBy", "ReplyStatus", "RightOfReply"]


class ReplyStatus(StrEnum):
    """Whether somebody was asked for a reply, and what came of it."""

    NOT_YET_ASKED = "not-yet-asked"
    ASKED = "asked"
    ANSWERED = "answered"
    DECLINED = "declined"
    NO_RESPONSE = "no-response"


_NEEDED: dict[ReplyStatus, tuple[str, ...]] = {
    ReplyStatus.NOT_YET_ASKED: (),
    ReplyStatus.ASKED: ("attempts", "deadline"),
    ReplyStatus.ANSWERED: ("answer",),
    ReplyStatus.DECLINED: ("attempts",),
    ReplyStatus.NO_RESPONSE: ("attempts", "deadline"),
}


class Attempt(Entry):
    """Once that somebody was asked."""

    date: Moment = Field(description="When.", examples=["2026-11-02"])
    channel: Line = Field(description="By what way; no address.", examples=["e-mail"])


class RightOfReply(Entry):
    """Whether somebody was asked for a reply.  A status alone stands for a mapping that says no more."""

    status: ReplyStatus = Field(description="How it stands.", examples=["asked"])
    attempts: tuple[Attempt, ...] = Field((), description="Each time they were asked: date and channel.")
    deadline: Moment | None = Field(None, description="Until when they could answer.", examples=["2026-11-16"])
    answered: Moment | None = Field(None, description="When they answered or declined.", examples=["2026-11-10"])
    answer: Text | None = Field(None, description="What they answered, in full.", examples=["I never saw that log."])

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [field for field in _NEEDED[self.status] if not getattr(self, field)]
        message = ""
        if missing:
            message = f'where it is "{self.status}", {" and ".join(missing)} must be given'
        elif self.answer and self.status is not ReplyStatus.ANSWERED:
            message = f'there is an answer: the status is "{ReplyStatus.ANSWERED}"'
        elif self.attempts and self.status is ReplyStatus.NOT_YET_ASKED:
            message = f'there are attempts: the status is "{ReplyStatus.ASKED}", or what came of it'
        if message:
            raise PydanticCustomError("corkboard", "{message}", {"message": message})
        return self


class ReplyBy(RightOfReply):
    """Whether somebody was asked for a reply to what an article says."""

    to: Annotated[Id, Reference(("person", "organization"))] = Field(
        description="The id of whom it is about.", examples=["person-a"]
    )


def _rule(name: str) -> str:
    if name in ALWAYS:
        message = f"{quoted(name)} cannot be overruled"
    elif name not in RULES:
        hint = did_you_mean(nearest(name, RULES)) or f"there are: {', '.join(RULES)}"
        message = f"there is no rule {quoted(name)}; {hint}"
    else:
        return name
    raise PydanticCustomError("corkboard", "{message}", {"message": message})


class Overruling(Entry):
    """A fairness rule that does not apply to a field of this file, and why."""

    rule: Annotated[Line, AfterValidator(_rule)] = Field(
        description="The rule's name.", examples=["reads-as-a-statement"]
    )
    field: Line | None = Field(
        None,
        description="The field, such as `title` or `people.as`, as problems name it; all of the file if left out.",
        examples=["title"],
    )
    why: Text = Field(description="Why it does not apply here.", examples=["It is the title of a play."])
