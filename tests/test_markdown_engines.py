"""Two Markdown engines, one HTML; and nothing that anyone writes brings either down."""

from __future__ import annotations

import html
import re
import subprocess
import sys
import time
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.treeprocessors import InlineProcessor

from corkboard.documents import python_markdown
from corkboard.documents.engines import MarkdownEngine, MarkdownError, clean, markdown_engine
from corkboard.documents.links import Link, links_in

NAMES = ("python-markdown", "comrak")
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

# Everything that both can do, written as both read it: lists within lists by four spaces, a blank
# line before every list, table and block of HTML.
PAGE = """\
# The *case* of `X` & “Y” -- "part one"

Opening line
------------

## Привет, мир!

## Привет, мир!

### Notes & sources[^a]

#### C# and 1.2 (draft)

##### !!!

###### !!!

Some *emphasis*, _more_, **strong**, __stronger__, snake_case_word, 2*3*4 and `code with "quotes" -- <b>`.
``A ` tick``, \\*escaped\\*, \\[brackets\\] and a back\\\\slash.

Links: [inline](https://example.com/a?b=1&c=2), [with title](/x "A *title* & more"), [angled](</a b>),
[person]({person}jane-roe), [at a heading]({person}jane-roe#роль), [юрий]({person}юрий-п "Who"),
[with a query]({static}f.pdf?a=1&b=2), [reference][ref], [Collapsed][], [shortcut], <https://example.com/>,
<jane@example.com>, [*marked* up](#x) and [(brackets)](https://example.com/a_(b)).

[ref]: {organization}acme "ACME"
[collapsed]: https://example.com/collapsed
[shortcut]: <https://example.com/shortcut> 'Short'

Notes: first[^b], again[^b], a word[^слово] and a third time[^b].

[^a]: In a heading.

[^b]: Used thrice, with *emphasis* and a [link]({person}john-doe).

    Its second paragraph -- “quoted”.

[^слово]: With code:

        x = "y"

[^unused]: Nobody refers to this.

| Left | Middle | Right | None |
|:-----|:------:|------:|------|
| `a` | *b* | 3 | [d]({person}d) |
| a \\| b | | 4 |

Apple
: A fruit.
: A company.

Two words
: With *emphasis*.

```python
def f(x: str) -> str:  # "quoted" -- {person}x
    return x + "<b>" & 1
```

```
no language
```

    indented [x]({person}y) "code"

- one
- two
    - nested
    - nested too
        1. deep
        2. deeper
- three

3. third
4. fourth

* loose

* items

> A quotation
> of two lines.
>
> > Within it another.

![Alone](/a.jpg)

![A photo of "it"]({static}photos/a.jpg "The *caption* & a <b>")

Inline ![icon](/i.png "tip") image, and one in a link: [![alt](/b.png "t")](/c).

"Double," he said -- 'single' --- it's the reader's... “already” (“so”) and "a *b*".
Hard break one\x20\x20
and two\\
end.

Entities: &amp; &lt;b&gt; &copy; &nbsp;|&#160;| &eacute;&#x301; &#8212; &unknown; AT&T; &#8; &#0; &quot;straight&quot;.

Inline <span class="x" title='a "b"'>raw *marked* text</span>, <br>, <a href="{person}raw">raw link</a> <!-- comment -->.

<div class="note" data-x="{y}">
<p>Raw *block* "untouched" -- here</p>
<h2>Raw heading</h2>
</div>

<figure><img src="/raw.png" alt="raw" /></figure>

<!-- a comment
of two lines -->

***

The end.
"""


@pytest.fixture(params=NAMES)
def engine(request: pytest.FixtureRequest) -> MarkdownEngine:
    return markdown_engine(request.param)


def normalized(body: str) -> list[str]:
    """A body as a browser reads it, a line for each block.

    Allowed to differ: the order and quoting of attributes, `<br>` and `<br />`, entities or
    characters, percent-encoding in addresses, and white space that does not show (several as one,
    and none beside the tags of blocks).
    """
    blocks = "blockquote|br|dd|div|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|section|table|tbody|td|th|thead|tr|ul|pre"
    text = "".join(tokens(html5lib.parseFragment(body, namespaceHTMLElements=False)))
    return re.sub(rf"\s*(</?(?:{blocks})\b[^>]*>)\s*", r"\n\1", text).strip().split("\n")


