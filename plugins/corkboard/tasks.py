"""What workers do: plain data in, plain data out; only pages may be written where whoever asks will find them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec
from markupsafe import Markup
from msgspec.structs import replace

from corkboard.board.catalog import Key
from corkboard.board.mentions import find_names
from corkboard.board.names import NameTable
from corkboard.board.russian import forms_of
from corkboard.board.sieve import is_clear
from corkboard.comments.rules import as_html
from corkboard.diagnostics import Problem
from corkboard.documents.document import Source, parse
from corkboard.documents.library import Reading
from corkboard.documents.outline import Outline, freeze, outline_of
from corkboard.fingerprints import fingerprint
from corkboard.outputs.json_ld import json_ld
from corkboard.outputs.sitemap import address_of
from corkboard.release import unbundle, write_staged
from corkboard.rendering.render import Theme, render
from corkboard.store import Piece
from corkboard.views.bodies import written
from corkboard.views.discussion import Discussion
from corkboard.views.page import View
from corkboard.views.site import Site
from corkboard.views.words import words

__all__ = [
    "Bundle",
    "Faulty",
    "Html",
    "PageToRender",
    "Readings",
    "RenderedPage",
    "TextToSearch",
    "comments_of",
    "find_mentions",
    "inflect_names",
    "read_documents",
    "render_pages",
]


class Faulty(msgspec.Struct, array_like=True):
    """A file that makes no record, and why."""

    outline: Outline
    problems: tuple[Problem, ...]


class Readings(msgspec.Struct, array_like=True):
    """What came of a batch of files, each in one of the two lists."""

    read: list[Reading]
    faulty: list[Faulty]


def read_documents(files: Sequence[tuple[Source, bytes]], engine: str, timezone: str) -> bytes:
    """Parse files; the answer is a message of Readings, in the order of the files."""
    found, zone = Readings([], []), ZoneInfo(timezone)
    for source, data in files:
        parsed = parse(source, data, engine, zone)
        outline = outline_of(parsed)
        if parsed.record is None or parsed.problems:
            found.faulty.append(Faulty(replace(outline, faulty=True), parsed.problems))
        else:
            record = freeze(parsed.record, source.lang is not None)
            found.read.append(Reading(outline, record, parsed.document.html.encode()))
    return msgspec.msgpack.encode(found)


Html = bytes | Piece  # in UTF-8, or where on this machine that is


def _read(html: Html) -> str:
    return (html if isinstance(html, bytes) else html.read()).decode()


class TextToSearch(msgspec.Struct, frozen=True):
    """A body in which names are to be found: whose sentences are wanted, and where its links lead."""

    html: Html
    lang: str
    wanted: frozenset[Key]
    autolink: bool
    links: Mapping[str, Key]


def inflect_names(asked: Sequence[tuple[str, tuple[str, ...]]]) -> list[list[tuple[str, ...]]]:
    """For each record's type and names the forms of each name in Russian."""
    return [forms_of(type, names) for type, names in asked]


def find_mentions(texts: Sequence[TextToSearch], names: NameTable) -> list[bytes]:
    """For each text a message of Found, empty where nothing was."""
    return [_mentions(text, names) for text in texts]


def _mentions(text: TextToSearch, names: NameTable) -> bytes:
    html = _read(text.html)
    if not text.wanted and not names.sieve.lets_through(html) and is_clear(html):
        return b""
    barred = text.links.values() if text.autolink else None
    found = find_names(html, text.lang, text.wanted, barred, names, lambda link: text.links.get(str(link)))
    return msgspec.msgpack.encode(found) if found.names or found.quotations else b""


class PageToRender(msgspec.Struct, frozen=True):
    """A page: its template, its view as a message, its body's HTML, and the file to write it to, where there is one."""

    template: str
    type: type[View]
    view: bytes
    html: Html | None
    file: str | None


class RenderedPage(msgspec.Struct, frozen=True):
    """A page's HTML, unless it was written to a file, with its size in bytes and its fingerprint."""

    data: bytes | None
    size: int
    digest: bytes
    address: tuple[str, str] | None  # for the sitemap


class Bundle(msgspec.Struct, frozen=True):
    """Files that are made already, one after the other in a file of their own: where each is to go, and its size."""

    source: str
    files: tuple[tuple[str, int], ...]


def render_pages(work: tuple[Sequence[PageToRender], Bundle | None], theme: Theme, site: Site) -> list[RenderedPage]:
    """The pages, in order; with them files are written.  Raises RenderingError and ReleaseError."""
    pages, bundle = work
    if bundle is not None:
        unbundle(bundle.source, bundle.files)
    return [_rendered(page, theme, site) for page in pages]


def _rendered(page: PageToRender, theme: Theme, site: Site) -> RenderedPage:
    view = _decoder(page.type).decode(page.view)
    data = _render(page, view, theme, site)
    if page.file is not None:
        write_staged(page.file, data)
    return RenderedPage(None if page.file is not None else data, len(data), fingerprint(data), address_of(view, site))


def _render(page: PageToRender, view: View, theme: Theme, site: Site) -> bytes:
    body = getattr(view, "body", None)
    html = Markup(written(_read(page.html), body)) if body and page.html is not None else Markup("")  # noqa: S704 - authors are trusted
    say, ld = words(view.head.lang), json_ld(view, site)
    return render(theme, page.template, view, site, say, html, ld, comments_of(view))


def comments_of(view: View) -> Mapping[str, Markup]:
    """The comments below a page in HTML, sanitized here once more, by their ids."""
    discussion: Discussion | None = getattr(view, "discussion", None)
    if discussion is None or not discussion.comments:
        return {}
    return {card.id: Markup(as_html(card.text)) for card in discussion.walk()}  # noqa: S704 - sanitized


@lru_cache(maxsize=64)
def _decoder(type: type[View]) -> msgspec.msgpack.Decoder[View]:
    return msgspec.msgpack.Decoder(type)
