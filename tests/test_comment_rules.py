"""What readers may write, and as what it comes out."""

from __future__ import annotations

import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corkboard.comments.rules import as_html, links_in, normalized

TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"}
FRAGMENTS = [
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<a href=javascript:1>x</a>",
    ),
    *(
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        "![x](https://example.org/p.png)",
        "<https://example.org>",
    ),
    *(
        "[x](https://example.org)",
        '[x](https://example.org "t")',
        '[x](HTTPS://example.org/"onclick=1)',
        "[x](vbscript:1)",
    ),
    *(
        "[x]: javascript:1",
        "&lt;script&gt;",
        "&#106;avascript:",
        "`<b>`",
        "```\n<b>\n```",
        "    <b>\n",
        "**b**",
        "*i*",
        "_i_",
    ),
    *(
        "> q",
        "- l",
        "1. l",
        "99. l",
        "# h",
        "---",
        "===",
        "\\<",
        "\\[",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "\n",
        "\n\n",
        " ",
        "\t",
    ),
    *(
        "'",
        '"',
        "<",
        ">",
        "[",
        "]",
        "(",
        ")",
        "\\",
        "&",
        "\u202e",
        "\u0000",
        "😀",
        "<math><mi//xlink:href=",
        "<p style=x>",
    ),
]


def everything_in(html: str) -> list[tuple[str, dict[str, str]]]:
    """Every element, as a browser reads it, with its attributes."""
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [(one.tag, dict(one.attrib)) for one in root.iter() if one.tag != "DOCUMENT_FRAGMENT"]


@given(st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=8), max_size=12).map("".join))
def test_nothing_comes_out_but_the_small_markdown(text: str) -> None:
    for tag, attributes in everything_in(as_html(text)):
        assert tag in TAGS
        if tag == "a":
            assert attributes.pop("rel") == "nofollow ugc noopener"
            assert re.match(r"https?://", attributes.pop("href", "https://"), re.IGNORECASE)
        assert attributes.keys() <= ({"start"} if tag == "ol" else set())


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\ntwo\n\nthree", "<p>One<br>\ntwo</p>\n<p>three</p>"),
        ("*so* and **so**", "<p><em>so</em> and <strong>so</strong></p>"),
        ("> he said", "<blockquote>\n<p>he said</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("`a < b`", "<p><code>a &lt; b</code></p>"),
        ("see [it](https://example.org/?a=1&b=2)", None),
        ("<b>bold</b>", "<p>&lt;b&gt;bold&lt;/b&gt;</p>"),
        ("# not a heading", "<p># not a heading</p>"),
    ],
)
def test_the_small_markdown(text: str, html: str | None) -> None:
    found = as_html(text)
    if html is None:
        assert 'href="https://example.org/?a=1&amp;b=2"' in found
    else:
        assert found == html


def test_all_words_of_an_image_or_a_link_that_is_not_allowed_stay() -> None:
    assert everything_in(as_html("![a cat](ftp://example.org) [b](mailto:ida@example.org)")) == [("p", {})]
    assert "a cat" in as_html("![a cat](ftp://example.org)")


@pytest.mark.parametrize("depth", [1, 10, 11, 12, 13, 14, 15, 1000])
@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "> - "])
def test_however_deep_quotations_and_lists_go_their_words_stay(mark: str, depth: int) -> None:
    html = as_html(f"{mark * depth}deep `x`")
    assert "deep <code>x</code>" in html
    assert html.count("<blockquote>") + 2 * html.count("<li>") <= 14


def test_links_are_found_also_where_they_stay_text() -> None:
    text = "[a](https://a.example) <https://b.example> https://c.example www.d.example `https://e.example`"
    found = links_in(text)
    assert {"https://a.example", "https://b.example", "https://c.example", "www.d.example"} <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("  a  \n\n\n\n b ", "a\n\n b"),
        ("e\u0301", "é"),
        ("\u202ecod.exe\u202c", "cod.exe"),
        ("a\x00b\ufeff", "ab"),
    ],
)
def test_text_is_kept_as_readers_see_it(given: str, kept: str) -> None:
    assert normalized(given) == kept


@given(st.text())
def test_what_is_kept_stays_as_it_is(text: str) -> None:
    assert normalized(normalized(text)) == normalized(text)
