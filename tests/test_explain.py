"""Why a page was or was not made anew, as `corkboard explain` tells it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from corkboard.build import NothingKnownError, recall
from corkboard.build.explain import Explanation, UnknownAddressError, explain
from corkboard.views.inputs import in_words
from sites import PROJECT, Site, run

FILES = {
    "people/ann.md": "---\ntitle: Ann\nsummary: A clerk.\n---\nText.\n",
    "people/ann.ru.md": "---\ntitle: Анна\nsummary: Служащая.\n---\nТекст.\n",
    "articles/one.md": "---\ntitle: One\ndate: 2026-01-01\npeople: [ann]\ntags: [media]\n---\nAnn has a file.\n",
    "articles/two.md": "---\ntitle: Two\ndate: 2026-01-02\n---\nSee [the first]({article}one), ![p]({static}/images/p.png)\n",
    "pages/about.md": "---\ntitle: About\n---\nText.\n",
    "images/p.png": b"PNG",
}
NEW = "no build before it was known"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site that was built, with a theme of its own to change."""
    made = Site(tmp_path / "content", theme=tmp_path / "theme").write(FILES)
    shutil.copytree(PROJECT / "theme", made.theme)
    for file in made.content.rglob("*.*"):
        os.utime(file, (1_700_000_000, 1_700_000_000))  # what was written just now is looked at again
    made.make()
    return made


def why(site: Site, address: str) -> Explanation:
    return explain(recall(site.cache), address, "", "content")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def edited(site: Site, name: str, old: str, new: str) -> Site:
    edit(site.content / name, old, new)
    site.make()
    return site


# What changed


def test_after_the_first_build_every_file_is_new(site: Site) -> None:
    for path in site.files():
        found = why(site, path)
        assert (found.file, found.is_fresh, found.reasons) == (path, True, (NEW,))


def test_a_text_that_was_edited_is_named_on_its_own_page_and_no_other_is_rendered(site: Site) -> None:
    edited(site, "articles/one.md", "a file", "two files")
    found = why(site, "/articles/one/")
    assert found.is_fresh
    assert found.reasons[0].startswith("its view changed: ")
    assert "body" in found.reasons[0]
    assert found.reasons[1:] == ("from content/articles/one.md",)
    other = why(site, "/about/")
    assert not other.is_fresh
    assert other.reasons == (NEW,)


def test_a_persons_title_is_named_on_the_page_of_an_article_about_them(site: Site) -> None:
    edited(site, "people/ann.md", "title: Ann", "title: Ann Example")
    body = "from the text of content/articles/one.md, and where its links lead"
    assert why(site, "/articles/one/").reasons == ("its view changed: body, people", "from content/people/ann.md", body)
    assert not why(site, "/articles/two/").is_fresh


def test_of_two_translations_the_one_that_was_edited_is_named(site: Site) -> None:
    edited(site, "people/ann.ru.md", "Анна", "Аня")
    assert why(site, "/ru/people/ann/").reasons[1:] == ("from content/people/ann.ru.md",)
    assert not why(site, "/people/ann/").is_fresh


def test_what_a_page_does_not_show_leaves_it_as_it_was(site: Site) -> None:
    edited(site, "people/ann.md", "summary:", "aliases: [Annie]\nsummary:")
    assert why(site, "/people/ann/").is_fresh
    found = why(site, "/articles/one/")
    assert "content/people/ann.md" in found.files
    assert not found.is_fresh
    assert "its view, its templates and the site's constants were as before" in found.as_text("output")


def test_a_new_article_is_named_where_it_is_listed(site: Site) -> None:
    site.write({"articles/three.md": "---\ntitle: Three\ndate: 2026-01-03\npeople: [ann]\n---\n"}).make()
    assert why(site, "/articles/three/").reasons[:2] == ("it is new", "from content/articles/three.md")
    reasons = why(site, "/people/ann/").reasons
    assert "from content/articles/three.md" in reasons
    assert "from the list of articles about person ann" in reasons