def tokens(parent: Element, within_pre: bool = False) -> list[str]:
    found = [spaced(parent.text, within_pre)]
    for element in parent:
        if isinstance(element.tag, str):
            pairs = {
                name: unquote(value) if name in ("href", "src") else value for name, value in element.attrib.items()
            }
            attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in sorted(pairs.items()))
            found += [f"<{element.tag}{attributes}>", *tokens(element, within_pre or element.tag == "pre")]
            found.append(f"</{element.tag}>")
        else:
            found.append(f"<!--{element.text}-->")
        found.append(spaced(element.tail, within_pre))
    return found


def spaced(text: str | None, within_pre: bool) -> str:
    shown = html.escape(text or "", quote=False)
    return shown.replace("\n", "⏎").replace(" ", "␣") if within_pre else re.sub(r"[ \n\t]+", " ", shown)


def tail(engine: MarkdownEngine) -> str:
    """comrak ends its last line."""
    return "\n" if engine is markdown_engine("comrak") else ""


def test_both_give_the_same_html_for_one_page_of_everything() -> None:
    ours, theirs = (normalized(markdown_engine(name).render(PAGE)) for name in NAMES)
    assert ours == theirs


@given(st.lists(st.text(st.characters(categories=["L", "M", "N", "Pc", "So"]), min_size=1), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_both_give_a_heading_the_same_id(words: list[str]) -> None:
    text = "# Heading " + " ".join(word.replace("_", "‿") for word in words) + " end"
    ours, theirs = (re.findall(' id="([^"]*)"', markdown_engine(name).render(text)) for name in NAMES)
    assert ours == theirs


def test_a_heading_has_an_id_and_no_link(engine: MarkdownEngine) -> None:
    assert engine.render("## Привет, *мир*!") == '<h2 id="привет-мир">Привет, <em>мир</em>!</h2>' + tail(engine)


def test_ids_of_headings_are_unique(engine: MarkdownEngine) -> None:
    body = engine.render("# A\n\n# A-1\n\n# a\n\n# !\n\n# ?")
    assert re.findall('id="([^"]*)"', body) == ["a", "a-1", "a-2", "-0", "-1"]


def test_punctuation_is_plain_characters(engine: MarkdownEngine) -> None:
    body = engine.render('"It\'s" -- so --- on... a&nbsp;b&#160;&copy; &lt;&amp;&unknown; <a@b.example>')
    assert body == (
        "<p>“It’s” – so — on… a\xa0b\xa0© &lt;&amp;&amp;unknown; "
        '<a href="mailto:a@b.example">a@b.example</a></p>' + tail(engine)
    )


def test_notes_are_numbered_by_their_first_reference(engine: MarkdownEngine) -> None:
    body = engine.render("x[^later] y[^1] z[^later]\n\n[^1]: One.\n\n[^unused]: None.\n\n[^later]: Two.\n")
    assert re.findall(r' id="([^"]*)"', body) == ["fnref-1", "fnref-2", "fnref-1-2", "fn-1", "fn-2"]
    assert re.findall(r'href="#([^"]*)"', body) == ["fn-1", "fn-2", "fn-1", "fnref-1", "fnref-1-2", "fnref-2"]
    assert re.findall(r'aria-label="([^"]*)"', body) == [f"Back to reference {place}" for place in ("1", "1-2", "2")]
    assert "None." not in body
    assert next(line for line in normalized(body) if "One" in line or "Two" in line).startswith("<p>Two.")


def test_notes_that_nobody_refers_to_leave_nothing(engine: MarkdownEngine) -> None:
    assert engine.render("x\n\n[^1]: One.") == "<p>x</p>" + tail(engine)


def test_a_note_can_hold_another(engine: MarkdownEngine) -> None:
    body = engine.render("x[^1] y[^2]\n\n[^1]: One.\n\n    [^2]: Two.\n")
    assert re.findall(r' id="(fn-\d)"|(One|Two)', body) == [("fn-1", ""), ("", "One"), ("fn-2", ""), ("", "Two")]


def test_an_image_with_a_title_alone_in_its_paragraph_is_a_figure(engine: MarkdownEngine) -> None:
    figure = ['<figure><img alt="a" src="b.png"></img>', "<figcaption>c &amp; “d”", "</figcaption>", "</figure>"]
    assert normalized(engine.render('![a](b.png "c & “d”")')) == ["", *figure][1:]
    for text in ("![a](b.png)", 'x ![a](b.png "c")', '![a](b.png "c") ![a](b.png "c")', '[![a](b.png "c")](d)'):
        assert "<figure" not in engine.render(text)


RAW = (
    '<p><img src="a" alt="b" title="c" /></p>',
    '<div class=x><h2 id="">T "q" -- *x*</h2></div>',
    '<a href="%7Bperson%7Dx">x</a>',
    '<figure><img src="{static}a" alt="b" /><figcaption>it\'s</figcaption></figure>',
    '<section class="footnotes"><ol><li id="fn-x">x</li></ol></section>',
    '<!-- "a" -- [b]({person}c) -->',
)


@pytest.mark.parametrize("raw", RAW)
def test_html_of_the_author_passes_unchanged(engine: MarkdownEngine, raw: str) -> None:
    assert raw in engine.render(f"Before ![i](j 'k') and[^1]\n\n{raw}\n\nafter\n\n[^1]: Note.\n")


def test_inline_html_of_the_author_passes_unchanged(engine: MarkdownEngine) -> None:
    raw = '<abbr title=\'a "b" -- c\' data-x="{y}">'
    assert f"It {raw}<em>is</em></abbr> so" in engine.render(f"It {raw}*is*</abbr> so")


def test_links_by_id_stay_as_written(engine: MarkdownEngine) -> None:
    body = engine.render(
        '[a]({person}юрий-п#ж) ![b]({static}a%20b.png "t") [c](<{organization}x y>) [d]({a}"&b) [e][r]\n\n'
        "[r]: {hypothesis}h\n\n<a href='{person}raw'>raw</a>"
    )
    assert '<a href="{person}юрий-п#ж">' in body
    assert list(links_in(body)) == [
        Link("person", "юрий-п", "ж"),
        Link("static", "a%20b.png", shown=True),
        Link("organization", "x y"),
        Link("a", '"&b'),
        Link("hypothesis", "h"),
        Link("person", "raw"),
    ]


def test_braces_in_text_and_code_are_no_links(engine: MarkdownEngine) -> None:
    body = engine.render('%7Bperson%7Da, `href="%7Bperson%7Da"` and `[x]({person}a)`\n\n    <a href="{person}a">\n')
    assert "%7Bperson%7Da, <code>" in body
    assert list(links_in(body)) == []


def test_other_links_are_only_percent_encoded(engine: MarkdownEngine) -> None:
    body = engine.render("[a](https://example.com/ü?b=%7Bc%7D&d=1#e)")
    assert 'href="https://example.com/ü?b=%7Bc%7D&amp;d=1#e"' in body.replace("%C3%BC", "ü")


@pytest.mark.parametrize("written", ["\0", "\x08", "\x7f", "\x85", "\ufffe", "\ud800", "&#8;", "&#x85;", "&#xD800;"])
def test_no_character_comes_out_that_html_forbids(engine: MarkdownEngine, written: str) -> None:
    body = engine.render(f"a {written} `{written}` [x]({{person}}{written} '{written}')")
    assert not FORBIDDEN.search(body)
    assert body.startswith("<p>a \ufffd ")


def test_line_ends_of_all_systems_are_the_same(engine: MarkdownEngine) -> None:
    text = "a  \nb\n\n- c\n- d\n"
    assert engine.render(text) == engine.render(text.replace("\n", "\r\n")) == engine.render(text.replace("\n", "\r"))


def test_clean_leaves_good_text_alone() -> None:
    text = "a\tb\né ж 語 😀\xa0\u2028\ue000"
    assert clean(text) is text


def test_a_page_does_not_depend_on_those_before_it(engine: MarkdownEngine) -> None:
    first = engine.render(PAGE)
    engine.render("# The case\n\n[^a]: x\n\n*[page]: y\n\n- open\n    - list")
    assert engine.render(PAGE) == first


# What only Python-Markdown does.


def only(text: str) -> str:
    return markdown_engine("python-markdown").render(text)


def test_python_markdown_has_abbreviations() -> None:
    body = only("The FIU knows.\n\n*[FIU]: Financial Intelligence Unit\n")
    assert body == '<p>The <abbr title="Financial Intelligence Unit">FIU</abbr> knows.</p>'


def test_python_markdown_has_lists_of_attributes() -> None:
    assert only('## Title {: #own .wide data-x="a b"}') == '<h2 class="wide" data-x="a b" id="own">Title</h2>'
    assert only("*x*{.y}") == '<p><em class="y">x</em></p>'


def test_python_markdown_has_a_table_of_contents() -> None:
    body = only("[TOC]\n\n# One[^1] “two”\n\n## Привет\n\n[^1]: Note.")
    assert '<li><a href="#one-two">One “two”</a>' in body
    assert '<li><a href="#привет">Привет</a></li>' in body


def test_python_markdown_reads_markdown_in_html() -> None:
    assert only('<div class="x" markdown="1">\n*a*\n</div>') == '<div class="x">\n<p><em>a</em></p>\n</div>'


# Choosing one.


@pytest.mark.parametrize(("name", "other"), [NAMES, NAMES[::-1]])
def test_one_engine_does_not_import_the_other(name: str, other: str) -> None:
    modules = {"python-markdown": "markdown", "comrak": "comrak"}
    code = (
        "import sys; from corkboard.documents.engines import markdown_engine\n"
        f"print(sorted({set(modules.values())} & set(sys.modules))); markdown_engine('{name}')\n"
        f"print(sorted({set(modules.values())} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", f"['{modules[name]}']"]


@pytest.mark.parametrize("name", NAMES)
def test_a_process_has_one_instance(name: str) -> None:
    assert markdown_engine(name) is markdown_engine(name)
    assert re.match(rf"{name} \d+\.\d+\S*: \w", markdown_engine(name).version)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(ValueError, match='there is no Markdown engine "commonmark": write "python-markdown" or'):
        markdown_engine("commonmark")


# What is too much.


def refusal(engine: MarkdownEngine, text: str) -> str:
    """Why an engine refuses a text, after seeing that it does not take long; empty if it does not."""
    started = time.process_time()
    try:
        engine.render(text)
    except MarkdownError as error:
        return str(error)
    else:
        return ""
    finally:
        assert time.process_time() - started < 15  # five at most in 2025


# How often, and what Python-Markdown and comrak say to it: nothing if they do it.
HOSTILE = {
    "[": (100_000, "brackets are nested too deeply", ""),
    "![": (100_000, "brackets are nested too deeply", ""),
    "[a](": (50_000, "brackets are nested too deeply", ""),
    "[a][": (50_000, "brackets are nested too deeply", ""),
    "x*": (100_000, "too many marks", ""),
    "*a ": (10_000, "", ""),
    "*a **b ": (3_000, "", ""),
    "`": (100_000, "too many marks", ""),
    "`a ": (5_000, "", ""),
    "```\n": (50_000, "too many blocks of code", ""),
    "<": (10_000, "", ""),
    "<a ": (30_000, 'have no ">"', ""),
    "<b><!-- x -->\n": (10_000, "too many comments", ""),
    "<![CDATA[": (10_000, 'too many "<!["', ""),
    "<div>\n": (2_000, "", ""),
    '<div markdown="1">\n\n': (2_000, "", ""),
    "> ": (20_000, "", ""),
    "> a\n\n": (2_000, "", ""),
    "- ": (50_000, "", ""),
    "1. ": (3_000, "nested too deeply", ""),
    "- a\n": (5_000, "", ""),
    "# a\n": (20_000, "too many headings", "more than 5,000 headings"),
    "a\n: b\n\n": (10_100, "", "more than 10,000 definitions"),
    "[a]:\n": (30_000, "too many headings, rules or definitions", ""),
    "*[a\n": (30_000, "too many headings, rules or definitions", ""),
    "[TOC]\n\n# a\n\n": (3_000, "too many tables of contents", ""),
    "'\"": (60_000, "too many marks", ""),
    "... ": (60_000, "too many marks", ""),
    "a  \n": (60_000, "too many marks", ""),
    "|`a`": (50_000, "a row of a table has too much code", ""),
    "[^1] [^1]: ": (2_000, "", ""),
    "{: ": (5_000, "", ""),
    "\0": (10_000, "", ""),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_text_is_done_or_refused_quickly(name: str, unit: str) -> None:
    times, *sayings = HOSTILE[unit]
    why, saying = refusal(markdown_engine(name), unit * times), sayings[NAMES.index(name)]
    assert saying in why
    assert bool(saying) == bool(why)


@pytest.mark.parametrize("levels", [50, 100, 200, 1_000])
def test_deep_lists_are_done_or_refused_quickly(engine: MarkdownEngine, levels: int) -> None:
    why = refusal(engine, "".join("    " * level + "- a\n" for level in range(levels)))
    assert not why or ("nested more than 100 deep" in why and levels > 100)


@pytest.mark.parametrize(
    "text",
    [
        " ".join(f"[link {n}](https://example.com/{n}) ({n})" for n in range(5_000)),
        "\n".join(f"- [item {n}]({{person}}p{n}) *said* it" for n in range(2_000)),
        "".join(f"{n}[^{n}] " for n in range(500)) + "\n\n" + "".join(f"[^{n}]: Note {n}.\n" for n in range(500)),
        "".join(f"[{n}]: https://example.com/{n}\n" for n in range(1_000)),
        "|a" * 2_000 + "|\n" + "|-" * 2_000 + "|\n" + "|b" * 2_000 + "|\n",
        "    [[[[ code\n" * 1_000,
        "```\n" + "# a comment, if (a <b) [[\n" * 1_000 + "```\n",
    ],
    ids=["links", "items", "notes", "references", "columns", "indented code", "fenced code"],
)
def test_much_of_what_is_legitimate_is_done(engine: MarkdownEngine, text: str) -> None:
    assert engine.render(text + "\n\nThe end.") or "nothing but references" in text


def test_what_was_refused_leaves_no_trace(engine: MarkdownEngine) -> None:
    for text in ("1. " * 3_000, "[" * 100_000, "# a\n" * 20_000):
        refusal(engine, f"[x]({{person}}x)\n\n- a[^1]\n\n{text}\n\n[^1]: x")
        assert normalized(engine.render("a\n\n# a")) == ["<p>a", "</p>", '<h1 id="a">a', "</h1>"]


PIECES = (
    "* _ ** ` ``` ~~~ [ ] ( ) ![ ]( [^1] < > <b> </b> <div> </div> <!-- --> <? <![CDATA[ ]]> <script> { } {.x} | -- ..."
    " &amp; &#8; &#x80; &#xD800; [TOC] # - 1. > = : \" ' \\ \n \n\n \x20\x20\n \t a é ж 😀 \0 \x02 \x03 \x85 \ud800 \ufffe"
    ' <div\x20markdown="1"> <p\x20markdown> [^1]:\x20 [a]:\x20x *[ab]:\x20c ab |-|-|\n [t]({person}x#y) <h2\x20id="">'
    ' ](x\x20"t") \x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 <http://a.b> <a@b.c> \n:\x20 \n\x20\x20\x20\x20'
)


@given(st.lists(st.sampled_from(re.split(" ", PIECES)) | st.text(max_size=3), max_size=40).map("".join))
@settings(max_examples=100, deadline=None)
def test_whatever_is_written_gives_html_or_a_sentence(text: str) -> None:
    for engine in map(markdown_engine, NAMES):
        if not refusal(engine, text):
            body = engine.render(text)
            assert not FORBIDDEN.search(body)
            assert engine.render(text) == body


@given(st.lists(st.sampled_from(re.split(" ", PIECES)) | st.text(max_size=3), max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_patterns_that_are_not_tried_would_have_matched_nothing(text: str) -> None:
    text = text.replace("![", "[")  # the stock "smarty" leaves the texts of images alone
    engine = markdown_engine("python-markdown")
    if not refusal(engine, text):
        stock = python_markdown._new_markdown()
        smarty = InlineProcessor(stock)
        smarty.inlinePatterns = stock.treeprocessors["smarty"].smarty.inlinePatterns  # type: ignore[attr-defined]
        stock.treeprocessors.register(smarty, "smarty", 6)
        stock.treeprocessors.register(InlineProcessor(stock), "inline", 20)
        assert engine.render(text) == python_markdown._PLACEHOLDER.sub("", stock.convert(clean(text)))
