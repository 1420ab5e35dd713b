"""Names that become links by themselves: which, where, and that nothing else changes."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corkboard.board.catalog import Key
from corkboard.board.mentions import find_names
from corkboard.board.names import Meaning, NameTable
from corkboard.views.bodies import written
from corkboard.views.parts import Autolink, Body

ADA, BOB, BOARD = Key("person", "ada"), Key("person", "bob"), Key("organization", "board")
NAMES = {"Ada Example": ADA, "Ada": ADA, "Zoë O'Neil": BOB, 'Board "Sea & Sky"': BOARD, "Sea": BOARD, "山田": BOB}


def table(names: dict[str, tuple[Key, ...]]) -> NameTable:
    keys = tuple(sorted({key for meant in names.values() for key in meant}))
    found = {name: tuple(map(keys.index, names[name])) for name in sorted(names)}
    return NameTable(keys, tuple(found), tuple(Meaning(meant, meant) for meant in found.values()))


TABLE = table({name: (key,) for name, key in NAMES.items()})


def linked(body: str, names: NameTable = TABLE, barred: tuple[Key, ...] = (), label: str = "", lang: str = "en") -> str:
    places = find_names(body, lang, (), barred, names, lambda _: None).autolinks
    autolinks = tuple(Autolink(one.start, one.end, f"/{one.key.id}/", label) for one in places)
    return written(body, Body(b"", (), "", autolinks)).replace('<a class="autolink" href=', "<a href=")


def shown(body: str, **more: Any) -> str:
    """The same with links in brackets."""
    return re.sub(r'<a href="/(\w+)/">(.*?)</a>', r"[\2→\1]", linked(body, **more), flags=re.DOTALL)


def test_the_first_mention_of_each_is_a_link_and_no_other() -> None:
    body = "<p>Ada and Sea. Then Ada Example and Ada.</p>"
    assert shown(body) == "<p>[Ada→ada] and [Sea→board]. Then Ada Example and Ada.</p>"


def test_whoever_is_barred_is_no_link() -> None:
    assert shown("<p>Ada and Sea.</p>", barred=(ADA,)) == "<p>Ada and [Sea→board].</p>"


@pytest.mark.parametrize(
    "element",
    [
        *("a", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "q", "code", "pre", "kbd", "samp", "th", "summary"),
        *("button", "label", "script", "style", "svg", "math", "template", "textarea", "iframe", "title", "select"),
    ],
)
def test_the_first_mention_is_the_first_where_a_link_can_stand(element: str) -> None:
    for opening in (f"<{element}>", f"<{element.upper()} class='x>y'>", f"<{element}\n>"):
        closed = f"{opening}<i>Ada</i> Example</{element} >"
        assert shown(f"<div>{closed} by Ada</div>") == f"<div>{closed} by [Ada→ada]</div>"
    assert "[" not in shown(f"<div><{element}>Ada")


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<p><em>Ada</em> Example</p>", "<p>[<em>Ada</em> Example→ada]</p>"),
        ("<p>Ada <em>Example</em>.</p>", "<p>[Ada <em>Example</em>→ada].</p>"),
        ("<p><b><em>Ada</em></b> <b>Example</b></p>", "<p>[<b><em>Ada</em></b> <b>Example</b>→ada]</p>"),
        ("<p><em>Ada Example</em></p>", "<p><em>[Ada Example→ada]</em></p>"),
        ("<p><em>A<b>d</b>a Example, x</em></p>", "<p><em>[A<b>d</b>a Example→ada], x</em></p>"),
        ("<p>A<wbr>da Ex&shy;ample</p>", "<p>[A<wbr>da Ex&shy;ample→ada]</p>"),
        ("<p><em>Ms Ada</em> Example and Ada</p>", "<p><em>Ms Ada</em> Example and [Ada→ada]</p>"),
        ("<p><b>Ada <i>Example</b></i> or Ada</p>", "<p><b>Ada <i>Example</b></i> or [Ada→ada]</p>"),
        ("<p>Ada <!-- > --> Example</p>", "<p>[Ada <!-- > --> Example→ada]</p>"),
        ("<p>Ada&nbsp;Example</p>", "<p>[Ada&nbsp;Example→ada]</p>"),
        ("<p>Ada\n  \u00a0Example</p>", "<p>[Ada\n  \u00a0Example→ada]</p>"),
        ("<p>Ada<br>Example</p>", "<p>[Ada→ada]<br>Example</p>"),
        ("<p>Ada</p><p>Example</p>", "<p>[Ada→ada]</p><p>Example</p>"),
        ("<p>Ada <code>x</code> Example</p>", "<p>[Ada→ada] <code>x</code> Example</p>"),
        ("<p>Board “Sea &amp; Sky”</p>", "<p>[Board “Sea &amp; Sky”→board]</p>"),
        ("<p>Board &laquo;Sea &#38; Sky&raquo;</p>", "<p>[Board &laquo;Sea &#38; Sky&raquo;→board]</p>"),
        ("<p>R&D, R&Ada, Ada</p>", "<p>R&D, R&Ada, [Ada→ada]</p>"),
        ("<p>Zoë O&#39;Neil’s</p>", "<p>[Zoë O&#39;Neil→bob]’s</p>"),
        ("<p>Zoe\u0308 O’Neil</p>", "<p>[Zoe\u0308 O’Neil→bob]</p>"),
        ("<p>Zo&euml; O`Neil</p>", "<p>[Zo&euml; O`Neil→bob]</p>"),
        ("<p>Zoe&#x308; O\u2019Neil</p>", "<p>[Zoe&#x308; O\u2019Neil→bob]</p>"),
        ("<p>昨日山田さん</p>", "<p>昨日[山田→bob]さん</p>"),
        ('<p><img alt="Ada" title=\'"Ada"\'> <i title="<b>Ada">x</i> Ada</p>', None),
        ("<p>Ada{evidence}</p>", "<p>[Ada→ada]{evidence}</p>"),
        ('<p>Ada <a href="/n"></a>Example and Sea</p>', '<p>Ada <a href="/n"></a>Example and [Sea→board]</p>'),
        ('<p>Ada Example<a href="/n"></a></p>', '<p>[Ada Example→ada]<a href="/n"></a></p>'),
        ("<table><caption>Ada</caption><tr><td>Sea</td></tr></table>", None),
        ("<div>Ada", "<div>[Ada→ada]"),
        ("Ada", "[Ada→ada]"),
        ("<p>Ada</P ><h2>Sea</h2><p>Sea</p>", "<p>[Ada→ada]</P ><h2>Sea</h2><p>[Sea→board]</p>"),
        ("<h2>Ada</h3><p>Ada</p>", "<h2>Ada</h3><p>[Ada→ada]</p>"),
        ("<q>Ada <q>Sea</q> Ada</q> Ada", "<q>Ada <q>Sea</q> Ada</q> [Ada→ada]"),
        ("</blockquote>Ada", "</blockquote>[Ada→ada]"),
        ("<!Ada><?Ada></ Ada>Ada", "<!Ada><?Ada></ Ada>[Ada→ada]"),
        ("<!-- Ada -- > Ada --!> Ada", "<!-- Ada -- > Ada --!> [Ada→ada]"),
        ("<script>if (a<b) '</p>Ada'</script>Ada", "<script>if (a<b) '</p>Ada'</script>[Ada→ada]"),
        ("<script><!--<script></script>Ada--></script>Ada", "<script><!--<script></script>Ada--></script>Ada"),
        ("<svg/>Ada", "<svg/>[Ada→ada]"),
        ("<p>3 < 5 Ada", "<p>3 < 5 [Ada→ada]"),
    ],
)
def test_a_link_goes_around_all_of_a_name_and_cuts_through_nothing(body: str, wanted: str | None) -> None:
    if wanted is None:
        last = body.rfind("Ada")
        wanted = f"{body[:last]}[Ada→ada]{body[last + 3 :]}".replace(">Sea<", ">[Sea→board]<")
    assert shown(body) == wanted


def test_a_name_that_may_mean_several_is_left_alone_and_hides_none_that_is_certain() -> None:
    names = table({"Lee": (ADA, BOB), "Ada Lee": (ADA,)})
    assert shown("<p>Lee. Ada Lee, Lee.</p>", names=names) == "<p>Lee. [Ada Lee→ada], Lee.</p>"


def test_of_a_name_in_a_longer_one_the_longer_is_meant_even_if_it_is_no_link() -> None:
    names = NameTable((ADA, BOB), ("Harbor", "Harbor Board"), (Meaning((0,), (0,)), Meaning((1,), ())))
    assert shown("<p>Harbor Board. Harbor.</p>", names=names) == "<p>Harbor Board. [Harbor→ada].</p>"


def test_what_a_hypothesis_is_follows_its_link() -> None:
    assert linked("<p>Sea!</p>", label='status: "open" <b>') == (
        '<p><a href="/board/">Sea</a> <span class="claim">(status: &quot;open&quot; &lt;b&gt;)</span>!</p>'
    )


PIECES = (
    *(
        "Ada",
        "Example",
        "Zoë",
        "Zoe\u0308",
        "O'Neil",
        "O&#39;Neil",
        "Sea",
        "&amp;",
        "Sky",
        "山田",
        "Board",
        '"',
        "“",
        "”",
    ),
    *(
        " ",
        " ",
        " ",
        "\n",
        "&nbsp;",
        "\u00a0",
        "\u00ad",
        "&shy;",
        ",",
        ".",
        "-",
        "x",
        "&",
        "&#1;",
        "\x01",
        "\x02",
        "<",
        ">",
    ),
    *("<p>", "</p>", "<div>", "</div>", "<em>", "</em>", "<b>", "</b>", "<i class='a>b'>", "</i>", "<span>", "</span>"),
    *(
        "<a href='/x'>",
        "</a>",
        "<a id=y></a>",
        "<h2>",
        "</h2>",
        "<H3 id='z'>",
        "</h3>",
        "<blockquote>",
        "</blockquote>",
    ),
    *(
        "<q>",
        "</q>",
        "<code>",
        "</code>",
        "<pre>",
        "</pre>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<br>",
        "<wbr>",
        "<hr/>",
    ),
    *("<table>", "<tr>", "<td>", "</td>", "<th>", "</th>", "</tr>", "</table>", "<caption>", "</caption>"),
    *(
        "<img alt='Ada Example'>",
        '<img alt="Ada <b>">',
        "<i title=Ada>",
        "<!-- Ada -->",
        "<!--",
        "-->",
        "<!Ada>",
        "</ Ada>",
    ),
    *("<script>", "</script>", "<style>", "</style>", "<svg>", "</svg>", "<svg/>", "<math>", "</math>", "<textarea>"),
    *("</textarea>", "<a b='", '<a b="', "' >", '" >', "<i b= ", "/>", "<button>", "</button>", "<x-y>", "</x-y>"),
)


def tree(body: str) -> Any:
    return html5lib.parse(f"<!doctype html><main>{body}", treebuilder="etree", namespaceHTMLElements=False)


def without_autolinks(element: Any) -> list[Any]:
    """What is in an element, with that of autolinks in their place and pieces of text put together."""
    found: list[Any] = [element.text or ""]
    for child in element:
        inside = without_autolinks(child)
        if child.get("class") == "autolink":
            found += inside
        else:
            name = child.tag if isinstance(child.tag, str) else "comment"
            found.append((name, sorted((str(key), value) for key, value in child.attrib.items()), inside))
        found.append(child.tail or "")
    joined: list[Any] = []
    for part in found:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


NEVER = {"a", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "q", "code", "pre", "script", "style", "svg", "math"}


def misplaced(element: Any, inside: frozenset[str] = frozenset()) -> list[str]:
    found = [f"autolink in {inside & NEVER}"] if element.get("class") == "autolink" and inside & NEVER else []
    name = element.tag if isinstance(element.tag, str) else ""
    name = name.rpartition("}")[2]
    return found + [one for child in element for one in misplaced(child, inside | {name})]


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=24))
@example(["<table>", "Ada", "<tr>", "<td>", "Sea", "</table>", "山田"])
@example(["<table>", "Ada", " "])
@example(["<p>", "<em>", "x", "<p>", "Ada", " ", "</em>", "Example"])
def test_links_change_nothing_that_a_page_says_or_holds(pieces: list[str]) -> None:
    body = "".join(pieces)
    made = linked(body).replace('<a href="/', '<a class="autolink" href="/')
    assert re.sub(r'<a class="autolink" href="/\w+/">(.*?)</a>', r"\1", made, flags=re.DOTALL) == body
    before, after = tree(body), tree(made)
    assert without_autolinks(after) == without_autolinks(before)
    assert misplaced(after) == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="Ada Exmpl\u0308\u00eb\u1100\u1161\u11a8\uac01\u0915\u093c\u0958&;#\u00ad ", max_size=30))
def test_a_link_holds_what_it_is_made_for(text: str) -> None:
    body = f"<p>{text} Ada Example</p>"
    for one in find_names(body, "en", (), (), TABLE, lambda _: None).autolinks:
        said = tree(body[one.start : one.end])
        words = unicodedata.normalize("NFC", "".join(said.itertext())).replace("\u00ad", "")
        assert NAMES[" ".join(words.split())] == one.key
