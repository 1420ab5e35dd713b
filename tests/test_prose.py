"""What a body says, and where."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corkboard.documents.links import Link, Target, links_in, replace_links
from corkboard.documents.prose import SILENCE, Prose, count_words, prose, reading_minutes


def lines(said: Prose) -> list[str]:
    """What is in a text, line by line."""
    found = (" ".join(line.replace(SILENCE, "").split()) for line in said.text.split("\n"))
    return [line for line in found if line]


def test_each_block_is_a_line_with_single_spaces() -> None:
    said = prose(
        "<h2 id='a'>Head</h2>\n<p>One <em>two</em>\n three.</p><ul><li>a</li><li>b</li></ul><table><td>c</td></table>"
    )
    assert lines(said) == ["Head", "One two three.", "a", "b", "c"]
    assert [said.text[start:].partition("\n")[0] for start in sorted(said.fragments)] == ["Head", "c"]


def test_entities_are_decoded_and_text_is_composed() -> None:
    assert lines(prose("<p>caf&#x65;&#x301; &amp; tea&nbsp;time</p>")) == ["café & tea time"]


def test_what_says_where_lines_may_break_is_no_part_of_a_word() -> None:
    assert lines(prose("<p>Ex&shy;am\xadple, Ex\u200bample</p>")) == ["Example, Example"]


def test_every_kind_of_space_is_one() -> None:
    for space in filter(str.isspace, map(chr, range(0x110000))):
        assert prose(f"<p>{space}a{space} {space}b{space}</p>").text.strip() == "a b"


def test_no_character_of_a_text_is_taken_for_a_mark() -> None:
    said = prose("<div>&#xe000; &#1; &#2; <a href='{person}a'>\ue000</a> \ue001 \x01 \x02</div>")
    assert (lines(said), said.fragments) == (["\ue000 \ue000 \ue001"], frozenset())
    assert [(said.text[at:].split()[0], link) for at, link in said.links] == [("\ue000", Link("person", "a"))]


def test_code_scripts_and_comments_say_nothing() -> None:
    said = prose("<p>a <code>b</code> c</p><pre><code>d</code></pre><script>e<p></script><!-- <p>f -->")
    assert lines(said) == ["a c"]
    assert lines(prose("<svg><svg><text>a</text></svg> b</svg> c")) == ["c"]
    assert lines(prose('<p>a<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup></p>')) == ["a"]


def test_links_are_placed_in_the_text() -> None:
    said = prose('<p>See  <a href="{person}a">Ann</a> and\n<a class="x" href=\'{person}b#c\'>Bob</a>.</p>')
    assert [(said.text[at : at + 3], link) for at, link in said.links] == [
        ("Ann", Link("person", "a")),
        ("Bob", Link("person", "b", "c")),
    ]


def test_links_are_found_only_in_tags() -> None:
    body = '<p title="{person}x">href="{person}y" <code>[a]({person}z)</code> <img src="{static}p.png" alt="a > b"></p>'
    assert list(links_in(body)) == [Link("static", "p.png", shown=True)]


def test_only_pictures_films_and_sounds_are_shown() -> None:
    body = '<video-card href="{person}a"><iframe src="{page}b"></iframe></video-card><AUDIO src={static}c.ogg>'
    assert [link.shown for link in links_in(body)] == [False, False, True]


def test_what_is_said_of_a_link_follows_its_end() -> None:
    body = '<a href="{hypothesis}a"><b>A</b>, <img src="/x.png"></A > <a href="/y">Y</a> {b} <a href="{person}b">B</a>'
    assert replace_links(body, lambda link: Target(f"/{link.value}/", "open" if link.value == "a" else "")) == (
        '<a href="/a/"><b>A</b>, <img src="/x.png"></A > <span class="claim">(open)</span>'
        ' <a href="/y">Y</a> {b} <a href="/b/">B</a>'
    )


def test_links_are_led_home_and_escaped() -> None:
    body = '<p><a href="{person}a#r">A</a> <a href="{article}gone">B</a> <a href="/x/{y}">C</a></p>'
    targets = {"a": Target('/people/"a/', 'hypothesis, status: "open"'), "gone": Target(None)}
    assert replace_links(body, lambda link: targets[link.value]) == (
        '<p><a href="/people/&quot;a/#r">A</a> <span class="claim">(hypothesis, status: &quot;open&quot;)</span>'
        ' <a >B</a> <a href="/x/{y}">C</a></p>'
    )


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                '<a href="{person}a">',
                "</a>",
                "x",
                " ",
                "\n",
                "<",
                ">",
                '"',
                "'",
                "<h2>",
                "</h2>",
                "<pre>",
                "</pre>",
                "&amp;",
                "\ue000",
                "\ue001",
                "é",
            ]
        ),
        max_size=30,
    )
)
def test_any_html_has_a_text_with_its_links_in_it(parts: list[str]) -> None:
    said = prose("".join(parts))
    assert all(0 <= at <= len(said.text) for at, _ in said.links)
    assert "  " not in said.text


def test_reading_takes_a_minute_at_least_and_counts_scripts_without_spaces() -> None:
    assert reading_minutes(*count_words("<p>one two</p>")) == 1
    assert reading_minutes(*count_words(f"<p>{'word ' * 1150}</p>")) == 5
    assert reading_minutes(*count_words(f"<p>{'漢' * 1300}</p>")) == 5


def test_what_is_left_open_is_text_and_costs_no_more() -> None:
    for start in ("<pre>", "<!-- ", "<a x='", '<sup class="footnote-ref">'):
        assert lines(prose(f"<p>İ {start * 49_999}end</p>"))[-1].endswith("end")
    for start in ("<a", "<a {", "<a '{", "{"):
        assert lines(prose(f"<p>İ {start}{'x' * 200_000}{'{' * 200_000} end"))[-1].endswith("end")
        assert list(links_in(start * 50_000 + "x" * 200_000 + "{" * 200_000)) == []
