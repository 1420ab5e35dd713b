"""Reads Disqus's exports (XML), of any size."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from corkboard.importers.fields import About, email_of, moment
from corkboard.importers.markup import from_html
from corkboard.importers.model import Findings, ImportedComment, Source, Status
from corkboard.importers.xml_stream import Element, elements

__all__ = ["read_disqus"]

_THREAD = ("thread/id", "thread/forum", "thread/link")
_POST = ("message", "createdAt", "isDeleted", "isSpam", "isApproved", "author/name", "author/email", "thread", "parent")
_WANTED = frozenset({"thread", *_THREAD, "post", *(f"post/{name}" for name in _POST)})
_ID = "dsq:id"
_REDIRECTION = re.compile(r"""(?P<before>\shref\s*=\s*["']?)(?P<href>https?://(?:www\.)?disq\.us/url\?[^\s"'<>]+)""")
_SIGNED = re.compile(r":[\w-]{20,40}$")


def read_disqus(path: Path, findings: Findings) -> Iterator[ImportedComment]:
    """The comments of an export, in its order."""
    pages: dict[str, str] = {}  # of the threads, which come first
    site = ""
    fields: dict[str, Element] = {}
    for element in elements(path, "disqus", _WANTED, _named, findings):
        if element.path == "thread":
            site = site or _text(fields, "thread/forum")
            pages[element.attributes.get(_ID, "")] = _page(fields)
            fields = {}
        elif element.path == "post":
            yield from _post(fields, element, path, site, pages, findings)
            fields = {}
        else:
            fields[element.path] = element


def _named(tag: str) -> str:
    return tag.replace("{http://disqus.com/disqus-internals}", "dsq:").replace("{http://disqus.com}", "")


def _text(fields: Mapping[str, Element], path: str) -> str:
    return ((fields[path].text if path in fields else "") or "").strip()


def _page(fields: Mapping[str, Element]) -> str:
    """The address of a thread; its identifier, which sites choose, where that is one."""
    link, identifier = _text(fields, "thread/link"), _text(fields, "thread/id")
    return link or (identifier if identifier.startswith(("/", "http://", "https://")) else "")


def _post(
    fields: Mapping[str, Element],
    element: Element,
    path: Path,
    site: str,
    pages: Mapping[str, str],
    findings: Findings,
) -> Iterator[ImportedComment]:
    id = element.attributes.get(_ID, "").strip()
    about = About(findings, str(path), element.line, id)
    date = moment(_text(fields, "post/createdAt"))
    text = fields["post/message"].text if "post/message" in fields else ""
    if not about.complete(text, date):
        return
    assert text is not None
    assert date is not None
    about.doubt(text, _text(fields, "post/author/name"))
    page = pages.get(_reference(fields, "post/thread"), "")
    yield ImportedComment(
        Source.DISQUS,
        site,
        id,
        page,
        about.name(_text(fields, "post/author/name")),
        email_of(_text(fields, "post/author/email")),
        date,
        from_html(_REDIRECTION.sub(_straight, text), page),
        _reference(fields, "post/parent") or None,
        _status(fields),
        str(path),
        element.line,
    )


def _reference(fields: Mapping[str, Element], path: str) -> str:
    return fields[path].attributes.get(_ID, "").strip() if path in fields else ""


def _status(fields: Mapping[str, Element]) -> Status:
    if _text(fields, "post/isDeleted") == "true":
        return Status.DELETED
    if _text(fields, "post/isSpam") == "true":
        return Status.SPAM
    return Status.PENDING if _text(fields, "post/isApproved") == "false" else Status.APPROVED


def _straight(found: re.Match[str]) -> str:
    """A link as its author wrote it: Disqus leads all of them through a counter of its own."""
    leads = parse_qs(urlsplit(found["href"].replace("&amp;", "&")).query).get("url", [""])[0]
    address = _SIGNED.sub("", leads)
    if not address.startswith(("http://", "https://")) or re.search(r"[\s\"'<>]", address):
        return found[0]
    return f"{found['before']}{address.replace('&', '&amp;')}"