def test_an_article_that_is_gone_is_named_where_it_was_listed(site: Site) -> None:
    (site.content / "articles/one.md").unlink()
    edited(site, "articles/two.md", "[the first]({article}one)", "nothing")
    assert "from content/articles/one.md, which is gone" in why(site, "/people/ann/").reasons


def test_an_article_whose_day_has_come_is_named_though_nobody_edited_it(site: Site) -> None:
    site.write({"articles/later.md": "---\ntitle: Later\ndate: 2027-01-01\npeople: [ann]\n---\n"}).make()
    site.settings["NOW"] = "2027-02-01"
    site.make()
    assert "from article later" in why(site, "/people/ann/").reasons


def test_an_edit_before_a_build_that_failed_is_named_after_the_one_that_did_not(site: Site) -> None:
    site.write({"articles/three.md": "---\ntitel: Three\n---\n"})
    edit(site.content / "people/ann.ru.md", "Анна", "Аня")
    assert site.problems()
    (site.content / "articles/three.md").unlink()
    site.make()
    assert why(site, "/ru/people/ann/").reasons[1:] == ("from content/people/ann.ru.md",)


def test_a_template_that_others_take_in_is_named(site: Site) -> None:
    with (site.theme / "templates/_named.html").open("a") as template:
        template.write("{# changed #}")
    site.make()
    found = why(site, "/people/ann/")
    assert found.reasons == ("template _named.html changed",)
    assert (found.template, "_named.html" in found.templates) == ("person.html", True)
    assert not why(site, "/articles/one/").is_fresh


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("content/pages/about.md", "title: About", "title: About us", "site.menus changed"),
        ("theme/static/style.css", "{", " {", "site.assets changed"),
    ],
)
def test_what_every_page_shows_is_named_on_all(site: Site, file: str, old: str, new: str, reason: str) -> None:
    edit(site.content.parent / file, old, new)
    site.make()
    assert why(site, "/articles/one/").reasons == (reason,)
    assert why(site, "/404.html").reasons == (reason,)


def test_a_setting_is_named_with_the_constant_that_it_makes(site: Site) -> None:
    site.settings["SITENAME"] = "Another Name"
    site.make()
    reasons = why(site, "/articles/one/").reasons
    assert {"its view changed: head", "site.name changed", "the setting SITENAME changed"} <= set(reasons)
    assert not [reason for reason in reasons if reason.startswith("from ")]


def test_a_setting_that_is_no_constant_is_named_where_a_view_changed(site: Site) -> None:
    site.settings["ENTITY_PAGINATION"] = 1
    site.make()
    found = why(site, "/articles/")
    assert found.reasons[0].startswith("its view changed: ")
    assert found.reasons[1:] == ("the setting ENTITY_PAGINATION changed",)
    assert not why(site, "/articles/one/").is_fresh


def test_another_markdown_engine_is_no_edit(site: Site) -> None:
    edited(site, "articles/two.md", "See", "Read")
    site.settings["MARKDOWN_ENGINE"] = "comrak"
    site.make()
    assert not [one for path in site.files() for one in why(site, path).reasons if one.startswith("from content/a")]


def test_a_file_that_was_deleted_or_altered_is_said_to_be(site: Site) -> None:
    (site.output / "articles/one/index.html").unlink()
    (site.output / "feed.atom").write_text("nothing")
    (site.output / "images/p.png").unlink()
    site.make()
    for address in ("/articles/one/", "/feed.atom", "/images/p.png"):
        assert why(site, address).reasons == ("its file was missing or not as it was written",)
    assert not why(site, "/articles/two/").is_fresh


def test_a_build_that_finds_nothing_changed_is_the_last_one(site: Site) -> None:
    first = why(site, "/articles/one/")
    found = first
    for _ in range(1000):  # until files that were written just before a build are known by their times
        site.make()
        found = why(site, "/articles/one/")
        if "in the whole site" in found.as_text("output"):
            break
    assert found.last_build > first.last_build
    assert (found.written, found.reasons, found.is_fresh) == (first.written, (NEW,), False)
    lines = found.as_text("output").splitlines()
    assert lines[0] == "/articles/one/ is output/articles/one/index.html."
    assert "which found nothing changed in the whole site" in lines[1]
    assert lines[2].startswith("It was rendered last in the build of 20")
    edited(site, "pages/about.md", "Text.", "More.")
    assert why(site, "/about/").is_fresh


