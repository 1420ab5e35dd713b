"""How each generator wants the publication to be written, and which files it must make of it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import ClassVar

from bench.corpus import AUTHORS, LINK, Article, Size, Subject

__all__ = ["Corkboard", "Dialect", "Hugo", "Pelican"]

_LINKS = re.compile(LINK.format("(.+?)"))


class Dialect(ABC):
    """One generator's way to write the same publication."""

    link: ClassVar[str]  # to a person
    article_page: ClassVar[str]  # as it is published, below the name of the file's folder and its own
    person_files: ClassVar[Sequence[str]]  # page and feed, as they are published
    hypothesis_files: ClassVar[Sequence[str]]

    def article(self, article: Article) -> str:
        """All that an article's file holds."""
        body = _LINKS.sub(lambda found: self.link.format(found[1]), article.body)
        return f"{self.head(article)}\n{body}\n"

    @abstractmethod
    def head(self, article: Article) -> str:
        """The front matter of an article."""

    def others(self, size: Size, subjects: Iterable[Subject]) -> Iterable[tuple[str, str]]:  # noqa: ARG002
        """The paths and the texts of all files that are no articles; some dialects have none."""
        return ()

    def page(self, source: PurePath) -> str:
        """Where the article of that file is published."""
        return self.article_page.format(folder=source.parent.name, slug=source.stem)

    def hypotheses(self, article: Article) -> Sequence[str]:
        """Those that an article can name."""
        return list(article.hypotheses)

    def required(self, article: Article) -> Iterator[str]:
        """The files that must be published because of an article."""
        yield self.page(article.path)
        for ids, files in ((article.people, self.person_files), (self.hypotheses(article), self.hypothesis_files)):
            yield from (file.format(id) for id in ids for file in files)


class _WithYaml(Dialect):
    """Front matter in YAML, files for people and hypotheses, and folders with an index page in each."""

    def head(self, article: Article) -> str:
        lines = [
            f'title: "{article.title}"',
            f"slug: {article.slug}",
            f"date: {article.date.isoformat()}",
            f'summary: "{article.summary}"',
            f"authors: [desk-{article.author}]",
            f"people: [{', '.join(article.people)}]",
            *self.references(article),
        ]
        return _front_matter(lines)

    @abstractmethod
    def references(self, article: Article) -> Iterator[str]:
        """The lines for what an article refers to besides people."""


class Corkboard(_WithYaml):
    """This project's own: references by id, with stances, aliases, questions and follow-ups."""

    link = "{{person}}{}"
    article_page = "articles/{slug}/index.html"
    person_files = ("people/{}/index.html", "people/{}/feed.atom")
    hypothesis_files = ("hypotheses/{}/index.html", "hypotheses/{}/feed.atom")

    def references(self, article: Article) -> Iterator[str]:
        yield "hypotheses:"
        for id, stance in article.hypotheses.items():
            yield f"  - id: {id}"
            yield f"    stance: {stance}"
        if article.follows:
            yield f"follows: {article.follows}"

    def others(self, size: Size, subjects: Iterable[Subject]) -> Iterator[tuple[str, str]]:
        for subject in subjects:
            lines = [f"title: {subject.title}"]
            if subject.folder == "people":
                lines.append(f"aliases: [Alias {subject.number}]")
            else:
                question = f"question-{int(subject.number) // 4:04d}"
                lines += [f'statement: "{subject.statement}"', "status: open", f"question: {question}"]
            yield f"{subject.folder}/{subject.id}.md", f"{_front_matter(lines)}\n{subject.text}\n"
        for number in range((size.hypotheses + 3) // 4):
            yield f"questions/question-{number:04d}.md", _front_matter([f"title: Question {number:04d}"])
        for number in range(AUTHORS):
            yield f"authors/desk-{number}.md", _front_matter([f"title: Desk {number}"])


class Hugo(_WithYaml):
    """One taxonomy for each kind of reference."""

    link = "/people/{}/"
    article_page = "articles/{folder}/{slug}/index.html"
    person_files = ("people/{}/index.html", "people/{}/index.xml")
    hypothesis_files = ("hypotheses/{}/index.html", "hypotheses/{}/index.xml")

    def references(self, article: Article) -> Iterator[str]:
        yield f"hypotheses: [{', '.join(article.hypotheses)}]"

    def others(self, size: Size, subjects: Iterable[Subject]) -> Iterator[tuple[str, str]]:  # noqa: ARG002
        for subject in subjects:
            text = f"{_front_matter([f'title: {subject.title}'])}\n{subject.text}\n"
            yield f"{subject.folder}/{subject.id}/_index.md", text


class Pelican(Dialect):
    """People as tags, and of the hypotheses the first as the category: an article has only one."""

    link = "/tag/{}.html"
    article_page = "{slug}.html"
    person_files = ("tag/{}.html", "feeds/people/{}.atom.xml")
    hypothesis_files = ("category/{}.html", "feeds/hypotheses/{}.atom.xml")

    def head(self, article: Article) -> str:
        return (
            f"Title: {article.title}\n"
            f"Slug: {article.slug}\n"
            f"Date: {article.date:%Y-%m-%d %H:%M}\n"
            f"Summary: {article.summary}\n"
            f"Category: {self.hypotheses(article)[0]}\n"
            f"Tags: {', '.join(article.people)}\n"
            f"Author: Desk {article.author}\n"
        )

    def hypotheses(self, article: Article) -> Sequence[str]:
        return list(article.hypotheses)[:1]


def _front_matter(lines: Iterable[str]) -> str:
    return "\n".join(["---", *lines, "---", ""])
