"""Whether a text states of somebody what nobody has verified.

There is no grammar here.  A text states a claim where it names whom it is about, or is about them by its place; where
it has a deed of the claim's kind and another word of the claim; and where no hedge stands above that deed.  It accuses
where a word that accuses by itself stands where what somebody does or is would stand.  What a verified claim about
the same person says as well is no statement of the other one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cache

from corkboard.board.fairness.deeds import Deeds
from corkboard.board.fairness.lexicon import lexicon
from corkboard.board.fairness.matters import Matter, Subject, Watch
from corkboard.board.fairness.names import Names
from corkboard.board.fairness.readings import Reading, features_of
from corkboard.board.fairness.words import Segment, Sentence, all_words, sentences, words_in

__all__ = ["Finding", "Text", "findings_in", "may_state", "may_touch", "touched_by"]

_ENOUGH = 2  # words that a text shares with a claim, unless it has no others
_ADDRESS_END = re.compile(r"\.\w{1,5}$")


@dataclass(frozen=True, slots=True)
class Text:
    """What is read: `of` are those whom it is about by its place; `address` where its words are joined by hyphens."""

    text: str
    of: frozenset[str] = frozenset()
    address: bool = False
    claim: bool = False  # a claim itself, which states what it claims
    name: bool = False  # a name of theirs, in which nobody else is named
    tag: bool = False  # then `of` are those whom its article names: it is about them only if it says "thief"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a text states: of whom, and which claim; an accusation if it states no claim.  `word` is the deed."""

    who: str
    word: str
    matter: Matter | None


def findings_in(text: Text, watch: Watch) -> list[Finding]:
    """What a text states of anybody, each person once."""
    if text.claim and not _has_any_of(text.text, frozenset()):
        return []
    found: dict[str, Finding] = {}
    readings = _readings(text, watch)
    for who in _meant(text, readings, watch):
        subject = watch.by_id[who]
        for reading in readings:
            finding = next(_stated(reading, subject, text), None)
            if finding is not None:
                found.setdefault(who, finding)
    return list(found.values())


def touched_by(text: Text, watch: Watch) -> dict[str, tuple[Matter, ...]]:
    """For everybody whom a text names, the claims about them that are not verified and that it comes near, hedged or
    not."""
    readings = _readings(text, watch)
    found: dict[str, tuple[Matter, ...]] = {}
    for who in _meant(text, readings, watch):
        subject = watch.by_id[who]
        features = [reading.features[at] for reading in readings for at in reading.weighty()]
        deeds = [Deeds(reading, who, by_place=False) for reading in readings]
        accused = any(not one.is_beside() and any(map(one.accuses, range(one.length))) for one in deeds)
        verified = max((_common(features, matter) for matter in subject.matters if matter.verified), default=0)
        found[who] = tuple(
            matter
            for matter in subject.open_matters
            if accused
            or _common(features, matter) > verified
            or (_is_in_another_script(features, matter) and _has_a_deed_of(features, matter))
        )
    return found


def may_state(text: str, who: str, watch: Watch) -> bool:
    """Quickly, whether a text may state a claim about somebody that is not verified: true wherever it does."""
    return _has_any_of(text, frozenset(one for matter in watch.by_id[who].open_matters for one in matter.predicates))


def may_touch(text: str, who: str, watch: Watch) -> bool:
    """The same for coming near one."""
    return _has_any_of(text, frozenset(one for matter in watch.by_id[who].open_matters for one in matter.features))


def _has_any_of(text: str, features: Set[str]) -> bool:
    """Whether a text has something that words are compared by, or a word that accuses by itself."""
    known, words = lexicon(), all_words(text)
    return any(
        not features.isdisjoint(features_of(words, at))
        or known.doers.length_at(words, at)
        or known.deeds.length_at(words, at)
        for at in range(len(words))
    )


def _common(features: Iterable[frozenset[str]], matter: Matter) -> int:
    """How many words have something in common with a claim."""
    return sum(not one.isdisjoint(matter.features) for one in features)


