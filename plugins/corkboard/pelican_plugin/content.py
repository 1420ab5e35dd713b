"""Corkboard's checked pages as Pelican's articles and pages, for templates and plugins that know nothing else."""

from __future__ import annotations

import datetime as dt
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from pelican import signals
from pelican.contents import Article, Author, Category, Static, Tag
from pelican.contents import Page as PelicanPage
from pelican.generators import ArticlesGenerator, PagesGenerator

from corkboard.build.whole import Whole, WholePage
from corkboard.views.article import ArticleView, WithdrawnView
from corkboard.views.corrections_page import CorrectionsView
from corkboard.views.lists import ArchiveView, FrontView, IndexView, TagsView, TagView
from corkboard.views.page import View
from corkboard.views.pages import NotFoundView, PageView, RedirectView

__all__ = ["Articles", "Contents", "Pages", "redirects", "static_content"]

# No page of its own: an address where there is nothing, nothing any more, or something else.
_ELSEWHERE = (NotFoundView, RedirectView, WithdrawnView)
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


class Contents:
    """Makes Pelican's objects of a plan's pages, which are known by the paths of their files.

    `whole` puts all that a page says into its text, for a theme that has a place for nothing
    else; without it the text is the author's alone, as Corkboard's own theme shows it.
    """

    def __init__(self, plan: Whole, whole: bool) -> None:
        self.whole = whole
        self._all = {page.path: page for page in plan.pages}
        self.articles = {path: page for path, page in self._all.items() if isinstance(page.view, ArticleView)}
        self.pages = {path: page for path, page in self._all.items() if _is_page(page, plan, whole)}
        self.texts: dict[str, str] = {}  # of all that was made, as Corkboard has them
        self.made: dict[str, Any] = {}  # by Pelican, of these
        self._plan = plan
        self._items = {item.name: item for item in plan.context.board.catalog}
        self._wrappers: dict[tuple[type, str, str], Any] = {}

    def make(self, page: WholePage, generator: Any) -> Any:
        """An article or a page, with the signals that Pelican sends while it makes one."""
        is_article = isinstance(page.view, ArticleView)
        preread = signals.article_generator_preread if is_article else signals.page_generator_preread
        in_context = signals.article_generator_context if is_article else signals.page_generator_context
        preread.send(generator)
        metadata = self._metadata(page, generator.settings)
        in_context.send(generator, metadata=metadata)
        text = self.texts[page.path] = self._text(page)
        content = (Article if is_article else PelicanPage)(
            text,
            metadata,
            settings=generator.settings,
            source_path=str(Path(generator.path, page.name if _is_first(page) and page.name else page.path)),
            context=generator.context,
        )
        # In the page's language, and not as the system that builds would put it.
        for name in ("date", "modified"):
            if getattr(page.view, name, None):
                setattr(content, f"locale_{name}", getattr(page.view, name).text)
        self.made[page.path] = content
        return content

    def about(self, path: str) -> dict[str, Any] | None:
        """What templates of Pelican's are given for a page; None where it is no page that readers should find."""
        page = self._all.get(path)
        if page is None or isinstance(page.view, _ELSEWHERE):
            return None
        content = self.made.get(path)
        return {} if content is None else {"article" if path in self.articles else "page": content}

    def with_changed_texts(self) -> Iterator[WholePage]:
        """The plan's pages, with what plugins made of the texts."""
        for path, page in self._all.items():
            text = self.made[path].content if path in self.made else None
            if text is None or text == self.texts[path]:
                yield page
            else:
                yield replace(page, body=text)

    def _text(self, page: WholePage) -> str:
        if self.whole:
            return _rendered("body.html", page, self._plan).strip()
        return page.body

    def _metadata(self, page: WholePage, settings: dict[str, Any]) -> dict[str, Any]:
        """Templates of Pelican's escape nothing: what is plain text here is HTML there."""
        view, context = page.view, self._plan.context
        item = self._items.get(page.name) if _is_first(page) else None
        address = page.path.removesuffix("index.html")
        metadata: dict[str, Any] = {
            "title": escape(view.head.social_title),  # that of a hypothesis has its label
            # Given even where there is none: Pelican would cut the text off, maybe ahead of a hypothesis' label.
            "summary": escape(_summary(view)),
            "lang": view.head.lang,
            "slug": address.rstrip("/").rpartition("/")[2],
            "url": quote(address),
            "save_as": page.path,
            "status": "hidden" if isinstance(view, _ELSEWHERE) else "published",
            "corkboard_id": f"{item.key.type}/{item.key.id}" if item else page.path,
            "translation": str(bool(item and item.translation)).lower(),
        }
        if isinstance(view, ArticleView):
            say = context.say(context.site.lang)
            all_articles = context.url(f"{context.folders['article']}/")
            metadata["date"] = dt.datetime.fromisoformat(view.date.iso) if view.date else context.settings.now
            metadata["category"] = self._wrapper(Category, say("Articles"), all_articles, settings)
            if view.modified:
                metadata["modified"] = dt.datetime.fromisoformat(view.modified.iso)
            if view.tags:
                metadata["tags"] = [
                    self._wrapper(Tag, f"{tag.text} ({tag.label})" if tag.label else tag.text, tag.href, settings)
                    for tag in view.tags
                ]
            if view.authors:
                metadata["authors"] = [self._wrapper(Author, one.text, one.href, settings) for one in view.authors]
        return metadata

    def _wrapper(self, kind: Any, text: str, href: str, settings: dict[str, Any]) -> Any:
        """A tag, an author or a category, whose address is percent-encoded while its file is not."""
        found = self._wrappers.get((kind, text, href))
        if found is None:
            address = href.removeprefix(f"{self._plan.context.site.base}/")
            own = {f"{kind.__name__.upper()}_URL": address}
            found = self._wrappers[kind, text, href] = kind(escape(text), ChainMap(own, settings))
            found.slug = unquote(address.rstrip("/").rpartition("/")[2])
        return found