def test_a_cache_that_could_not_be_used_is_a_reason(site: Site) -> None:
    (site.cache / "state").write_bytes(b"damaged")
    site.make()
    assert why(site, "/about/").reasons[0].startswith("the cache could not be used: ")


# What a file is made of


def test_a_page_is_made_of_templates_files_and_lists(site: Site) -> None:
    lines = why(site, "/articles/one/").as_text("output").splitlines()
    made_of = lines[lines.index("It is made of:") + 1 :]
    assert made_of[:2] == [
        "  template article.html, which takes in _claims.html, _corrections.html, _discussion.html, _likelihood.html, "
        "_macros.html, base.html",
        "  view ArticleView",
    ]
    assert {
        "  content/articles/one.md",
        "  content/people/ann.md",
        "  content/people/ann.ru.md",
        "  the list of articles about person ann",
        "  what article one refers to, what refers to it, and its thread of follow-ups",
        "  the site's constants and settings",
    } <= set(made_of)
    assert "  content/pages/about.md" not in made_of


def test_a_feed_is_made_of_what_is_in_it(site: Site) -> None:
    edited(site, "articles/two.md", "title: Two", "title: Second")
    found = why(site, "/feed.atom")
    assert found.reasons == ("its text changed", "from content/articles/two.md")
    assert "content/articles/two.md" in found.files
    assert not why(site, "/people/ann/feed.atom").is_fresh
    assert "the addresses of all pages, and when articles changed" in why(site, "/sitemap.xml").lists


def test_an_asset_is_made_from_a_file(site: Site) -> None:
    assert why(site, "/images/p.png").files == ("content/images/p.png",)
    (site.content / "images/p.png").write_bytes(b"another")
    site.make()
    assert why(site, "/images/p.png").reasons == ("what it is a copy of changed",)
    style = next(path for path in site.files() if path.endswith(".css"))
    found = why(site, style)
    assert (found.files, found.is_fresh) == (("theme/static/style.css",), False)


def test_everything_that_pages_are_made_from_has_words(tmp_path: Path) -> None:
    example = Site(tmp_path / "content")
    shutil.copytree(PROJECT / "examples/harbor-lights/content", example.content)
    example.make()
    inputs = recall(example.cache).state.inputs
    assert {input.partition(" ")[0] for input in inputs} > {"record", "body", "ties", "mentions", "topic"}
    assert "" not in {in_words(input, "content") for input in inputs}


# Addresses


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("https://example.org/blog/articles/one/", "articles/one/index.html"),
        ("http://localhost:8000/articles/one/#top", "articles/one/index.html"),
        ("/blog/articles/one/index.html", "articles/one/index.html"),
        ("/blog/articles/one?q=1", "articles/one/index.html"),
        ("articles/one", "articles/one/index.html"),
        ("https://example.org/blog", "index.html"),
        ("https://example.org/blog/", "index.html"),
        ("/", "index.html"),
        ("", "index.html"),
        ("/feed.atom", "feed.atom"),
        ("sitemap.xml", "sitemap.xml"),
        ("/404", "404.html"),
        ("/blog/404.html", "404.html"),
        ("/images/p.png", "images/p.png"),
        ("/tags/связь/", "tags/связь/index.html"),
        ("/blog/tags/%D1%81%D0%B2%D1%8F%D0%B7%D1%8C", "tags/связь/index.html"),
        ("/tags/и\u0306од/", "tags/\u0439од/index.html"),
    ],
)
def test_an_address_may_be_given_in_any_form(tmp_path: Path, address: str, file: str) -> None:
    site = Site(tmp_path / "content", {"SITEURL": "https://example.org/blog"}).write(FILES)
    site.write({"articles/tagged.md": "---\ntitle: Tagged\ndate: 2026-01-01\ntags: [связь, \u0439од]\n---\n"}).make()
    found = explain(recall(site.cache), address, "/blog", "content")
    assert found.file == file
    assert found.address == "/blog/" + file.removesuffix("index.html")


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("/articles/onee/", '; did you mean "/articles/one/"?'),
        ("/Articles/One", '; did you mean "/articles/one/"?'),
        ("two", '; did you mean "/articles/two/"?'),
        ("/theme/style.css", '; did you mean "/theme/style.'),
        ("/nothing/of/the/kind/anywhere\x1b[2J", ""),
    ],
)
def test_an_unknown_address_is_told_with_those_nearest(site: Site, address: str, meant: str) -> None:
    with pytest.raises(UnknownAddressError) as raised:
        why(site, address)
    assert str(raised.value).partition('"; did')[0].startswith("the last build left nothing at ")
    assert meant in str(raised.value)
    assert ("did you mean" in str(raised.value)) == bool(meant)
    assert str(raised.value).isprintable()


