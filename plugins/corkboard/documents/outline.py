"""What the board knows of a file: all that shapes the site beyond the pages which show its record or its body."""

from __future__ import annotations

import datetime as dt
import io
import pickle
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from corkboard.documents.document import Parsed
from corkboard.documents.links import Link
from corkboard.fingerprints import encode, fingerprint, fingerprint_of
from corkboard.records.article import Article
from corkboard.records.common import Named, Record
from corkboard.records.fields import Name, Status, is_web_address
from corkboard.records.hypothesis import Hypothesis
from corkboard.records.page import Page
from corkboard.records.past import told_as_past
from corkboard.records.validation import Path, ReferenceAt, references_of

__all__ = ["Corrected", "Outline", "ReferenceTo", "freeze", "outline_of", "thaw"]


class ReferenceTo(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A reference to a record of one of some types, and the keys that lead to it in the front matter."""

    path: Path
    value: str
    types: tuple[str, ...]
    or_name: bool = False  # whether a name may stand there instead of an id
    is_name: bool = False  # whether the author marked it as one


class Corrected(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A correction as lists of articles tell of it."""

    date: str  # ISO 8601
    kind: str
    evidence: str  # the id of the claim that it is about; empty where it is about the article


class Outline(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One file, without its record and its body.  `faulty` is one that makes no record."""

    name: str  # path in the content
    type: str
    id: str
    folder: str  # first in its address; empty for a type that lives at the top
    translation: str  # the language that it is a translation into, else empty
    links: tuple[Link, ...]
    references: bytes  # see `read_references`: few builds need them
    words: int
    unspaced: int
    front_matter: bytes  # fingerprint of the record
    body: bytes  # fingerprint of the body's HTML; empty where there is none
    structure: bytes  # of all below and above that shapes other files' pages too
    faulty: bool = False
    title: str = ""
    aliases: tuple[str, ...] = ()
    slug: str | None = None
    lang: str | None = None
    date: str = ""  # ISO 8601
    moment: float | None = None  # the same in seconds since 1970
    status: str = Status.PUBLISHED.value
    tags: tuple[str, ...] = ()
    redirect_from: tuple[str, ...] = ()
    comments: str = ""  # whether readers may comment on an article
    evidence: tuple[str, ...] = ()  # ids of an article's evidence
    sources: tuple[str, ...] = ()  # ids of its sources
    corrections: tuple[Corrected, ...] = ()  # in the record's order
    modified: str = ""  # ISO 8601, where a translation gives it or there are corrections to compare it with
    assesses: tuple[tuple[str, str], ...] = ()  # for each assessment the row of its term and its own date, or nothing
    autolink: bool = True  # whether names in an article, or the names of whom it is about, become links
    unlinked: tuple[str, ...] = ()  # aliases that do not
    concerns: bool = False  # whether it overrules a fairness rule, or says if somebody was asked for a reply, or died
    past: str = ""  # ISO 8601: the latest moment that it tells of as past
    given: tuple[str, ...] = ()  # fields that a translation has of its own

    def read_references(self) -> tuple[ReferenceTo, ...]:
        return msgspec.msgpack.decode(self.references, type=tuple[ReferenceTo, ...])


def outline_of(parsed: Parsed) -> Outline:
    """Pure, for workers."""
    source, record, document = parsed.source, parsed.record, parsed.document
    found = references_of(record) if record else parsed.references
    references = encode([_reference(one) for one in found if not _leads_to_the_web(one)])
    own = _own_facts(record, source.lang is not None) if record else {"faulty": True, **parsed.parts}
    # No page but its own and those that list it shows an article's title: to change it moves nothing.
    moving = {name: value for name, value in own.items() if name != "title" or not isinstance(record, Article)}
    if own.get("evidence") or own.get("sources") or own.get("assesses"):
        moving["claims"] = parsed.front_matter  # other pages show them, and checks look at all that stands beside them
    if own.get("concerns"):
        moving["fairness"] = parsed.front_matter  # checks look at other files beside it
    address = (source.name, source.lang, source.type.name, source.id)
    return Outline(
        name=source.name,
        type=source.type.name,
        id=source.id,
        folder="" if source.type.at_root else source.type.folder,
        translation=source.lang or "",
        links=document.links,
        references=references,
        words=document.words,
        unspaced=document.unspaced,
        front_matter=fingerprint(parsed.front_matter),
        body=fingerprint(document.html.encode()) if document.html else b"",
        structure=fingerprint_of((address, document.links, references, moving)),
        **own,
    )


def _own_facts(record: Record, translation: bool) -> dict[str, Any]:
    own: dict[str, Any] = {"title": record.title, "redirect_from": record.redirect_from}
    if isinstance(record, Named | Hypothesis):
        own["aliases"] = tuple(alias.name for alias in record.aliases)
        own["unlinked"] = tuple(alias.name for alias in record.aliases if not alias.autolink)
    if isinstance(record, Named | Hypothesis | Article):
        own["autolink"] = record.autolink
    if any(getattr(record, name, None) for name in ("overruled", "right_of_reply", "died")):
        own["concerns"] = True
    if own.get("concerns") or getattr(record, "sources", None):
        own["past"] = max((moment.isoformat() for _, moment in told_as_past(record)), key=_moment, default="")
    if isinstance(record, Article | Page):
        own["slug"] = record.slug
    if isinstance(record, Article | Hypothesis) and record.assessments:
        own["assesses"] = tuple(
            (str(one.likelihood.row or ""), one.date.isoformat() if one.date else "") for one in record.assessments
        )
    if isinstance(record, Article):
        date = record.date.isoformat() if record.date else ""
        moment = record.date.timestamp() if record.date else None
        own |= {"lang": record.lang, "date": date, "moment": moment}
        own |= {name: tuple(one.id for one in getattr(record, name)) for name in ("evidence", "sources")}
        own |= {"status": record.status.value, "tags": record.tags, "comments": record.comments.value}
        own["corrections"] = tuple(
            Corrected(one.date.isoformat(), one.kind.value, one.evidence or "") for one in record.corrections
        )
        if record.modified and (translation or record.corrections):
            own["modified"] = record.modified.isoformat()
    if translation:
        own["given"] = tuple(sorted(record.model_fields_set))
    return own


def _moment(date: str) -> float:
    return dt.datetime.fromisoformat(date).timestamp()


def _leads_to_the_web(reference: ReferenceAt) -> bool:
    return reference.marker.or_web_address and is_web_address(reference.value)


def _reference(one: ReferenceAt) -> ReferenceTo:
    # What is no record yet may have halves of characters in it.
    value = str(one.value).encode("utf-8", "replace").decode()
    return ReferenceTo(one.path, value, one.marker.types, one.marker.or_name, isinstance(one.value, Name))


class _Pickler(pickle.Pickler):
    dispatch_table = {ZoneInfo: lambda zone: (ZoneInfo, (zone.key,))}  # noqa: RUF012 - as pickle wants it


class _Unpickler(pickle.Unpickler):
    """Makes records and the dates in them, and nothing else: whoever can write to a cache shall run no code here."""

    def find_class(self, module: str, name: str) -> Any:
        found = _FOUND.get((module, name))
        if found is None:
            if not module.startswith("corkboard.records.") and (module, name) not in _HARMLESS:
                raise pickle.UnpicklingError(f"{module}.{name} is no part of a record")
            found = _FOUND[module, name] = super().find_class(module, name)
        return found


_FOUND: dict[tuple[str, str], Any] = {}
_HARMLESS = {
    ("datetime", "datetime"),
    ("datetime", "timezone"),
    ("datetime", "timedelta"),
    ("zoneinfo", "ZoneInfo"),
}


def freeze(record: Record, translation: bool) -> bytes:
    """A record as bytes, to be kept; of a translation the fields that it gives."""
    kept = {name: getattr(record, name) for name in sorted(record.model_fields_set)} if translation else record
    stream = io.BytesIO()
    _Pickler(stream, protocol=5).dump(kept)
    return stream.getvalue()


def thaw(frozen: bytes) -> Any:
    """The record, or the fields of a translation.  Raises UnpicklingError."""
    return _Unpickler(io.BytesIO(frozen)).load()
