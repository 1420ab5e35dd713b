"""The parts of the documentation of exports: fields, columns, keys, words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from corkboard.outputs.board_json import board_schema
from corkboard.outputs.graphml import EDGE_KEYS, EDGES, NODE_KEYS
from corkboard.outputs.relation_words import RELATION_WORDS
from corkboard.outputs.tables import TABLES

__all__ = ["export_sections"]

_Table = Callable[[tuple[str, ...], Iterable[tuple[str, ...]]], str]
_WHOLE = "Publication"


def export_sections(table: _Table) -> dict[str, str]:
    """By name, in Markdown; `table` makes one of a head and rows."""
    return {
        "export json": "\n".join(_objects(table)),
        **{f"export {one.name}": table(("column", "meaning"), _coded(one.columns)) for one in TABLES},
        "export graph edges": table(("kind", "from → to"), _coded(EDGES)),
        "export graph node keys": table(("key", "meaning"), _coded(NODE_KEYS)),
        "export graph edge keys": table(("key", "meaning"), _coded(EDGE_KEYS)),
        "export relation words": table(("language", "nature", "words"), _words()),
    }


def _coded(meanings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((f"`{name}`", meaning) for name, meaning in meanings.items())


def _words() -> Iterator[tuple[str, str, str]]:
    for lang, natures in RELATION_WORDS.items():
        for nature, words in natures.items():
            yield f"`{lang}`", nature.value, ", ".join(sorted(words))


def _objects(table: _Table) -> Iterator[str]:
    """Every object of the JSON document: first the whole, then the others by name."""
    definitions = json.loads(board_schema())["$defs"]
    for name in sorted(definitions, key=lambda name: (name != _WHOLE, name)):
        one = definitions[name]
        if "properties" in one:
            fields = (
                (f"`{key}`", _holds(field), field.get("description", "")) for key, field in one["properties"].items()
            )
            yield f"#### {name}\n\n{one['description']}\n\n{table(('field', 'what it holds', 'meaning'), fields)}"
        else:
            values = ", ".join(f"`{value}`" for value in one["enum"])
            yield f"#### {name}\n\n{one['description']} One of {values}.\n"


def _holds(field: Mapping[str, Any]) -> str:
    if "anyOf" in field:
        return ", or ".join(_holds(one) for one in field["anyOf"])
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if field["type"] == "array":
        return f"list: {_holds(field['items'])}"
    return {"string": "text", "null": "null", "integer": "number", "number": "number"}[field["type"]]
