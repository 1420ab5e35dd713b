"""Names in text: the sentence in which an article first names or links somebody."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, MatchKind
from sentencex import segment

from corkboard.board.catalog import Catalog, Key
from corkboard.documents.links import Link
from corkboard.documents.prose import Prose, prose

__all__ = ["NAMED_TYPES", "NameTable", "Quotation", "first_mentions", "name_table"]

NAMED_TYPES = ("person", "organization", "hypothesis")
_LONGEST = 400  # characters of a sentence that are quoted; more is cut at a word
_ALIKE = {"’": "'", "ʼ": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " ", "\u2011": "-"}
# Scripts that set no spaces between words: there a name ends where it ends.
_UNSPACED = ("THAI", "LAO", "KHMER", "MYANMAR", "HIRAGANA", "KATAKANA", "CJK")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A sentence, and which part of it is the name: text before, the name, text after."""

    before: str
    name: str
    after: str

    def __str__(self) -> str:
        return self.before + self.name + self.after


@dataclass(frozen=True)
class NameTable:
    """Every title and alias, and whom it may mean."""

    names: tuple[str, ...]
    meanings: tuple[tuple[Key, ...], ...]  # for each name

    @cached_property
    def _automaton(self) -> AhoCorasick:
        return AhoCorasick(self.names, matchkind=MatchKind.Standard)

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[Key, ...]]]:
        """Start, end and meanings of each name in a text, from left to right: whole words, the longest first."""
        if not self.names:
            return
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        free_from = 0
        for index, start, end in sorted(found, key=lambda match: (match[1], -match[2])):
            if start >= free_from and _is_whole(text, start, end):
                yield start, end, self.meanings[index]
                free_from = end


def name_table(catalog: Catalog) -> NameTable:
    """All names by which texts may name a person, organization or hypothesis, in any of their languages."""
    meanings: dict[str, dict[Key, None]] = defaultdict(dict)
    for item in catalog:
        if item.key.type in NAMED_TYPES:
            for name in (item.title, *item.outline.aliases):
                meanings[_plain(name)][item.key] = None
    names = sorted(meanings)
    return NameTable(tuple(names), tuple(tuple(meanings[name]) for name in names))


def first_mentions(
    body: str, lang: str, wanted: Collection[Key], names: NameTable, follow: Callable[[Link], Key | None]
) -> dict[Key, Quotation]:
    """For each wanted key that a body links or names, the sentence in which it does so first.

    Sentences come before headings and cells of tables.
    """
    found: dict[Key, Quotation] = {}
    missing = set(wanted)
    if not missing:
        return found
    said = prose(body)
    for _, start, end, keys in _places(said, missing, names, follow):
        for key in keys:
            if key in missing:
                first, last = said.text.rfind("\n", 0, start) + 1, said.text.find("\n", start)
                line = said.text[first : last if last >= 0 else None]
                found[key] = _quote(line, start - first, end - first, lang)
                missing.discard(key)
    return found


def _places(
    said: Prose, wanted: Set[Key], names: NameTable, follow: Callable[[Link], Key | None]
) -> list[tuple[bool, int, int, tuple[Key, ...]]]:
    """Where a text names or links one who is wanted, in order: in a heading or cell or not, start, end, who it is."""
    found = [place for place in names.find(_plain(said.text)) if not wanted.isdisjoint(place[2])]
    found += [(offset, offset, (key,)) for offset, link in said.links if (key := follow(link)) and key in wanted]
    placed = ((_in_fragment(said, start), start, end, keys) for start, end, keys in found)
    # Of a name and a link at the same place the name comes first: it can be marked.
    return sorted(placed, key=lambda place: (place[0], place[1], -place[2]))


def _in_fragment(said: Prose, offset: int) -> bool:
    before = bisect_right(said.fragments, offset, key=itemgetter(0))
    return before > 0 and offset < said.fragments[before - 1][1]


def _plain(text: str) -> str:
    """The text with one character for all that look alike, each in its place."""
    for char, plain in _ALIKE.items():
        text = text.replace(char, plain)
    return text


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


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word goes on across either end."""
    return not (_joined(text[start - 1 : start], text[start]) or _joined(text[end - 1], text[end : end + 1]))


def _joined(left: str, right: str) -> bool:
    if not left or not right or not (_in_word(left) and _in_word(right)):
        return False
    return not (_is_unspaced(left) or _is_unspaced(right))


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_" or (not char.isascii() and unicodedata.category(char)[0] == "M")


def _is_unspaced(char: str) -> bool:
    return not char.isascii() and unicodedata.name(char, "").startswith(_UNSPACED)
