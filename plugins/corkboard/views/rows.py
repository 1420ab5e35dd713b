"""The board as documented plain data: what all exports are made of, and what the JSON export is."""

from __future__ import annotations

from typing import Annotated

from corkboard.records.fields import HypothesisStatus, Stance
from corkboard.views.claim_rows import (
    AssessmentRow,
    ClaimRow,
    CorrectionRow,
    LabelledRow,
    NamedRow,
    ReplyRow,
    Row,
    SourceRow,
    StatedBy,
    means,
)

__all__ = [
    "ArticleRow",
    "AuthorRow",
    "BearingRow",
    "EntityRow",
    "HypothesisRow",
    "MentionRow",
    "OrganizationRow",
    "PageRow",
    "PersonRow",
    "Post",
    "Publication",
    "QuestionRow",
    "RecordRow",
    "RelationRow",
    "RoleRow",
    "SiteRow",
    "TranslationRow",
    "Unlisted",
]


class Post(Row, frozen=True, kw_only=True):
    """An office, whoever holds it."""

    title: Annotated[str, means("The office.")]
    organization: Annotated[str | None, means("The organization's id; null where it has no page.")]
    organization_name: Annotated[str | None, means("What the organization is called.")]


class RoleRow(Post, frozen=True, kw_only=True):
    """An office or a description that somebody gives a person; no statement of the site's own."""

    since: Annotated[str | None, means("Since when: a partial date such as `2016-05` or `c. 2017`.")]
    until: Annotated[str | None, means("Until when; null where it has not ended or nobody says.")]
    stated_by: Annotated[StatedBy | None, means("Who says so; null where no source is given.")]


class Unlisted(Row, frozen=True, kw_only=True):
    """What roles name and no file is about; several people can share it."""

    organizations: tuple[str, ...]  # names of those without a page
    posts: tuple[Post, ...]


class RelationRow(Row, frozen=True, kw_only=True):
    """A relation as somebody states it; no statement of the site's own."""

    to: Annotated[NamedRow, means("The person or organization.")]
    kind: Annotated[str, means("The kind of relation, in the author's words.")]
    called: Annotated[str | None, means("What the record's own subject is to the other, e.g. `niece`.")]
    stated_by: Annotated[StatedBy | None, means("Who says so; null where no source is given.")]


class MentionRow(Row, frozen=True, kw_only=True):
    """Somebody whom an article names or refers to."""

    who: Annotated[NamedRow, means("The person or organization.")]
    called: Annotated[str | None, means("What this article calls them; the article's words.")]
    fields: Annotated[
        tuple[str, ...], means("Where the article refers to them, e.g. `people`, `evidence.about` or `body`.")
    ]


class BearingRow(Row, frozen=True, kw_only=True):
    """What an article does to a hypothesis."""

    hypothesis: Annotated[LabelledRow, means("The hypothesis.")]
    stance: Annotated[Stance, means("The article's stance.")]
    note: Annotated[str | None, means("Why; the article's words.")]


class TranslationRow(Row, frozen=True, kw_only=True):
    """A record in another language."""

    lang: Annotated[str, means("The language.")]
    name: Annotated[str, means("What it is called there.")]
    summary: Annotated[str | None, means("What it is about, in a few words.")]
    url: Annotated[str, means("Its page.")]


class RecordRow(Row, frozen=True, kw_only=True):
    """What every record has."""

    id: Annotated[str, means("Its type and its file's name, e.g. `person/ada`.")]
    name: Annotated[str, means("The headline, or what it is called.")]
    lang: Annotated[str, means("The language that it is written in.")]
    url: Annotated[str, means("Its page; without the site's own address, the path alone.")]
    summary: Annotated[str | None, means("What it is about, in a few words.")]
    translations: Annotated[tuple[TranslationRow, ...], means("The same in other languages.")]


