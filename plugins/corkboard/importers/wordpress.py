"""Reads WordPress exports: WXR 1.0 to 1.2, of any size."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from corkboard.importers.fields import About, email_of, moment, site_of
from corkboard.importers.markup import from_html
from corkboard.importers.model import Findings, ImportedComment, Source, Status
from corkboard.importers.xml_stream import Element, elements

__all__ = ["read_wordpress"]

_OWN = re.compile(r"\{http://wordpress\.org/export/1\.\d/\}")
_COMMENT = "channel/item/wp:comment"
_FIELDS = ("id", "author", "author_email", "date", "date_gmt", "content", "approved", "type", "parent")
_WANTED = frozenset(
    {
        *("channel/link", "channel/wp:base_blog_url", "channel/item", "channel/item/link", _COMMENT),
        *(f"{_COMMENT}/wp:comment_{name}" for name in _FIELDS),
    }
)
_COMMENTS = ("", "comment")
_STATUSES = {
    **dict.fromkeys(("1", "approve", "approved"), Status.APPROVED),
    **dict.fromkeys(("0", "hold"), Status.PENDING),
    "spam": Status.SPAM,
    **dict.fromkeys(("trash", "post-trashed"), Status.DELETED),
}


def read_wordpress(path: Path, findings: Findings, zone: dt.tzinfo = dt.UTC) -> Iterator[ImportedComment]:
    """The comments of an export, in its order.  Pingbacks, trackbacks and other such are counted as left out.

    `zone` is that of dates that are given in local time only.
    """
    site = page = ""
    fields: dict[str, str | None] = {}
    for element in elements(path, "rss", _WANTED, _named, findings):
        match element.path:
            case "channel/link":
                site = site or site_of(element.text or "")
            case "channel/wp:base_blog_url":
                site = site_of(element.text or "") or site
            case "channel/item/link":
                page = (element.text or "").strip()
            case "channel/item":
                page = ""
            case "channel/item/wp:comment":
                yield from _comment(fields, element, path, site, page, zone, findings)
                fields = {}
            case _:
                fields[element.path.rpartition("comment_")[2]] = element.text


def _named(tag: str) -> str:
    return _OWN.sub("wp:", tag)


def _comment(
    fields: Mapping[str, str | None],
    element: Element,
    path: Path,
    site: str,
    page: str,
    zone: dt.tzinfo,
    findings: Findings,
) -> Iterator[ImportedComment]:
    def field(name: str) -> str:
        return (fields.get(name) or "").strip()

    if (kind := field("type")) not in _COMMENTS:
        findings.left_out[kind[:40]] += 1
        return
    about = About(findings, str(path), element.line, field("id"))
    date = moment(field("date_gmt")) or moment(field("date"), zone)
    text = fields.get("content", "")
    if not about.complete(text, date):
        return
    assert text is not None
    assert date is not None
    if (status := _STATUSES.get(field("approved"))) is None:
        about.tell("nothing is known of its approval; it waits for a moderator")
    about.doubt(text, field("author"))
    yield ImportedComment(
        Source.WORDPRESS,
        site,
        field("id"),
        page,
        about.name(field("author")),
        email_of(field("author_email")),
        date,
        from_html(text, page, line_breaks=True),
        field("parent") if field("parent") not in ("", "0") else None,
        status or Status.PENDING,
        str(path),
        element.line,
    )
