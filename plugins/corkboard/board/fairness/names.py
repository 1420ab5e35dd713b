"""Whom words name: by a whole name, by a part of it such as the surname, by initials, inflected or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corkboard.board.fairness.lexicon import Lexicon
from corkboard.board.fairness.words import Word, forms, words_in

__all__ = ["Names", "Naming"]

_MOST_WORDS = 4  # in a name that parts are taken of: a longer one is a description
_SHORTEST = 3  # letters of a part
_SHORTEST_IN_TWO = 6  # letters of one that is written in two words
_VOWELS = "аеёиоуыэюяйьіәөүұ"


@dataclass(frozen=True, slots=True)
class Naming:
    """Words `start` to `end` name somebody.  `whole` by a whole name; `sure` unless it may be a namesake's."""

    start: int
    end: int
    who: frozenset[str]
    whole: bool
    sure: bool = True
    owner: bool = False


@dataclass
class Names:
    """`of` are the names of those who are looked for, `others` those of whoever else may be meant by the same words."""

    of: Mapping[str, Sequence[str]]
    others: Iterable[str]
    words: Lexicon
    # By how their first two words may begin to be written, the second "" where there is none.
    _whole: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = field(default_factory=lambda: defaultdict(list))
    _heads: set[str] = field(default_factory=set)  # the first of these two
    _parts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _given: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # all words of somebody's names
    _initials: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        others = [tuple(words_in(name)) for name in self.others]
        for name in others:
            self._add(name, "")
        of_others = {part for name in others for part in _texts(name)}
        for who, names in self.of.items():
            found = [tuple(words_in(name)) for name in names]
            last = {name[-1].text for name in found if name}
            for name in filter(None, found):
                self._add(name, who)
                self._given[who].update(_texts(name))
                if not self._is_personal(name):
                    continue
                for part in name:
                    shared = part.text in of_others and part.text not in last
                    if len(part.text) >= _SHORTEST and not shared and not self._is_common(part):
                        for root in _roots(part.text):
                            self._parts[root].add(who)
                if len(name) > 1 and len(name[-1].text) > 1:
                    self._initials[name[0].text[0], name[-1].text[0]].add(who)

    def _add(self, name: Sequence[Word], who: str) -> None:
        texts = _texts(name)
        for root in _roots(texts[0]) if texts else ():
            self._heads.add(root)
            for second in _roots(texts[1]) if len(texts) > 1 else ("",):
                self._whole[root, second].append((texts, who))

    def _beginning_at(self, words: Sequence[Word], at: int) -> Iterator[tuple[tuple[str, ...], str]]:
        """The names of whose words the first two stand here."""
        heads = forms(words[at].text) & self._heads
        if heads:
            seconds = forms(words[at + 1].text) if at + 1 < len(words) else ()
            for second in ("", *seconds):
                for head in heads:
                    yield from self._whole.get((head, second), ())

    def _is_personal(self, name: Sequence[Word]) -> bool:
        """Whether its parts are names by themselves: "the thief of Port Quillet" is none."""
        return len(name) <= _MOST_WORDS and all(
            word.capital or (not word.text.isascii() and not word.text.isalpha()) for word in name
        )

    def _is_common(self, word: Word) -> bool:
        return any(word in among for among in (self.words.stop, self.words.titles, self.words.negators))

    @property
    def roots(self) -> Collection[str]:
        """What texts that name somebody have in them, folded: to tell quickly that a text names nobody."""
        whole = {max(texts, key=len) for found in self._whole.values() for texts, who in found if who}
        return {root for word in whole for root in _roots(word)} | self._parts.keys()

    @property
    def initials(self) -> Collection[tuple[str, str]]:
        return self._initials

    def find(self, words: Sequence[Word], cased: bool = True) -> Iterator[Naming]:
        """From left to right, the longest first.  `cased` where capitals tell names from other words."""
        at = 0
        while at < len(words):
            found = self._at(words, at, cased)
            if found is not None and found.who:
                yield found
            at = found.end if found is not None else at + 1

    def _at(self, words: Sequence[Word], at: int, cased: bool) -> Naming | None:
        longest, who = 0, set[str]()
        for texts, one in self._beginning_at(words, at):
            if len(texts) >= longest and _follows(texts, words, at):
                who = who | {one} if len(texts) == longest else {one}
                longest = len(texts)
        if longest:
            end = at + longest
            return Naming(at, end, frozenset(filter(None, who)), True, owner=words[end - 1].owner)
        parts = {one for head in forms(words[at].text) for one in self._parts.get(head, ())}
        if parts:
            sure = not cased or not self._is_a_namesake(words, at, parts)
            return Naming(at, at + 1, frozenset(parts), False, sure, words[at].owner)
        pair = words[at : at + 2]
        together = "".join(word.text for word in pair)
        if len(pair) == 2 and len(together) >= _SHORTEST_IN_TWO and (in_two := self._parts.get(together)):
            return Naming(at, at + 2, frozenset(in_two), False, owner=pair[1].owner)
        if len(pair) == 2 and all(len(word.text) == 1 and word.capital for word in pair):
            meant = self._initials.get((pair[0].text, pair[1].text))
            if meant:
                return Naming(at, at + 2, frozenset(meant), False, owner=pair[1].owner)
        return None

    def _is_a_namesake(self, words: Sequence[Word], at: int, who: Iterable[str]) -> bool:
        """Whether a word stands before a part of a name that seems to be another first name or initial."""
        if at == 0 or not words[at - 1].capital:
            return False
        before = words[at - 1]
        own = {text for one in who for text in self._given[one]}
        if before.text in own or any(text.startswith(before.text) and len(before.text) == 1 for text in own):
            return False
        known = self.words
        lists = (known.stop, known.titles, known.hedges, known.sources, known.between, known.beside, known.speaking)
        return not any(before in among for among in (*lists, known.acts, known.deeds, known.doers))


def _texts(name: Iterable[Word]) -> tuple[str, ...]:
    return tuple(word.text for word in name)


def _roots(text: str) -> Iterator[str]:
    """A part of a name as its inflected forms have it."""
    yield text
    if not text.isascii() and len(text) >= _SHORTEST and text[-1] in _VOWELS:
        yield text[:-1]


def _follows(texts: Sequence[str], words: Sequence[Word], at: int) -> bool:
    if at + len(texts) > len(words):
        return False
    pairs = zip(texts, words[at:], strict=False)
    return all(word.text == text or not {*_roots(text)}.isdisjoint(forms(word.text)) for text, word in pairs)
