"""The board for others to work with: several formats, all made of the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from corkboard.outputs.board_json import LISTS, between_shelves, board_head, board_piece, board_schema, board_tail
from corkboard.outputs.follow_the_money import ftm_piece
from corkboard.outputs.graphml import graphml_head, graphml_piece, graphml_tail
from corkboard.outputs.output import Compound, Output, Part, Piece
from corkboard.outputs.tables import TABLES, Table
from corkboard.views.context import Context
from corkboard.views.data import SCHEMA_PATH, exported_paths
from corkboard.views.export import row_of, unlisted
from corkboard.views.rows import RecordRow, Unlisted

__all__ = ["exports", "schemas"]


@dataclass(frozen=True, slots=True)
class _Format:
    """How a file is put together: what it has of some records, what it begins and ends with, what stands between.

    `between` is given the types of the records before and behind, `tail` that of the last one; empty if there is none.
    """

    piece: Callable[[Sequence[RecordRow | Unlisted]], Piece]
    head: Callable[[Context], bytes] = lambda _: b""
    between: Callable[[str, str], bytes] = lambda _, __: b""
    tail: Callable[[str], bytes] = lambda _: b""


def _table(table: Table) -> _Format:
    return _Format(table.piece, lambda _: table.head)


_FORMATS = {
    "data/board.json": _Format(board_piece, board_head, between_shelves, board_tail),
    "data/board.graphml": _Format(graphml_piece, lambda _: graphml_head(), tail=lambda _: graphml_tail()),
    "data/entities.ftm.json": _Format(ftm_piece),
    **{f"data/{table.name}.csv": _table(table) for table in TABLES},
}


def exports(context: Context) -> Iterator[Compound]:
    """All export files.  Their parts are the shelves of the board, and what belongs to none."""
    paths = exported_paths(context.settings)
    formats = [_FORMATS[path] for path in paths]
    parts = [Part("unlisted", [b""] * len(formats), partial(_unlisted, context, formats))]
    before = ""
    for type in LISTS:
        for name in context.board.shelves:
            if name.partition("/")[0] == type:
                between = [one.between(before, type) for one in formats]
                parts.append(Part(name, between, partial(_shelf, context, formats, name)))
                before = type
    if formats:
        heads, tails = [one.head(context) for one in formats], [one.tail(before) for one in formats]
        yield Compound("exports", paths, heads, parts, tails)


def _unlisted(context: Context, formats: Sequence[_Format]) -> list[Piece]:
    rows = [unlisted(context)]
    return [one.piece(rows) for one in formats]


def _shelf(context: Context, formats: Sequence[_Format], name: str) -> list[Piece]:
    rows = [row_of(context, item) for item in context.shelf(name)]
    return [one.piece(rows) for one in formats]


def schemas(context: Context) -> Iterator[Output]:
    """What the fields of the JSON export mean."""
    if "data/board.json" in exported_paths(context.settings):
        yield Output(SCHEMA_PATH, board_schema)
