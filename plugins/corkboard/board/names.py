"""Names by which texts may name people, organizations and hypotheses, and where in a text they stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import msgspec
from ahocorasick_rs import AhoCorasick, MatchKind

from corkboard.board.catalog import Catalog, Item, Key
from corkboard.board.sieve import Sieve
from corkboard.board.words import is_whole, plain
from corkboard.documents.prose import INVISIBLE

__all__ = [
    "NAMED_TYPES",
    "Forms",
    "Meaning",
    "NameTable",
    "Naming",
    "is_russian",
    "name_table",
    "named",
    "names_of",
    "spellings",
    "unpacked",
]

NAMED_TYPES = ("person", "organization", "hypothesis")


class Meaning(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Whom a name may mean, and those of them to whom it may lead as a link: places among a table's keys."""

    keys: tuple[int, ...] = ()
    linked: tuple[int, ...] = ()

    @property
    def leads_to(self) -> int | None:
        """To whom it leads; None where it is to be no link, or may mean several."""
        return self.linked[0] if len(self.linked) == 1 else None

    def moved(self, places: Sequence[int]) -> Meaning:
        """The same where those of the keys are other ones."""
        keys, linked = (tuple(sorted(places[one] for one in some)) for some in (self.keys, self.linked))
        return Meaning(keys, linked)


class Naming(NamedTuple):
    """A name in a text: where it begins and ends, its place in the table, and what it means there."""

    start: int
    end: int
    name: int
    meaning: Meaning


class NameTable(msgspec.Struct, frozen=True, array_like=True, dict=True):
    """Every title and alias, and the forms that they take in Russian, with whom each may mean."""

    keys: tuple[Key, ...] = ()
    names: tuple[str, ...] = ()  # sorted
    meanings: tuple[Meaning, ...] = ()  # of each name; nobody for what is a form in Russian alone
    russian: tuple[tuple[int, Meaning], ...] = ()  # what a name means in Russian, by its place, if something else

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(self.names, matchkind=MatchKind.Standard)

    @cached_property
    def places(self) -> dict[Key, int]:
        """The place of each key."""
        return {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def _in_russian(self) -> dict[int, Meaning]:
        return dict(self.russian)

    @cached_property
    def sieve(self) -> Sieve:
        """Holds back bodies that have none of the names."""
        return Sieve(self.names)

    def find(self, text: str, lang: str) -> Iterator[Naming]:
        """Each name in a text, from left to right: whole words, the longest first."""
        if not self.names:
            return
        text = plain(text)
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        in_russian = self._in_russian if is_russian(lang) else {}
        free_from = 0
        for name, start, end in sorted(found, key=lambda match: (match[1], -match[2])):
            if start >= free_from:
                meaning = in_russian.get(name) or self.meanings[name]
                if meaning.keys and is_whole(text, start, end):
                    yield Naming(start, end, name, meaning)
                    free_from = end

    def __reduce__(self) -> tuple[Callable[[bytes], NameTable], tuple[bytes]]:
        return unpacked, (self.packed,)

    @cached_property
    def packed(self) -> bytes:
        return msgspec.msgpack.encode(self)

    def changes_from(self, other: NameTable) -> tuple[frozenset[str], frozenset[str]]:
        """Names of another table that are not in this one or mean somebody else here, and the same the other way."""
        places = [self.places.get(key, -1) for key in other.keys]
        before = other._entries(places) if places != [*range(len(places))] else other._entries()
        now = self._entries()
        gone = frozenset(name for name, meaning in before.items() if now.get(name) != meaning)
        return gone, frozenset(name for name, meaning in now.items() if before.get(name) != meaning)

    def _entries(self, places: Sequence[int] = ()) -> dict[str, tuple[Meaning, Meaning | None]]:
        """What each name means, in other languages and in Russian; `places` are to be put for those of the keys."""
        in_russian = self._in_russian.get
        entries = enumerate(zip(self.names, self.meanings, strict=True))
        if not places:
            return {name: (meaning, in_russian(number)) for number, (name, meaning) in entries}
        return {
            name: (meaning.moved(places), other and other.moved(places))
            for number, (name, meaning) in entries
            for other in (in_russian(number),)
        }


_LETTER = re.compile(r"[^\W_]")
_NOBODY = Meaning()
Forms = Mapping[tuple[str, tuple[str, ...]], Sequence[Sequence[str]]]  # (type, names) → the forms of each name


def unpacked(table: bytes) -> NameTable:
    return msgspec.msgpack.decode(table, type=NameTable)


def is_russian(lang: str) -> bool:
    return lang.partition("-")[0] == "ru"


def names_of(item: Item) -> tuple[str, ...]:
    """Title and aliases in one language."""
    return (item.title, *item.outline.aliases)


def named(catalog: Catalog) -> Iterator[Item]:
    """All that has names, in each of its languages."""
    for type in NAMED_TYPES:
        for item in catalog.of_type(type):
            yield item
            yield from catalog.translations.get(item.key, {}).values()


def name_table(catalog: Catalog, forms: Forms, linking: bool = True) -> NameTable:
    """All names by which texts may name somebody, in any of their languages; without `linking` none is to be a link.

    `forms` are those that they take in Russian.  What one language of a record keeps from being a link is none in the
    others either.
    """
    places: dict[Key, int] = {}
    exact: dict[str, dict[int, bool]] = defaultdict(dict)
    inflected: dict[str, dict[int, bool]] = defaultdict(dict)
    for item in named(catalog):
        place, outline = places.setdefault(item.key, len(places)), item.outline
        names = names_of(item)
        inflections = forms.get((item.key.type, names), ())
        for number, name in enumerate(names):
            linked = linking and outline.autolink and name not in outline.unlinked
            for spelling in spellings(name):
                _note(exact[spelling], place, linked)
            for form in inflections[number] if inflections else ():
                for spelling in spellings(form):
                    _note(inflected[spelling], place, linked)
    names_sorted = sorted(exact.keys() | inflected.keys())
    return NameTable(
        tuple(places),
        tuple(names_sorted),
        tuple(_meaning(exact[name]) if name in exact else _NOBODY for name in names_sorted),
        tuple(
            (number, _meaning({**inflected[name], **exact.get(name, {})}))
            for number, name in enumerate(names_sorted)
            if name in inflected
        ),
    )


def spellings(name: str) -> Sequence[str]:
    """A name as texts may have it: at the beginning of a sentence with a capital.  None of what has no letter."""
    name = plain(name if name.isascii() else "".join(char for char in name if char not in INVISIBLE))
    if not _LETTER.search(name):
        return ()
    return (name, name[0].upper() + name[1:]) if name[0].islower() else (name,)


def _note(meanings: dict[int, bool], place: int, linked: bool) -> None:
    meanings[place] = linked and meanings.get(place, True)


def _meaning(of: Mapping[int, bool]) -> Meaning:
    if len(of) == 1:
        (place,) = of
        return Meaning((place,), (place,) if of[place] else ())
    return Meaning(tuple(sorted(of)), tuple(sorted(place for place, linked in of.items() if linked)))
