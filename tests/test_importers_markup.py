"""Other systems' comments in the small Markdown: they show the same words, with what marks the words keep."""

from __future__ import annotations

import html
import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from corkboard.comments.rules import as_html, links_in, normalized, visible
from corkboard.importers.markup import from_html, from_markdown

TAGS = ["p", "em", "strong", "i", "b", "code", "blockquote", "ul", "ol", "li", "div", "h2", "pre", "a", "del", "span"]
WORDS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from(r" \`*_[]()<>&#+-.!~1=|:;" + "\n\u0338\u0301")
)
ODD = st.sampled_from(
    ["- a", "1. a", "> a", "```", "~~~", "a_b_", "**", "&lt;", "&amp;amp;", "[x](https://example.org/)", "\\"]
)
TAG = st.builds("<{}{}>".format, st.sampled_from(["", "/"]), st.sampled_from(TAGS))
LINK = st.builds('<a href="https://example.org/{}">'.format, st.text("ab/()[]*_&;=?% \\`", max_size=9).map(html.escape))
HTML = st.lists((WORDS | ODD).map(lambda text: html.escape(text, quote=False)) | TAG | LINK | st.just("<br>")).map(
    "".join
)


def words_of(text: str) -> str:
    """What a browser shows of HTML, without regard to spaces."""
    tree = html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False)
    return unspaced("".join(tree.find("body").itertext()))


def unspaced(text: str) -> str:
    return "".join(visible(text).split())


@settings(deadline=None)
@given(HTML)
def test_html_shows_the_same_text_as_small_markdown(text: str) -> None:
    assert words_of(as_html(from_html(text))) == words_of(text)


@settings(deadline=None)
@given(HTML)
def test_lines_that_are_breaks_show_the_same_text(text: str) -> None:
    assert words_of(as_html(from_html(text, line_breaks=True))) == words_of(text)


@settings(deadline=None)
@given(WORDS | st.lists(ODD | WORDS).map("\n".join))
def test_plain_text_shows_as_it_is(text: str) -> None:
    shown = as_html(from_html(html.escape(text, quote=False), line_breaks=True))
    assert unspaced(html.unescape(re.sub(r"<[^>]*>", "", shown))) == unspaced(text)


@settings(deadline=None)
@given(HTML)
def test_what_is_made_is_kept_as_it_is(text: str) -> None:
    made = from_html(text)
    assert normalized(made) == made


@settings(deadline=None)
@given(WORDS | HTML | st.lists(ODD | WORDS).map("\n\n".join))
def test_markdown_of_any_kind_is_read(text: str) -> None:
    made = from_markdown(text)
    assert normalized(made) == made


@settings(deadline=None)
@given(st.text("abc *_`[]()>#-+1.\n\\", max_size=60))
def test_small_markdown_stays_what_it_shows(text: str) -> None:
    assert words_of(as_html(from_markdown(text.replace("#", "").replace("=", "")))) == words_of(
        re.sub(r"<hr */?>|</?h\d>", "", from_commonmark(text.replace("#", "")))
    )


def from_commonmark(text: str) -> str:
    return str(MarkdownIt("commonmark").render(text))


