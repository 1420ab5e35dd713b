"""A hypothesis, and the question that competing hypotheses answer."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from corkboard.records.common import Aliases, Record
from corkboard.records.evidence import Assessment
from corkboard.records.fields import HypothesisStatus, Id, Reference, Text

__all__ = ["Hypothesis", "Question"]


class Hypothesis(Record):
    """Somebody's answer to a question, and nobody's finding: `content/hypotheses/<id>.md`."""

    question: Annotated[Id, Reference(("question",))] | None = Field(
        None, description="The id of the question that it answers.", examples=["who-is-behind-the-attacks"]
    )
    statement: Text | None = Field(
        None,
        description="The hypothesis in a sentence.",
        examples=["Certain writers chose the tactic as a way to earn."],
    )
    attributed_to: Annotated[Id, Reference(("article",))] | None = Field(
        None, description="Whose hypothesis it is: an article's id.", examples=["an-earlier-article"]
    )
    aliases: Aliases = Field(
        (),
        description="Other words by which texts name it, besides its title: texts, or mappings. No page shows them.",
        examples=[["the insurance theory"]],
    )
    autolink: bool = Field(True, description="Whether its names become links where articles say them first.")
    status: HypothesisStatus = Field(HypothesisStatus.OPEN, description="How it stands.", examples=["open"])
    assessments: tuple[Assessment, ...] = Field((), description="How likely it was held to be, and when.")
    would_change: tuple[Text, ...] = Field(
        (), description="What would change the assessment.", examples=[["A second, independent log."]]
    )


class Question(Record):
    """The question that competing hypotheses answer: `content/questions/<id>.md`."""
