"""What an author may write: one model for each content type."""

from __future__ import annotations

from dataclasses import dataclass

from corkboard.records.article import Article
from corkboard.records.author import Author
from corkboard.records.common import Record
from corkboard.records.hypothesis import Hypothesis, Question
from corkboard.records.organization import Organization
from corkboard.records.page import Page
from corkboard.records.person import Person

__all__ = ["CONTENT_TYPES", "ContentType"]


@dataclass(frozen=True, slots=True)
class ContentType:
    """A kind of Markdown file: the folder that holds it, the model it is checked by, and where it is published."""

    name: str  # as links in bodies and problems say it: "person"
    folder: str  # in the content, and first in the address unless `at_root`: "people"
    model: type[Record]
    at_root: bool = False


CONTENT_TYPES = (
    ContentType("article", "articles", Article),
    ContentType("person", "people", Person),
    ContentType("organization", "organizations", Organization),
    ContentType("hypothesis", "hypotheses", Hypothesis),
    ContentType("question", "questions", Question),
    ContentType("author", "authors", Author),
    ContentType("page", "pages", Page, at_root=True),
)
