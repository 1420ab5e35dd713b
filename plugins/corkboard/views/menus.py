"""The constants of a site, from its settings and what is on its board."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from corkboard.board.board import Board
from corkboard.settings import Settings
from corkboard.views.corrections_page import collections
from corkboard.views.site import Link, Menu, Site, graph_path
from corkboard.views.words import words

__all__ = ["site_of"]

_IN_MENU = ("question", "hypothesis", "person", "organization")


def site_of(settings: Settings, folders: Mapping[str, str], board: Board, assets: Mapping[str, str]) -> Site:
    """What every template may use as `site`.  `assets` maps the theme's files to the paths they are published at."""
    langs = (settings.default_lang, *_front_languages(board, settings.default_lang))
    contact = settings.contact
    return Site(
        name=settings.sitename,
        subtitle=settings.sitesubtitle,
        url=settings.siteurl,
        base=settings.base,
        lang=settings.default_lang,
        publisher=settings.publisher,
        contact=contact.removeprefix("mailto:"),
        contact_href=f"mailto:{contact}" if "@" in contact and ":" not in contact else contact,
        indexable=settings.indexable,
        drafts=settings.drafts,
        menus={lang: _menu(lang, settings, folders, board) for lang in langs},
        assets={name: f"{settings.base}/{path}" for name, path in assets.items()},
    )


def _front_languages(board: Board, default_lang: str) -> list[str]:
    """Other languages that have a front page: those that some article is translated into."""
    found = {lang for key, langs in board.catalog.translations.items() if key.type == "article" for lang in langs}
    return sorted(found - {default_lang})


def _menu(lang: str, settings: Settings, folders: Mapping[str, str], board: Board) -> Menu:
    say, base = words(lang), settings.base
    front = f"{base}/" if lang == settings.default_lang else f"{base}/{lang}/"
    types = {key.type for key in board.catalog.items}
    main = [Link(f"{base}/{folders[one]}/", say(folders[one].capitalize())) for one in _IN_MENU if one in types]
    shown = (board.get(key, lang) for key in board.catalog.items if key.type == "page")
    pages = {
        page.key.id: Link(f"{base}/{quote(page.path)}", page.title, page.lang)
        for page in sorted((page for page in shown if page), key=lambda page: page.key)
    }
    if board.has_relations:
        main.append(Link(f"{base}/{graph_path(lang, settings.default_lang)}", say("Relations")))
    lists = (("articles", "Articles"), ("tags", "Topics"), ("authors", "Authors"))
    collected = next((one for one in collections(board, [lang], settings.default_lang) if one.page is None), None)
    made = [Link(f"{base}/{collected.path}", say("Corrections"), lang)] if collected else []
    data = [Link(f"{front}data/", say("Data"), lang)] if settings.exports else []
    return Menu(
        home=Link(front, settings.sitename),
        main=(*main, Link(f"{base}/archive/", say("Archive"))),
        foot=(*pages.values(), *made, *(Link(f"{base}/{folder}/", say(name), lang) for folder, name in lists), *data),
        corrections=pages.get("corrections"),
        feed=f"{front}feed.atom",
    )
