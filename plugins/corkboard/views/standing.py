"""Where an inquiry stands: its hypotheses as the matrix orders them, each with how it was last assessed."""

from __future__ import annotations

from collections.abc import Sequence

from corkboard.views.likelihood import AssessmentRow, History
from corkboard.views.matrix import MatrixTable
from corkboard.views.parts import HypothesisCard
from corkboard.views.plain import Plain

__all__ = ["HypothesisStanding", "standings_of"]


class HypothesisStanding(Plain, frozen=True):
    """A hypothesis and how it stands.  `rank` is none, and `inconsistency` says nothing, where it is not ranked."""

    card: HypothesisCard
    rank: int | None
    inconsistency: int
    assessed: int  # pieces of evidence that are, of all that count
    latest: AssessmentRow | None  # none where it was never assessed


def standings_of(
    cards: Sequence[HypothesisCard], matrix: MatrixTable, history: History | None
) -> tuple[HypothesisStanding, ...]:
    """The hypotheses with the fewest inconsistencies first, those that are not ranked last.

    `cards` are in the order of the matrix' columns, which holds among equals, and wherever nothing is ranked.
    """
    latest = {one.hypothesis.href: one.rows[-1] for one in history.hypotheses} if history else {}
    found = (
        HypothesisStanding(card, column.rank, column.inconsistency, column.assessed, latest.get(card.href))
        for card, column in zip(cards, matrix.columns, strict=True)
    )
    return tuple(sorted(found, key=lambda one: one.rank or len(cards) + 1))
