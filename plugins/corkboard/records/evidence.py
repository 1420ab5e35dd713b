"""What an article claims, on whose word, and what that means for the hypotheses of a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from corkboard.diagnostics import quoted
from corkboard.records.fields import (
    Entry,
    Id,
    Line,
    Moment,
    Reference,
    Slug,
    Text,
    WebAddress,
    canonical_id,
    id_problem,
    is_web_address,
    read_as,
    web_address,
)
from corkboard.records.likelihood import Confidence, Likelihood

__all__ = [
    "Assessment",
    "AssessmentBy",
    "AssessmentIn",
    "Evidence",
    "Grade",
    "Source",
    "SourceKind",
    "Verification",
    "Weight",
]


class Verification(StrEnum):
    """How far a claim has been checked."""

    VERIFIED = "verified"
    CORROBORATED = "corroborated"
    REPORTED = "reported"
    UNVERIFIED = "unverified"
    DISPUTED = "disputed"
    RETRACTED = "retracted"


class Weight(StrEnum):
    """How far a piece of evidence fits a hypothesis (Heuer 1999, chapter 8; the letters are those of PARC's ACH)."""

    VERY_CONSISTENT = "CC"
    CONSISTENT = "C"
    NEUTRAL = "N"
    INCONSISTENT = "I"
    VERY_INCONSISTENT = "II"
    NOT_APPLICABLE = "NA"


class SourceKind(StrEnum):
    """What a source is."""

    DOCUMENT = "document"
    PUBLICATION = "publication"
    DATASET = "dataset"
    RECORDING = "recording"
    NAMED_PERSON = "named person"
    INSIDER = "insider"
    OWN_OBSERVATION = "own observation"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Grade:
    """The Admiralty code: reliability of a source (A–F) and credibility of what it says (1–6).

    Two independent axes, never put together into one figure.  F and 6 mean that it cannot be judged, not that it
    lies in the middle.  Source: NATO AJP-2.1, Allied Joint Doctrine for Intelligence Procedures, 2016, annex 3A.
    """

    reliability: str
    credibility: str

    @classmethod
    def parse(cls, text: str) -> Grade:
        """Raises ValueError unless it is a letter and a figure, such as "B2" or "b2"."""
        match = re.fullmatch(r"([A-F])([1-6])", text.strip().upper())
        if match is None:
            raise ValueError(
                f"{quoted(text)} is no grade: write a letter from A to F and a figure from 1 to 6, such as B2"
            )
        return cls(*match.groups())

    def __str__(self) -> str:
        return self.reliability + self.credibility


def _fail(message: str) -> PydanticCustomError:
    return PydanticCustomError("corkboard", "{message}", {"message": message})


def _once_each(ids: Iterable[str]) -> None:
    seen = set()
    for id in map(canonical_id, ids):
        if id in seen:
            raise _fail(f"{quoted(id)} is given twice: delete one of them")
        seen.add(id)


def _part(value: str) -> str:
    """The id of something in an article: its own, or `article#id` in another one."""
    article, hash, part = value.partition("#")
    for id in (article, part) if hash else (value,):
        if why := id_problem(id):
            raise _fail(f"{quoted(value)} will not do: {why}; what belongs to another article is article-id#its-id")
    return value


_TEXT = WithJsonSchema({"type": "string"})
GradeField = Annotated[
    Grade, read_as("a grade such as B2", Grade.parse), WithJsonSchema({"type": "string", "pattern": "^[A-F][1-6]$"})
]
LikelihoodField = Annotated[Likelihood, read_as("a term of likelihood or a percentage", Likelihood.parse), _TEXT]
PartOfArticle = Annotated[Id, AfterValidator(_part), Reference(("article",), part=True)]


class Source(Entry):
    """Whom or what a claim rests on."""

    id: Slug = Field(description="By which evidence refers to it; it belongs to its article.", examples=["insider-1"])
    kind: SourceKind | None = Field(None, description="What it is.", examples=["insider"])
    title: Line | None = Field(None, description="What it is called.", examples=["Minutes of the board"])
    grade: GradeField | None = Field(
        None,
        description="The Admiralty code: reliability A–F, credibility 1–6. F and 6: cannot be judged.",
        examples=["B2"],
    )
    note: Text | None = Field(None, description="About the source.", examples=["not named, could not be checked"])
    private: bool = Field(
        False, description="Whether the note is for the desk alone: then it is in no output.", examples=["true"]
    )
    derived_from: PartOfArticle | None = Field(
        None,
        description="The id of the source that it repeats: the two count once. In another article, `article#id`.",
        examples=["insider-1"],
    )
    url: WebAddress | None = Field(None, description="Where it is.", examples=["https://example.org/minutes"])
    archived: Line | None = Field(
        None,
        description="Where a copy of it is: a web address, or a file in `content/archive/`.",
        examples=["minutes-2025.pdf"],
    )
    sha256: Line | None = Field(
        None, description="The SHA-256 of that file, 64 hexadecimal digits; the build checks it.", examples=["9f86d08…"]
    )
    accessed: Moment | None = Field(None, description="When it was last seen there.", examples=["2026-11-20"])

    @field_validator("archived")
    @classmethod
    def _on_the_web_or_a_path(cls, value: str | None) -> str | None:
        return web_address(value) if value is not None and is_web_address(value) else value

    @field_validator("sha256")
    @classmethod
    def _hexadecimal(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", value):
            raise _fail(f"{quoted(value)} is no SHA-256: that has 64 hexadecimal digits")
        return value and value.lower()


class Evidence(Entry):
    """A claim with its weight on hypotheses."""

    id: Slug = Field(
        description="Its id; it belongs to its article. From elsewhere it is `article#id`.", examples=["first-paid"]
    )
    claim: Text = Field(
        description="What is claimed, in a sentence.", examples=["The keeper is said to have sold the log."]
    )
    verification: Verification = Field(
        description="How far it has been checked. Nothing shows the claim without it.", examples=["unverified"]
    )
    source: Slug | None = Field(None, description="The id of one of the article's sources.", examples=["insider-1"])
    about: tuple[Annotated[Id, Reference(("person", "organization"))], ...] = Field(
        (), description="Ids of the people and organizations that it is about.", examples=[["person-a"]]
    )
    bears_on: dict[Annotated[Id, Reference(("hypothesis",))], Weight | None] = Field(
        {},
        description="How far it fits each hypothesis, by their ids; what is left out is not assessed.",
        examples=[{"paid-per-piece": "C", "rival-groups": "I"}],
    )
    supersedes: PartOfArticle | None = Field(
        None,
        description="The id of earlier evidence that it takes the place of; in another article, `article#id`.",
        examples=["an-earlier-article#first-paid"],
    )

    @field_validator("about")
    @classmethod
    def _about_each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        _once_each(value)
        return value

    @field_validator("bears_on", mode="before")
    @classmethod
    def _weighed_once_on_each(cls, value: Any) -> Any:
        """Keys that differ in spaces, or in how accents are stored, are one hypothesis with two weights."""
        if isinstance(value, Mapping):
            _once_each(str(key).strip() for key in value)
        return value


class AssessmentBy(Entry):
    """What every assessment says."""

    likelihood: LikelihoodField = Field(
        description="A term of ICD 203, or a percentage. Keep to one of its two rows of terms.", examples=["unlikely"]
    )
    confidence: Confidence | None = Field(
        None, description="How well founded that is, which is another matter than how likely.", examples=["moderate"]
    )
    why: Text = Field(description="What it rests on.", examples=["The log was found complete."])


class Assessment(AssessmentBy):
    """How likely a hypothesis was held to be at a moment, on the hypothesis' own page."""

    date: Moment = Field(description="When.", examples=["2026-11-22"])
    article: Annotated[Id, Reference(("article",))] | None = Field(
        None, description="The article that moved it.", examples=["an-earlier-article"]
    )


class AssessmentIn(AssessmentBy):
    """How an article moves a hypothesis."""

    hypothesis: Annotated[Id, Reference(("hypothesis",))] = Field(
        description="The hypothesis' id.", examples=["paid-per-piece"]
    )
    date: Moment | None = Field(None, description="When; the article's date if left out.", examples=["2026-11-22"])
