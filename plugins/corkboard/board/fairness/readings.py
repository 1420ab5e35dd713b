"""A sentence as the rules read it: which words name somebody, which weigh, and which stand under a hedge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from corkboard.board.fairness.lexicon import lexicon
from corkboard.board.fairness.names import Names, Naming
from corkboard.board.fairness.words import Segment, Sentence, Word, stem

__all__ = ["Part", "Reading", "features_of"]

_NEAR = 3  # words in front of another that can negate it


@dataclass(frozen=True, slots=True)
class Part:
    """A segment: where it begins among the words of the sentence, and what attributes what stands in it."""

    start: int
    words: tuple[Word, ...]
    mark: str
    hedged: bool  # whether there is a hedge in it that holds
    alone: bool  # whether it is nothing but an attribution
    wide_at: int  # where a hedge begins that holds for the rest of the sentence; -1 for none


class Reading:
    """One sentence, read with the names that it may have in it, as far as somebody asks."""

    def __init__(self, sentence: Sentence, names: Names, cased: bool = True) -> None:
        self._lexicon = lexicon()
        self.words = sentence.words
        self._sentence = sentence
        self.namings = tuple(names.find(self.words, cased))

    @cached_property
    def silent(self) -> frozenset[int]:
        """The words that say nothing about anybody."""
        return frozenset((*(at for one in self.namings for at in range(one.start, one.end)), *self._idioms()))

    @cached_property
    def _others(self) -> tuple[Word, ...]:
        """For all else a name is a gap: that of Mr. Nobody denies nothing."""
        return tuple(_GAP if at in self.silent else word for at, word in enumerate(self.words))

    @cached_property
    def _parts(self) -> tuple[Part, ...]:
        return tuple(self._read_parts())

    @cached_property
    def features(self) -> tuple[frozenset[str], ...]:
        """What each word is compared by."""
        silent = self.silent
        return tuple(features_of(self.words, at) if at not in silent else _NONE for at in range(len(self.words)))

    def _idioms(self) -> Iterator[int]:
        for at in range(len(self.words)):
            yield from range(at, at + self._lexicon.idioms.length_at(self.words, at))
            if self._is_figurative(at):
                yield at

    def _is_figurative(self, at: int) -> bool:
        """Whether what a deed was done to makes it another one: "killed the proposal", "stole second base"."""
        known, words = self._lexicon, self.words
        kinds = known.deeds.kinds_at(words, at)
        for near in range(at + 1, min(at + _NEAR + 1, len(words))) if kinds else ():
            if not kinds.isdisjoint(known.figurative.kinds_at(words, near)) and not words[near].owner:
                behind = words[near + 1].text if near + 1 < len(words) else ""
                return not (behind.isascii() and _weighs(behind))  # "stole the victory fund"
        return False

    def namings_of(self, who: str) -> list[Naming]:
        return [one for one in self.namings if who in one.who]

    def goes_on_about_somebody(self) -> bool:
        """Whether it has a word that stands for somebody named before."""
        return any(word in self._lexicon.pronouns for word in self.words)

    def weighty(self) -> list[int]:
        """Where the words stand that a comparison counts."""
        hedges = {at for part in self._parts for at in self._hedge_words(part)}
        return [at for at, found in enumerate(self.features) if found and at not in hedges]

    def attributed(self) -> list[int]:
        """The same without whoever says so: what stands in attributions, and ahead of "says that"."""
        said_by: set[int] = set()
        for part in self._parts:
            if part.alone or part.wide_at == part.start:
                said_by.update(range(part.start, part.start + len(part.words)))
            elif part.wide_at >= 0:
                said_by.update(range(part.wide_at))
        weighty = self.weighty()
        return [at for at in weighty if at not in said_by] or weighty

    def done_to(self, deed: int) -> list[int]:
        """The words of weight that say what was done to whom by a deed: behind it, up to the next one, without places,
        times and means."""
        known, found = self._lexicon, list[int]()
        part = self.part_of(deed)
        for at in (at for at in self.weighty() if deed < at):
            between = self.words[deed + 1 : at]
            if any(word in known.joining for word in between) or self.part_of(at) is not part:
                break
            ahead = self.words[max(0, at - 2) : at]
            if not found or not any(word in known.adjunct for word in ahead):
                found.append(at)
        return found

    def behind_hedges(self) -> Iterator[int]:
        """Where what is said stands behind who says it: the first word of weight after each hedge."""
        for part in self._parts:
            hedges = [at for at in self._hedge_words(part) if at + 1 < len(self.words)]
            for at in (at + 1 for at in hedges if at + 1 not in hedges):
                while at < len(self.words) and not self.features[at]:
                    at += 1
                if at < len(self.words):
                    yield at

    def _hedge_words(self, part: Part) -> Iterator[int]:
        for at in range(len(part.words)):
            length = self._lexicon.hedges.length_at(self._others[part.start : part.start + len(part.words)], at)
            yield from range(part.start + at, part.start + at + length)

    def part_of(self, at: int) -> Part:
        """The part of the sentence in which a word stands."""
        return next(part for part in reversed(self._parts) if part.start <= at)

    # Whose words they are

    def is_hedged(self, at: int) -> bool:
        """Whether what stands at a place is asked, denied, or said by somebody who is named or hinted at."""
        here = self.part_of(at)
        if self._asks(here) or self._is_denied(at, here):
            return True
        place = self._parts.index(here)
        if here.hedged or any(0 <= part.wide_at < at for part in self._since_semicolon(place)):
            return True
        beside = self._parts[max(0, place - 1) : place] + self._parts[place + 1 : place + 2]
        return any(part.alone or part.wide_at == part.start for part in beside)

    def behind(self, part: Part) -> Sequence[Part]:
        """The parts that follow one."""
        return self._parts[self._parts.index(part) + 1 :]

    def _since_semicolon(self, place: int) -> Sequence[Part]:
        """The parts up to a place that belong together most closely."""
        cut = max((number for number in range(place) if self._parts[number].mark[:1] == ";"), default=-1)
        return self._parts[cut + 1 : place + 1]

    def _asks(self, here: Part) -> bool:
        if self._sentence.asks:
            conditional = any(word in self._lexicon.conditional for word in self.words)
            return conditional or not any(self._lexicon.presuming.length_at(part.words, 0) for part in self._parts)
        if not here.words or here.words[0] not in self._lexicon.asking or len(here.words) < 2:
            return False
        second = here.start + 1
        named = any(one.start == second for one in self.namings)
        return named or self.words[second] in self._lexicon.pronouns

    def _is_denied(self, at: int, here: Part) -> bool:
        known = self._lexicon
        for near in range(max(here.start, at - _NEAR), at):
            between = self._others[near + 1 : at]
            if self._others[near] in known.negators and not any(word in known.only for word in between):
                return True
        return False

    def _read_parts(self) -> Iterator[Part]:
        start = 0
        for segment in self._sentence.segments:
            if segment.words:
                yield self._part(segment, start)
                start += len(segment.words)

    def _part(self, segment: Segment, start: int) -> Part:
        known, words = self._lexicon, self._others[start : start + len(segment.words)]
        holding, wide_at, assured = list[int](), -1, False
        at = 0
        while at < len(words):
            length = known.hedges.length_at(words, at)
            sure = known.assurances.length_at(words, at)
            if sure > length:
                assured = assured or not self._is_negated(words, at)
            elif length and not self._is_negated(words, at) and not self._is_unless(words, at):
                holding += range(at, at + length)
                if wide_at < 0 and known.wide.length_at(words, at):
                    wide_at = start + at
            at += max(length, sure, 1)
        if assured:
            return Part(start, segment.words, segment.mark, hedged=False, alone=False, wide_at=-1)
        named = any(start <= one.start < start + len(words) for one in self.namings)
        spoken = bool(holding) and not named and (words[0] in known.speaking or words[-1] in known.speaking)
        announced = segment.mark[:1] == ":" and any(word in known.sources for word in words)
        alone = words[0] not in known.relative and (spoken or self._is_alone(words, holding, announced, named))
        return Part(start, segment.words, segment.mark, bool(holding), alone, wide_at)

    def _is_alone(self, words: Sequence[Word], holding: Sequence[int], announced: bool, named: bool) -> bool:
        """Whether words do nothing but attribute: "allegedly", "an unverified claim", "insider:"."""
        rest = any(
            at not in holding and word not in self._lexicon.sources and _weighs(word.text)
            for at, word in enumerate(words)
        )
        return (bool(holding) or announced) and not rest and (not named or bool(holding))

    def _is_negated(self, words: Sequence[Word], at: int) -> bool:
        known = self._lexicon
        if known.negators.length_at(words, at):  # it begins with one: "no evidence"
            return False
        return any(known.negators.length_at(words, near) for near in range(max(0, at - _NEAR), at))

    def _is_unless(self, words: Sequence[Word], at: int) -> bool:
        unless = self._lexicon.unless_after.get(words[at].text)
        return unless is not None and (at == 0 or words[at - 1].text in unless or words[at - 1].text.isdecimal())


_GAP = Word("")
_NONE: frozenset[str] = frozenset()


def features_of(words: Sequence[Word], at: int) -> frozenset[str]:
    """What a word is compared by: its stem, and the kinds of deeds that it stands for, marked by "="; none if it has no
    weight."""
    known = lexicon()
    word = words[at]
    if not _weighs(word.text):
        return _NONE
    kinds = (f"={kind}" for kind in known.acts.kinds_at(words, at))
    return frozenset({stem(word.text), *kinds})


@lru_cache(maxsize=65_536)
def _weighs(text: str) -> bool:
    return len(text) > 1 and not text.isdecimal() and Word(text) not in lexicon().stop
