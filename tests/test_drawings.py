"""Drawings of who is related to whom: where things go, what they say, and the words that say the same."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from corkboard.views.fan import fan
from corkboard.views.graph import graph_pages
from corkboard.views.labels import set_in_lines, width_of
from corkboard.views.layout import Layout, Pair, quiet_order
from corkboard.views.ring import rings
from outputs_support import publication
from sites import Built, Site

NAMES = st.one_of(
    st.text(min_size=1, max_size=80),
    st.sampled_from(
        ["Ann", "Barnaby Overmuch", "w" * 70, "港湾灯火管理機構" * 5, "Ж" * 40, "משרד התקשורת " * 6, "👩‍👧 " * 9]
    ),
)
SHAPES = st.integers(2, 30).flatmap(
    lambda count: st.tuples(
        st.lists(NAMES, min_size=count, max_size=count),
        st.lists(st.sampled_from(list(combinations(range(count), 2))), unique=True, max_size=60),
    )
)


# Labels


@given(st.text(max_size=200), st.integers(60, 400), st.integers(1, 3))
def test_a_name_is_set_in_lines_that_fit(text: str, room: int, most: int) -> None:
    lines = set_in_lines(text, 14, room, most)
    assert 1 <= len(lines) <= most
    assert all(width_of(line, 14) <= room for line in lines)
    whole, shown = "".join(text.split()), "".join("".join(lines).split())
    assert shown == whole or (shown.endswith("…") and whole.startswith(shown.removesuffix("…")))


def test_lines_break_between_words_and_between_characters_that_have_no_spaces() -> None:
    assert set_in_lines("Barnaby Overmuch", 14, 110, 2) == ("Barnaby", "Overmuch")
    assert set_in_lines("港湾灯火管理機構", 14, 70, 2) == ("港湾灯火", "管理機構")
    assert set_in_lines("Lopadotemachoselachogaleo", 14, 130, 3)[0] == "Lopadotemachos"


@pytest.mark.parametrize("cluster", ["e\u0301", "👩‍👩‍👧‍👦", "👍🏽", "क्ष"])
def test_no_line_ends_within_a_character(cluster: str) -> None:
    for line in set_in_lines(cluster * 30, 14, 100, 2):
        assert line.removesuffix("…").replace(cluster, "") == ""


# Layouts


def assert_names_stand_clear(layout: Layout) -> None:
    """No line of text leaves the drawing or covers another or a mark."""
    boxes = []
    for place in layout.places:
        assert 6 <= place.x <= layout.width - 6
        assert 6 <= place.y <= layout.height - 6
        boxes.append((place.x - 7, place.y - 7, place.x + 7, place.y + 7))
        for text in place.texts:
            width = width_of(text.text, 14 if text.name else 12)
            left = {"start": place.text_x, "end": place.text_x - width, "middle": place.text_x - width // 2}
            boxes.append((left[place.anchor], text.y - 11, left[place.anchor] + width, text.y + 3))
    for one in boxes:
        assert one[0] >= 0
        assert one[1] >= 0
        assert one[2] <= layout.width
        assert one[3] <= layout.height
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


def assert_lines_stay_within(layout: Layout) -> None:
    for stroke in layout.strokes:
        numbers = [int(found) for found in re.findall(r"-?\d+", stroke.path)]
        assert all(number >= 0 for number in numbers)
        assert not stroke.sign or (0 < stroke.sign[0] < layout.width and 0 < stroke.sign[1] < layout.height)


def assert_signs_stand_clear(layout: Layout) -> None:
    spots = [stroke.sign for stroke in layout.strokes if stroke.sign]
    for one, other in combinations(spots, 2):
        assert abs(one[0] - other[0]) >= 20 or abs(one[1] - other[1]) >= 14
    for x, y in spots:
        assert all(abs(place.x - x) >= 13 or abs(place.y - y) >= 9 for place in layout.places)


@given(SHAPES, st.booleans())
def test_around_somebody_no_name_covers_another(shape: tuple[list[str], list[Pair]], mirrored: bool) -> None:
    names, pairs = shape
    layout = fan(names[0], [(name, name) for name in names], pairs, mirrored)
    assert len(layout.places) == len(names) + 1
    assert len(layout.strokes) == len(names) + len(pairs)
    assert layout.width <= 320
    assert_names_stand_clear(layout)
    assert_lines_stay_within(layout)
    assert_signs_stand_clear(layout)


@given(SHAPES)
def test_on_the_whole_site_no_name_covers_another(shape: tuple[list[str], list[Pair]]) -> None:
    names, pairs = shape
    ends = {end for pair in pairs for end in pair}
    rank = {node: place for place, node in enumerate(sorted(ends))}
    layout = rings([names[node] for node in rank], [(rank[one], rank[other]) for one, other in pairs])
    assert len(layout.strokes) == len(pairs)
    assert_names_stand_clear(layout)
    assert_lines_stay_within(layout)
    assert_signs_stand_clear(layout)


@pytest.mark.parametrize("count", [2, 3, 7, 8, 30, 48])
def test_the_hub_of_a_star_stands_in_the_middle_with_every_line_straight(count: int) -> None:
    layout = rings(["Hub", *(f"Name {number}" for number in range(1, count))], [(0, one) for one in range(1, count)])
    assert_names_stand_clear(layout)
    if count > 6:
        assert layout.places[0].x == layout.width // 2
        assert all("L" in stroke.path for stroke in layout.strokes)


def crossings(order: list[int], pairs: list[Pair]) -> int:
    rank = {node: place for place, node in enumerate(order)}
    ends = [tuple(sorted((rank[one], rank[other]))) for one, other in pairs]
    return sum(a < c < b < d or c < a < d < b for (a, b), (c, d) in combinations(ends, 2))


def test_an_order_is_found_in_which_few_lines_cross() -> None:
    ring = [(number, (number + 7) % 24) for number in range(24)]  # 7 and 24 have no divisor in common: one ring
    assert crossings(quiet_order(24, ring), ring) == 0
    tree = [(number, (number - 1) // 3) for number in range(1, 30)]
    assert crossings(quiet_order(30, tree), tree) == 0
    apart = [(0, 3), (1, 4), (2, 5)]
    assert crossings(quiet_order(6, apart), apart) == 0


def test_signs_of_lines_keep_clear_of_each_other() -> None:
    layout = rings([f"Name {number}" for number in range(20)], [(one, (one * 3 + 7) % 20) for one in range(0, 20, 2)])
    spots = [stroke.sign for stroke in layout.strokes if stroke.sign]
    assert len(spots) == len(layout.strokes)
    assert_signs_stand_clear(layout)


def test_arcs_over_more_rows_reach_further_so_that_their_signs_do_not_meet() -> None:
    layout = fan("Ann", [(f"Name {number}", "family") for number in range(6)], [(0, 1), (0, 2), (1, 2), (3, 5)], False)
    assert all(stroke.sign for stroke in layout.strokes[6:])
    assert_signs_stand_clear(layout)


# Pages

CAST = {
    "people/ann.md": "---\ntitle: Ann Lee\nroles: [{title: Chair, organization: club, from: 2016, source: one}]\n"
    "relations:\n  - {to: bob, kind: family, as: sister, source: one}\n  - {to: cy, kind: chess}\n---\n",
    "people/bob.md": "---\ntitle: Bob <b>&\nroles: [{title: Clerk, organization: club, source: hidden}]\n"
    "relations:\n  - {to: ann, kind: Family, as: brother, source: 'https://example.org/register'}\n---\n",
    "people/cy.md": "---\ntitle: Cy\nrelations: [{to: bob, kind: rivals}]\n---\n",
    "people/cy.ru.md": "---\ntitle: Сай\nsummary: О нём.\nrelations: [{to: bob, kind: соперники}]\n---\nТекст.\n",
    "people/dee.md": "---\ntitle: Dee\n---\n",
    "organizations/club.md": "---\ntitle: The Club\nrelations: [{to: guild, kind: ownership, source: one}]\n---\n",
    "organizations/guild.md": "---\ntitle: Guild\n---\n",
    "articles/one.md": "---\ntitle: First report\ndate: 2026-01-01\npeople: [ann]\n---\nAnn Lee.\n",
    "articles/one.ru.md": "---\ntitle: Первый отчёт\nsummary: Кратко.\n---\nТекст.\n",
    "articles/hidden.md": "---\ntitle: Kept back\ndate: 2026-01-01\nstatus: draft\n---\nNothing.\n",
}
STATED = {  # who, what they are to whom, who says so
    ("Ann Lee", "sister of Bob <b>& (family)", "as stated in First report"),
    ("Ann Lee", "Cy (chess)", "no source given"),
    ("Ann Lee", "Chair, The Club", "as stated in First report"),
    ("Bob <b>&", "brother of Ann Lee (Family)", "as stated in https://example.org/register"),
    ("Bob <b>&", "Clerk, The Club", "as stated in an article not published here"),
    ("Cy", "Bob <b>& (rivals)", "no source given"),
    ("The Club", "Guild (ownership)", "as stated in First report"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Site(tmp_path_factory.mktemp("cast") / "content").write(CAST).build()


def svg(built: Built, address: str) -> etree._Element:
    return built.page(address).xpath('//figure[@class="network"]//*[local-name()="svg"][@role]')[0]


def listed(built: Built, address: str) -> dict[str, str]:
    entries = built.page(address).xpath('//main//ul[@class="related"]/li')
    return {one.xpath("string(./strong)"): " ".join(one.text_content().split()) for one in entries}


def test_the_words_say_all_that_is_drawn_and_who_says_so(built: Built) -> None:
    found = listed(built, "graph")
    assert list(found) == ["Ann Lee", "Bob <b>&", "Cy", "Guild", "The Club"]
    for who, what, source in STATED:
        assert re.search(rf"{re.escape(what)}[^;]*?{re.escape(source)}", found[who]), (who, what)
    assert "Bob <b>&: brother (Family) as stated in https://example.org/register" in found["Ann Lee"]
    assert "Ann Lee: Chair since 2016 as stated in First report" in found["The Club"].replace("2016as", "2016 as")
    assert found["Guild"].startswith("Guild, organization")
    assert found["Cy"].startswith("Cy, person")


def test_every_line_says_what_it_stands_for_and_who_says_so(built: Built) -> None:
    said = "\n".join(svg(built, "graph").xpath('.//*[local-name()="path"]/*[local-name()="title"]/text()'))
    for who, what, source in STATED:
        assert re.search(rf"^{re.escape(who)}: {re.escape(what)}.*; {re.escape(source)}$", said, re.MULTILINE), what


def test_lines_without_a_source_are_drawn_in_another_way(built: Built) -> None:
    for line in svg(built, "graph").xpath('.//*[local-name()="g"][@class="lines"]/*'):
        assert ("no source given" in line.findtext("{*}title")) == ("stroke-dasharray" in line.attrib)
    assert "no source given" in built.page("graph").xpath('string(//ul[@class="legend"])')


def test_marks_are_links_and_tell_people_from_organizations(built: Built) -> None:
    for address in ("graph", "people/ann"):
        links = svg(built, address).xpath('.//*[local-name()="a"]')
        for link in links:
            (mark,) = link.xpath('./*[local-name()="circle" or local-name()="rect"]')
            shape = "circle" if link.get("href").startswith("/people/") else "rect"
            assert etree.QName(mark).localname == shape
            type = "person" if shape == "circle" else "organization"
            assert type in link.findtext("{*}title").split("\n")[0]
    assert {link.get("href") for link in svg(built, "graph").xpath('.//*[local-name()="a"]')} == {
        "/people/ann/", "/people/bob/", "/people/cy/", "/organizations/club/", "/organizations/guild/",
    }  # fmt: skip


def test_kinds_have_signs_and_a_legend(built: Built) -> None:
    legend = built.page("graph").xpath('//ul[@class="legend"]/li[b]')
    kinds = {one.findtext("b"): one.xpath("string(./bdi)") for one in legend}
    assert kinds == {"1": "family", "2": "role", "3": "chess", "4": "ownership", "5": "rivals"}
    signs = svg(built, "graph").xpath('.//*[local-name()="g"][@class="signs"]/*[local-name()="text"]/text()')
    assert sorted(signs) == ["1", "2", "2", "3", "4", "5"]


def test_a_page_draws_those_around_it_and_what_they_are_to_each_other(built: Built) -> None:
    drawing = svg(built, "people/ann")
    assert drawing.findtext("{*}title") == "Who is related to Ann Lee"
    said = [
        "".join(one.itertext()).split("\n") for one in drawing.xpath('.//*[local-name()="a"]/*[local-name()="title"]')
    ]
    assert sorted(one[0] for one in said) == ["Bob <b>&, person", "Cy, person", "The Club, organization"]
    beside = drawing.xpath('.//*[local-name()="text"][@class="said"]/text()')
    assert sorted(beside) == ["Chair", "chess", "family; Family"]
    words = listed(built, "people/ann")
    assert "Clerk, The Club" in words["Bob <b>&"]
    assert "Bob <b>& (rivals)" in words["Cy"]
    assert "sister" not in "".join(words.values())
    assert "sister of Bob <b>& (family)" in built.words("people/ann")


def test_an_organization_has_a_drawing_too_and_who_is_related_to_nobody_has_none(built: Built) -> None:
    assert svg(built, "organizations/guild").findtext("{*}title") == "Who is related to Guild"
    assert len(svg(built, "organizations/club").xpath('.//*[local-name()="a"]')) == 3
    assert not built.page("people/dee").xpath('//figure[@class="network"]')


def test_each_language_has_its_page_with_its_own_words(built: Built) -> None:
    found = listed(built, "ru/graph")
    assert "Сай" in found
    assert "соперники" in found["Сай"]
    assert "источник не указан" in found["Сай"]
    assert "rivals" not in built.text("ru/graph/index.html")
    assert built.page("ru").xpath('//header//a[@href="/ru/graph/"]')


def test_its_languages_lead_to_each_other_and_sitemaps_know_them(built: Built) -> None:
    alternates = built.page("graph").xpath('//link[@rel="alternate"][@hreflang]')
    assert {one.get("hreflang"): one.get("href") for one in alternates} == {
        "en": "https://example.org/graph/",
        "ru": "https://example.org/ru/graph/",
    }
    assert "https://example.org/ru/graph/" in built.text("sitemap.xml")


def test_machines_are_told_of_nobodys_relations(built: Built) -> None:
    for address in ("graph", "people/ann"):
        said = built.page(address).xpath('string(//script[@type="application/ld+json"])')
        assert "CollectionPage" in said or "ProfilePage" in said
        for claim in ("sister", "chess", "Chair", "family"):
            assert claim not in said


def test_no_article_but_the_sources_of_what_is_drawn_makes_the_page_again() -> None:
    files = {name: text.removeprefix("---\n").partition("---\n")[0].strip() for name, text in CAST.items()}
    del files["articles/hidden.md"], files["people/bob.md"], files["people/cy.ru.md"], files["articles/one.ru.md"]
    files["people/cy.md"] = "title: Cy\nrelations: [{to: ann, kind: rivals}]"
    files["people/ann.md"] = files["people/ann.md"].replace("to: bob", "to: cy")
    files["articles/two.md"] = "title: Second report\ndate: 2026-02-01\npeople: [ann, cy]"
    context = publication(files)
    (page,) = graph_pages(context)
    with context.noting() as inputs:
        page.make()
    assert {input.partition(" ")[0] for input in inputs} == {"relations", "record"}
    assert {input for input in inputs if "article/" in input} == {"record article/one"}


def test_the_menu_leads_to_it_where_there_is_something_to_draw(built: Built, tmp_path: Path) -> None:
    assert built.page("people/dee").xpath('string(//header//a[@href="/graph/"])') == "Relations"
    bare = Site(tmp_path / "content").write({"people/ann.md": "---\ntitle: Ann\nrelations: []\n---\n"}).build()
    assert "graph/index.html" not in bare.files
    assert not bare.page("").xpath('//a[@href="/graph/"]')


def test_a_script_is_loaded_where_the_whole_site_is_drawn_and_nowhere_else(built: Built) -> None:
    with_script = {path for path in built.holding("<script src=") if path.endswith(".html")}
    assert with_script == {"graph/index.html", "ru/graph/index.html"}
    page = built.page("graph")
    assert not page.xpath("//@style | //@*[starts-with(name(), 'on')] | //script[not(@src) and not(@type)]")
    assert page.xpath('//*[@class="zoom"]/@hidden')


def test_a_relation_to_oneself_is_told_and_shown_nowhere(tmp_path: Path) -> None:
    one = Site(tmp_path / "content").write(
        {**CAST, "people/dee.md": "---\ntitle: Dee\nrelations:\n  - to: dee\n    kind: self\n---\n"}
    )
    (problem,) = [found for found in one.problems() if "itself" in found.message]
    assert (problem.file, problem.line) == ("content/people/dee.md", 4)
    built = Built(one.files())
    assert not built.page("people/dee").xpath('//figure[@class="network"]')
    assert "(self)" not in built.words("people/dee")


def test_too_many_are_not_drawn_and_the_page_says_so(tmp_path: Path) -> None:
    related = "".join(f"  - {{to: p{number}, kind: family, source: one}}\n" for number in range(200))
    files = {f"people/p{number}.md": f"---\ntitle: Person {number}\n---\n" for number in range(200)}
    files |= {
        "people/hub.md": f"---\ntitle: Hub\nrelations:\n{related}---\n",
        "articles/one.md": CAST["articles/one.md"],
    }
    files["people/ann.md"] = "---\ntitle: Ann Lee\n---\n"
    built = Site(tmp_path / "content").write(files).build()
    assert len(svg(built, "people/hub").xpath('.//*[local-name()="a"]')) == 16
    assert "16 of 200 people and organizations are drawn" in built.words("people/hub")
    assert built.words("people/hub").count("(family) as stated in First report") == 200
    assert len(svg(built, "graph").xpath('.//*[local-name()="a"]')) == 48
    assert "48 of 201 people and organizations are drawn" in built.words("graph")
    assert "47 of 200 lines are drawn." in built.words("graph")


def test_the_later_pages_of_somebody_have_no_drawing(tmp_path: Path) -> None:
    files = {f"articles/a{number}.md": CAST["articles/one.md"] for number in range(3)}
    built = Site(tmp_path / "content", {"ENTITY_PAGINATION": 1}).write({**CAST, **files}).build()
    assert svg(built, "people/ann") is not None
    assert b"<figure" not in built.files["people/ann/page/2/index.html"]
