"""Names in text: the sentence in which an article first names or links somebody."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from ahocorasick_rs import AhoCorasick, MatchKind
from sentencex import get_sentence_boundaries

from corkboard.board.catalog import Catalog, Key
from corkboard.documents.links import Link
from corkboard.documents.prose import Prose, prose

__all__ = ["NAMED_TYPES", "NameTable", "Quotation", "first_mentions", "name_table"]

NAMED_TYPES = ("person", "organization", "hypothesis")
_LONGEST = 400  # characters of a sentence that are quoted; more is cut at a word
_ALIKE = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "\u00a0": " ", "\u2011": "-"})
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
                meanings[name.translate(_ALIKE)][item.key] = None
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
    for _, start, end, keys in _places(said, names, follow):
        for key in missing.intersection(keys):
            first = said.text.rfind("\n", 0, start) + 1
            line = said.text[first:].partition("\n")[0]
            found[key] = _quote(line, start - first, end - first, lang)
            missing.discard(key)
    return found


def _places(
    said: Prose, names: NameTable, follow: Callable[[Link], Key | None]
) -> list[tuple[bool, int, int, tuple[Key, ...]]]:
    """Where a text names or links somebody, in order: in a heading or cell or not, start, end, whom it may mean."""
    found = list(names.find(said.text.translate(_ALIKE)))
    found += [(offset, offset, (key,)) for offset, link in said.links if (key := follow(link)) is not None]
    placed = (
        (any(first <= start < last for first, last in said.fragments), start, end, keys) for start, end, keys in found
    )
    # Of a name and a link at the same place the name comes first: it can be marked.
    return sorted(placed, key=lambda place: (place[0], place[1], -place[2]))


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
    first = 0
    for boundary in get_sentence_boundaries(lang.partition("-")[0], text):
        last = int(boundary["end_index"])
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
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


def _is_unspaced(char: str) -> bool:
    return not char.isascii() and unicodedata.name(char, "").startswith(_UNSPACED)
