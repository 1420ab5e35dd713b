"""The matrix of a question: how far its evidence contradicts each of its hypotheses, and what hangs on one source.

All of its arithmetic is here, and docs/matrix.md tells it in plain words.  The method is the analysis of competing
hypotheses: R. J. Heuer, Psychology of Intelligence Analysis, 1999, chapter 8.  What an inconsistency counts is from
ACH1.1: A Tool for Analyzing Competing Hypotheses, Technical Description, by PARC with R. J. Heuer, without its factors
for credibility and relevance: a grade is ordinal, has two axes, and F and 6 are no place on either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from corkboard.records.evidence import Weight

__all__ = ["Decides", "Diagnosticity", "Matrix", "Row", "Standing", "Without", "diagnosticity_of", "matrix_of"]

# What each weight adds to a hypothesis' weighted inconsistency.  Evidence that fits takes nothing away: it fits others
# as well, and does not prove.
_INCONSISTENCY = {Weight.INCONSISTENT: 1, Weight.VERY_INCONSISTENT: 2}
# For telling how far apart a row's weights are.  What does not apply has no place on the scale.
_SCALE = {
    Weight.VERY_CONSISTENT: 2,
    Weight.CONSISTENT: 1,
    Weight.NEUTRAL: 0,
    Weight.INCONSISTENT: -1,
    Weight.VERY_INCONSISTENT: -2,
}


class Decides(Enum):
    """What of the ranking would be another without a source."""

    NOTHING = "nothing"
    ORDER = "order"  # below the lead
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of evidence: its weight on each hypothesis, by the hypothesis' id; left out or None: not assessed.

    `source` is what it rests on; empty where none is given.  `order` is for rows that are equally diagnostic.
    """

    id: str
    weights: Mapping[str, Weight | None]
    source: str = ""
    counts: bool = True  # False for what is retracted or superseded
    order: tuple[float | str, ...] = ()

    def assessed(self, hypothesis: str) -> bool:
        """Whether it can speak for or against a hypothesis; what does not apply cannot."""
        return self.weights.get(hypothesis) in _SCALE


@dataclass(frozen=True, order=True, slots=True)
class Diagnosticity:
    """How far a row tells hypotheses apart; the greater, the further."""

    reach: int  # between its greatest and its least weight, from CC = 2 to II = -2
    pairs: int  # of hypotheses with different weights

    def __bool__(self) -> bool:
        return self.reach > 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How a hypothesis stands: ranks begin with 1, which the fewest inconsistencies have, and ties share theirs.

    `rank` is None where nothing is assessed, and for all where no evidence is assessed for two of them.  `assessed`
    counts the pieces of evidence that are.
    """

    inconsistency: int
    assessed: int
    rank: int | None


@dataclass(frozen=True, slots=True)
class Without:
    """The ranking without a source and all that repeats it.

    `source` is a source's name or, for evidence that gives none, the id of its row.
    """

    source: str
    standings: Mapping[str, Standing]
    decides: Decides


@dataclass(frozen=True, slots=True)
class Matrix:
    """A question's evidence by its hypotheses."""

    hypotheses: tuple[str, ...]
    rows: tuple[Row, ...]  # the most diagnostic first; those that do not count last
    standings: Mapping[str, Standing]
    without: tuple[Without, ...]  # those that decide the lead first, then those that decide the order
    counted: int  # rows that count
    uneven: bool  # whether the hypotheses that have a rank are assessed on different evidence

    @property
    def ranked(self) -> bool:
        return any(standing.rank for standing in self.standings.values())


def matrix_of(hypotheses: Sequence[str], rows: Iterable[Row], derived_from: Mapping[str, str]) -> Matrix:
    """The matrix of these hypotheses.  `derived_from` leads from each source that repeats another one to that."""
    ordered = sorted(rows, key=lambda row: (not row.counts, _descending(diagnosticity_of(row, hypotheses)), row.order))
    counting = [row for row in ordered if row.counts]
    tally = _Tally(hypotheses, counting, derived_from)
    standings = tally.standings()
    bases = {frozenset(row.id for row in counting if row.assessed(one)) for one in hypotheses if standings[one].rank}
    return Matrix(
        hypotheses=tuple(hypotheses),
        rows=tuple(ordered),
        standings=standings,
        without=tuple(sorted(tally.without(standings), key=lambda one: _GRAVITY[one.decides])),
        counted=len(counting),
        uneven=len(bases) > 1,
    )


def diagnosticity_of(row: Row, hypotheses: Iterable[str]) -> Diagnosticity:
    """How far a row tells these hypotheses apart; none where fewer than two are assessed."""
    found = [_SCALE[weight] for one in hypotheses if (weight := row.weights.get(one)) in _SCALE]
    if len(found) < 2:
        return Diagnosticity(0, 0)
    return Diagnosticity(max(found) - min(found), sum(one != other for one, other in combinations(found, 2)))


