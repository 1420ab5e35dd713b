"""The arithmetic of the matrix: worked examples from the literature, figures computed by hand, and what always holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard.board.matrix import Decides, Matrix, Row, diagnosticity_of, matrix_of
from corkboard.records.evidence import Weight
from sites import PROJECT

HYPOTHESES = ("H1", "H2", "H3", "H4")
_LETTERS = {"+": "C", "-": "I", "--": "II", ".": ""}


def rows_of(table: str, sources: Mapping[str, str] | None = None) -> list[Row]:
    """A row for each line: its name, then its weights on H1, H2 …; `.` for what is not assessed."""
    rows = []
    for number, line in enumerate(table.strip().splitlines()):
        name, *cells = line.split()
        letters = (_LETTERS.get(cell, cell) for cell in cells)
        weights = {one: Weight(letter) for one, letter in zip(HYPOTHESES, letters, strict=False) if letter}
        rows.append(Row(name, weights, (sources or {}).get(name, ""), order=(number,)))
    return rows


def made_of(table: str, sources: Mapping[str, str] | None = None, derived: Mapping[str, str] | None = None) -> Matrix:
    hypotheses = HYPOTHESES[: len(table.split("\n")[0].split()) - 1]
    return matrix_of(hypotheses, rows_of(table, sources), derived or {})


def inconsistency(matrix: Matrix) -> list[int]:
    return [matrix.standings[one].inconsistency for one in matrix.hypotheses]


def ranks(matrix: Matrix) -> list[int | None]:
    return [matrix.standings[one].rank for one in matrix.hypotheses]


def left_out(matrix: Matrix) -> dict[str, tuple[list[int | None], Decides]]:
    return {
        one.source: ([one.standings[hypothesis].rank for hypothesis in matrix.hypotheses], one.decides)
        for one in matrix.without
    }


# From the literature


@pytest.mark.parametrize(("last", "wanted"), [("--", [4, 0, 2]), ("-", [3, 0, 2])])
def test_the_example_of_heuer(last: str, wanted: list[int]) -> None:
    """Psychology of Intelligence Analysis, 1999, chapter 8, figure 15; in some copies one minus of E6 is lost."""
    matrix = made_of(f"E1 + + +\nE2 + + -\nE3 + + -\nE4 - + +\nE5 - + +\nE6 {last} + +")
    assert inconsistency(matrix) == wanted
    assert ranks(matrix) == [3, 1, 2]
    assert [row.id for row in matrix.rows if not diagnosticity_of(row, matrix.hypotheses)] == ["E1"]
    assert matrix.rows[-1].id == "E1"
    # H1 and H3 are two inconsistencies apart, or one: then each of three pieces of evidence keeps them apart.
    tied = (
        {name: ([2, 1, 2], Decides.ORDER) for name in ("E4", "E5", "E6")}
        if last == "-"
        else {"E6": ([2, 1, 2], Decides.ORDER)}
    )
    assert {name: found for name, found in left_out(matrix).items() if found[1] is not Decides.NOTHING} == tied


def test_the_example_of_the_tradecraft_primer() -> None:
    """A Tradecraft Primer, 2009, on the analysis of competing hypotheses: −1, −1, −2 and −3 in its figure."""
    matrix = made_of("E1 C C C C\nE2 C I I I\nE3 I N I I\nE4 N N C I")
    assert inconsistency(matrix) == [1, 1, 2, 3]
    assert ranks(matrix) == [1, 1, 3, 4]
    assert [row.id for row in matrix.rows] == ["E4", "E2", "E3", "E1"]
    assert left_out(matrix) == {
        "E4": ([1, 1, 3, 3], Decides.ORDER),
        "E2": ([2, 1, 2, 4], Decides.LEAD),
        "E3": ([1, 2, 2, 4], Decides.LEAD),
        "E1": ([1, 1, 3, 4], Decides.NOTHING),
    }


def test_a_published_example_of_a_deception_that_one_origin_carries() -> None:
    """Dstl's refined matrix of Operation Fortitude (github.com/dstl/eleatics): where to land, H1 or H2.

    Its agents, wireless traffic and order of battle were all made up by the same people: said so, they count once.
    """
    table = "port - +\nstrongpoint + -\nshortest - +\nexpansion + -\nsigint - +\norbat - +\nspies - +\nairplan - +"
    assert inconsistency(made_of(table)) == [6, 2]
    deceivers = {name: name for name in ("sigint", "orbat", "spies")}
    derived = dict.fromkeys(deceivers, "deceivers")
    matrix = made_of(table, deceivers, derived)
    assert inconsistency(matrix) == [4, 2]
    assert left_out(matrix)["deceivers"] == ([2, 1], Decides.NOTHING)


# By hand


def test_the_example_in_the_documentation_is_right() -> None:
    text = (PROJECT / "docs" / "matrix.md").read_text(encoding="utf-8").partition("## An example")[2]
    tables = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    evidence, wanted = (
        [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()] for table in tables
    )
    rows = [
        Row(claim, {one: Weight(cell) for one, cell in zip(HYPOTHESES, cells, strict=False) if cell}, source.strip("`"))
        for claim, source, *cells in evidence[2:]
    ]
    matrix = matrix_of(HYPOTHESES[:3], rows, {"paper": "log"})
    without = left_out(matrix)
    told = {name: cells for name, *cells in wanted[2:]}
    assert told.pop("weighted inconsistency") == list(map(str, inconsistency(matrix)))
    assert told.pop("evidence assessed") == [f"{matrix.standings[one].assessed} of 6" for one in matrix.hypotheses]
    assert told.pop("rank") == list(map(str, ranks(matrix)))
    assert told == {
        f"rank without `{source}`": list(map(str, without[source][0])) for source in ("log", "paper", "roll", "clerk")
    }
    decisive = {source: decides for source, (_, decides) in without.items() if decides is not Decides.NOTHING}
    assert decisive == {"log": Decides.LEAD, "roll": Decides.LEAD}


def test_what_fits_never_counts() -> None:
    matrix = made_of("E1 CC C N NA\nE2 I II CC C")
    assert inconsistency(matrix) == [1, 2, 0, 0]
    assert ranks(matrix) == [3, 4, 1, 1]


def test_ties_share_their_rank() -> None:
    assert ranks(made_of("E1 C C I II")) == [1, 1, 3, 4]
    assert ranks(made_of("E1 I I C II")) == [2, 2, 1, 4]


def test_a_hypothesis_of_which_nothing_is_assessed_has_no_rank() -> None:
    matrix = made_of("E1 I . C NA\nE2 C . II .")
    assert ranks(matrix) == [1, None, 2, None]
    assert [matrix.standings[one].assessed for one in matrix.hypotheses] == [2, 0, 2, 0]
    assert not matrix.uneven


def test_where_nothing_is_assessed_there_is_no_ranking() -> None:
    matrix = made_of("E1 . . NA\nE2 . . .")
    assert not matrix.ranked
    assert ranks(matrix) == [None, None, None]
    assert {decides for _, decides in left_out(matrix).values()} == {Decides.NOTHING}
    assert matrix_of(HYPOTHESES, [], {}).counted == 0
    assert matrix_of([], [], {}).standings == {}


@pytest.mark.parametrize("table", ["E1 I . .\nE2 . II .", "E1 I NA NA\nE2 . . C"])
def test_where_no_evidence_is_assessed_for_two_hypotheses_there_is_no_ranking(table: str) -> None:
    matrix = made_of(table)
    assert not matrix.ranked
    assert ranks(matrix) == [None, None, None]
    assert {decides for _, decides in left_out(matrix).values()} == {Decides.NOTHING}


def test_evidence_that_tells_nothing_apart_leaves_all_at_the_head() -> None:
    assert ranks(made_of("E1 C C C\nE2 I I I")) == [1, 1, 1]


def test_hypotheses_assessed_on_different_evidence_are_told() -> None:
    assert made_of("E1 I C\nE2 I .").uneven
    assert made_of("E1 I C .\nE2 I . II\nE3 . C C").uneven, "as many each, but not the same"
    assert made_of("E1 I NA\nE2 C C").uneven, "what does not apply cannot contradict"
    assert not made_of("E1 I C\nE2 I N").uneven


def test_what_is_retracted_or_superseded_is_shown_last_and_not_counted() -> None:
    counted, gone = rows_of("E1 I C\nE2 CC II")
    gone = Row(gone.id, gone.weights, counts=False)
    matrix = matrix_of(("H1", "H2"), [gone, counted], {})
    assert [row.id for row in matrix.rows] == ["E1", "E2"]
    assert (inconsistency(matrix), matrix.counted) == ([1, 0], 1)
    assert set(left_out(matrix)) == {"E1"}


def test_several_facts_from_one_source_each_count() -> None:
    assert inconsistency(made_of("E1 I C\nE2 II C\nE3 I I", dict.fromkeys(("E1", "E2", "E3"), "log"))) == [4, 1]


def test_sources_that_repeat_one_another_count_as_much_as_the_one_that_contradicts_most() -> None:
    table = "E1 I C\nE2 I I\nE3 I C\nE4 I C"
    sources = {"E1": "clerk", "E2": "clerk", "E3": "paper", "E4": "radio"}
    assert inconsistency(made_of(table, sources)) == [4, 1]
    assert inconsistency(made_of(table, sources, {"paper": "clerk", "radio": "paper"})) == [2, 1]
    assert inconsistency(made_of(table, sources, {"paper": "else#where", "radio": "else#where"})) == [3, 1]


def test_for_each_hypothesis_another_repeat_may_be_the_one_that_contradicts_most() -> None:
    derived = {"paper": "clerk"}
    assert inconsistency(made_of("E1 II C\nE2 I I", {"E1": "clerk", "E2": "paper"}, derived)) == [2, 1]


@pytest.mark.parametrize("derived", [{"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "b"}, {"b": "a", "a": "a"}])
def test_sources_that_derive_from_one_another_in_a_circle_count_once(derived: Mapping[str, str]) -> None:
    matrix = made_of("E1 I C\nE2 II C", {"E1": "a", "E2": "b"}, derived)
    assert inconsistency(matrix) == [2, 0]
    assert ([None, None], Decides.LEAD) in left_out(matrix).values()


def test_evidence_without_a_source_stands_for_itself() -> None:
    assert left_out(made_of("E1 I C\nE2 I C\nE3 C II")) == {
        "E3": ([2, 1], Decides.LEAD),
        "E1": ([1, 2], Decides.LEAD),
        "E2": ([1, 2], Decides.LEAD),
    }


def test_a_source_that_decides_who_leads() -> None:
    matrix = made_of("E1 II C C\nE2 C I I\nE3 C C I", {"E1": "log", "E2": "clerk", "E3": "clerk"})
    assert ranks(matrix) == [2, 1, 2]
    assert left_out(matrix) == {"log": ([1, 2, 3], Decides.LEAD), "clerk": ([3, 1, 1], Decides.LEAD)}


def test_a_source_that_decides_only_the_order_below_the_lead() -> None:
    matrix = made_of("E1 C I II\nE2 C I C", {"E1": "log", "E2": "clerk"})
    assert ranks(matrix) == [1, 2, 2]
    assert left_out(matrix) == {"log": ([1, 3, 1], Decides.LEAD), "clerk": ([1, 2, 3], Decides.ORDER)}


def test_a_source_goes_with_all_that_repeat_it() -> None:
    table = "E1 I C\nE2 I C\nE3 C I"
    sources = {"E1": "paper", "E2": "clerk", "E3": "log"}
    matrix = made_of(table, sources, {"paper": "clerk"})
    assert ranks(matrix) == [1, 1]
    assert left_out(matrix) == {
        "clerk": ([1, 2], Decides.LEAD),
        "log": ([2, 1], Decides.LEAD),
        "paper": ([1, 1], Decides.NOTHING),
    }


def test_an_origin_that_has_no_evidence_of_its_own_is_left_out_as_well() -> None:
    table, sources = "E1 II C\nE2 II C\nE3 C I", {"E1": "paper", "E2": "radio", "E3": "log"}
    derived = {"paper": "agency", "radio": "agency", "agency": "clerk", "log": "book"}
    found = left_out(made_of(table, sources, derived))
    assert found["clerk"] == ([1, 2], Decides.LEAD)
    assert set(found) == {"paper", "radio", "log", "clerk"}, "neither the agency nor the book takes others with it"
    assert found["paper"] == ([2, 1], Decides.NOTHING)


def test_without_its_only_source_nothing_is_ranked() -> None:
    assert left_out(made_of("E1 C I", {"E1": "log"})) == {"log": ([None, None], Decides.LEAD)}


@pytest.mark.parametrize(
    ("cells", "reach", "pairs"),
    [
        ("CC CC CC CC", 0, 0),
        ("CC II N C", 4, 6),
        ("CC II CC II", 4, 4),
        ("C I I I", 2, 3),
        ("C I NA .", 2, 1),
        ("C NA . .", 0, 0),
        ("C C . NA", 0, 0),
        (". . . .", 0, 0),
    ],
)
def test_how_far_a_row_tells_hypotheses_apart(cells: str, reach: int, pairs: int) -> None:
    found = diagnosticity_of(rows_of(f"E1 {cells}")[0], HYPOTHESES)
    assert (found.reach, found.pairs, bool(found)) == (reach, pairs, reach > 0)


def test_rows_stand_in_the_order_of_how_far_they_tell_hypotheses_apart() -> None:
    matrix = made_of("A C C C C\nB C I C C\nC C I C I\nD N . . .\nE CC II N C\nF I C I I\nG NA CC . II")
    assert [row.id for row in matrix.rows] == ["E", "G", "C", "B", "F", "A", "D"]


# Always

_CELLS = st.sampled_from([*Weight, None])
_SOURCES = st.sampled_from(["", "a", "b", "c", "d"])
_NAMES = st.sampled_from(["a", "b", "c", "d", "e"])
_DERIVED = st.dictionaries(_NAMES, _NAMES, max_size=4)


@st.composite
def _tables(draw: st.DrawFn) -> list[Row]:
    found = draw(st.lists(st.tuples(st.lists(_CELLS, min_size=4, max_size=4), _SOURCES, st.booleans()), max_size=8))
    return [
        Row(f"E{number}", dict(zip(HYPOTHESES, cells, strict=True)), source, counts, (number,))
        for number, (cells, source, counts) in enumerate(found)
    ]


def said(matrix: Matrix) -> Any:
    return dict(matrix.standings), sorted(left_out_of(matrix)), matrix.counted, matrix.uneven


def left_out_of(matrix: Matrix) -> Sequence[Any]:
    return [(one.source, sorted(map(repr, one.standings.items())), one.decides.value) for one in matrix.without]


@given(_tables(), _DERIVED, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing(rows: list[Row], derived: dict[str, str], random: Any) -> None:
    matrix = matrix_of(HYPOTHESES, rows, derived)
    columns, shuffled = list(HYPOTHESES), list(rows)
    random.shuffle(columns)
    random.shuffle(shuffled)
    other = matrix_of(columns, shuffled, derived)
    assert [row.id for row in other.rows] == [row.id for row in matrix.rows]
    # Of several sources without evidence of their own that take the same with them any may stand for all.
    assert dict(other.standings) == dict(matrix.standings)
    assert {one.decides for one in other.without} == {one.decides for one in matrix.without}


@given(_tables(), _DERIVED, st.data())
def test_a_repeat_changes_nothing(rows: list[Row], derived: dict[str, str], data: st.DataObject) -> None:
    matrix = matrix_of(HYPOTHESES, rows, derived)
    for source in {row.source for row in rows if row.source}:
        repeated = data.draw(st.sampled_from([row for row in rows if row.source == source]))
        again = Row("again", repeated.weights, "repeat", repeated.counts, (99,))
        other = matrix_of(HYPOTHESES, [*rows, again], {**derived, "repeat": source})
        assert inconsistency(other) == inconsistency(matrix)
        assert ranks(other) == ranks(matrix)


@given(_tables(), _DERIVED, st.lists(st.sampled_from(["CC", "C", "N"]), min_size=4, max_size=4), _SOURCES)
def test_evidence_that_fits_never_changes_the_order(
    rows: list[Row], derived: dict[str, str], cells: list[str], source: str
) -> None:
    matrix = matrix_of(HYPOTHESES, rows, derived)
    fitting = Row("fits", {one: Weight(cell) for one, cell in zip(HYPOTHESES, cells, strict=True)}, source)
    other = matrix_of(HYPOTHESES, [*rows, fitting], derived)
    assert inconsistency(other) == inconsistency(matrix)
    if None not in ranks(matrix):
        assert ranks(other) == ranks(matrix)


@given(_tables(), _DERIVED, _SOURCES, st.sampled_from([None, Weight.NOT_APPLICABLE]))
def test_what_is_not_assessed_or_does_not_apply_never_counts(
    rows: list[Row], derived: dict[str, str], source: str, cell: Weight | None
) -> None:
    empty = Row("empty", dict.fromkeys(HYPOTHESES, cell), source)
    assert matrix_of(HYPOTHESES, [*rows, empty], derived).standings == matrix_of(HYPOTHESES, rows, derived).standings


@given(_tables(), _DERIVED)
def test_what_does_not_count_never_counts(rows: list[Row], derived: dict[str, str]) -> None:
    counting = [row for row in rows if row.counts]
    assert said(matrix_of(HYPOTHESES, rows, derived)) == said(matrix_of(HYPOTHESES, counting, derived))


@given(_tables(), _DERIVED)
def test_leaving_a_source_out_is_counting_all_again_without_it(rows: list[Row], derived: dict[str, str]) -> None:
    for one in matrix_of(HYPOTHESES, rows, derived).without:
        left = [row for row in rows if (row.source or row.id) != one.source and not _derives(row, one.source, derived)]
        assert one.standings == matrix_of(HYPOTHESES, left, derived).standings


def _derives(row: Row, source: str, derived: dict[str, str]) -> bool:
    seen, here = set(), row.source
    while here and here not in seen:
        seen.add(here)
        here = derived.get(here, "")
    return source in seen


@given(_tables(), _DERIVED)
def test_ranks_follow_the_inconsistencies(rows: list[Row], derived: dict[str, str]) -> None:
    matrix = matrix_of(HYPOTHESES, rows, derived)
    found = matrix.standings.values()
    ranked = [one for one in found if one.rank]
    assert matrix.ranked == any(sum(map(row.assessed, HYPOTHESES)) > 1 for row in rows if row.counts)
    assert all((one.rank is None) == (one.assessed == 0) for one in found if matrix.ranked)
    for one in ranked:
        assert one.rank == 1 + sum(other.inconsistency < one.inconsistency for other in ranked)
