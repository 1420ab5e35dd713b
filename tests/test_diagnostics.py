"""Problems as people and machines read them."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from corkboard.diagnostics import (
    Problem,
    Severity,
    as_github,
    as_json,
    as_text,
    nearest,
    problem_at,
    sort_problems,
    tally,
)

TEXT = "---\ntitle: A\npeople:\n  - persn-a\n---\n"


def test_a_problem_shows_its_place_the_line_and_a_caret_under_the_value() -> None:
    problem = problem_at("a.md", TEXT, TEXT.index("persn"), "people", "there is none", "did you mean that?")
    assert as_text(problem).split("\n") == [
        "a.md:4:5: people: there is none",
        "    4 |   - persn-a",
        "            ^ did you mean that?",
    ]


def test_the_caret_stands_right_under_wide_characters_and_combining_marks() -> None:
    line = "漢字e\u0301 x"
    first, _quoted_line, caret = as_text(problem_at("a.md", line, line.index("x"), "f", "m", "h")).split("\n")
    assert first == "a.md:1:6: f: m"
    # Two columns for each ideograph, none for the accent.
    assert caret.index("^") == len("    1 | ") + 2 + 2 + 1 + 0 + 1


def test_a_long_line_is_shown_around_the_place() -> None:
    line = "x" * 5000 + "HERE" + "y" * 5000
    shown = as_text(problem_at("a.md", line, 5000, "f", "m")).split("\n")
    assert "HERE" in shown[1]
    assert len(shown[1]) < 130
    assert shown[1][shown[2].index("^")] == "H"


def test_nothing_in_a_problem_breaks_the_line_or_steers_the_terminal() -> None:
    shown = as_text(Problem("a\nb.md", 1, 1, "f", "bad \x1b[31m\u202e value\n::error::", "h"))
    assert len(shown.split("\n")) == 2
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_a_workflow_annotation_escapes_what_would_end_it() -> None:
    command = as_github(Problem("a,b:c.md", 3, 7, "f", "100% wrong\nreally", "h", severity=Severity.WARNING))
    assert command == "::warning file=a%2Cb%3Ac.md,line=3,col=7,title=f::100%25 wrong%0Areally%0Ah"


def test_json_holds_every_field_and_counts() -> None:
    report = json.loads(
        as_json([Problem("a.md", 1, 2, "f", "m"), Problem("b.md", 1, 2, "f", "m", severity=Severity.WARNING)])
    )
    assert (report["errors"], report["warnings"]) == (1, 1)
    assert report["problems"][0]["line"] == 1
    assert report["problems"][1]["severity"] == "warning"


def test_problems_are_sorted_by_place_and_said_once() -> None:
    one, two = Problem("a.md", 2, 1, "f", "m"), Problem("a.md", 10, 1, "f", "m")
    assert sort_problems([two, one, two]) == [one, two]
    assert tally([one, two]) == "2 problems in 1 file"


def test_the_nearest_name_wins_and_nothing_alike_gives_none() -> None:
    assert nearest("persn-a", ["person-a", "person-b", "harbor"])[0] == "person-a"
    assert nearest("person-0042", [f"person-{number:05}" for number in range(500)])[0] == "person-00042"
    assert nearest("Ünïcode", ["ünïcode"]) == ["ünïcode"]
    assert nearest("zzzzzz", ["person-a"]) == []


@given(st.text(alphabet="abcdefgh-", min_size=6, max_size=20), st.data())
def test_a_name_with_one_letter_lost_is_found_again(name: str, data: st.DataObject) -> None:
    spot = data.draw(st.integers(0, len(name) - 1))
    assert name in nearest(name[:spot] + name[spot + 1 :], [name, "quite-another-name-altogether"])
