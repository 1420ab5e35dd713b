"""What is the same on every page."""

from __future__ import annotations

from collections.abc import Mapping

from corkboard.views.plain import Plain

__all__ = ["Link", "Menu", "Site", "graph_path"]


class Link(Plain, frozen=True):
    """`href` is empty where there is nothing to link to.  `label` is the status that a hypothesis, and an article that
    claims something, is never without."""

    href: str
    text: str
    lang: str = ""
    label: str = ""


class Menu(Plain, frozen=True):
    """What the head and foot of every page in one language link to."""

    home: Link
    main: tuple[Link, ...]
    foot: tuple[Link, ...]
    corrections: Link | None  # the page with the id "corrections", if there is one
    feed: str


class Site(Plain, frozen=True):
    """The constants that every template may use as `site`."""

    name: str
    subtitle: str
    url: str  # without a slash at its end; empty while nobody has set it
    base: str  # the path that every address begins with, e.g. "/blog", mostly empty
    lang: str
    publisher: str
    contact: str
    contact_href: str  # an address to link to, mailto: or https:
    indexable: bool  # whether search engines may list the pages
    drafts: bool  # whether drafts are shown, as they are while previewing
    menus: Mapping[str, Menu]  # by language
    assets: Mapping[str, str] = {}  # the theme's files by name, and where they are published


def graph_path(lang: str, default_lang: str) -> str:
    """Where the page about all relations is, below the site's address."""
    return "graph/" if lang == default_lang else f"{lang}/graph/"
