"""Likelihood in words and in percent, after ICD 203."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from corkboard.diagnostics import did_you_mean, nearest, quoted

__all__ = ["BANDS", "TERMS", "Confidence", "Likelihood", "Row", "likelihood_words"]


class Confidence(StrEnum):
    """How well founded a judgment is, apart from how likely it says something is: ICD 203, D.6.e(2)."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Row(StrEnum):
    """The two rows of terms in ICD 203: one product keeps to one of them."""

    LIKELIHOOD = "likelihood"
    PROBABILITY = "probability"


# Lower and upper bound in percent, half-open, the last one closed.  The standard's table begins with 01 and ends with
# 99, for nothing is certain; whoever writes 0 or 100 gets the outermost term.
BANDS = ((0, 5), (5, 20), (20, 45), (45, 55), (55, 80), (80, 95), (95, 100))
TERMS = {
    Row.LIKELIHOOD: (
        *("almost no chance", "very unlikely", "unlikely", "roughly even chance", "likely", "very likely"),
        "almost certain",
    ),
    Row.PROBABILITY: (
        *("remote", "highly improbable", "improbable", "roughly even odds", "probable", "highly probable"),
        "nearly certain",
    ),
}
# What both rows begin with belongs to either.
_PLACES: dict[str, tuple[Row | None, int]] = {"roughly even": (None, 3)}
_PLACES |= {term: (row, place) for row, terms in TERMS.items() for place, term in enumerate(terms)}
# What ICD 203 itself gives in brackets, and the adverb of a term that it gives as an adjective.
_SPELLINGS = {
    "improbably": "improbable",
    "probably": "probable",
    "almost certainly": "almost certain",
    "nearly certainly": "nearly certain",
}
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?) *%")


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How likely somebody holds something to be: a band of percent, by a term, or one figure.

    `percent` is None where a term was given; `row` is None where nothing says to which row it belongs.
    """

    lower: float  # percent, 0–100
    upper: float
    percent: float | None = None
    row: Row | None = None

    @classmethod
    def parse(cls, text: str) -> Likelihood:
        """Raises ValueError unless it is a term of ICD 203 or a percentage such as "35 %"."""
        said = " ".join(text.lower().split())
        if match := _PERCENT.fullmatch(said):
            percent = float(match[1])
            if percent > 100:
                raise ValueError(f"{quoted(text)} is more than 100 %")
            return cls(percent, percent, percent)
        place = _PLACES.get(_SPELLINGS.get(said, said))
        if place is None:
            raise ValueError(f"{quoted(text)} is no likelihood: {_remedy(said)}")
        row, number = place
        return cls(*BANDS[number], row=row)

    def term(self, row: Row) -> str:
        """The term in one of the rows.  What was said in words is said in the words that were chosen."""
        return TERMS[self.row or row][_place_of(self.lower)]

    @property
    def band(self) -> tuple[float, float]:
        """The bounds of its term in percent, for a figure as well."""
        return BANDS[_place_of(self.lower)]


def likelihood_words(percent: float, row: Row = Row.LIKELIHOOD) -> str:
    """The ICD 203 term for a probability in percent (0–100), e.g. 62.5 → "likely".

    Bands are half-open, [55, 80), and the last one is [95, 100].  Raises ValueError outside of 0–100.
    Source: ICD 203, Analytic Standards, 2015, D.6.e(2)(a).
    """
    if not 0 <= percent <= 100:
        raise ValueError(f"{percent} is not between 0 and 100")
    return TERMS[row][_place_of(percent)]


def _remedy(said: str) -> str:
    if _PERCENT.fullmatch(f"{said}%"):
        meant = [f"{float(said) * 100:g}%"] if "." in said and float(said) <= 1 else []
        return f"a percentage has its sign: {did_you_mean([*meant, f'{said}%'])}"
    if "%" in said:
        return "write one percentage, such as 35% or 2.5%, with at most two decimals"
    terms = "; ".join(", ".join(terms) for terms in TERMS.values())
    near = did_you_mean(nearest(said, _PLACES)) if re.fullmatch(r"[a-z -]+", said) else ""
    return near or f"write a percentage such as 35% or one of: {terms}"


def _place_of(percent: float) -> int:
    return next((place for place, (_, upper) in enumerate(BANDS) if percent < upper), len(BANDS) - 1)
