"""What a file says where no text stands around it: titles, summaries, addresses, notes, roles, tags, captions.

Bodies state at length and with their sources; these stand alone in lists, feeds and cards.  Every text of the front
matter is one of them, unless it is named here as none: a new field shall not be a way around the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from html import unescape
from typing import Any
from urllib.parse import unquote

from pydantic import BaseModel

from corkboard.board.catalog import Item
from corkboard.board.fairness.matters import Watch
from corkboard.board.fairness.statements import Text
from corkboard.documents.links import Link
from corkboard.records.article import Article
from corkboard.records.common import Alias, Named
from corkboard.records.evidence import Source, SourceKind, Verification
from corkboard.records.fields import Name, is_web_address
from corkboard.records.hypothesis import Hypothesis
from corkboard.records.validation import Path, references_of

__all__ = ["Wording", "headline_of", "may_concern", "wordings_of"]

_NONE = frozenset(
    (
        *("lang", "url", "sources.url", "sources.sha256", "overruled.rule", "overruled.field"),
        *("evidence.source", "corrections.evidence"),  # ids that stand elsewhere in the file
        "right_of_reply.answer",  # the words of whom it is about
        "corrections.said",  # what is no longer said
    )
)
_ADDRESSES = frozenset(("slug", "redirect_from", "evidence.id", "sources.id", "sources.archived"))
# Works that can be found have a title that nobody here chose.
_WORKS = (SourceKind.DOCUMENT, SourceKind.PUBLICATION, SourceKind.DATASET, SourceKind.RECORDING)
_TAG = re.compile(r"<[a-zA-Z](?:[^\"'<>]|\"[^\"]*\"|'[^']*')*>")
_CAPTION = re.compile(r"""\s(?:alt|title|aria-label)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_FILE = re.compile(r"""\s(?:src|poster|data)\s*=\s*["']?((?!\{|https?:|//|data:)[^"'\s>]+)""", re.IGNORECASE)
_CAPTIONED = re.compile(r"<(figcaption|caption|summary|title|desc)\b[^>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_HEADING = re.compile(r"<(h[1-6])\b[^>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wording:
    """A text and where it stands: at a path in the front matter, in the body, or in the file's own name."""

    field: str  # as problems and overrulings call it, e.g. "people.as"
    text: Text
    path: Path = ()
    passage: str = ""  # of the body
    link: Link | None = None


def wordings_of(item: Item) -> Iterator[Wording]:
    """All of a file; of a translation what it says itself."""
    record = item.record
    references = {found.path: found.value for found in references_of(record)}
    owner = item.key.id if item.key.type == "person" else ""
    if not item.translation:
        yield Wording("file", Text(item.key.id, address=True))
    for path, value in _texts(record, ()):
        field = ".".join(part for part in path if isinstance(part, str))
        given = not item.translation or path[0] in item.outline.given
        if given and field not in _NONE and (path not in references or isinstance(value, Name)):
            text = _text(record, field, path, value, owner)
            if text is not None:
                yield Wording(field, text, path)
    if item.outline.body:
        yield from _in_body(item)


def may_concern(item: Item, watch: Watch) -> bool:
    """Quickly, whether a file may say something of somebody: true wherever it does."""
    record, known = item.record, watch.by_id
    if item.key.type == "person" and item.key.id in known:
        return True
    if isinstance(record, Article) and any(
        id in known for id in (*(one.id for one in record.people), *(one.to for one in record.right_of_reply))
    ):
        return True
    if isinstance(record, Named) and any(one.to in known for one in record.relations):
        return True
    texts = (text for _, text in _texts(record, ()))
    captions = (wording.text.text for wording in _in_body(item)) if item.outline.body else ()
    return watch.may_be_in("\n".join((item.key.id, *texts, *captions)))


def headline_of(item: Item) -> Iterator[Text]:
    """What goes with an item wherever it stands: title, summary, address and tags, of a hypothesis its statement."""
    outline = item.outline
    yield Text(outline.title)
    if item.record.summary:
        yield Text(item.record.summary)
    if isinstance(item.record, Hypothesis) and item.record.statement:
        yield Text(item.record.statement)
    yield Text(outline.slug or item.key.id, address=True)
    yield from map(Text, outline.tags)


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text in front matter, and the keys that lead to it as authors write them."""
    if isinstance(value, str):
        if not isinstance(value, Enum):
            yield path, value
    elif isinstance(value, Alias):
        yield path, value.name  # mostly written without a mapping
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if found := getattr(value, name):
                yield from _texts(found, (*path, field.alias or name))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts(one, (*path, key))
    elif isinstance(value, Sequence):
        for number, one in enumerate(value):
            yield from _texts(one, (*path, number))


def _text(record: BaseModel, field: str, path: Path, value: str, owner: str) -> Text | None:
    """What a text is read as; None for what is of no concern."""
    top, number = path[0], path[1] if len(path) > 1 and isinstance(path[1], int) else 0
    of: tuple[str, ...] = (owner,) if owner else ()
    tag = False
    if top == "sources" and isinstance(record, Article):
        source = record.sources[number]
        if _is_unseen_or_a_title(source, field) or (field == "sources.archived" and is_web_address(value)):
            return None
    elif field == "evidence.claim" and isinstance(record, Article):
        verified = record.evidence[number].verification is Verification.VERIFIED
        return None if verified else Text(value, claim=True)
    elif top == "people" and isinstance(record, Article):
        of = (record.people[number].id,)
    elif top == "tags" and isinstance(record, Article):
        of, tag = tuple(one.id for one in record.people), True
    elif top == "relations" and isinstance(record, Named):
        of = (*of, record.relations[number].to)
    elif top == "right_of_reply" and isinstance(record, Article):
        of = (record.right_of_reply[number].to,)
    name = bool(owner) and field in ("title", "aliases")
    return Text(value, frozenset(of), field in _ADDRESSES, name=name, tag=tag)


def _is_unseen_or_a_title(source: Source, field: str) -> bool:
    work = source.kind in _WORKS and (source.url or source.archived)
    return (field == "sources.note" and source.private) or (field == "sources.title" and bool(work))


def _in_body(item: Item) -> Iterator[Wording]:
    """Captions and headings of a body."""
    html = item.records.html(item.name)
    for tag in _TAG.finditer(html) if any(name in html for name in ("alt", "title", "aria-label")) else ():
        for found in _CAPTION.finditer(tag[0]):
            yield from _said(next(filter(None, found.groups()), ""))
    captioned = any(f"</{element}" in html for element in ("figcaption", "caption", "summary", "title", "desc"))
    patterns = [*([_CAPTIONED] if captioned else ()), *([_HEADING] if "</h" in html else ())]
    for pattern in patterns:
        for found in pattern.finditer(html):
            yield from _said(re.sub(r"<[^>]*>", "", found[2]))
    for link in item.outline.links:
        if link.kind in ("static", "attach"):
            yield Wording("body", _file(link.value), link=link)
    for found in _FILE.finditer(html):
        yield Wording("body", _file(found[1]), passage=found[1])


def _file(path: str) -> Text:
    return Text(unquote(path).rstrip("/").rpartition("/")[2], address=True)


def _said(markup: str) -> Iterator[Wording]:
    if text := " ".join(unescape(markup).split()):
        yield Wording("body", Text(text), passage=text)