def test_links_emphasis_quotations_lists_and_code_survive() -> None:
    text = (
        "<p>See <a href='https://example.org/a_(b)?x=1&amp;copy=2'>the <em>log</em></a>, <strong>all</strong> of it.</p>"
        "<blockquote>It reads zero.</blockquote><ul><li>one<li>two<ol start=4><li>deep</ol></ul>"
        "<pre><code>lamp = 0\n\n  print(lamp)</code></pre><p>and <code>a`b</code><br>next</p>"
    )
    shown = as_html(from_html(text))
    assert (
        '<a href="https://example.org/a_%28b%29?x=1&amp;copy=2" rel="nofollow ugc noopener">the <em>log</em></a>'
        in shown
    )
    assert "<strong>all</strong> of it." in shown
    assert "<blockquote>\n<p>It reads zero.</p>\n</blockquote>" in shown
    assert (
        lxml_html.fromstring(f"<div>{shown}</div>").xpath("count(//ul/li[1]/following-sibling::li/ol[@start=4]/li)")
        == 1
    )
    assert "<pre><code>lamp = 0\n\n  print(lamp)\n</code></pre>" in shown
    assert "<code>a`b</code><br>\nnext" in shown


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a<em>b</em>c", "a*b*c"),
        ("<b><i>both</i></b>", "***both***"),
        ("<em> spaced </em>out", "*spaced* out"),
        ('a<em>"b"</em>c', 'a"b"c'),  # stars would be shown here
        ("<i>a</i><b>b</b>", "*a*b"),
        ("<h2>Title</h2>text", "Title\n\ntext"),
        ("a<br><br>b", "a\n\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\n\nc"),
        ("<del>gone</del> <u>under</u>", "gone under"),
        ("<a href='javascript:alert(1)'>x</a>", "x"),
        ("<a href='mailto:reader@example.org'>x</a>", "x"),
        ("<a href='/about/'>x</a>", "[x](https://example.org/about/)"),
        ("<img src='https://example.org/i.png' alt='A lamp'>", "[A lamp](https://example.org/i.png)"),
        ("<a href='https://example.org/'><img src='https://example.org/i.png'></a>", None),
        ("a<!-- b -->c", "ac"),
        ("a <!-- b", "a \\<!-- b"),
        ("1 < 2 & 3 &lt; 4", "1 \\< 2 & 3 \\< 4"),
        ("snake_case _x_", "snake_case \\_x\\_"),
        ("&#8238;evil&#0;", "evil\ufffd"),
    ],
)
def test_html_becomes(text: str, made: str | None) -> None:
    made = "[https://example.org/i.png](https://example.org/)" if made is None else made
    assert from_html(text, "https://example.org/first/") == made


def test_lines_of_a_wordpress_comment_are_breaks_and_paragraphs() -> None:
    assert from_html("one\r\ntwo<br />\nthree\n\n\n- four", line_breaks=True) == "one\ntwo\n\nthree\n\n\\- four"


def test_markdown_of_isso_loses_only_what_the_small_one_has_not() -> None:
    text = "# Title\n\nsoft\nline **b** ~~gone~~\n\n- a\n- b\n\n<b onclick=x>raw</b> <script>x</script>\n\n| a | b |\n|-|-|\n| c | d |"
    made = from_markdown(text)
    assert made == "Title\n\nsoft line **b** gone\n\n- a\n- b\n\n**raw** x\n\na b\n\nc d"


def test_what_is_nested_too_deeply_is_shown_less_deeply() -> None:
    deep = "".join(f"<blockquote><ul><li>{n}" for n in range(500))
    shown = as_html(from_html(deep))
    assert words_of(shown) == "".join(map(str, range(500)))
    assert shown.count("<blockquote>") == 4
    assert "deepest" in as_html(from_markdown("> - " * 60 + "deepest"))


@pytest.mark.parametrize(
    "part",
    [
        "<",
        "<a ",
        "<!--",
        "<![",
        "</",
        "<b>",
        "<blockquote>",
        "<ul><li>",
        "<a href=x>",
        "&",
        "&#",
        '<a b="',
        "<p><b a={}>",
        "*",
        "[",
        "`",
        "<i>a</i>",
        "<br>",
        "\n",
        " ",
        "\xa0",
        "<pre>",
        "</ul>",
        "> ",
        "- ",
    ],
)
def test_text_that_costs_others_hours_is_read(part: str) -> None:
    text = "".join(part.replace("{}", str(n)) for n in range(100_000 // len(part)))
    for made in (from_html(text), from_html(text, line_breaks=True), from_markdown(text)):
        assert normalized(made) == made


def test_links_are_those_that_the_rules_find() -> None:
    assert links_in(from_html("<a href='https://example.org/?a=1&amp;b=2'>x</a>")) == ["https://example.org/?a=1&b=2"]