class EntityRow(RecordRow, frozen=True, kw_only=True):
    """Somebody or something that articles name."""

    aliases: Annotated[tuple[str, ...], means("Other names and spellings.")]
    relations: Annotated[
        tuple[RelationRow, ...], means("Relations that its own file states, each as somebody's statement.")
    ]
    articles: Annotated[int, means("How many articles refer to it.")]
    reply: Annotated[ReplyRow | None, means("Whether they were asked for a reply, by their own page.")]


class PersonRow(EntityRow, frozen=True, kw_only=True):
    """A person that articles name."""

    died: Annotated[str | None, means("When they died: a partial date.")]
    roles: Annotated[tuple[RoleRow, ...], means("Offices and descriptions, each as somebody's statement.")]


class OrganizationRow(EntityRow, frozen=True, kw_only=True):
    """An organization that articles name."""


class QuestionRow(RecordRow, frozen=True, kw_only=True):
    """A question that competing hypotheses answer."""

    hypotheses: Annotated[tuple[LabelledRow, ...], means("The hypotheses that answer it.")]


class HypothesisRow(RecordRow, frozen=True, kw_only=True):
    """Somebody's answer to a question, and nobody's finding."""

    label: Annotated[str, means("Its status and whose it is, in words.")]
    status: Annotated[HypothesisStatus, means("How it stands.")]
    attributed_to: Annotated[StatedBy | None, means("Whose it is; null where it is not attributed.")]
    question: Annotated[NamedRow | None, means("The question that it answers.")]
    statement: Annotated[str | None, means("The hypothesis in a few words.")]
    assessments: Annotated[tuple[AssessmentRow, ...], means("How likely it was held to be, by date.")]
    would_change: Annotated[tuple[str, ...], means("What would change the assessment.")]


class AuthorRow(RecordRow, frozen=True, kw_only=True):
    """Somebody who writes here."""

    website: Annotated[str | None, means("Their own web address.")]


class PageRow(RecordRow, frozen=True, kw_only=True):
    """A page about the publication."""


class ArticleRow(RecordRow, frozen=True, kw_only=True):
    """An article with everything that it is pinned to; without its text."""

    date: Annotated[str | None, means("When it was published.")]
    modified: Annotated[str | None, means("When it was last changed.")]
    authors: Annotated[tuple[NamedRow, ...], means("Who wrote it.")]
    tags: Annotated[tuple[str, ...], means("Topics.")]
    mentions: Annotated[tuple[MentionRow, ...], means("The people and organizations that it refers to.")]
    hypotheses: Annotated[tuple[BearingRow, ...], means("The hypotheses that it bears on.")]
    follows: Annotated[tuple[NamedRow, ...], means("The articles that it follows up.")]
    refers_to: Annotated[tuple[str, ...], means("Ids of the other records that its text links to.")]
    claims: Annotated[tuple[ClaimRow, ...], means("What it claims: its evidence.")]
    sources: Annotated[tuple[SourceRow, ...], means("All sources that it names.")]
    replies: Annotated[tuple[ReplyRow, ...], means("Whether those whom it is about were asked for a reply.")]
    corrections: Annotated[tuple[CorrectionRow, ...], means("What was corrected in it.")]


class SiteRow(Row, frozen=True, kw_only=True):
    """The publication."""

    name: Annotated[str, means("What it is called.")]
    url: Annotated[str | None, means("Its address.")]
    lang: Annotated[str, means("Its language.")]
    publisher: Annotated[str | None, means("Who is responsible for it.")]
    contact: Annotated[str | None, means("How to reach its desk.")]
    license: Annotated[str | None, means("Terms of use, in the publisher's words; null where none are given.")]


class Publication(Row, frozen=True, kw_only=True):
    """Everything that is published, without texts and without readers' comments."""

    site: SiteRow
    people: tuple[PersonRow, ...]
    organizations: tuple[OrganizationRow, ...]
    questions: tuple[QuestionRow, ...]
    hypotheses: tuple[HypothesisRow, ...]
    authors: tuple[AuthorRow, ...]
    pages: tuple[PageRow, ...]
    articles: Annotated[tuple[ArticleRow, ...], means("Oldest first.")]
