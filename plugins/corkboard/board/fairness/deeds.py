"""What a sentence says that somebody does or is, by where words stand: there is no grammar."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corkboard.board.fairness.lexicon import lexicon
from corkboard.board.fairness.names import Naming
from corkboard.board.fairness.readings import Part, Reading

__all__ = ["Deeds", "claimed_deeds"]

_NOT_SUFFERED = ("crime", "corruption", "fraud", "bribery", "lying")  # "the murder of X" says who suffered it
_KAZAKH_VERB = re.compile("(?:[дт][ыі]|[ғгқк][ае]н)$")
_NEAR = 2  # words in front of a deed, one of which says whose it is


class Deeds:
    """The deeds of somebody in a sentence.  `by_place` where the text is about them without naming them."""

    def __init__(self, reading: Reading, who: str, by_place: bool) -> None:
        self._reading, self._words, self._known = reading, reading.words, lexicon()
        self._namings = reading.namings_of(who)
        self._by_place = by_place
        self.named, self.length = bool(self._namings), len(reading.words)
        self._behind = frozenset(at for one in self._namings for at in self._behind_name(one))
        self.places = frozenset((*self._behind, *self._elsewhere()))

    def _behind_name(self, one: Naming) -> Iterator[int]:
        """The first word of weight behind a name, unless somebody else is the one who does something."""
        words, known = self._words, self._known
        part = self._reading.part_of(one.end - 1)
        behind, end = self._reading.behind(part), part.start + len(part.words)
        if one.end == end and behind and behind[0].words[0] in known.relative:  # "about X, who sold it"
            yield from self._first_from(end, part)
        if one.start and (words[one.start - 1] in known.affected or self._is_deed(one.start - 1)):
            return
        yield from self._first_from(one.end, part)
        if part.mark[:1] in (",", "(") and len(behind) > 1:  # "X, who keeps the log, sold it"
            yield from self._first_from(behind[1].start, behind[0])
        if end > one.end and _KAZAKH_VERB.search(part.words[-1].text) and not self.is_beside():  # it comes last
            yield from range(max(one.end, end - 2), end)
        attributive = one.owner or (one.start and words[one.start - 1] in known.articles)  # "the X vote fraud"
        if attributive and end == one.end + 2 and self._is_deed(end - 1, *_NOT_SUFFERED) and not self.is_beside():
            yield end - 1

    def _first_from(self, start: int, part: Part) -> Iterator[int]:
        """The first word that says something, passing those that may stand between somebody and what they do."""
        words, known = self._words, self._known
        at, of_another = start, False
        while at < len(words) and at not in self._reading.silent and words[at] in known.between:
            of_another = of_another or words[at] in known.relative or words[at] in known.pronouns
            at += 1
        if at < len(words) and words[start] not in known.aside:
            across = self._reading.part_of(at) is not part and part.mark[:1] == ":"
            if not across or of_another or self.is_doer(at):
                yield at

    def _elsewhere(self) -> Iterator[int]:
        """Deeds before "by" and a name, behind "he" or "she", behind "and" where another one stands before that."""
        words, known = self._words, self._known
        done_by = [one for one in self._namings if one.start and words[one.start - 1] in known.by]
        for one in done_by:  # "burned down by X"
            near = (at for at in range(one.start - 1, max(0, one.start - 1 - _NEAR) - 1, -1))
            yield from [at for at in near if self._reading.features[at]][:1]
        yield from (at for at in range(1, len(words)) if self._is_theirs(at, bool(done_by)))
        if self._by_place:
            yield from self._reading.weighty()[:1]

    def _is_theirs(self, at: int, done_by: bool) -> bool:
        """Whether the word in front of a place says whose deed stands there."""
        words, known = self._words, self._known
        before = words[at - 1]
        if done_by and before in known.passive:
            return True
        if self._by_place and before in known.relative:
            return True
        near = words[max(0, at - _NEAR) : at]
        if any(word in known.subjects for word in near) and (before in known.subjects or before in known.between):
            return True
        return before in known.joining and any(place < at for place in self._behind)

    # What a word is

    def accuses(self, at: int) -> bool:
        """Whether the word at a place accuses somebody by itself."""
        return bool(self._reading.features[at]) and (self.is_doer(at) or self._is_deed(at))

    def is_doer(self, at: int) -> bool:
        return self._known.doers.length_at(self._words, at) > 0

    def _is_deed(self, at: int, *kinds: str) -> bool:
        found = self._known.deeds.kinds_at(self._words, at)
        return bool(found) and (not kinds or not found.isdisjoint(kinds))

    def falls_on_somebody(self, at: int) -> bool:
        """Whether an accusation is one of whom the sentence is about, and not of a namesake."""
        if self.was_suffered(at) or self._is_what_about(at):
            return False
        if self._by_place:
            return not self.is_beside()
        sure = [one for one in self._namings if one.sure]
        if not self.named or (sure and at in self.places):
            return at in self.places
        return any(self._stands_at(at, one) for one in sure)

    def _stands_at(self, at: int, one: Naming) -> bool:
        """Whether an accusation stands at a name: "thief X", "theft by X", "the crimes of X"."""
        called = self._words[at + 1 : one.start]
        if at < one.start and all(word in self._known.titles for word in called):
            genitive = not self._words[at].text.isascii() and self._words[at] in self._known.affairs  # "взятки X-a"
            return self.is_doer(at) or (genitive and self._is_deed(at, *_NOT_SUFFERED) and not self.is_beside())
        if at != one.start - 2:
            return False
        joint = self._words[at + 1]
        of = joint in self._known.of and not one.owner and self._is_deed(at, *_NOT_SUFFERED)
        return of or joint in self._known.by

    def is_beside(self) -> bool:
        """Whether the sentence speaks of crimes as victims, investigators and historians meet them."""
        return any(word in self._known.beside for word in self._words)

    def _is_what_about(self, at: int) -> bool:
        """Whether what stands here says what the next word is about: "fraud inquiry"."""
        behind = self._words[at + 1 : at + 2]
        return self._words[at] in self._known.affairs and any(word in self._known.beside for word in behind)

    def was_suffered(self, at: int) -> bool:
        """Whether what stands here was done to somebody: "robbed at the pier", "was robbed"."""
        known, words = self._known, self._words
        if words[at] not in known.suffered:
            return False
        last = at + 1 == len(words) or any(one.owner and one.end == at for one in self._namings)  # "X's stolen bicycle"
        return last or (at > 0 and words[at - 1] in known.passive) or words[at + 1] in known.circumstance


def claimed_deeds(reading: Reading, who: str) -> Iterator[int]:
    """Where the deeds of a claim stand, whoever does them: it may call them "the keeper"."""
    known, words = lexicon(), reading.words
    yield from Deeds(reading, who, by_place=False).places
    said = set(reading.behind_hedges())
    for at, features in enumerate(reading.features):
        done = at in said or words[at].text.endswith("ed") or any(one.startswith("=") for one in features)
        if features and done and not (at and words[at - 1] in known.articles):
            yield at
