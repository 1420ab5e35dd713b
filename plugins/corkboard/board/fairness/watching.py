"""Of whom to see that nothing unverified is stated: the living about whom articles claim something that is not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from corkboard.board.catalog import Catalog, Item, Key
from corkboard.board.claims import Claim, Part, claims_of
from corkboard.board.fairness.lexicon import lexicon
from corkboard.board.fairness.matters import Subject, Watch, matter_of
from corkboard.board.fairness.names import Names
from corkboard.board.fairness.readings import Reading
from corkboard.board.fairness.words import Word, folded, sentences, words_in
from corkboard.records.evidence import Verification
from corkboard.records.person import Person

__all__ = ["Claims", "is_living", "names_of", "watch_of"]

_NAMED = ("person", "organization")
_LAST_WORDS = (Verification.DISPUTED, Verification.RETRACTED)
_ATTRIBUTED = 6  # words behind a name within which it can say something


def is_living(item: Item | None) -> bool:
    return item is not None and isinstance(item.record, Person) and item.record.died is None


def names_of(catalog: Catalog, key: Key) -> tuple[str, ...]:
    """Every name of somebody, in all languages."""
    items = (catalog.items[key], *catalog.translations.get(key, {}).values())
    return tuple(dict.fromkeys(name for item in items for name in (item.title, *item.outline.aliases)))


@dataclass
class Claims:
    """All claims of a catalog, shown or not: who hides one in a draft has made it all the same."""

    catalog: Catalog
    _unlisted: dict[tuple[str, tuple[str, ...]], Sequence[Key]] = field(default_factory=dict)

    @cached_property
    def articles(self) -> Sequence[Item]:
        """The articles that claim something, each followed by its translations."""
        versions = (
            (item, *self.catalog.translations.get(item.key, {}).values()) for item in self.catalog.of_type("article")
        )
        return [item for items in versions if any(one.outline.evidence for one in items) for item in items]

    @cached_property
    def by_part(self) -> Mapping[Part, Sequence[Claim]]:
        """Each claim, in all languages in which it is told, the original first."""
        found: dict[Part, list[Claim]] = defaultdict(list)
        for item in self.articles:
            if not item.translation or "evidence" in item.outline.given:
                for claim in claims_of(item):
                    found[claim.part].append(claim)
        return found

    @cached_property
    def successors(self) -> Mapping[Part, Sequence[Claim]]:
        """What took the place of a claim at once."""
        found: dict[Part, list[Claim]] = defaultdict(list)
        for claims in self.by_part.values():
            if claims[0].supersedes:
                found[claims[0].supersedes].append(claims[0])
        return found

    def is_verified(self, part: Part) -> bool:
        """Whether a claim is verified in every language, and nothing that took its place disputes or retracts it."""
        own = all(claim.entry.verification is Verification.VERIFIED for claim in self.by_part[part])
        return own and not any(claim.entry.verification in _LAST_WORDS for claim in self._later(part))

    def _later(self, part: Part) -> Iterator[Claim]:
        """What took the place of a claim, and of that in turn."""
        seen, waiting = {part}, [part]
        while waiting:
            for claim in self.successors.get(waiting.pop(), ()):
                if claim.part not in seen:
                    seen.add(claim.part)
                    waiting.append(claim.part)
                    yield claim

    def living(self, claim: Claim) -> Iterator[Key]:
        """The living people whom a claim is about, as it says itself."""
        items = (self.catalog.items.get(Key("person", id)) for id in dict.fromkeys(claim.entry.about))
        return (item.key for item in items if item is not None and is_living(item))

    def unlisted(self, claim: Claim) -> Sequence[Key]:
        """The living people whom a claim names without listing them, but those who are named as saying so."""
        told = claim.entry.claim, tuple(claim.entry.about)
        found = self._unlisted.get(told)
        if found is None:
            found = self._unlisted[told] = tuple(self._find_unlisted(claim))
        return found

    def _find_unlisted(self, claim: Claim) -> Iterator[Key]:
        listed = {Key("person", id) for id in claim.entry.about}
        for sentence in sentences(claim.entry.claim):
            reading = Reading(sentence, self._names)
            for one in reading.namings:
                keys = {Key("person", who) for who in one.who}
                if (
                    not one.sure
                    or not listed.isdisjoint(keys)
                    or (listed and self._speaks(reading, one.start, one.end))
                ):
                    continue
                if len(keys) == 1:
                    yield from keys

    def _speaks(self, reading: Reading, start: int, end: int) -> bool:
        """Whether a name is that of whoever says so: "Ada says", "according to Ada"."""
        known, words = lexicon(), reading.words
        if any(word in known.speaking for word in words[end : end + _ATTRIBUTED]):
            return True
        ahead = range(max(0, start - 3), start)
        return any(
            known.reported_by.length_at(words, at) >= start - 1 - at
            for at in ahead
            if known.reported_by.length_at(words, at)
        )

    @cached_property
    def _names(self) -> Names:
        """Of all the living whom a claim may name, told by how the words of their names begin."""
        texts = (claim.entry.claim for claims in self.by_part.values() for claim in claims)
        beginnings = {word[:_BEGINNING] for text in texts for word in _WORD.findall(folded(text))}
        of, others = dict[str, Sequence[str]](), list[str]()
        for key in (key for key in self.catalog.items if key.type in _NAMED):
            names = names_of(self.catalog, key)
            if any(word[:_BEGINNING] in beginnings for name in names for word in _WORD.findall(folded(name))):
                if is_living(self.catalog.items[key]):
                    of[key.id] = names
                else:
                    others += names
        return Names(of, others, lexicon())


_WORD = re.compile(r"[^\W_]+")
_BEGINNING = 3  # letters


def watch_of(claims: Claims) -> Watch:
    """Whom claims are about that are not verified, with all that is claimed of them."""
    catalog = claims.catalog
    about: dict[Key, list[Part]] = defaultdict(list)
    doubtful: dict[Key, None] = {}
    for part, told in claims.by_part.items():
        verified = claims.is_verified(part)
        found = dict.fromkeys(key for claim in told for key in (*claims.living(claim), *claims.unlisted(claim)))
        for key in found:
            about[key].append(part)
            if not verified:
                doubtful[key] = None
    if not doubtful:
        return Watch()
    names = {key: names_of(catalog, key) for key in sorted(doubtful)}
    others = tuple(_others(catalog, names))
    naming = Names({key.id: found for key, found in names.items()}, others, lexicon())
    subjects = tuple(
        Subject(
            key.id,
            found,
            tuple(
                matter_of(
                    *part,
                    claims.is_verified(part),
                    [claim.entry.claim for claim in claims.by_part[part]],
                    naming,
                    key.id,
                )
                for part in about[key]
            ),
        )
        for key, found in names.items()
    )
    return Watch(subjects, others)


def _others(catalog: Catalog, names: Mapping[Key, Sequence[str]]) -> Iterator[str]:
    """Names of whoever else has a word in common with theirs."""
    words = {word for found in names.values() for name in found for word in _WORD.findall(folded(name))}
    for key in catalog.items:
        if key.type in _NAMED and key not in names:
            found = names_of(catalog, key)
            yield from (
                name
                for name in found
                if not words.isdisjoint(_WORD.findall(folded(name))) and not _accuses(tuple(words_in(name)))
            )


def _accuses(name: Sequence[Word]) -> bool:
    """Whether a name is an accusation: then it hides nobody."""
    known = lexicon()
    return any(known.deeds.length_at(name, at) or known.doers.length_at(name, at) for at in range(len(name)))
