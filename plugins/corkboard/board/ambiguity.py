"""Names that may mean several, which are therefore no links: told once each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corkboard.board.catalog import Catalog, Key
from corkboard.board.names import NameTable, names_of, spellings
from corkboard.diagnostics import Severity, quoted
from corkboard.documents.document import Blame
from corkboard.records.validation import Path

__all__ = ["ambiguous_names"]

_MOST_NAMED = 10


def ambiguous_names(catalog: Catalog, table: NameTable) -> Iterator[Blame]:
    """A notice for each name by which an article may mean several, where an alias can be kept from being a link.

    Of forms that several names take in Russian one is told for all that may be meant.
    """
    found = {table.names[place]: one.linked for place, one in enumerate(table.meanings) if len(one.linked) > 1}
    for name, meant in found.items():
        if found.get(name[0].lower() + name[1:]) != meant or not name[0].isupper():
            yield _notice(catalog, name, [table.keys[one] for one in meant])
    told = [frozenset(meant) for meant in found.values()]
    for place, meaning in table.russian:
        forms_of = frozenset(meaning.linked)
        if len(forms_of) > 1 and not any(forms_of <= known for known in told):
            told.append(forms_of)
            yield _notice(catalog, table.names[place], [table.keys[one] for one in meaning.linked])


def _notice(catalog: Catalog, name: str, keys: Sequence[Key]) -> Blame:
    file, path, spelling = min(
        (one for key in keys for one in _places(catalog, key, name)),
        key=lambda one: one[1][:1] == ("title",),
        default=(catalog.items[keys[0]].name, ("title",), name),
    )
    whom = [f'the {key.type} "{key.id}"' for key in keys[:_MOST_NAMED]]
    more = [f"{len(keys) - _MOST_NAMED} others"] if len(keys) > _MOST_NAMED else []
    *most, last = [*whom, *more]
    message = f"{quoted(spelling)} may mean {', '.join(most)} or {last}; where articles say it, they link to nobody"
    hint = f"to let it lead to one, give all others the alias {{name: {quoted(spelling)}, autolink: false}}"
    return Blame(file, str(path[0]), message, hint, path, severity=Severity.NOTICE)


def _places(catalog: Catalog, key: Key, name: str) -> Iterator[tuple[str, Path, str]]:
    """Files and paths in them where a record is given a name, and how it is spelled there."""
    for item in (catalog.items[key], *catalog.translations.get(key, {}).values()):
        own_aliases = not item.translation or "aliases" in item.outline.given
        for number, spelling in enumerate(names_of(item)):
            if name in spellings(spelling) and (number == 0 or own_aliases):
                yield item.name, ("aliases", number - 1) if number else ("title",), spelling
