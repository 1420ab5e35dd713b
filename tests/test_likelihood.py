"""Likelihood in words and in percent, against the table of ICD 203, Analytic Standards, 2015, D.6.e(2)(a)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard.records.likelihood import BANDS, TERMS, Likelihood, Row, likelihood_words

# As the standard prints it: two sets of terms, and between which percentages they lie.
STANDARD = [
    ("almost no chance", "remote", 1, 5),
    ("very unlikely", "highly improbable", 5, 20),
    ("unlikely", "improbable", 20, 45),
    ("roughly even chance", "roughly even odds", 45, 55),
    ("likely", "probable", 55, 80),
    ("very likely", "highly probable", 80, 95),
    ("almost certain", "nearly certain", 95, 99),
]


@pytest.mark.parametrize(("likelihood", "probability", "lower", "upper"), STANDARD)
def test_a_term_is_that_of_the_standard(likelihood: str, probability: str, lower: int, upper: int) -> None:
    for row, term in ((Row.LIKELIHOOD, likelihood), (Row.PROBABILITY, probability)):
        said = Likelihood.parse(term)
        assert (said.row, said.percent, said.band) == (row, None, (said.lower, said.upper))
        assert (max(said.lower, 1), min(said.upper, 99)) == (lower, upper)
        assert likelihood_words(lower, row) == likelihood_words((lower + upper) / 2, row) == term
        assert said.term(Row.LIKELIHOOD) == said.term(Row.PROBABILITY) == term, "in the words that were chosen"


@pytest.mark.parametrize(("likelihood", "_", "lower", "upper"), STANDARD[:-1])
def test_bands_are_half_open(likelihood: str, _: str, lower: int, upper: int) -> None:
    assert likelihood_words(lower) == likelihood_words(upper - 0.01) == likelihood
    assert likelihood_words(upper) != likelihood


def test_nothing_is_certain() -> None:
    assert [likelihood_words(0), likelihood_words(100)] == ["almost no chance", "almost certain"]
    assert [likelihood_words(0, Row.PROBABILITY), likelihood_words(100, Row.PROBABILITY)] == [
        "remote",
        "nearly certain",
    ]


@pytest.mark.parametrize("percent", [-0.01, 100.01, float("nan"), float("inf")])
def test_there_are_no_words_for_what_is_no_percentage(percent: float) -> None:
    with pytest.raises(ValueError, match="not between 0 and 100"):
        likelihood_words(percent)


@given(st.floats(0, 100))
def test_every_percentage_lies_in_one_band(percent: float) -> None:
    found = [lower <= percent < upper or percent == upper == 100 for lower, upper in BANDS]
    assert sum(found) == 1
    assert likelihood_words(percent) == TERMS[Row.LIKELIHOOD][found.index(True)]


@pytest.mark.parametrize(
    ("text", "percent"), [("35%", 35), ("35 %", 35), (" 0% ", 0), ("62.5 %", 62.5), ("100%", 100), ("7\u00a0%", 7)]
)
def test_a_figure_is_worded_in_the_row_that_is_asked_for(text: str, percent: float) -> None:
    said = Likelihood.parse(text)
    assert (said.lower, said.upper, said.percent, said.row) == (percent, percent, percent, None)
    assert [said.term(row) for row in Row] == [likelihood_words(percent, row) for row in Row]


@pytest.mark.parametrize(
    ("text", "row", "term"),
    [
        ("Almost  certainly", Row.LIKELIHOOD, "almost certain"),
        ("PROBABLY", Row.PROBABILITY, "probable"),
        ("improbably", Row.PROBABILITY, "improbable"),
        ("nearly certainly", Row.PROBABILITY, "nearly certain"),
    ],
)
def test_the_standards_own_spellings_are_taken(text: str, row: Row, term: str) -> None:
    said = Likelihood.parse(text)
    assert (said.row, said.term(Row.LIKELIHOOD)) == (row, term)


def test_what_both_rows_begin_with_belongs_to_either() -> None:
    said = Likelihood.parse("roughly even")
    assert (said.row, said.band) == (None, (45, 55))
    assert [said.term(row) for row in Row] == ["roughly even chance", "roughly even odds"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("101%", "more than 100 %"),
        ("0.35", 'did you mean "35%" or "0.35%"'),
        ("35", 'did you mean "35%"'),
        ("-5%", "is no likelihood"),
        ("20-45%", "is no likelihood"),
        ("unlikly", 'did you mean "unlikely"'),
        ("", "is no likelihood"),
        ("moderate", "is no likelihood"),
    ],
)
def test_what_is_no_likelihood_is_told_with_what_would_be(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Likelihood.parse(text)
