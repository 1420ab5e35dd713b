"""Reading front matter by its lines: the same as by its events, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corkboard.documents.front_matter import FrontMatter, split
from corkboard.documents.plain_lines import fields_of_lines
from corkboard.documents.plain_yaml import NotPlainError, plain_values

EXAMPLES = Path(__file__).parent.parent / "examples"
QUOTED = ["'x'", '"x"', "''", '""', "'null'", '" x "', "'\"'", '"it\'s: #a, [b], {c}"', f'"{"x " * 600}"']
BARE = ["x", "1", "No", "~", "null", "Ада Э.", "person-a", "O'Hara", "c. 2017", "/a/", "https://example.org/a", "12:30"]
ALONE = ["2026-11-22 9:00:00-0400", "a, [b] {c} - d?", 'so "b" says', "x" * 1200]
AWKWARD = [
    *("\n", " ", "  ", "\t", "\r", ":", ": ", " :", ",", ", ", "-", "- ", " - ", "- - ", "#", " #", "?", "? ", "!"),
    *("!x ", "&a ", "*a", "%", "@", "`", "\\", "\\n", "'", "''", '"', "[", "]", "{", "}", "[]", "{}", "|\n", ">-\n  "),
    *("a: ", "A: ", "a:", "a:\n", "\na: b\n", "\n  a: b\n", "\n- a\n", "\n  - a\n", "~", "null", "null: ", "<<: ", "="),
    *("---", "... ", "\n...\n", "\n# a\n", "\n\n", "\n  \n", "x" * 1100, "\x00", "\x7f", "\x85", "\xa0"),
    *("\u2028", "\ufeff", "\ud800", "\ufffe", "😀"),
]


def kinds(value: object) -> object:
    """Every value with its type, which tells a name from other text."""
    if isinstance(value, dict):
        return [(kinds(key), kinds(one)) for key, one in value.items()]
    return [kinds(one) for one in value] if isinstance(value, list) else (type(value), value)


def fields(values: st.SearchStrategy[str], between: str) -> st.SearchStrategy[str]:
    names = st.sampled_from(["title", "redirect_from", "people", "to", "as", "id"])
    pairs = st.lists(st.tuples(names, values), min_size=1, max_size=4, unique_by=lambda pair: pair[0])
    return pairs.map(lambda found: between.join(f"{name}:{value}" for name, value in found))


def items(values: st.SearchStrategy[str], between: str) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=4).map(between.join)


def front_matter() -> st.SearchStrategy[str]:
    """As nearly everybody writes it."""
    in_brackets = st.sampled_from([*QUOTED, *BARE])
    brackets = st.just("[]") | items(in_brackets, ", ").map("[{}]".format)
    braces = fields(in_brackets.map(" {}".format), ", ").map("{{{}}}".format)
    on_a_line = st.sampled_from([*QUOTED, *BARE, *ALONE]) | brackets | braces
    after_a_colon = st.just("") | on_a_line.map(" {}".format)

    def below(margin: str) -> st.SearchStrategy[str]:
        line = f"\n{margin}"
        listed = items(on_a_line | fields(after_a_colon, f"{line}  "), f"{line}- ").map(f"{line}- {{}}".format)
        return listed | fields(after_a_colon, line).map(f"{line}{{}}".format) if margin else listed

    return fields(after_a_colon | st.sampled_from(["", " ", "  ", "    "]).flatmap(below), "\n").map("{}\n".format)


@given(front_matter())
def test_usual_front_matter_is_read_by_its_lines(text: str) -> None:
    assert kinds(fields_of_lines(text)) == kinds(plain_values(text))


@settings(max_examples=500, deadline=None)
@given(front_matter(), st.lists(st.tuples(st.integers(0), st.integers(0, 3), st.sampled_from(AWKWARD)), max_size=2))
def test_unusual_front_matter_is_not_misread_by_its_lines(text: str, changes: list[tuple[int, int, str]]) -> None:
    for place, cut, fragment in changes:
        at = place % (len(text) + 1)
        text = text[:at] + fragment + text[at + cut :]
    try:
        found = fields_of_lines(text)
    except NotPlainError:
        return
    assert kinds(found) == kinds(plain_values(text))


@pytest.mark.parametrize(
    "text",
    [
        *("", "\n", "a\n", "a: b", "- a\n", "  a: b\n", "null: a\n", "a: b: c\n", "a: b #c\n", "a: b\n  c\n"),
        *("a: b\na: c\n", "a: {b: c, b: d}\n", "a:\n  - b\n- c\n", "a:\n  - b\n    c: d\n", "a:\n- b\nc: d\n- e\n"),
        "a:\n-  b: c\n   d: e\n",
        *(f"a: {sign}b\n" for sign in "?:,[]{}#&*!|>'\"%@`"),
        *(f"a:\n- {sign} b\n" for sign in "-?:"),
    ],
)
def test_what_its_lines_do_not_tell_is_left(text: str) -> None:
    with pytest.raises(NotPlainError):
        fields_of_lines(text)


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("content/**/*.md")), ids=lambda path: path.name)
def test_an_example_is_read_by_its_lines_unless_it_goes_deep_or_a_text_takes_several(path: Path) -> None:
    parts = split(path.read_bytes(), path.name)
    assert isinstance(parts, FrontMatter)
    if ">-\n" not in parts.yaml and "\n  attempts:\n" not in parts.yaml:
        assert kinds(fields_of_lines(parts.yaml)) == kinds(plain_values(parts.yaml))
