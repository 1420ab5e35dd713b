"""Pages that stand alone: static pages, 404, and the old addresses that lead to new ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corkboard.board.catalog import Item
from corkboard.views.context import Context
from corkboard.views.page import Page, output_path
from corkboard.views.parts import Head
from corkboard.views.site import Link

__all__ = ["NotFoundView", "PageView", "RedirectView", "not_found_page", "redirect_pages", "static_pages"]


@dataclass(frozen=True, slots=True)
class PageView:
    """`page.html`: a static page."""

    head: Head
    title: str
    lang: str
    summary: str
    body: str  # HTML
    referred: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """`404.html`: for addresses where there is nothing."""

    head: Head
    lang: str


@dataclass(frozen=True, slots=True)
class RedirectView:
    """`redirect.html`: an old address, and where it leads."""

    head: Head
    lang: str
    target: Link


def static_pages(context: Context) -> Iterator[Page]:
    for original in context.board.catalog.of_type("page"):
        for item in context.board.versions(original.key):
            view = PageView(
                head=context.head(
                    item.path,
                    item.title,
                    item.lang,
                    item.record.summary or "",
                    versions=tuple(context.board.versions(item.key)),
                    trail=context.trail("page", item.lang)[:1],
                ),
                title=item.title,
                lang=item.lang,
                summary=item.record.summary or "",
                body=context.body(item),
                referred=context.other_references(item, item.lang),
            )
            yield Page(f"{item.path}index.html", "page.html", view, item.name, ("slug",))


def not_found_page(context: Context) -> Iterator[Page]:
    lang = context.site.lang
    head = context.head("404.html", context.say(lang)("Page not found"), lang, noindex=True)
    yield Page("404.html", "404.html", NotFoundView(head, lang))


def redirect_pages(context: Context) -> Iterator[Page]:
    items = (*context.board.catalog, *context.board.withdrawn)
    originals = {item.key: item.record for item in items if not item.translation}
    for item in items:
        original = originals.get(item.key)
        if item.translation and original and item.record.redirect_from is original.redirect_from:
            continue
        for number, old in enumerate(item.record.redirect_from):
            yield Page(
                output_path(old.lstrip("/")),
                "redirect.html",
                _redirect(context, item),
                item.name,
                ("redirect_from", number),
            )


def _redirect(context: Context, item: Item) -> RedirectView:
    withdrawn = item in context.board.withdrawn
    title = context.say(item.lang)("Withdrawn") if withdrawn else item.title
    label = "" if withdrawn else context.label(item, item.lang)
    head = context.head(item.path, title, item.lang, label=label, noindex=True)
    return RedirectView(head, item.lang, Link(context.href(item), title, item.lang, label))
