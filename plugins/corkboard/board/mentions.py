"""Whom a text names: the sentence in which it does so first, and the place that becomes a link."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set

import msgspec
from sentencex import segment

from corkboard.board.catalog import Key
from corkboard.board.names import NameTable, Naming
from corkboard.documents.links import Link
from corkboard.documents.prose import SILENCE, Prose, prose

__all__ = ["Found", "Place", "Quotation", "find_names"]

_LONGEST = 400  # characters of a sentence that are quoted; more is cut at a word


class Quotation(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A sentence, and which part of it is the name: text before, the name, text after."""

    before: str
    name: str
    after: str

    def __str__(self) -> str:
        return self.before + self.name + self.after


class Place(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Where in a body's HTML the link of a name begins and ends, in characters, and to whom it leads."""

    start: int
    end: int
    key: Key


class Found(msgspec.Struct, frozen=True, array_like=True):
    """What a text was found to name, as long as none of `names` comes to mean anybody else, and none is added."""

    autolinks: tuple[Place, ...] = ()  # in their order
    names: tuple[str, ...] = ()  # every name in it, sorted
    quotations: Mapping[Key, Quotation] = {}  # of those wanted


def find_names(
    body: str,
    lang: str,
    wanted: Collection[Key],
    barred: Collection[Key] | None,
    names: NameTable,
    follow: Callable[[Link], Key | None],
) -> Found:
    """What a body names: the sentence in which it first links or names each key that is wanted, and autolinks.

    Sentences come before headings and cells of tables.  Each key gets an autolink where the body first names it and a
    link can stand, unless it is `barred`; None bars all.
    """
    said = prose(body)
    namings = list(names.find(said.text, lang))
    return Found(
        tuple(_autolinks(said, namings, names, set(barred))) if barred is not None else (),
        tuple(names.names[place] for place in sorted({one.name for one in namings})),
        _quotations(said, lang, frozenset(wanted), namings, names, follow) if wanted else {},
    )


def _autolinks(said: Prose, namings: Iterable[Naming], names: NameTable, done: set[Key]) -> Iterator[Place]:
    for one in namings:
        place = one.meaning.leads_to
        if place is not None and (key := names.keys[place]) not in done and (span := said.around(one.start, one.end)):
            done.add(key)
            yield Place(*span, key)


def _quotations(
    said: Prose,
    lang: str,
    wanted: Set[Key],
    namings: Iterable[Naming],
    names: NameTable,
    follow: Callable[[Link], Key | None],
) -> dict[Key, Quotation]:
    found: dict[Key, Quotation] = {}
    missing = set(wanted)
    for _, start, end, keys in _places(said, missing, namings, names, follow):
        for key in keys:
            if key in missing:
                first, last = said.text.rfind("\n", 0, start) + 1, said.text.find("\n", start)
                line = said.text[first : last if last >= 0 else None]
                found[key] = _quote(*_tidied(line, start - first, end - first), lang)
                missing.discard(key)
    return dict(sorted(found.items()))


def _places(
    said: Prose,
    wanted: Set[Key],
    namings: Iterable[Naming],
    names: NameTable,
    follow: Callable[[Link], Key | None],
) -> list[tuple[bool, int, int, tuple[Key, ...]]]:
    """Where a text names or links one who is wanted, in order: in a heading or cell or not, start, end, who it is."""
    places = {names.places[key] for key in wanted if key in names.places}
    keys = names.keys
    found = [
        (one.start, one.end, tuple(keys[place] for place in one.meaning.keys))
        for one in namings
        if not places.isdisjoint(one.meaning.keys)
    ]
    found += [(offset, offset, (key,)) for offset, link in said.links if (key := follow(link)) and key in wanted]
    placed = ((said.text.rfind("\n", 0, one[0]) + 1 in said.fragments, *one) for one in found)
    # Of a name and a link at the same place the name comes first: it can be marked.
    return sorted(placed, key=lambda place: (place[0], place[1], -place[2]))


def _tidied(line: str, start: int, end: int) -> tuple[str, int, int]:
    """A line without what stands for code, and without spaces at its ends; and where in it the name stands then."""
    before, name, after = (_without_silence(part) for part in (line[:start], line[start:end], line[end:]))
    before, after = before.lstrip(), after.rstrip()
    if not name and before.endswith(" "):
        after = after.lstrip()
    return before + name + after, len(before), len(before) + len(name)


def _without_silence(text: str) -> str:
    return text.replace(SILENCE, "").replace("  ", " ") if SILENCE in text else text


def _quote(text: str, start: int, end: int, lang: str) -> Quotation:
    first, last = _sentence(text, start, end, lang)
    before, name, after = text[first:start].lstrip(), text[start:end], text[end:last].rstrip()
    room = max(40, (_LONGEST - len(name)) // 2)
    if len(before) + len(name) + len(after) > _LONGEST:
        if len(before) > room:
            cut = before[-room:]
            before = "… " + cut[cut.find(" ") + 1 :]
        if len(after) > room:
            cut = after[:room]
            after = cut[: cut.rfind(" ") if " " in cut else room] + " …"
    return Quotation(before, name, after)


def _sentence(text: str, start: int, end: int, lang: str) -> tuple[int, int]:
    """Start and end of the sentence around a place.  A full stop that is part of the name ends nothing."""
    first = last = 0
    for sentence in segment(lang.partition("-")[0], text):
        last += len(sentence)
        if start < last and end <= last:
            name_ends_it = text[:last].rstrip() == text[:end] and end > start and text[end - 1] == "."
            if not (name_ends_it and text[last : last + 1].islower()):
                return first, last
        elif last <= start:
            first = last
    return first, len(text)
