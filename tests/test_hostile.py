"""Bad bytes: a clear problem or a correct page, and never text that gets out of its place."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from corkboard.diagnostics import as_github, as_json, as_text
from sites import Site

EVIL = """</title></script><script>alert(1)</script>"'><img src=x onerror=alert(1)>&amp;<!--]]>{{7*7}}{% x %}"""
ENGINES = pytest.mark.parametrize("engine", ["python-markdown", "comrak"])


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def hostile_site(content: Path, evil: str) -> Site:
    value = quoted(evil)
    return Site(content, {"SITENAME": evil, "SITESUBTITLE": evil, "PUBLISHER": evil, "CONTACT": "a@example.org"}).write(
        {
            "people/ann.md": f"---\ntitle: {value}\nsummary: {value}\naliases: [{value}]\nroles: [{{title: {value}, organization: {value}}}]\n"
            f"relations: [{{to: bob, kind: {value}, as: {value}}}]\n---\n",
            "people/bob.md": "---\ntitle: Bob\n---\n",
            "authors/desk.md": f"---\ntitle: {value}\n---\n",
            "questions/who.md": f"---\ntitle: {value}\nsummary: {value}\n---\n",
            "hypotheses/paid.md": f"---\ntitle: {value}\nstatement: {value}\nquestion: who\nattributed_to: one\n---\n",
            "articles/one.md": f"---\ntitle: {value}\nsummary: {value}\ndate: 2026-01-01\nauthors: [desk]\ntags: [{quoted('x' + evil)}]\n"
            f"people: [{{id: ann, as: {value}}}]\nhypotheses: [{{id: paid, note: {value}}}]\n---\nHello [a]({{hypothesis}}paid).\n",
            "articles/two.md": "---\ntitle: Two\ndate: 2026-01-02\nfollows: one\n---\n",
        }
    )


def test_hostile_text_stays_text_in_every_field_and_format(tmp_path: Path) -> None:
    built = hostile_site(tmp_path / "content", EVIL).build()
    for path, data in built.files.items():
        text = data.decode()
        if path.endswith(".html"):
            page = built.page(path.removesuffix("index.html")) if path.endswith("index.html") else None
            assert "<img src=x" not in text, path
            assert "<script>alert" not in text, path
            assert "49" not in re.findall(r"\{\{7\*7\}\}|\b49\b", text), path
            if page is not None:
                scripts = page.xpath("//script[not(starts-with(@src, '/theme/graph.'))]")
                assert {script.get("type") for script in scripts} <= {"application/ld+json"}, path
                for script in scripts:
                    json.loads(script.text)
                assert not page.xpath("//@onerror"), path
        elif path.endswith((".atom", ".xml")):
            etree.fromstring(data)
    assert built.page("people/ann").find(".//h1").text_content().strip() == EVIL


def test_hostile_text_survives_in_feeds_as_it_was_written(tmp_path: Path) -> None:
    built = hostile_site(tmp_path / "content", EVIL).build()
    feed = etree.fromstring(built.files["feed.atom"])
    titles = feed.xpath("//a:entry/a:title/text()", namespaces={"a": "http://www.w3.org/2005/Atom"})
    assert titles == ["Two", EVIL]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60))
def test_any_title_gives_a_page_or_a_problem(tmp_path: Path, title: str) -> None:
    site = Site(tmp_path / "content").write({"articles/a.md": f"---\ntitle: {quoted(title)}\ndate: 2026-01-01\n---\n"})
    if not site.problems():
        built = site.build()
        etree.fromstring(built.files["feed.atom"])
        shown = built.page("articles/a").find(".//h1").text_content()
        assert shown.split() == unicodedata.normalize("NFC", title).split()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from(["articles", "people", "hypotheses", "pages"]))
def test_any_bytes_are_a_page_or_a_problem(tmp_path: Path, data: bytes, folder: str) -> None:
    site = Site(tmp_path / "content").write({f"{folder}/a.md": data})
    assert site.problems() or site.build()


@ENGINES
@pytest.mark.parametrize("slug", ["человек", "مقال", "עברית", "人物", "हिन्दी", "Ünïcode", "a_b-c"])
def test_slugs_of_any_script_have_pages_and_working_links(tmp_path: Path, engine: str, slug: str) -> None:
    site = Site(tmp_path / "content", {"MARKDOWN_ENGINE": engine}).write(
        {
            f"people/{slug}.md": f"---\ntitle: {slug}\n---\n",
            f"articles/{slug}.md": f"---\ntitle: T\ndate: 2026-01-01\npeople: [{slug}]\n---\n[a]({{person}}{slug}) here.\n",
        }
    )
    assert site.problems() == []
    built = site.build()
    from urllib.parse import quote

    assert f'href="/people/{quote(slug)}/"' in built.text(f"articles/{slug}/index.html")
    assert f"people/{slug}/index.html" in built.files
    for path, data in built.files.items():
        if path.endswith((".atom", ".xml")):
            etree.fromstring(data)


@pytest.mark.parametrize("name", ["CON", "aux", "a.b.c", "x y", "🙂", "-" * 101, "index", "%2e%2e"])
def test_bad_file_names_are_told(tmp_path: Path, name: str) -> None:
    site = Site(tmp_path / "content").write({f"articles/{name}.md": "---\ntitle: T\ndate: 2026-01-01\n---\n"})
    assert [problem.file for problem in site.problems()] == [f"content/articles/{name}.md"]