_GRAVITY = {Decides.LEAD: 0, Decides.ORDER: 1, Decides.NOTHING: 2}


def _descending(diagnosticity: Diagnosticity) -> tuple[int, int]:
    return -diagnosticity.reach, -diagnosticity.pairs


_Counts = dict[str, int]  # by hypothesis


class _Tally:
    """Counted once for each source, so that one can be taken away without counting all again."""

    def __init__(self, hypotheses: Sequence[str], rows: Iterable[Row], derived_from: Mapping[str, str]) -> None:
        self._hypotheses = hypotheses
        self._chains: dict[str, list[str]] = {}  # from each source to the one it goes back to
        self._sums: dict[str, _Counts] = {}  # of inconsistencies, for each source
        self._assessed: dict[str, _Counts] = {}  # pieces of evidence, for each source
        self._shared: dict[str, int] = defaultdict(int)  # those assessed for several hypotheses, for each source
        self._groups: dict[str, list[str]] = defaultdict(list)  # sources, by the one that they go back to
        for row in rows:
            name = row.source or row.id
            if name not in self._chains:
                self._chains[name] = _chain(name, derived_from if row.source else {})
                self._groups[self._chains[name][-1]].append(name)
                self._sums[name] = dict.fromkeys(hypotheses, 0)
                self._assessed[name] = dict.fromkeys(hypotheses, 0)
            self._shared[name] += sum(map(row.assessed, hypotheses)) > 1
            for one in hypotheses:
                weight = row.weights.get(one)
                self._sums[name][one] += _INCONSISTENCY.get(weight, 0) if weight else 0
                self._assessed[name][one] += row.assessed(one)
        self._totals = {one: sum(self._greatest(group, one) for group in self._groups.values()) for one in hypotheses}
        self._all_shared = sum(self._shared.values())
        self._all = {one: sum(counts[one] for counts in self._assessed.values()) for one in hypotheses}

    def standings(self) -> Mapping[str, Standing]:
        return _standings(self._totals, self._all, self._all_shared)

    def without(self, standings: Mapping[str, Standing]) -> Iterator[Without]:
        """For each source that something rests on, in the order of the rows."""
        for source, gone in self._resting().items():
            group = self._groups[self._chains[gone[0]][-1]]
            left = [name for name in group if name not in gone]
            totals = {
                one: total - self._greatest(group, one) + self._greatest(left, one)
                for one, total in self._totals.items()
            }
            assessed = {
                one: count - sum(self._assessed[name][one] for name in gone) for one, count in self._all.items()
            }
            found = _standings(totals, assessed, self._all_shared - sum(self._shared[name] for name in gone))
            yield Without(source, found, _decided(standings, found))

    def _resting(self) -> Mapping[str, Sequence[str]]:
        """For each source the sources, itself among them, that go when it goes.

        Where several that have no evidence of their own take the same with them, the last of them stands for all.
        """
        resting: dict[str, list[str]] = defaultdict(list)
        for name, chain in self._chains.items():
            for one in chain:
                resting[one].append(name)
        own = {name: tuple(resting[name]) for name in self._chains}
        others = {tuple(gone): name for name, gone in resting.items() if name not in own}
        known = set(own.values())
        return own | {name: gone for gone, name in others.items() if gone not in known}

    def _greatest(self, sources: Iterable[str], hypothesis: str) -> int:
        """What sources that repeat one another count together: as much as the one that contradicts it most."""
        return max((self._sums[name][hypothesis] for name in sources), default=0)


def _chain(source: str, derived_from: Mapping[str, str]) -> list[str]:
    """From a source to the one that it goes back to.  Of a circle all go back to the same one."""
    chain = [source]
    while (following := derived_from.get(chain[-1])) is not None:
        if following in chain:
            circle = chain[chain.index(following) :]
            last = circle.index(min(circle))
            return [*chain[: len(chain) - len(circle)], *circle[last + 1 :], *circle[: last + 1]]
        chain.append(following)
    return chain


def _standings(totals: _Counts, assessed: _Counts, shared: int) -> Mapping[str, Standing]:
    """`shared` is how many pieces of evidence are assessed for several: without one there is nothing to compare."""
    ranked = [total for one, total in totals.items() if assessed[one] and shared]
    ranks = {total: 1 + sum(other < total for other in ranked) for total in ranked}
    return {
        one: Standing(total, assessed[one], ranks.get(total) if assessed[one] else None)
        for one, total in totals.items()
    }


def _decided(whole: Mapping[str, Standing], left: Mapping[str, Standing]) -> Decides:
    """Ranks are the same exactly where the order of the hypotheses is, ties included."""
    before, after = ({one: standing.rank for one, standing in found.items()} for found in (whole, left))
    if before == after:
        return Decides.NOTHING
    leading, still = ({one for one, rank in ranks.items() if rank == 1} for ranks in (before, after))
    return Decides.ORDER if leading == still else Decides.LEAD
