"""The whole board as one JSON document, and its JSON Schema (draft 2020-12)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import msgspec

from corkboard.outputs.output import Piece
from corkboard.views.context import Context
from corkboard.views.rows import Publication, RecordRow, SiteRow, Unlisted

__all__ = ["LISTS", "between_shelves", "board_head", "board_piece", "board_schema", "board_tail"]

# The document's lists by the types that are in them, in order.
LISTS = {
    "person": "people",
    "organization": "organizations",
    "question": "questions",
    "hypothesis": "hypotheses",
    "author": "authors",
    "page": "pages",
    "article": "articles",
}

_encode = msgspec.json.Encoder(enc_hook=str).encode  # ids that authors put in quotes are marked as such
_TYPES = tuple(LISTS)


def board_head(context: Context) -> bytes:
    site = context.site
    row = SiteRow(
        name=site.name,
        url=site.url or None,
        lang=site.lang,
        publisher=site.publisher or None,
        contact=site.contact or None,
        license=context.settings.data_license or None,
    )
    return b'{"site": ' + _encode(row)


def board_piece(records: Sequence[RecordRow | Unlisted]) -> Piece:
    rows = [_encode(record) for record in records if not isinstance(record, Unlisted)]
    return Piece(b",\n".join(rows), len(rows))


def between_shelves(before: str, type: str) -> bytes:
    """What stands between records of a type and those of the same or a later one; `before` is empty at first."""
    if before == type:
        return b",\n"
    first = _TYPES.index(before) + 1 if before else 0
    return (b"\n]" if before else b"") + _empty(first, _TYPES.index(type)) + f',\n"{LISTS[type]}": [\n'.encode()


def board_tail(last: str) -> bytes:
    first = _TYPES.index(last) + 1 if last else 0
    return (b"\n]" if last else b"") + _empty(first, len(_TYPES)) + b"\n}\n"


def _empty(first: int, end: int) -> bytes:
    return "".join(f',\n"{LISTS[type]}": []' for type in _TYPES[first:end]).encode()


@cache
def board_schema() -> bytes:
    """The same for every site."""
    schema = msgspec.json.schema(Publication)
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Corkboard: a board", **schema}
    return msgspec.json.format(_encode(whole), indent=1) + b"\n"
