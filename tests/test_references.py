"""References by id, in front matter and in bodies: every broken one is told where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from corkboard.diagnostics import Severity
from sites import Site

BASE = {
    "people/person-a.md": "---\ntitle: Person A\naliases: [Alias A]\n---\n",
    "people/person-b.md": "---\ntitle: Person B\n---\n",
    "organizations/chamber.md": "---\ntitle: The Chamber\n---\n",
    "hypotheses/paid.md": "---\ntitle: Paid\n---\n",
    "questions/who.md": "---\ntitle: Who?\n---\n",
    "authors/desk.md": "---\ntitle: Desk\n---\n",
    "pages/about.md": "---\ntitle: About\n---\n",
    "articles/first.md": "---\ntitle: First\ndate: 2026-01-01\n---\n",
}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "content").write(BASE)


def told(site: Site) -> list[tuple[str, int, int, str, str, str]]:
    return [(p.file.removeprefix("content/"), p.line, p.column, p.field, p.message, p.hint) for p in site.problems()]


@pytest.mark.parametrize(
    ("file", "text", "line", "column", "field", "message", "hint"),
    [
        ("articles/x.md", "---\ntitle: X\ndate: 2026-01-02\npeople:\n  - person-b\n  - persn-a\n---\n", 6, 5, "people", 'there is no person "persn-a"', 'did you mean "person-a"? (content/people/person-a.md)'),
        ("articles/x.md", "---\ntitle: X\ndate: 2026-01-02\npeople: [{id: Alias A, as: b}]\n---\n", 4, 15, "people", 'there is no person "Alias A"', 'did you mean "person-a"? (content/people/person-a.md)'),
        ("articles/x.md", "---\ntitle: X\ndate: 2026-01-02\npeople: [chamber]\n---\n", 4, 10, "people", 'there is no person "chamber"', '"chamber" is an organization'),
        ("articles/x.md", "---\ntitle: X\ndate: 2026-01-02\nhypotheses:\n  - id: piad\n    stance: supports\n---\n", 5, 9, "hypotheses", 'there is no hypothesis "piad"', 'did you mean "paid"? (content/hypotheses/paid.md)'),
        ("articles/x.md", "---\ntitle: X\ndate: 2026-01-02\nfollows: frist\n---\n", 4, 10, "follows", 'there is no article "frist"', 'did you mean "first"? (content/articles/first.md)'),
        ("articles/x.md", "---\ntitle: X\ndate: 2026-01-02\nauthors: [desk, dsk]\n---\n", 4, 17, "authors", 'there is no author "dsk"', 'did you mean "desk"? (content/authors/desk.md)'),
        ("hypotheses/x.md", "---\ntitle: X\nquestion: wo\n---\n", 3, 11, "question", 'there is no question "wo"', 'did you mean "who"? (content/questions/who.md)'),
        ("hypotheses/x.md", "---\ntitle: X\nattributed_to: fist\n---\n", 3, 16, "attributed_to", 'there is no article "fist"', 'did you mean "first"? (content/articles/first.md)'),
        ("people/x.md", "---\ntitle: X\nroles:\n  - title: Chair\n    organization: chambr\n---\n", 5, 19, "roles.organization", 'there is no organization "chambr"', 'did you mean "chamber"? (content/organizations/chamber.md)'),
        ("people/x.md", "---\ntitle: X\nroles:\n  - title: Chair\n    source: fisrt\n---\n", 5, 13, "roles.source", 'there is no article "fisrt"', 'did you mean "first"? (content/articles/first.md)'),
        ("people/x.md", "---\ntitle: X\nrelations: [{to: person-c, kind: family}]\n---\n", 3, 18, "relations.to", 'there is no person or organization "person-c"', 'did you mean "person-a" or "person-b"?'),
        ("pages/x.md", "---\ntitle: X\n---\n\nSee [her]({person}persn-a#roles) now.\n", 5, 11, "body", 'there is no person "persn-a"', 'did you mean "person-a"? (content/people/person-a.md)'),
        ("pages/x.md", "---\ntitle: X\n---\n`{person}nope` and\n\n```\n[a]({person}nope)\n```\n\n[a]({person}nope)\n", 10, 5, "body", 'there is no person "nope"', ""),
        ("pages/x.md", "---\ntitle: X\n---\n[a][r]\n\n[r]: {filename}../articles/frist.md\n", 6, 6, "body", 'there is no file "../articles/frist.md"', 'did you mean "{filename}/articles/first.md"?'),
        ("pages/x.md", "---\ntitle: X\n---\n<a href='{persn}person-a'>x</a>\n", 4, 10, "body", "there is no kind of link {persn}", 'did you mean "{person}"?'),
        ("pages/x.md", "---\ntitle: X\n---\n[a]({person}person-a) ![a]({person}person-a)\n", 4, 28, "body", "{person} leads to no picture or other file that could be shown here", "write {static} or {attach}, and where the file is"),
        ("pages/x.md", "---\ntitle: X\n---\n[a][r] ![a][r]\n\n[r]: {person}person-a\n", 6, 6, "body", "{person} leads to no picture or other file that could be shown here", "write {static} or {attach}, and where the file is"),
        ("pages/x.md", "---\ntitle: X\n---\n<video src='{filename}/images/a.mp4'></video>\n", 4, 13, "body", "{filename} leads to no picture or other file that could be shown here", "write {static} or {attach}, and where the file is"),
        ("articles/x.md", "---\ntitle: X\ndate: 2026-01-02\nevidence: [{id: a, claim: It rained., verification: reported}]\n---\n![a]({evidence}a)\n", 6, 6, "body", "{evidence} leads to no picture or other file that could be shown here", "write {static} or {attach}, and where the file is"),
        ("pages/x.md", "---\ntitle: X\n---\n![a]({static}images/no.png)\n", 4, 6, "body", 'there is no file "images/no.png" in the content', "a path from the top begins with /"),
        ("pages/x.md", "---\ntitle: X\n---\n![a]({static}../../../etc/passwd)\n", 4, 6, "body", 'there is no file "../../../etc/passwd" in the content', "a path from the top begins with /"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("engine", ["python-markdown", "comrak"])
def test_a_reference_that_leads_nowhere(
    site: Site, engine: str, file: str, text: str, line: int, column: int, field: str, message: str, hint: str
) -> None:
    site.settings["MARKDOWN_ENGINE"] = engine
    site.write({file: text})
    assert told(site) == [(file, line, column, field, message, hint)]


def test_each_of_two_broken_links_to_the_same_is_told(site: Site) -> None:
    site.write({"pages/x.md": "---\ntitle: X\n---\n[a]({person}nope) [a]({person}person-a)\n[b]({person}nope)\n"})
    assert [(line, column) for _, line, column, *_ in told(site)] == [(4, 5), (5, 5)]


def test_what_is_in_order_is_no_problem(site: Site) -> None:
    body = (
        "[a]({person}person-a) [b]({organization}chamber#x) [c]({hypothesis}paid) [d]({question}who) [e]({article}first)"
        " [f]({author}desk) [g]({page}about) [h]({filename}/articles/first.md) [i]({filename}first.md) [j]({static}/images/p.png)"
    )
    front_matter = (
        'title: X\ndate: 2026-01-02\npeople: [person-a, {id: person-b, as: "B"}]\norganizations: [chamber]\n'
        "hypotheses: [{id: paid, stance: supports}]\nfollows: [first]\nauthors: [desk]\n"
    )
    site.write(
        {
            "articles/x.md": f"---\n{front_matter}---\n{body}\n",
            "people/x.md": "---\ntitle: X\nroles: [{title: R, organization: 'Some Firm'}, {title: R, source: 'https://x.example/'}]\n---\n",
            "images/p.png": b"\x89PNG",
        }
    )
    assert told(site) == []


def test_a_name_without_quotes_is_no_organization(site: Site) -> None:
    site.write({"people/x.md": "---\ntitle: X\nroles: [{title: R, organization: Unheard Of}]\n---\n"})
    assert told(site)[0][4:] == ('there is no organization "Unheard Of"', "put a name in quotes")


def test_every_follows_on_a_circle_is_told(site: Site) -> None:
    for one, other in (("a", "b"), ("b", "c"), ("c", "a"), ("d", "d"), ("e", "a")):
        site.write({f"articles/{one}.md": f"---\ntitle: T\ndate: 2026-01-01\nfollows: {other}\n---\n"})
    assert [(file, line, message) for file, line, _, _, message, _ in told(site)] == [
        ("articles/a.md", 4, "this goes in a circle: a → b → c → a"),
        ("articles/b.md", 4, "this goes in a circle: b → c → a → b"),
        ("articles/c.md", 4, "this goes in a circle: c → a → b → c"),
        ("articles/d.md", 4, "this goes in a circle: d → d"),
    ]


def test_a_long_chain_of_follow_ups_is_no_circle(site: Site) -> None:
    files = {f"articles/n{n}.md": f"---\ntitle: T\nstatus: draft\nfollows: n{n + 1}\n---\n" for n in range(1500)}
    site.write(files | {"articles/n1500.md": "---\ntitle: T\nstatus: draft\n---\n"})
    assert told(site) == []


def test_ids_and_slugs_given_twice_are_told(site: Site) -> None:
    site.write(
        {
            "articles/2026/first.md": "---\ntitle: Again\ndate: 2026-01-01\n---\n",
            "articles/other.md": "---\ntitle: Other\ndate: 2026-01-01\nslug: first\n---\n",
            "people/deep/person-a.md": "---\ntitle: Again\n---\n",
        }
    )
    assert [(file, line, column, field) for file, line, column, field, *_ in told(site)] == [
        ("articles/first.md", 1, 1, "file"),
        ("articles/other.md", 4, 7, "slug"),
        ("people/person-a.md", 1, 1, "file"),
    ]


@pytest.mark.parametrize(
    ("file", "text", "line", "field", "says"),
    [
        ("pages/archive.md", "---\ntitle: X\n---\n", 1, "slug", "/archive/ is taken by the site itself"),
        ("pages/x.md", "---\ntitle: X\nslug: people\n---\n", 3, "slug", "/people/ is taken by the site itself"),
        ("pages/ABOUT.md", "---\ntitle: X\n---\n", 1, "slug", "/about/ is taken by content/pages/ABOUT.md"),
        ("pages/x.md", "---\ntitle: X\nredirect_from: [/y/, /about/]\n---\n", 3, "redirect_from", "/about/ is taken by content/pages/about.md"),
        ("pages/x.md", "---\ntitle: X\nredirect_from: [/feed.atom]\n---\n", 3, "redirect_from", "/feed.atom is taken by the site itself"),
        ("pages/x.md", "---\ntitle: X\nredirect_from: [/robots.txt]\n---\n", 3, "redirect_from", "taken by the site itself"),
        ("pages/x.md", "---\ntitle: X\nredirect_from: [/people/person-a/feed.atom]\n---\n", 3, "redirect_from", "taken by"),
        ("pages/x.md", "---\ntitle: X\nredirect_from: [/404.html/x/]\n---\n", 3, "redirect_from", "taken by the site itself"),
    ],
)  # fmt: skip
def test_two_that_would_write_the_same_output(
    site: Site, file: str, text: str, line: int, field: str, says: str
) -> None:
    site.write({file: text})
    found = told(site)
    assert [(one[1], one[3]) for one in found] == [(line, field)]
    assert says in found[0][4]


def test_a_translation_needs_an_original_and_a_text(site: Site) -> None:
    site.write(
        {
            "people/persn-a.ru.md": "---\ntitle: X\nsummary: S\n---\nТекст\n",
            "people/person-a.ru.md": "---\ntitle: Персона А\n---\n\n",
            "people/person-b.en.md": "---\ntitle: X\nsummary: S\n---\nText\n",
            "articles/first.v2.md": "---\ntitle: X\nsummary: S\n---\nText\n",
        }
    )
    assert [(one[0], one[3]) for one in told(site)] == [
        ("articles/first.v2.md", "file"),
        ("people/persn-a.ru.md", "file"),
        ("people/person-a.ru.md", "summary"),
        ("people/person-a.ru.md", "body"),
        ("people/person-b.en.md", "file"),
    ]


def test_files_in_the_wrong_place_are_told(site: Site) -> None:
    site.write(
        {
            "artcles/x.md": "x",
            "x.md": "x",
            "articles/y.markdown": "x",
            "articles/a.b c.md": "x",
            "articles/CON.md": "x",
            "images/readme.md": "x",
            "comments/articles/first/1.md": "x",
            "articles/.hidden.md": "x",
            "articles/notes.txt": "x",
        }
    )
    found = told(site)
    assert [one[0] for one in found] == [
        "artcles/x.md",
        "articles/CON.md",
        "articles/a.b c.md",
        "articles/y.markdown",
        "x.md",
    ]
    assert found[0][5] == 'did you mean "articles"?'


def test_what_refers_to_a_draft_is_warned(site: Site) -> None:
    site.write(
        {
            "articles/draft.md": "---\ntitle: D\nstatus: draft\n---\n",
            "articles/x.md": "---\ntitle: X\ndate: 2026-01-02\nfollows: draft\n---\n[d]({article}draft)\n",
        }
    )
    warnings = site.problems()
    assert {problem.severity for problem in warnings} == {Severity.WARNING}
    assert [(problem.line, problem.field) for problem in warnings] == [(4, "follows"), (6, "body")]


def test_references_of_front_matter_with_other_faults_are_told_in_the_same_run(site: Site) -> None:
    site.write(
        {
            "articles/x.md": "---\ntitel: X\ndate: 2026-01-02\npeople: [persn-a, {id: person-a, sa: 1}, {id: nope}]\nfollows: frist\n---\n[a]({person}persn-b)\n",
            "people/y.md": "---\ntitle: [Y]\n---\n",
            "articles/z.md": "---\ntitle: Z\ndate: 2026-01-02\npeople: [y]\n---\n",
        }
    )
    assert [(one[0], one[1], one[2], one[3]) for one in told(site)] == [
        ("articles/x.md", 1, 1, "title"),
        ("articles/x.md", 2, 1, "titel"),
        ("articles/x.md", 4, 10, "people"),
        ("articles/x.md", 4, 34, "people.sa"),
        ("articles/x.md", 4, 47, "people"),
        ("articles/x.md", 5, 10, "follows"),
        ("articles/x.md", 7, 5, "body"),
        ("people/y.md", 2, 8, "title"),
    ]


def test_a_translation_into_the_language_of_its_original_is_told(site: Site) -> None:
    site.write(
        {
            "articles/x.md": "---\ntitle: X\ndate: 2026-01-02\nlang: ru\n---\n",
            "articles/x.ru.md": "---\ntitle: X\nsummary: S\n---\nТекст\n",
        }
    )
    assert [(one[0], one[4]) for one in told(site)] == [
        ("articles/x.ru.md", 'the original, content/articles/x.md, is in "ru" itself')
    ]


def test_a_mapping_where_a_list_should_be_invents_no_names(site: Site) -> None:
    site.write({"articles/x.md": "---\ntitle: X\ndate: 2026-01-02\npeople: {id: person-a}\nauthors: ['  ']\n---\n"})
    assert [(one[1], one[3]) for one in told(site)] == [(4, "people"), (5, "authors")]


def test_a_file_with_faults_of_its_own_is_still_there_to_be_linked_and_looked_at(site: Site) -> None:
    site.write(
        {
            "articles/x.md": "---\ntitle: X\ndate: 2026-01-02\n---\n[y]({filename}/people/y.md)\n",
            "people/y.md": "---\ntitle: Y\nsumary: S\n---\n![a]({static}no.png)\n",
            "articles/2026/first.md": "---\ntitle: Again\ndate: 2026-01-01\npeople: [nobody-here]\n---\n",
        }
    )
    assert [(one[0], one[1]) for one in told(site)] == [
        ("articles/2026/first.md", 4),
        ("articles/first.md", 1),
        ("people/y.md", 3),
        ("people/y.md", 5),
    ]


def test_links_in_attributes_without_quotes_are_links(site: Site) -> None:
    site.write({"pages/x.md": "---\ntitle: X\n---\n<p><a href={person}person-a>x</a></p>\n"})
    assert told(site) == []
    assert "/people/person-a/" in site.build().text("x/index.html")


def test_circles_that_share_an_article_are_told_each(site: Site) -> None:
    for one, others in (("base", "[x1, x2]"), ("x1", "pub"), ("x2", "pub"), ("pub", "base"), ("aside", "x1")):
        site.write({f"articles/{one}.md": f"---\ntitle: T\ndate: 2026-01-01\nfollows: {others}\n---\n"})
    assert [(file, column) for file, _, column, *_ in told(site)] == [
        ("articles/base.md", 11),
        ("articles/base.md", 15),
        ("articles/pub.md", 10),
        ("articles/x1.md", 10),
        ("articles/x2.md", 10),
    ]


def test_links_below_front_matter_that_is_no_yaml_are_told_in_the_same_run(site: Site) -> None:
    site.write({"articles/x.md": "---\ntitle: a: b\n---\n\nSee [a]({person}persn-a) and ![b]({static}no.png).\n"})
    assert [(one[1], one[2], one[3]) for one in told(site)] == [(2, 9, "front matter"), (5, 9, "body"), (5, 35, "body")]
