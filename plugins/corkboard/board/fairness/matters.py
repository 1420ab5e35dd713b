"""What is claimed of the living: each claim reduced to what a text can be compared with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import msgspec
from ahocorasick_rs import AhoCorasick, MatchKind

from corkboard.board.fairness.deeds import claimed_deeds
from corkboard.board.fairness.lexicon import lexicon
from corkboard.board.fairness.names import Names
from corkboard.board.fairness.readings import Reading
from corkboard.board.fairness.words import Word, gist, sentences

__all__ = ["Matter", "Subject", "Watch", "matter_of"]

_SHORT = 3  # letters of what is told apart in a word of several
_LONG = 5  # letters of a name that is looked for in one
_GLUED = 8  # letters of a word that may be several
_INITIALS = re.compile(r"(?<![^\W_])([^\W\d_])\.? ?(?=([^\W\d_])(?![^\W_]))")


class Matter(msgspec.Struct, frozen=True, array_like=True):
    """A claim: `article` and `id` say which; `features` are what words of weight it has, `predicates` those of them
    that say what somebody did."""

    article: str
    id: str
    verified: bool
    features: tuple[str, ...]
    predicates: tuple[str, ...]


class Subject(msgspec.Struct, frozen=True, array_like=True):
    """Somebody living of whom a claim is not verified; `names` are their title and aliases."""

    id: str
    names: tuple[str, ...]
    matters: tuple[Matter, ...]

    @property
    def open_matters(self) -> Iterator[Matter]:
        return (matter for matter in self.matters if not matter.verified)


class Watch(msgspec.Struct, array_like=True, dict=True):
    """Whom texts are looked through for.  `others` are names of whoever else the same words may mean."""

    subjects: tuple[Subject, ...] = ()
    others: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.subjects)

    @cached_property
    def by_id(self) -> Mapping[str, Subject]:
        return {one.id: one for one in self.subjects}

    @cached_property
    def names(self) -> Names:
        return Names({one.id: one.names for one in self.subjects}, self.others, lexicon())

    def naming(self, who: str) -> object:
        """What it depends on besides a text which claims about somebody that text comes near."""
        return (
            (self.by_id[who], [(one.id, one.names) for one in self.subjects], self.others)
            if who in self.by_id
            else None
        )

    def may_be_in(self, text: str) -> bool:
        """Quickly, whether a text may name somebody: true wherever it does."""
        plain = gist(text)
        for _, start, end in self._roots.find_matches_as_indexes(plain, overlapping=True):
            if end - start >= _LONG or not start or not plain[start - 1].isalnum():
                return True
        pairs = {(found[1].casefold(), found[2].casefold()) for found in _INITIALS.finditer(text)}
        return not pairs.isdisjoint(self.names.initials)

    def apart(self, word: Word) -> Iterator[Word]:
        """The words, as far as they matter, of one that is written without spaces, such as "overmuchsoldit"."""
        found = self._long_roots.find_matches_as_indexes(word.text) if len(word.text) >= _GLUED else []
        if not found or any(self.names.find((word,))):
            yield word
            return
        _, start, end = found[0]
        for text in (word.text[:start], word.text[start:end], word.text[end:]):
            if text == word.text[start:end]:
                yield Word(text, word.capital, word.owner)
            else:
                for _, at, to in self._vocabulary.find_matches_as_indexes(text):
                    yield Word(text[at:to])

    @cached_property
    def _roots(self) -> AhoCorasick:
        return AhoCorasick(sorted(self.names.roots))

    @cached_property
    def _long_roots(self) -> AhoCorasick:
        roots = (root for root in self.names.roots if len(root) >= _LONG)
        return AhoCorasick(sorted(roots), matchkind=MatchKind.LeftmostLongest)

    @cached_property
    def _vocabulary(self) -> AhoCorasick:
        known = {one for phrases in lexicon().weighty for one in phrases.beginnings}
        known |= {one for subject in self.subjects for matter in subject.matters for one in matter.features}
        words = sorted(word for word in known if len(word) >= _SHORT and not word.startswith("="))
        return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)


def matter_of(article: str, id: str, verified: bool, texts: Sequence[str], names: Names, who: str) -> Matter:
    """A claim in all its languages, as one about a person."""
    features: dict[str, None] = {}
    predicates: dict[str, None] = {}
    for text in texts:
        for sentence in sentences(text):
            reading = Reading(sentence, names)
            weighty = reading.attributed()
            features.update((one, None) for at in weighty for one in sorted(reading.features[at]))
            for at in sorted(set(claimed_deeds(reading, who))):
                if at in weighty:
                    predicates.update((one, None) for one in sorted(reading.features[at]))
    return Matter(article, id, verified, tuple(features), tuple(predicates))
