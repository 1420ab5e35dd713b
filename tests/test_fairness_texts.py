"""Single texts: which of them state what nobody has verified, which come near it, and which do neither."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from corkboard.board.fairness.lexicon import lexicon
from corkboard.board.fairness.matters import Subject, Watch, matter_of
from corkboard.board.fairness.names import Names
from corkboard.board.fairness.statements import Text, findings_in, may_state, may_touch, touched_by

TEXTS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "fairness/texts.yaml").read_text(encoding="utf-8"))


@cache
def watch() -> Watch:
    names = {who: tuple(about["names"]) for who, about in TEXTS["claims"].items()}
    known = Names(names, TEXTS["others"], lexicon())
    subjects = []
    for who, about in TEXTS["claims"].items():
        claims = enumerate(about["claims"])
        matters = (
            matter_of("a", f"e{number}", status == "verified", [claim], known, who)
            for number, (status, claim) in claims
        )
        subjects.append(Subject(who, names[who], tuple(matters)))
    return Watch(tuple(subjects), tuple(TEXTS["others"]))


def read(text: str) -> Text:
    """As an address where it looks like one."""
    return Text(text, address=" " not in text)


def by_place(text: str) -> list[str]:
    """Of whom a text states something, if it is about them by its place."""
    return [who for who in watch().by_id if findings_in(Text(text, of=frozenset((who,))), watch())]


@pytest.mark.parametrize("text", TEXTS["stated"])
def test_it_is_a_statement(text: str) -> None:
    assert findings_in(read(text), watch())


@pytest.mark.parametrize("text", TEXTS["near"])
def test_it_comes_near_a_claim(text: str) -> None:
    assert any(touched_by(read(text), watch()).values())


@pytest.mark.parametrize("text", TEXTS["harmless"])
def test_it_is_no_statement(text: str) -> None:
    assert findings_in(read(text), watch()) == []


@pytest.mark.parametrize("text", TEXTS["stated_by_place"])
def test_it_is_a_statement_where_it_stands(text: str) -> None:
    assert by_place(text)


@pytest.mark.parametrize("text", TEXTS["harmless_by_place"])
def test_it_is_no_statement_where_it_stands(text: str) -> None:
    assert by_place(text) == []


@pytest.mark.parametrize("text", [*TEXTS["stated"], *TEXTS["stated_by_place"]])
def test_whoever_is_named_may_be_in_the_text_at_a_glance(text: str) -> None:
    named = any(touched_by(read(text), watch()))
    assert watch().may_be_in(text) or not named


ALL = tuple(text for kind in ("stated", "near", "harmless", "stated_by_place") for text in TEXTS[kind])
WORDS = sorted({word for text in ALL for word in text.split()})


@settings(max_examples=400, deadline=None, database=None)
@given(
    st.sampled_from(ALL) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.sampled_from([*watch().by_id]),
)
def test_no_text_is_passed_over_that_states_a_claim_or_comes_near_one(text: str, who: str) -> None:
    """What is looked at quickly first lets through whatever a whole reading would find."""
    about = frozenset((who,))
    if any(one.who == who for one in findings_in(Text(text), watch())):
        assert may_state(text, who, watch())
    if touched_by(Text(text, about), watch())[who]:
        assert may_touch(text, who, watch())
