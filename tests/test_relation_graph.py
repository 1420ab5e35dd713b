"""Who is joined to whom, and which part of it is drawn."""

from __future__ import annotations

from itertools import combinations
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from corkboard.board.catalog import Key
from corkboard.board.references import Edge
from corkboard.board.relations import RelationGraph, relation_graph


def key(number: int) -> Key:
    return Key("person", f"p{number:04}")


def graph(*pairs: tuple[int, int]) -> RelationGraph:
    return relation_graph(Edge(key(one), key(other), "relations.to", "") for one, other in pairs)


PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40)


def test_a_line_is_the_same_whoever_states_it() -> None:
    found = graph((1, 2), (2, 1), (1, 2), (3, 3))
    assert found.lines == ((key(1), key(2)),)
    assert key(3) not in found.near


def test_around_somebody_are_those_joined_to_them_and_what_joins_these() -> None:
    found = graph((0, 1), (2, 0), (0, 3), (1, 2), (3, 4), (4, 1)).around(key(0))
    assert found.keys == (key(1), key(2), key(3))
    assert found.lines == ((key(1), key(2)),)
    assert (found.of_keys, found.of_lines) == (3, 1)
    assert graph((0, 1)).around(key(7)).keys == ()


def test_of_too_many_the_best_connected_are_around_somebody() -> None:
    star = [(0, number) for number in range(1, 41)]
    found = graph(*star, (40, 41), (40, 39), (38, 39), (38, 50)).around(key(0), most_keys=3, most_lines=1)
    assert found.keys == (key(38), key(39), key(40))
    assert found.of_keys == 40
    assert found.lines == ((key(38), key(39)),)
    assert found.of_lines == 2


def test_hubs_that_know_each_other_not_are_in_the_core_with_some_of_theirs() -> None:
    hubs = [(hub, 100 * (hub + 1) + number) for hub in range(10) for number in range(50 - hub)]
    found = graph(*hubs).core(most_keys=20)
    assert len(found.keys) == 20
    assert key(0) in found.keys
    assert {end for line in found.lines for end in line} == {*found.keys}
    assert found.of_keys == 10 + len(hubs)


@given(PAIRS, st.integers(2, 14), st.integers(1, 30))
def test_everyone_in_the_core_has_a_line_and_it_is_no_larger_than_asked(
    pairs: list[tuple[int, int]], most_keys: int, most_lines: int
) -> None:
    whole = graph(*pairs)
    found = whole.core(most_keys, most_lines)
    assert len(found.keys) <= most_keys
    assert len(found.lines) <= most_lines
    assert {end for line in found.lines for end in line} == {*found.keys}
    assert {*found.lines} <= {*whole.lines}
    if len(whole.near) <= most_keys and len(whole.lines) <= most_lines:
        assert (found.keys, found.lines) == (tuple(whole.near), whole.lines)


@given(PAIRS)
def test_the_order_in_which_relations_are_stated_changes_nothing(pairs: list[tuple[int, int]]) -> None:
    forth, back = graph(*pairs), graph(*[pair[::-1] for pair in reversed(pairs)])
    assert forth.core(5, 6) == back.core(5, 6)
    assert [forth.around(key(0), 3, 2)] == [back.around(key(0), 3, 2)]


def test_a_large_dense_graph_takes_no_time_to_speak_of() -> None:
    everybody = graph(*combinations(range(300), 2))  # 44,850 lines
    began = process_time()
    everybody.core()
    for number in range(300):
        everybody.around(key(number))
    assert process_time() - began < 10