class Articles(ArticlesGenerator):
    """Pelican's generator of articles, which reads no files but takes what is read and checked."""

    contents: Contents

    def get_files(self, *_: Any, **__: Any) -> list[str]:
        return list(self.contents.articles)

    def get_cached_data(self, path: str, _default: Any = None) -> Any:
        return self.contents.make(self.contents.articles[path], self)

    def generate_output(self, writer: Any) -> None:
        if self.contents.whole:
            super().generate_output(writer)


class Pages(PagesGenerator):
    """The same for pages, of which only static ones count as `pages`: themes list all of those in every menu."""

    contents: Contents

    def get_files(self, *_: Any, **__: Any) -> list[str]:
        return list(self.contents.pages)

    def get_cached_data(self, path: str, _default: Any = None) -> Any:
        return self.contents.make(self.contents.pages[path], self)

    def generate_output(self, writer: Any) -> None:
        if self.contents.whole:
            super().generate_output(writer)

    def generate_context(self) -> None:
        super().generate_context()
        pages = self.contents.pages.values()
        static = [self.contents.made[page.path] for page in pages if _is_static(page)]
        self.context["pages"] = [page for page in static if page in self.pages]  # and not among the translations


def static_content(plan: Whole, settings: Mapping[str, Any], context: Mapping[str, Any]) -> dict[str, Any]:
    """Files that are published as they are, by the path they are published at."""
    return {
        path: Static(
            None,
            {"title": Path(path).name, "save_as": path, "url": quote(path)},
            settings=settings,
            source_path=str(file),
            context=context,
        )
        for path, file in plan.assets.items()
        if isinstance(file, Path)
    }


def redirects(plan: Whole) -> Iterator[tuple[str, bytes]]:
    """Pages at old addresses, which themes made for stock Pelican do not know."""
    for page in plan.pages:
        if isinstance(page.view, RedirectView):
            yield page.path, _rendered("redirect.html", page, plan).encode()


def _rendered(template: str, page: WholePage, plan: Whole) -> str:
    say = plan.context.say(page.view.head.lang)
    site = plan.context.site
    body = Markup(page.body)  # noqa: S704 - authors are trusted
    found = _TEMPLATES.get_template(template)
    return found.render(page=page.view, body=body, template=page.template, site=site, _=say)


def _is_page(page: WholePage, plan: Whole, whole: bool) -> bool:
    """Whether Pelican makes a page of this, and not an article, one of its own lists, or nothing."""
    view = page.view
    if isinstance(view, ArticleView | RedirectView):
        return False
    if not whole:
        return bool(page.name) and _is_first(page) and not isinstance(view, _ELSEWHERE)
    if isinstance(view, FrontView):
        return view.lang != plan.context.site.lang
    if isinstance(view, IndexView):
        return view.type != "author" and not (view.type == "article" and view.count)  # else there is no category
    return not isinstance(view, ArchiveView | TagView | TagsView)


def _summary(view: View) -> str:
    """Of an article with what goes with it in lists: how far its claims were checked, and that it was corrected."""
    if not isinstance(view, ArticleView):
        return view.head.description
    said = (
        f"{view.label[:1].upper()}{view.label[1:]}." if view.label else "",
        f"{view.notice.text}." if view.notice else "",
    )
    return " ".join(filter(None, (*said, view.summary)))


def _is_static(page: WholePage) -> bool:
    """Whether the author wrote this page."""
    return isinstance(page.view, PageView | CorrectionsView) and bool(page.name) and _is_first(page)


def _is_first(page: WholePage) -> bool:
    pager = getattr(page.view, "pager", None)
    return pager is None or pager.number == 1
