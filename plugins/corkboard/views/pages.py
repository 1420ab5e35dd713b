"""Pages that stand alone: static pages, 404, and the old addresses that lead to new ones."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from corkboard.board.catalog import Item, Key
from corkboard.views.context import Context
from corkboard.views.corrections_page import CORRECTIONS
from corkboard.views.page import Page, output_path
from corkboard.views.parts import Body, Head
from corkboard.views.plain import Plain
from corkboard.views.site import Link

__all__ = ["NotFoundView", "PageView", "RedirectView", "not_found_page", "redirect_pages", "static_pages"]


class PageView(Plain, frozen=True):
    """`page.html`: a static page."""

    head: Head
    title: str
    lang: str
    summary: str
    body: Body | None
    referred: tuple[Link, ...]
    label: str = ""  # how far the claims were checked that its title or summary comes near


class NotFoundView(Plain, frozen=True):
    """`404.html`: for addresses where there is nothing."""

    head: Head
    lang: str


class RedirectView(Plain, frozen=True):
    """`redirect.html`: an old address, and where it leads."""

    head: Head
    lang: str
    target: Link


def static_pages(context: Context) -> Iterator[Page]:
    """All but the page on which corrections are collected."""
    for original in context.board.catalog.of_type("page"):
        if original.key == CORRECTIONS:
            continue
        for item in context.board.versions(original.key):
            make = partial(_static, context, item.key, item.lang)
            yield Page(f"{item.path}index.html", "page.html", make, item.name, ("slug",))


def _static(context: Context, key: Key, lang: str) -> PageView:
    item = context.item(key, lang)
    summary = item.record.summary or ""
    trail, label = context.trail("page", lang)[:1], context.label(item, lang)
    return PageView(
        head=context.head(
            item.path,
            item.title,
            lang,
            summary,
            versions=context.versions(key),
            trail=trail,
            label=label,
            overruled=item.record.overruled,
        ),
        title=item.title,
        label=label,
        lang=lang,
        summary=summary,
        body=context.body(item),
        referred=context.other_references(item, lang),
    )


def not_found_page(context: Context) -> Iterator[Page]:
    yield Page("404.html", "404.html", partial(_not_found, context))


def _not_found(context: Context) -> NotFoundView:
    lang = context.site.lang
    return NotFoundView(context.head("404.html", context.say(lang)("Page not found"), lang, noindex=True), lang)


def redirect_pages(context: Context) -> Iterator[Page]:
    for items, view in ((context.board.catalog, _redirect), (context.board.withdrawn, _redirect_to_withdrawn)):
        for item in items:
            if item.translation and "redirect_from" not in item.outline.given:
                continue
            make = partial(view, context, item.key, item.lang)
            for number, old in enumerate(item.outline.redirect_from):
                yield Page(output_path(old.lstrip("/")), "redirect.html", make, item.name, ("redirect_from", number))


def _redirect(context: Context, key: Key, lang: str) -> RedirectView:
    item = context.item(key, lang)
    return _leading_to(context, item, item.title, context.label(item, lang))


def _redirect_to_withdrawn(context: Context, key: Key, lang: str) -> RedirectView:
    return _leading_to(context, context.gone(key, lang), context.say(lang)("Withdrawn"))


def _leading_to(context: Context, item: Item, title: str, label: str = "") -> RedirectView:
    head = context.head(item.path, title, item.lang, label=label, noindex=True)
    return RedirectView(head, item.lang, Link(context.href(item), title, item.lang, label))
