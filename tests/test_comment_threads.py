"""Who answers whom: every comment in one place, wherever its parents are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from corkboard.comments.order import DEEPEST, Placed, arranged
from corkboard.comments.reading import Approved


def comment(id: str, reply_to: str | None = None, day: int = 1, pinned: bool = False) -> Approved:
    return Approved(id, f"author of {id}", f"2026-01-{day:02}T00:00:00+00:00", "Text.", reply_to, False, pinned)


def walk(placed: Sequence[Placed], depth: int = 1) -> Iterator[tuple[Placed, int]]:
    for one in placed:
        yield one, depth
        yield from walk(one.below, depth + 1)


def shape(comments: Sequence[Approved]) -> list[tuple[str, int]]:
    return [(placed.comment.id, depth) for placed, depth in walk(arranged(comments))]


@st.composite
def threads(draw: st.DrawFn) -> list[Approved]:
    """Comments that answer each other as they like: also themselves, in circles, and comments that are gone."""
    ids = [f"c{number}" for number in range(draw(st.integers(0, 12)))]
    parents = st.sampled_from([*ids, "gone"]) | st.none()
    return [comment(id, draw(parents), draw(st.integers(1, 28)), draw(st.booleans())) for id in ids]


@given(threads())
def test_every_comment_stands_in_one_place(comments: list[Approved]) -> None:
    found = list(walk(arranged(comments)))
    assert sorted(placed.comment.id for placed, _ in found) == sorted(one.id for one in comments)
    assert all(depth <= DEEPEST for _, depth in found)


@given(threads())
def test_nobody_is_answered_before_they_spoke_but_in_a_circle(comments: list[Approved]) -> None:
    parents = {one.id: one.reply_to for one in comments}

    def circles(id: str) -> bool:
        seen: set[str | None] = set()
        at: str | None = id
        while at in parents and at not in seen:
            seen.add(at)
            at = parents[at]
        return at in parents

    order = [placed.comment.id for placed, _ in walk(arranged(comments))]
    for one in comments:
        if one.reply_to in parents and not circles(one.id):
            assert order.index(one.reply_to) < order.index(one.id)


@given(threads())
def test_the_order_does_not_hang_on_that_of_the_files(comments: list[Approved]) -> None:
    assert shape(comments) == shape(comments[::-1])


def test_pinned_ones_come_first_and_answers_follow_what_they_answer() -> None:
    found = shape([comment("a"), comment("b", day=2), comment("c", "a", day=3), comment("d", day=4, pinned=True)])
    assert found == [("d", 1), ("a", 1), ("c", 2), ("b", 1)]


def test_deeper_answers_stand_after_what_they_answer_and_say_whom() -> None:
    chain = [
        comment("a"),
        comment("b", "a"),
        comment("c", "b"),
        comment("d", "c"),
        comment("e", "d"),
        comment("f", "b"),
    ]
    assert shape(chain) == [("a", 1), ("b", 2), ("c", 3), ("d", 3), ("e", 3), ("f", 3)]
    placed = {one.comment.id: one for one, _ in walk(arranged(chain))}
    assert placed["e"].answers is not None
    assert placed["e"].answers.id == "d"


def test_reply_circles_that_vanish_begin_with_the_oldest() -> None:
    circle = [comment("a", "c", day=3), comment("b", "a", day=1), comment("c", "b", day=2), comment("d", "c", day=4)]
    assert shape(circle) == [("b", 1), ("c", 2), ("a", 3), ("d", 3)]


def test_an_answer_to_what_is_gone_says_so() -> None:
    (placed,) = arranged([comment("a", "gone")])
    assert placed.orphan
    assert placed.answers is None


def test_ten_thousand_replies_one_below_the_other_are_no_trouble() -> None:
    chain = [comment(f"c{number}", f"c{number - 1}" if number else None) for number in range(10_000)]
    assert len(shape(chain)) == 10_000