def _has_a_deed_of(features: Iterable[frozenset[str]], matter: Matter) -> bool:
    return any(not one.isdisjoint(matter.predicates) for one in features)


def _is_in_another_script(features: Iterable[frozenset[str]], matter: Matter) -> bool:
    """Whether only the kinds of deeds can be compared with a claim."""
    return all(_scripts(one).isdisjoint(_scripts(matter.features)) for one in features)


def _scripts(features: Iterable[str]) -> set[bool]:
    """Whether words are in Latin letters: such as are not cannot be compared with those."""
    return {one.isascii() for one in features if not one.startswith("=")}


def _readings(text: Text, watch: Watch) -> list[Reading]:
    found = _as_sentence(text.text, watch) if text.address else sentences(text.text)
    names = _nobody() if text.name and not watch.by_id.keys().isdisjoint(text.of) else watch.names
    return [Reading(sentence, names, cased=not text.address) for sentence in found]


@cache
def _nobody() -> Names:
    return Names({}, (), lexicon())


def _as_sentence(address: str, watch: Watch) -> Iterator[Sentence]:
    words = words_in(_ADDRESS_END.sub("", address).replace("_", " "))
    yield Sentence((Segment(tuple(one for word in words for one in watch.apart(word)), ""),), asks=False)


def _meant(text: Text, readings: Collection[Reading], watch: Watch) -> list[str]:
    """Whom a text is about: by its place, then whoever is named in it."""
    named = {who: None for reading in readings for one in reading.namings for who in sorted(one.who)}
    return [who for who in dict.fromkeys((*sorted(text.of), *named)) if who in watch.by_id]


# One sentence


def _stated(reading: Reading, subject: Subject, text: Text) -> Iterator[Finding]:
    deeds = Deeds(reading, subject.id, subject.id in text.of and not text.tag)
    stated = [at for at in reading.weighty() if not reading.is_hedged(at)]
    if text.tag and not deeds.named:
        yield from (Finding(subject.id, reading.words[at].text, None) for at in stated if deeds.is_doer(at))
        return
    if not (subject.id in text.of or deeds.named or reading.goes_on_about_somebody()):
        return
    for at in stated:
        matter = _claim_stated(reading, at, subject, subject.id in text.of) if at in deeds.places else None
        accuses = deeds.accuses(at) and deeds.falls_on_somebody(at) and not _is_verified(reading, at, subject)
        if accuses or (matter is not None and not text.claim):
            yield Finding(subject.id, reading.words[at].text, matter)


def _claim_stated(reading: Reading, at: int, subject: Subject, by_place: bool) -> Matter | None:
    """The claim of which a deed at a place is the deed, unless a verified one has it too and as much of the rest."""
    weighty = reading.weighty()
    alone = len(weighty) == 1 and (by_place or reading.words[0] not in lexicon().wondering)
    done_to = reading.done_to(at)

    def shared(matter: Matter) -> int:
        if reading.features[at].isdisjoint(matter.predicates):
            return 0
        found = [place for place in weighty if not reading.features[place].isdisjoint(matter.features)]
        scripts = _scripts(matter.features)
        other = [at for at in done_to if at not in found and not scripts.isdisjoint(_scripts(reading.features[at]))]
        # What the deed was done to comes first behind it: to take office is not to take money.
        return 0 if done_to[:1] == other[:1] != [] or len(other) > max(0, len(found) - _ENOUGH) else len(found)

    verified = max((shared(matter) for matter in subject.matters if matter.verified), default=0)
    least = max(1 if alone else _ENOUGH, verified + 1)
    return next((matter for matter in subject.open_matters if shared(matter) >= least), None)


def _is_verified(reading: Reading, at: int, subject: Subject) -> bool:
    """Whether a verified claim about them has the same word or one of its kind."""
    features = reading.features[at]
    return any(one.verified and not features.isdisjoint(one.features) for one in subject.matters)
