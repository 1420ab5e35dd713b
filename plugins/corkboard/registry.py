"""What a site is made of: its content types, its pages and its other outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from corkboard.diagnostics import Problem
from corkboard.outputs.atom import feeds
from corkboard.outputs.corrections_feed import correction_feeds
from corkboard.outputs.exports import exports, schemas
from corkboard.outputs.output import Compound, Output
from corkboard.outputs.sitemap import robots
from corkboard.records import CONTENT_TYPES, ContentType
from corkboard.settings import Settings
from corkboard.store import Listing
from corkboard.views import article, corrections_page, data, entity, graph, hypothesis, lists, pages
from corkboard.views.context import Context
from corkboard.views.discussion import Discussions
from corkboard.views.page import Page
from corkboard.workers import Workers

__all__ = ["ReadDiscussions", "Registry", "default_registry"]


class ReadDiscussions(Protocol):
    def __call__(
        self,
        content: Path,
        listing: Listing,
        settings: Settings,
        seen: int,
        before: bytes | memoryview | None,
        workers: Workers,
    ) -> tuple[Discussions, Sequence[Problem]]:
        """The discussions that lie in a content folder, and what is wrong with them.

        `seen` is when the files were listed, in nanoseconds since 1970, and `before` the section of the last build.
        """
        ...


@dataclass(frozen=True, slots=True)
class Registry:
    """Handed to `build`.  A content type needs a model, a view, a template, and its line in here."""

    content_types: tuple[ContentType, ...]
    pages: tuple[Callable[[Context], Iterator[Page]], ...]
    outputs: tuple[Callable[[Context], Iterable[Output]], ...]
    compounds: tuple[Callable[[Context], Iterable[Compound]], ...] = ()
    other_folders: tuple[str, ...] = ()  # in the content, whose Markdown is read by somebody else
    discussions: ReadDiscussions | None = None  # where the site has comments

    @property
    def names(self) -> tuple[str, ...]:
        """Other ones wherever something else is registered."""
        makers = (
            f"{one.__module__}.{getattr(one, '__qualname__', one)}"
            for one in (*self.pages, *self.outputs, *self.compounds)
        )
        return (*map(repr, self.content_types), *makers, *self.other_folders, str(self.discussions is not None))


def default_registry() -> Registry:
    """Corkboard's own."""
    return Registry(
        content_types=CONTENT_TYPES,
        pages=(
            lists.front_pages,
            article.pages,
            entity.pages,
            hypothesis.hypothesis_pages,
            hypothesis.question_pages,
            pages.static_pages,
            corrections_page.corrections_pages,
            lists.index_pages,
            lists.archive_pages,
            lists.tag_pages,
            graph.graph_pages,
            data.data_pages,
            pages.not_found_page,
            pages.redirect_pages,
        ),
        outputs=(feeds, correction_feeds, robots, schemas),
        compounds=(exports,),
        other_folders=("comments", "archive"),
    )
