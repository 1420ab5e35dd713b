"""Sitemaps (sitemaps.org, protocol 0.9) and robots.txt (RFC 9309)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial

from corkboard.outputs.output import Output
from corkboard.outputs.xml import escape, rfc3339
from corkboard.views.article import ArticleView, WithdrawnView
from corkboard.views.context import Context
from corkboard.views.page import View
from corkboard.views.pages import NotFoundView, RedirectView
from corkboard.views.site import Site

__all__ = ["address_of", "robots", "sitemaps"]

_MOST = 50_000  # addresses in one sitemap
_LARGEST = 50_000_000  # bytes of addresses; the protocol allows 52,428,800 with what stands around them
_HERE = "http://localhost:8000"
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemaps(site: Site, addresses: Iterable[tuple[str, str]]) -> Iterator[Output]:
    """`sitemap.xml` with every page to be found, its translations, and when an article last changed.

    `addresses` are what `address_of` gave for the pages.  Above 50,000 it is an index of `sitemap-1.xml` and so on.
    """
    parts = list(_parts(xml for _, xml in sorted(addresses)))
    if len(parts) == 1:
        yield Output("sitemap.xml", partial(_sitemap, parts[0]))
        return
    paths = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for path, part in zip(paths, parts, strict=True):
        yield Output(path, partial(_sitemap, part))
    index = [f"<sitemap><loc>{escape(f'{_origin(site)}{site.base}/{path}')}</loc></sitemap>\n" for path in paths]
    yield Output("sitemap.xml", partial(_document, "sitemapindex", _NAMESPACE, index))


def address_of(view: View, site: Site) -> tuple[str, str] | None:
    """A page's path and what a sitemap says of it; None for a page that is not to be found."""
    if not _is_to_be_found(view):
        return None
    head, origin = view.head, _origin(site)
    changed = f"<lastmod>{at}</lastmod>" if (at := _changed(view)) else ""
    versions = (
        f'<xhtml:link rel="alternate" hreflang="{one.lang}" href="{escape(origin + one.path)}"/>'
        for one in head.alternates
    )
    return head.path, f"<url><loc>{escape(origin + head.path)}</loc>{changed}{''.join(versions)}</url>\n"


def _origin(site: Site) -> str:
    """The protocol wants whole addresses: without SITEURL those of a preview, where alone such a build is seen."""
    return site.url.removesuffix(site.base) or _HERE


def robots(context: Context) -> Iterator[Output]:
    """`robots.txt`, which keeps nobody out: whoever may not fetch a page never reads its `noindex`."""
    sitemap = f"\nSitemap: {context.absolute('sitemap.xml')}\n" if context.site.url and context.site.indexable else ""
    yield Output("robots.txt", f"User-agent: *\nAllow: /\n{sitemap}".encode)


def _is_to_be_found(view: View) -> bool:
    """Not the later pages of a list, drafts, and what stands where a page was.

    `noindex` does not decide: until somebody answers for the site, all of it has that.
    """
    if isinstance(view, NotFoundView | RedirectView | WithdrawnView) or (isinstance(view, ArticleView) and view.state):
        return False
    pager = getattr(view, "pager", None)
    return pager is None or pager.number == 1


def _changed(view: View) -> str:
    if not isinstance(view, ArticleView):
        return ""
    moments = [dt.datetime.fromisoformat(date.iso) for date in (view.date, view.modified) if date]
    return rfc3339(max(moments)) if moments else ""


def _parts(addresses: Iterable[str]) -> Iterator[list[str]]:
    part: list[str] = []
    size = 0
    for address in addresses:
        if len(part) == _MOST or size + len(address) > _LARGEST:
            yield part
            part, size = [], 0
        part.append(address)
        size += len(address)
    yield part


def _sitemap(addresses: Iterable[str]) -> bytes:
    return _document("urlset", f'{_NAMESPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml"', addresses)


def _document(element: str, namespaces: str, lines: Iterable[str]) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{element} {namespaces}>\n{"".join(lines)}</{element}>\n'.encode()