# Nothing known


def test_without_a_build_there_is_nothing_to_tell_and_nothing_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(NothingKnownError, match="nothing is known of a build"):
        recall(tmp_path / "cache")
    assert not list(tmp_path.iterdir())


def test_a_site_that_never_could_be_built_has_nothing_to_tell(tmp_path: Path) -> None:
    site = Site(tmp_path / "content").write(
        {"articles/one.md": "---\ntitel: x\n---\n", "pages/a.md": "---\ntitle: A\n---\n"}
    )
    assert site.problems()
    with pytest.raises(NothingKnownError, match="nothing is known of a build"):
        recall(site.cache)


@pytest.mark.parametrize(
    "spoil", [lambda data: b"x" * len(data), lambda data: data[:-1], lambda data: data.replace(b"html", b"htmx")]
)
def test_a_damaged_cache_is_told_and_stays_as_it_is(site: Site, spoil) -> None:  # type: ignore[no-untyped-def]
    state = site.cache / "state"
    state.write_bytes(spoil(state.read_bytes()))
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in site.cache.iterdir()}
    with pytest.raises(NothingKnownError, match="cannot be used"):
        recall(site.cache)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in site.cache.iterdir()} == before


@pytest.mark.parametrize("note", [b"", b"zzz", b"2026-1", b"\0" * 30, b"\xff\xfe"])
def test_a_damaged_note_of_the_last_build_counts_for_nothing(site: Site, note: bytes) -> None:
    (site.cache / "built").write_bytes(note)
    found = why(site, "/articles/one/")
    assert found.last_build == found.written
    assert found.as_text("output")


def test_a_cache_of_another_version_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corkboard.build.memory.code_fingerprint", lambda: b"another")
    with pytest.raises(NothingKnownError, match="another version"):
        recall(site.cache)


# The command


def test_the_command_explains_the_output_that_is_meant(tmp_path: Path) -> None:
    content = Site(tmp_path / "content").write(FILES).content
    cache = os.path.relpath(tmp_path / "cache", PROJECT)  # from the settings file
    of = (content, "-s", PROJECT / "pelicanconf.py", "-o", tmp_path / "output", "--cache-path", cache)
    unknown = run("corkboard", "explain", "/", *of)
    assert (unknown.returncode, len(unknown.stderr.splitlines())) == (1, 1)
    assert {path.name for path in tmp_path.iterdir()} == {"content"}
    assert run("pelican", *of).returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {"content", "output", "cache"}
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    told = run("corkboard", "explain", "/articles/one/", *of, cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("/articles/one/ is output/articles/one/index.html.\nIt was rendered in ")
    plain = run("corkboard", "explain", "/articles/one/", *of, "--format", "json", "-e", 'SITEURL="https://e.org/b"')
    assert json.loads(plain.stdout)["address"] == "/b/articles/one/"
    assert json.loads(plain.stdout)["reasons"] == [NEW]
    wrong = run("corkboard", "explain", "/article/one/", *of)
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr.endswith('did you mean "/articles/one/"?\n')
    assert run("corkboard", "explain", "/", *of, "-e", 'SITEURL="x"').returncode == 2
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