def test_a_file_that_cannot_be_read_is_told_and_not_blamed_on_those_that_refer_to_it(tmp_path: Path) -> None:
    site = Site(tmp_path / "content").write(
        {"articles/a.md": "---\ntitle: T\ndate: 2026-01-01\npeople: [ada]\n---\n[A]({person}ada)\n"}
    )
    (site.content / "people").mkdir()
    (site.content / "people/ada.md").symlink_to("nowhere")
    (problem,) = site.problems()
    assert (problem.file, problem.message) == (
        "content/people/ada.md",
        "the file cannot be read: No such file or directory",
    )


def test_accents_stored_in_two_ways_are_one_id(tmp_path: Path) -> None:
    site = Site(tmp_path / "content").write(
        {
            "people/Jose\u0301.md": "---\ntitle: J\n---\n",
            "articles/a.md": "---\ntitle: T\ndate: 2026-01-01\npeople: [Jos\u00e9]\n---\n",
        }
    )
    assert site.problems() == []


@ENGINES
def test_ten_megabytes_of_text_are_told_to_be_too_long(tmp_path: Path, engine: str) -> None:
    site = Site(tmp_path / "content", {"MARKDOWN_ENGINE": engine})
    site.write({"articles/a.md": "---\ntitle: T\ndate: 2026-01-01\n---\n" + "word " * 2_000_000})
    assert "more than 5,000,000" in site.problems()[0].message


def test_a_list_of_a_hundred_thousand_in_front_matter_is_told_or_taken(tmp_path: Path) -> None:
    tags = ", ".join(f"t{n}" for n in range(100_000))
    people = ", ".join(f"n{n}" for n in range(100_000))
    site = Site(tmp_path / "content").write(
        {
            "articles/a.md": f"---\ntitle: T\ndate: 2026-01-01\naliases: [{tags}]\n---\n",
            "articles/b.md": f"---\ntitle: T\ndate: 2026-01-01\npeople: [{people}]\n---\n",
        }
    )
    problems = site.problems()
    assert len([problem for problem in problems if problem.file.endswith("b.md")]) == 100_000
    assert [problem.field for problem in problems if problem.file.endswith("a.md")] == ["aliases"]


def test_a_body_of_a_hundred_thousand_items_has_a_page(tmp_path: Path) -> None:
    site = Site(tmp_path / "content", {"MARKDOWN_ENGINE": "comrak"})
    site.write(
        {"articles/a.md": "---\ntitle: T\ndate: 2026-01-01\n---\n" + "".join(f"- item {n}\n" for n in range(100_000))}
    )
    assert "item 99999" in site.build().text("articles/a/index.html")


@ENGINES
@pytest.mark.parametrize(
    "body", [">" * 20_000 + " x", "".join("    " * n + "- x\n" for n in range(300)), "[" * 5_000, "*" * 20_000]
)
def test_deeply_nested_bodies_are_told_or_shown(tmp_path: Path, engine: str, body: str) -> None:
    site = Site(tmp_path / "content", {"MARKDOWN_ENGINE": engine})
    site.write({"articles/a.md": f"---\ntitle: T\ndate: 2026-01-01\n---\n{body}\n"})
    problems = site.problems()
    assert [problem.field for problem in problems] in ([], ["body"])
    assert problems or site.build()


def test_a_link_out_of_the_content_publishes_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    site = Site(tmp_path / "content").write(
        {"pages/a.md": "---\ntitle: T\n---\n[a]({static}/images/link.txt) [b]({static}/../secret.txt)\n"}
    )
    (site.content / "images").mkdir()
    (site.content / "images/link.txt").symlink_to(tmp_path / "secret.txt")
    assert {(problem.line, problem.file) for problem in site.problems()} == {
        (4, "content/pages/a.md"),
        (1, "content/images/link.txt"),
    }


@ENGINES
def test_raw_html_passes_through_and_characters_that_html_forbids_do_not(tmp_path: Path, engine: str) -> None:
    site = Site(tmp_path / "content", {"MARKDOWN_ENGINE": engine})
    raw = "<div class=\"note\" data-x='1'><b>bold</b></div>"
    site.write({"articles/a.md": f"---\ntitle: T\ndate: 2026-01-01\n---\n{raw}\n\nA bell: &#7; and <kbd>x</kbd>.\n"})
    page = site.build().text("articles/a/index.html")
    assert raw in page
    assert "<kbd>x</kbd>" in page
    assert "\x07" not in page


def test_what_is_no_file_and_names_that_are_no_text_are_told(tmp_path: Path) -> None:
    site = Site(tmp_path / "content").write({"articles/dir.md/a.md": "---\ntitle: T\ndate: 2026-01-01\n---\n"})
    articles = site.content / "articles"
    os.mkfifo(articles / "pipe.md")
    (articles / "gone.md").symlink_to("nowhere")
    (articles / "loop").symlink_to("..")
    for here, there in (("to", "fro"), ("fro", "to")):  # in each three links to the other: 3^40 ways to go
        (articles / here).mkdir()
        for number in range(3):
            (articles / here / f"{number}").symlink_to(f"../{there}")
    for name in ("\udcff.md", "a\nb.md"):
        (articles / name).write_text("x")
    problems = site.problems()
    assert sorted(problem.file.rpartition("/")[2] for problem in problems) == [
        "a\nb.md",
        "gone.md",
        "pipe.md",
        "\udcff.md",
    ]
    for problem in problems:
        assert (as_text(problem) + as_github(problem)).encode()
    assert as_json(problems)
