"""Taking files apart, and the place of every fault."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard.diagnostics import Problem
from corkboard.documents.front_matter import FrontMatter, offset_of, split
from corkboard.records.fields import Name


def good(text: str | bytes) -> FrontMatter:
    found = split(text if isinstance(text, bytes) else text.encode(), "a.md")
    assert isinstance(found, FrontMatter), found
    return found


def bad(text: str | bytes) -> Problem:
    found = split(text if isinstance(text, bytes) else text.encode(), "a.md")
    assert isinstance(found, Problem), found
    return found


def test_values_stay_what_the_author_wrote() -> None:
    text = "---\ntitle: 2024\nsummary: No\ndate: 2026-11-22 9:00:00-0400\ntags: [on, 007, 1e3]\nslug:\nlang: ~\n---\n"
    assert good(text).values == {
        "title": "2024",
        "summary": "No",
        "date": "2026-11-22 9:00:00-0400",
        "tags": ["on", "007", "1e3"],
        "slug": None,
        "lang": None,
    }


def test_quotes_are_remembered() -> None:
    values = good("---\na: 'x'\nb: x\nc: \"x\"\n---\n").values
    assert [isinstance(values[key], Name) for key in "abc"] == [True, False, True]


@pytest.mark.parametrize(
    "text", ["---\ntitle: A\n---\nBody\n", "\ufeff---\r\ntitle: A\r\n---\r\nBody\r\n", "---  \ntitle: A\n---\t\nBody\n"]
)
def test_byte_order_marks_line_ends_and_trailing_spaces_make_no_difference(text: str) -> None:
    assert (good(text).values, good(text).body) == ({"title": "A"}, "Body\n")


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", (1, 1), "empty"),
        (" \n\n", (1, 1), "empty"),
        ("title: A\n", (1, 1), "does not begin with front matter"),
        ("+++\ntitle = 1\n+++\n", (1, 1), "does not begin with front matter"),
        ("---\ntitle: A\n\nBody\n", (1, 1), 'no closing "---"'),
        ("---\ntitle: A: b\n---\n", (2, 9), "mapping values"),
        ("---\ntitle: A\npeople: [a, b\nsummary: c\n---\n", (3, 9), "flow sequence"),
        ("---\nlang: en\ntitle: 'A\n---\n", (3, 8), "quoted scalar"),
        ("---\ntitle: A\ntitle: B\n---\n", (3, 1), 'duplicate field "title"'),
        ("---\nroles:\n  - title: A\n    title: B\n---\n", (4, 5), 'duplicate field "title"'),
        ("---\ntitle: !!python/object:os.system A\n---\n", (2, 8), "not valid YAML"),
        ("---\ntitle: *a\n---\n", (2, 8), "alias"),
        ('---\ntitle: "A\nlang: en\nsummary: "B"\n---\n', (2, 8), "does not end"),
        ("---\ntitle: A\nslug:x\n---\n", (3, 1), "not valid YAML"),
        ("---\ntitle: !!map foo\n---\n", (2, 8), "a tag does not fit"),
        ("---\ntitle: !!str [a]\n---\n", (2, 8), "a tag does not fit"),
        ("---\n- a\n---\n", (2, 1), "should be fields"),
        ("---\n? [a]\n: b\n---\n", (2, 3), "should be text"),
        ("---\ntitle: A\x00B\n---\n", (2, 9), "U+0000"),
        ("---\ntitle: A\n---\nBody \x07 bell\n", (4, 6), "U+0007"),
        ("---\na: &a [*a]\n---\n", (2, 8), "contains itself"),
        ("---\na: " + "[" * 100_000 + "\n---\n", (2, 33), "nested more than"),
        (b"---\ntitle: A\n---\nna\xefve\n", (4, 3), "0xef is not UTF-8"),
        (b"\xff\xfe-\x00-\x00", (1, 1), "not UTF-8"),
    ],
)
def test_a_fault_is_told_with_its_place(text: str | bytes, place: tuple[int, int], says: str) -> None:
    problem = bad(text)
    assert (problem.line, problem.column) == place
    assert says in problem.message
    assert problem.hint


def test_the_hint_for_a_missing_close_names_the_last_line_of_front_matter() -> None:
    assert "after line 4" in bad("---\ntitle: A\npeople:\n  - b\n\nBody: with a colon\n").hint.replace(
        "line 6", "line 4"
    )


def test_aliases_that_would_explode_are_refused_before_they_do() -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 12))
    assert "counting each use of an alias" in bad(f"---\nl0: &l0 [x]\n{levels}---\n").message


def test_a_file_that_is_too_long_says_so() -> None:
    assert "5,000,000" in bad(b"---\ntitle: A\n---\n" + b"x" * 6_000_000).message


def test_a_value_is_found_by_its_path() -> None:
    parts = good("---\ntitle: 😀 é\npeople:\n  - a\n  - id: b\n    as: C\n---\n")

    def at(*path: str | int, key: bool = False) -> str:
        return parts.text[offset_of(parts, path, key) :].partition("\n")[0]

    assert at("people", 1, "as") == "C"
    assert at("people", 1, "as", key=True) == "as: C"
    assert at("people", 0, "id") == "a", "an id alone stands for the mapping"
    assert at("people", 1, "no-such") == "id: b"
    assert at("no-such") == "---"


_SCALARS = ["", "x", "1", "'y'", '"z"', "~", "null", "Null", "NULL", "nuLL", "=", "|\n    x", ">-\n    x", "x\n    y"]
_COLLECTIONS = ["- x", "x: y", "[x, ~, 'y']", "{e: ~, 'f': x}", "{e: x, e: y}", "{~: x}", "{[x]: y}", "{<<: {g: x}}"]
_TAGGED = ["! x", "! '~'", "!!str x", "!!null x", "!!map {}", "!y {}", "!!map [x]", "!!str [x]", "&b x", "*b", "[", "#"]


@pytest.mark.parametrize("frame", ["a: {}\nb: {}", "- {}\n- {}", "'a': {}\na: {}", "a:\n- c: {}\n  'd': {}", "{}: {}"])
def test_plain_yaml_means_what_it_means_to_pyyaml(frame: str) -> None:
    for values in product([*_SCALARS, *_COLLECTIONS, *_TAGGED], repeat=2):
        text = f"{frame.format(*values)}\n---\n"
        # With the alias it is PyYAML's own loader that reads it.
        plain, aliased = (split(f"---\n{first}{text}".encode(), "a.md") for first in ("_: [x, x]\n", "_: [&a x, *a]\n"))
        if isinstance(plain, FrontMatter) and isinstance(aliased, FrontMatter):
            assert _kinds(plain.values) == _kinds(aliased.values)
        else:
            assert plain == aliased


def _kinds(value: object) -> object:
    """Every value with its type, which tells a name from other text."""
    if isinstance(value, dict):
        return [(_kinds(key), _kinds(one)) for key, one in value.items()]
    return [_kinds(one) for one in value] if isinstance(value, list) else (type(value), value)


@given(st.binary(max_size=300))
def test_no_bytes_are_a_traceback(data: bytes) -> None:
    assert isinstance(split(data, "a.md"), FrontMatter | Problem)


@given(st.text(max_size=200))
def test_no_front_matter_is_a_traceback(text: str) -> None:
    found = split(f"---\n{text}\n---\n".encode("utf-8", "surrogatepass"), "a.md")
    if isinstance(found, Problem):
        assert found.line >= 1
        assert found.column >= 1


@given(
    st.lists(
        st.sampled_from(
            ["- ", "[", "{", "a: ", "&x ", "*x", "'", '"', "\n", "  ", "|", ">", "? ", "!!str ", "%", "#", ","]
        ),
        max_size=40,
    )
)
def test_no_jumble_of_yaml_signs_is_a_traceback(signs: list[str]) -> None:
    assert isinstance(split(f"---\n{''.join(signs)}\n---\n".encode(), "a.md"), FrontMatter | Problem)
