"""What was corrected in an article: when, what it said, what it says now, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from corkboard.records.fields import Entry, Moment, Slug, Text

__all__ = ["Correction", "CorrectionKind"]


class CorrectionKind(StrEnum):
    """What a correction is; a typo is the only one that is not material."""

    TYPO = "typo"
    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    RETRACTION = "retraction"


class Correction(Entry):
    """What an article said, and what it says now."""

    date: Moment = Field(description="When it was corrected.", examples=["2026-11-23"])
    kind: CorrectionKind = Field(
        CorrectionKind.CORRECTION,
        description="What it is. All but a typo are shown at the article's top.",
        examples=["retraction"],
    )
    said: Text | None = Field(None, description="What the article said.", examples=["The log begins in March."])
    says: Text | None = Field(None, description="What it says now.", examples=["The log begins in May."])
    why: Text = Field(description="Why.", examples=["We misread the date."])
    evidence: Slug | None = Field(
        None,
        description="The id of the article's evidence that it is about; a retraction without is of all the article.",
        examples=["first-paid"],
    )

    @model_validator(mode="after")
    def _tells_what_changed(self) -> Self:
        if not (self.said or self.says or self.evidence):
            message = (
                "it says nothing of what changed: give said, says, or the evidence that it is about; "
                "what must not be repeated can be described in says"
            )
        elif self.said and self.says and self.said.split() == self.says.split():
            message = "said and says are the same"
        else:
            return self
        raise PydanticCustomError("corkboard", "{message}", {"message": message})
