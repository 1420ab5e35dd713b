"""What is the same on every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Link", "Menu", "Site"]


@dataclass(frozen=True, slots=True)
class Link:
    """`href` is empty where there is nothing to link to.  `label` is the status that a hypothesis is never without."""

    href: str
    text: str
    lang: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """What the head and foot of every page in one language link to."""

    home: Link
    main: tuple[Link, ...]
    foot: tuple[Link, ...]
    corrections: Link | None  # the page with the id "corrections", if there is one
    feed: str


@dataclass(frozen=True, slots=True)
class Site:
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
    assets: Mapping[str, str] = field(default_factory=dict)  # the theme's files by name, and where they are published
