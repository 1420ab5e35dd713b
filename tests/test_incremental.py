"""What a build makes anew after an edit, and what it leaves: for each kind of edit the exact files."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
import zoneinfo
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

import corkboard
from corkboard.build import Built, Memory, folder_of, recall, versions
from corkboard.diagnostics import ProblemsError
from corkboard.outputs.output import Output
from corkboard.registry import Registry, default_registry
from corkboard.release import MANIFEST, ReleaseError
from corkboard.rendering.errors import RenderingError
from corkboard.store import Stamp
from corkboard.workers import Workers
from sites import PROJECT, Site, run

FILES: dict[str, str | bytes] = {
    "people/ann.md": "---\ntitle: Ann Lee\naliases: [Miss Lee]\n---\nAbout her.\n",
    "people/bob.md": "---\ntitle: Bob\nrelations: [{to: ann, kind: family}]\n---\n",
    "people/cy.md": "---\ntitle: Cy\n---\n",
    "organizations/club.md": "---\ntitle: The Club\n---\n",
    "authors/desk.md": "---\ntitle: The Desk\n---\n",
    "questions/who.md": "---\ntitle: Who did it?\n---\n",
    "hypotheses/paid.md": "---\ntitle: Paid for it\nquestion: who\nattributed_to: one\n---\n",
    "hypotheses/luck.md": "---\ntitle: Luck\nquestion: who\n---\n",
    "hypotheses/other.md": "---\ntitle: Something else\n---\n",
    "pages/about.md": "---\ntitle: About\n---\nSee [one]({article}one) and [why]({hypothesis}paid).\n",
    "articles/one.md": "---\ntitle: First report\ndate: 2025-05-01\nauthors: [desk]\ntags: [Sea]\npeople: [ann, bob]\n"
    "organizations: [club]\nhypotheses: [{id: paid, stance: supports}]\n---\n"
    "It rained. Miss Lee met Bob of the Club. They left.\n",
    "articles/one.ru.md": "---\ntitle: Первый отчёт\nsummary: Кратко.\n---\nШёл дождь.\n",
    "articles/two.md": "---\ntitle: Second report\ndate: 2026-02-01\nfollows: one\npeople: [ann]\n---\nAnn Lee denied it.\n",
    "articles/three.md": "---\ntitle: Third report\ndate: 2026-03-01\ntags: [Sky]\nhypotheses: [other]\n---\nNobody is named.\n",
    "images/p.png": b"PNG",
}
# The feeds that have the text of an article about Ann and others, and those of them with what it says of hypotheses.
FEEDS_OF_ONE = {
    "articles/one/thread.atom", "authors/desk/feed.atom", "feed.atom", "hypotheses/paid/feed.atom", "questions/who/feed.atom",
    "organizations/club/feed.atom", "people/ann/feed.atom", "people/bob/feed.atom",
}  # fmt: skip
FEEDS_OF_PAID = {one for one in FEEDS_OF_ONE if not one.startswith(("people/", "organizations/"))}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Built already."""
    made = Site(tmp_path / "content", {"EXPORTS": ()}).write(FILES)  # exports have nearly all edits in them
    made.make()
    return made


def addresses(*pages: str) -> set[str]:
    return {f"{page}/index.html".lstrip("/") for page in pages}


def stamps(site: Site) -> dict[str, tuple[int, int]]:
    """When each file of the output was written, and as which."""
    found = {path: path.stat() for path in site.output.rglob("*") if path.is_file() and path.name != MANIFEST}
    return {f"{path.relative_to(site.output)}": (stat.st_mtime_ns, stat.st_ino) for path, stat in found.items()}


def made_by(site: Site, change: Callable[[], object]) -> tuple[set[str], Built]:
    """The files that a build writes or removes after a change, as the disk has it and as the build says, and the rest."""
    files, before = site.files(), stamps(site)
    change()
    done = site.make()
    after = stamps(site)
    touched = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert touched == done.changed
    assert touched == {path for path in touched if files.get(path) != site.files().get(path)}, "nothing in vain"
    assert done.rendered >= len([path for path in touched if path in after and path.endswith(".html")])
    return touched, done


def replaced(name: str, old: str, new: str) -> dict[str, str]:
    text = FILES[name]
    assert isinstance(text, str)
    assert old in text
    return {name: text.replace(old, new)}


@contextmanager
def opened(folder: Path) -> Iterator[set[str]]:
    """The files below a folder that are opened from here to the end."""
    found: set[str] = set()
    _LISTENING.append((str(folder), found))
    try:
        yield found
    finally:
        _LISTENING.pop()


_LISTENING: list[tuple[str, set[str]]] = []


def _hear(event: str, arguments: Sequence[object]) -> None:
    if event == "open":
        for folder, found in _LISTENING:
            path = os.fspath(arguments[0]) if isinstance(arguments[0], str | os.PathLike) else ""
            if str(path).startswith(f"{folder}{os.sep}"):
                found.add(os.path.relpath(path, folder))


sys.addaudithook(_hear)


def settle(site: Site) -> None:
    """Wait until times tell, and let a build see them."""
    for _ in range(2):
        time.sleep(0.06)
        site.make()


# One edit


def test_a_second_build_opens_no_file_and_writes_none(site: Site) -> None:
    settle(site)
    before = stamps(site)
    with opened(site.content) as sources, opened(site.output) as made:
        done = site.make()
    assert (done.rendered, done.changed, stamps(site)) == (0, frozenset(), before)
    assert (sources, made - {MANIFEST}) == (set(), set())
    assert done.pages == len([path for path in site.files() if path.endswith(".html")])


def test_an_edit_opens_the_file_that_was_edited_and_no_other(site: Site) -> None:
    settle(site)
    site.write(replaced("articles/one.md", "They left", "They stayed"))
    with opened(site.content) as sources, opened(site.output) as made:
        site.make()
    assert sources == {"articles/one.md"}
    assert made <= {MANIFEST, *FEEDS_OF_ONE, "articles/one/index.html"}


@pytest.mark.parametrize(
    ("name", "old", "new", "pages", "others"),
    [
        pytest.param("articles/one.md", "They left", "They stayed", ["articles/one"], FEEDS_OF_ONE, id="text"),
        pytest.param(
            "articles/one.md",
            "met Bob",
            "saw Bob",
            ["articles/one", "people/ann", "people/bob"],
            FEEDS_OF_ONE,
            id="text that is quoted",
        ),
        pytest.param(
            "articles/three.md",
            "Third report",
            "Third news",
            ["", "archive/2026", "articles", "articles/three", "hypotheses/other", "tags/sky"],
            {"feed.atom", "hypotheses/other/feed.atom"},
            id="headline",
        ),
        pytest.param(
            "articles/three.md",
            "2026-03-01",
            "2026-03-02",
            ["", "archive/2026", "articles", "articles/three", "hypotheses/other", "tags/sky"],
            {"feed.atom", "hypotheses/other/feed.atom", "sitemap.xml"},
            id="date",
        ),
        pytest.param(
            "articles/three.md",
            "2026-03-01",
            "2025-06-01",
            ["", "archive", "archive/2025", "archive/2026", "articles", "articles/three", "hypotheses/other", "tags/sky"],
            {"feed.atom", "hypotheses/other/feed.atom", "sitemap.xml"},
            id="year",
        ),
        pytest.param(
            "people/ann.md",
            "Ann Lee",
            "Ann Leigh",
            [
                "articles/one", "articles/two", "graph", "people", "people/ann", "people/bob", "ru/articles/one",
                "ru/graph",
            ],
            {"people/ann/feed.atom", "feed.atom", "articles/one/thread.atom"},
            id="name",
        ),
        pytest.param(
            "people/ann.md",
            "Miss Lee",
            "Madam Lee",
            ["articles/one", "people/ann"],
            FEEDS_OF_ONE,
            id="alias under which a text names somebody",
        ),
        pytest.param("people/ann.md", "About her", "Of her", ["people/ann"], set(), id="text about a person"),
        pytest.param(
            "hypotheses/paid.md",
            "question: who",
            "question: who\nstatus: refuted",
            [
                "", "about", "articles/one", "hypotheses", "hypotheses/luck", "hypotheses/paid", "questions", "questions/who",
                "ru", "ru/articles/one",
            ],
            {*FEEDS_OF_PAID, "ru/feed.atom"},
            id="status",
        ),
        pytest.param(
            "articles/three.md",
            "title: Third report",
            "title: Third report\nfollows: two",
            ["articles/one", "articles/three", "articles/two", "ru/articles/one"],
            {"articles/one/thread.atom"},
            id="thread",
        ),
        pytest.param(
            "articles/one.md",
            "[Sea]",
            "[SEA]",
            ["articles/one", "ru/articles/one", "tags", "tags/sea"],
            {*FEEDS_OF_ONE, "ru/feed.atom"},
            id="spelling of a tag",
        ),
        pytest.param("people/cy.md", "title: Cy", "title: Cy # the third", [], set(), id="comment"),
        pytest.param("images/p.png", b"PNG", b"GIF", [], {"images/p.png"}, id="image"),
    ],
)  # fmt: skip
def test_one_edit_makes_what_shows_it_and_nothing_else(
    site: Site, name: str, old: str | bytes, new: str | bytes, pages: list[str], others: set[str]
) -> None:
    edited = replaced(name, old, new) if isinstance(old, str) and isinstance(new, str) else {name: new}
    made, done = made_by(site, lambda: site.write(edited))
    assert made == addresses(*pages) | others
    assert done.rendered == len(pages)


def test_a_link_leads_to_another_file_once_one_has_just_its_name(site: Site) -> None:
    page = "---\ntitle: About\n---\n![q]({static}/images/p%20q.png)\n"
    site.write({"images/p q.png": b"spaced", "pages/about.md": page}).make()
    made, _ = made_by(site, lambda: site.write({"images/p%20q.png": b"encoded"}))
    assert made == {"about/index.html", "images/p%20q.png"}


def test_an_article_that_goes_takes_its_files_along(site: Site) -> None:
    made, done = made_by(site, (site.content / "articles/three.md").unlink)
    gone = {*addresses("articles/three", "tags/sky")}
    listing = addresses("", "archive", "archive/2025", "archive/2026", "articles", "hypotheses/other", "tags")
    assert made == gone | listing | {"feed.atom", "hypotheses/other/feed.atom", "sitemap.xml"}
    assert not (site.output / "tags/sky").exists()
    assert done.report.pruned == gone


@pytest.mark.parametrize(
    ("name", "value", "made"),
    [
        ("FEED_MAX_ITEMS", 2, {"feed.atom"}),
        ("DEFAULT_PAGINATION", 2, addresses("", "page/2")),
        (
            "ENTITY_PAGINATION",
            2,
            addresses("articles", "articles/page/2", "hypotheses", "hypotheses/page/2", "people", "people/page/2"),
        ),
        ("WARNINGS_ARE_ERRORS", True, set()),
        ("WORKERS", 1, set()),
        ("NOW", "2027-01-01", set()),
    ],
)
def test_a_setting_makes_what_it_shapes_and_nothing_else(site: Site, name: str, value: object, made: set[str]) -> None:
    assert made_by(site, lambda: site.settings.update({name: value}))[0] == made


def test_an_article_appears_when_its_time_has_come_and_goes_when_the_clock_is_set_back(site: Site) -> None:
    site.settings["NOW"] = "2026-02-28"
    site.make()
    early = site.files()
    assert "articles/three/index.html" not in early
    made, _ = made_by(site, lambda: site.settings.update(NOW="2026-03-01"))
    assert addresses("articles/three", "tags/sky", "", "archive/2026") | {"feed.atom", "sitemap.xml"} <= made
    assert not made & addresses("articles/one", "people/ann", "about")
    assert made_by(site, lambda: site.settings.update(NOW="2026-02-28"))[0] == made
    assert site.files() == early


def test_an_article_that_appears_is_quoted_at_once(site: Site) -> None:
    site.write({"hypotheses/other.md": "---\ntitle: Nobody\n---\n"})
    for moment in ("2026-02-28", "2026-03-01"):
        site.settings["NOW"] = moment
        site.make()
    assert "<mark>Nobody</mark> is named." in (site.output / "hypotheses/other/index.html").read_text()


def test_a_question_lists_its_articles_anew_when_they_change_places(tmp_path: Path) -> None:
    answers = {f"hypotheses/{id}.md": f"---\ntitle: {id}\nquestion: who\n---\n" for id in ("luck", "fate")}
    article = "---\ntitle: {0}\ndate: {1}\nhypotheses: [{2}]\n---\n"
    articles = {f"articles/{n}.md": article.format(n, f"2026-02-{n}", "luck") for n in range(10, 13)}
    articles |= {f"articles/{n}.md": article.format(n, f"2026-01-{n}", "fate") for n in range(10, 23)}
    site = Site(tmp_path / "content", {"ENTITY_PAGINATION": 1, "FEED_MAX_ITEMS": 1}).write(answers | articles)
    site.write({"questions/who.md": "---\ntitle: Who?\n---\n"}).make()
    site.write({f"articles/{n}.md": article.format(n, f"2026-03-{n}", "fate") for n in range(10, 23)}).make()
    clean = Site(site.content, site.settings, aside="-clean").build()
    assert site.files() == clean.files


# What a page's fingerprint covers


@pytest.fixture
def themed(site: Site, tmp_path: Path) -> Site:
    """The site with a theme of its own."""
    site.theme = tmp_path / "theme"
    shutil.copytree(PROJECT / "theme", site.theme)
    site.make()
    return site


def pages_by(site: Site, template: str) -> set[str]:
    kinds = {"person.html": "people", "organization.html": "organizations", "tag.html": "tags"}
    return {path for path in site.files() if re.fullmatch(rf"{kinds[template]}/[^/]+/index\.html", path)}


def all_pages(site: Site) -> set[str]:
    return {path for path in site.files() if path.endswith(".html")}


def edit_template(site: Site, name: str, *, old: str = "", new: str) -> None:
    file = site.theme / "templates" / name
    text = file.read_text() if file.exists() else ""
    assert old in text
    file.write_text(text.replace(old, new, 1) if old else text + new)


def test_a_page_hangs_on_its_view(themed: Site) -> None:
    made, _ = made_by(themed, lambda: themed.write(replaced("people/cy.md", "title: Cy", "title: Cy\nsummary: Short.")))
    assert made == addresses("people", "people/cy")


def test_a_page_hangs_on_its_template(themed: Site) -> None:
    people = pages_by(themed, "person.html")
    assert (
        made_by(themed, lambda: edit_template(themed, "person.html", new="{% block head %}<meta>{% endblock %}"))[0]
        == people
    )
    edit_template(themed, "person.html", new="{# nothing to be seen #}")
    done = themed.make()
    assert (done.rendered, done.changed) == (len(people), frozenset())


@pytest.mark.parametrize(
    "reference",
    [
        '{% include "_part.html" %}',
        '{% include ["_none.html", "_part.html"] %}',
        '{% include "_part.html" ignore missing %}',
        "{%-include '_part.html'-%}",
        '{% include "_none.html" if not page else "_part.html" %}',
        '{% include "_part" ".html" %}',
        '{% import "_part.html" as part %}{{ part }}',
        '{% from "_part.html" import said %}{{ said }}',
        '{% include "_between.html" %}',
        '{% set name = "_" ~ "part" ~ ".html" %}{% include name %}',
    ],
)
def test_a_page_hangs_on_all_that_its_template_is_made_of(themed: Site, reference: str) -> None:
    """Also from the build on in which the template began to refer to it."""
    edit_template(themed, "_part.html", new='{% set said = "once" %}once')
    edit_template(themed, "_between.html", new='{% include "_part.html" %}')
    assert themed.make().rendered == 0
    made, _ = made_by(
        themed, lambda: edit_template(themed, "tag.html", old="{% block main %}", new="{% block main %}" + reference)
    )
    assert made == pages_by(themed, "tag.html")
    made, _ = made_by(
        themed, lambda: (themed.theme / "templates/_part.html").write_text('{% set said = "twice" %}twice')
    )
    assert made == pages_by(themed, "tag.html")


def test_a_page_hangs_on_what_its_template_extends(themed: Site) -> None:
    made, _ = made_by(
        themed, lambda: edit_template(themed, "_named.html", old="{% block main %}", new="{% block main %}<hr>")
    )
    assert made == pages_by(themed, "person.html") | pages_by(themed, "organization.html")
    made, _ = made_by(themed, lambda: edit_template(themed, "base.html", old="<body>", new='<body class="new">'))
    assert made == all_pages(themed)


def test_a_page_whose_template_computes_what_it_includes_hangs_on_all_templates(themed: Site) -> None:
    edit_template(
        themed, "tag.html", new='{% block head %}{% include "_" ~ page.lang ~ ".html" ignore missing %}{% endblock %}'
    )
    themed.make()
    made, _ = made_by(themed, lambda: edit_template(themed, "_en.html", new="<meta>"))
    assert made == pages_by(themed, "tag.html")
    edit_template(themed, "person.html", new="{# nothing to be seen #}")
    assert themed.make().rendered == len(pages_by(themed, "person.html")) + len(made)


def test_hidden_files_are_no_templates(themed: Site) -> None:
    (themed.theme / "templates/.base.html.swp").write_bytes(b"\xff\xfe")
    assert themed.make().rendered == 0


def test_a_template_whose_name_is_no_text_is_told(themed: Site) -> None:
    (themed.theme / "templates/\udcff.html").write_bytes(b"x")
    with pytest.raises(RenderingError, match="its name is no text in UTF-8"):
        themed.make()


def test_a_page_hangs_on_the_assets_that_it_names(themed: Site) -> None:
    style = themed.theme / "static/style.css"
    before = {path for path in themed.files() if path.endswith(".css")}
    made, _ = made_by(themed, lambda: style.write_text(style.read_text() + "/**/"))
    after = {path for path in themed.files() if path.endswith(".css")}
    assert made == all_pages(themed) | before | after
    assert before != after


def test_a_page_hangs_on_the_sites_constants(site: Site) -> None:
    made, _ = made_by(site, lambda: site.settings.update(SITENAME="Another Name"))
    assert all_pages(site) <= made
    site.write({"pages/terms.md": "---\ntitle: Terms\n---\n"})
    site.make()
    assert all('href="/terms/"' in site.files()[page].decode() for page in all_pages(site) - {"old/index.html"})


def test_a_page_hangs_on_our_code(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("build", "making", "memory"):
        monkeypatch.setattr(sys.modules[f"corkboard.build.{module}"], "code_fingerprint", lambda: b"another")
    memory = Memory(site.cache)
    done = site.make(memory=memory)
    memory.close()
    assert done.rendered == done.pages
    assert memory.trouble == "it is from another version of Corkboard or of a library"


def test_our_code_is_every_file_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "corkboard"
    shutil.copytree(Path(corkboard.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr("corkboard.__file__", f"{copy / '__init__.py'}")
    now = versions.code_fingerprint.__wrapped__
    seen = {versions.code_fingerprint()}
    assert now() in seen, "wherever it lies"
    for name in ("views/words.py", "locales/ru.yaml", "board/board.py"):
        (copy / name).write_text((copy / name).read_text() + "\n")
        assert now() not in seen
        seen.add(now())


@pytest.mark.parametrize("library", ["Jinja2", "MarkupSafe", "Markdown", "comrak", "Babel", "ahocorasick_rs"])
def test_our_code_has_a_fingerprint_with_the_libraries_versions(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    installed, before = versions.version, versions.code_fingerprint()
    monkeypatch.setattr(versions, "version", lambda name: "99" if name == library else installed(name))
    assert versions.code_fingerprint.__wrapped__() != before


def test_a_site_hangs_on_the_rules_of_its_time_zone(site: Site, tmp_path: Path) -> None:
    site.settings["TIMEZONE"] = "Asia/Almaty"
    site.make()
    rules = tmp_path / "zones/Asia/Almaty"
    rules.parent.mkdir(parents=True)
    rules.write_bytes(versions.zone_rules("Asia/Tokyo"))
    try:
        forget_zones([tmp_path / "zones"])
        site.make()
        assert b"<updated>2026-03-01T00:00:00+09:00</updated>" in site.files()["feed.atom"]
        assert site.files() == Site(site.content, site.settings, aside="-clean").build().files
    finally:
        forget_zones(None)


def forget_zones(folders: Sequence[Path] | None) -> None:
    """Let rules be looked up anew, in these folders or where the system has them."""
    zoneinfo.reset_tzpath(folders)
    zoneinfo.ZoneInfo.clear_cache()
    versions.zone_rules.cache_clear()


def test_a_site_hangs_on_what_is_registered(site: Site) -> None:
    settle(site)
    own = default_registry()
    site.registry = Registry(
        own.content_types, own.pages, (*own.outputs, lambda _: [Output("more.txt", lambda: b"more")])
    )
    assert made_by(site, lambda: None)[0] == {"more.txt"}
    site.registry = own
    assert made_by(site, lambda: None)[0] == {"more.txt"}


# Whether a file is as it was


def test_an_edit_that_keeps_size_and_time_is_seen(site: Site) -> None:
    settle(site)
    file = site.content / "articles/one.md"
    before = file.stat()
    site.write(replaced("articles/one.md", "They left", "They wept"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    site.make()
    assert b"They wept" in site.files()["articles/one/index.html"]


def test_files_that_change_places_are_seen(tmp_path: Path) -> None:
    names = [tmp_path / "content/people" / f"{id}.md" for id in ("ann", "bob")]
    site = Site(tmp_path / "content").write(
        {f"people/{path.name}": f"---\ntitle: {path.stem}\n---\n" for path in names}
    )
    for path in names:
        os.utime(path, (1, 1))
    settle(site)
    names[0].rename(tmp_path / "aside")
    names[1].rename(names[0])
    (tmp_path / "aside").rename(names[1])
    site.make()
    assert [b"<bdi>bob</bdi>" in site.files()[f"people/{id}/index.html"] for id in ("ann", "bob")] == [True, False]


def test_a_file_that_becomes_a_link_out_of_the_content_is_told(site: Site, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    site.settings["ASSET_PATHS"] = ()
    memory = Memory(site.cache)
    site.write({"pages/about.md": "---\ntitle: About\n---\n![p]({static}/images/p.png)\n"}).make(memory=memory)
    (site.content / "images/p.png").unlink()
    (site.content / "images/p.png").symlink_to(tmp_path / "secret.txt")
    for known in (memory, None):
        with pytest.raises(ProblemsError) as caught:
            site.make(memory=known)
        assert [problem.message for problem in caught.value.problems] == [
            'there is no file "/images/p.png" in the content'
        ]
    memory.close()


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """A clock that stands: by it every file was written so many nanoseconds ago, whenever that was."""

    def stop(ago: int) -> None:
        moment = time.time_ns() - ago
        moment += moment % 1_000_000_000 == 0
        for module in ("store.listing", "build.making"):
            monkeypatch.setattr(f"corkboard.{module}.stamp_of", lambda found: Stamp(found.st_size, moment, moment))

    return stop


def test_an_edit_within_the_clocks_grain_is_seen(tmp_path: Path, stopped: Callable[[int], None]) -> None:
    stopped(0)
    site = Site(tmp_path / "content").write(FILES)
    site.make()
    site.write({**replaced("articles/one.md", "They left", "They wept"), "images/p.png": b"GIF"}).make()
    assert b"They wept" in site.files()["articles/one/index.html"]
    assert site.files()["images/p.png"] == b"GIF"


def test_a_stylesheet_edited_within_the_clocks_grain_is_seen(themed: Site, stopped: Callable[[int], None]) -> None:
    stopped(0)
    memory, styles = Memory(themed.cache), themed.theme / "static/a.css"
    for style in ("a{}", "b{}"):
        styles.write_text(style)
        themed.make(memory=memory)
        assert [data for path, data in themed.files().items() if path.startswith("theme/a.")] == [style.encode()]
    memory.close()


def test_a_build_that_failed_settles_nothing(tmp_path: Path, stopped: Callable[[int], None]) -> None:
    stopped(0)
    site = Site(tmp_path / "content").write(FILES)
    site.make()
    site.write({**replaced("people/cy.md", "title: Cy", "titel: Cy!"), "images/p.png": b"GIF"})
    time.sleep(0.06)
    assert site.problems()
    site.write({"people/cy.md": FILES["people/cy.md"]}).make()
    assert site.files()["images/p.png"] == b"GIF"


def test_another_file_of_the_same_size_and_time_is_copied(tmp_path: Path, stopped: Callable[[int], None]) -> None:
    stopped(1_000_000_001)
    article = "---\ntitle: One\ndate: 2026-01-01\n---\n![p]({{attach}}/images/{0}/p.png)\n"
    site = Site(tmp_path / "content").write({"images/a/p.png": b"A", "images/bb/p.png": b"B"})
    for folder, data in (("a", b"A"), ("bb", b"B")):
        site.write({"articles/one.md": article.format(folder)}).make()
        assert site.files()["articles/one/p.png"] == data


# The output


HARMS: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "edited": lambda file: file.write_bytes(file.read_bytes() + b"!"),
    "edited to the same size": lambda file: file.write_bytes(file.read_bytes().swapcase()),
    "emptied": lambda file: file.write_bytes(b""),
    "replaced by a folder": lambda file: (file.unlink(), file.mkdir()),
}


@pytest.mark.parametrize(
    ("path", "harm"),
    [
        (path, harm)
        for path in ("articles/one/index.html", "feed.atom", "sitemap.xml", "images/p.png", MANIFEST)
        for harm in HARMS
        if (path, harm) != (MANIFEST, "replaced by a folder")
    ],
)
def test_a_harmed_file_is_written_again_and_no_other(site: Site, path: str, harm: str) -> None:
    file = site.output / path
    whole, before, data = site.files(), stamps(site), file.read_bytes()
    times = file.stat()
    HARMS[harm](file)
    if file.exists():
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    site.make()
    after = stamps(site)
    assert (site.files(), file.read_bytes()) == (whole, data)
    assert {name for name in after if after[name] != before[name]} == {path} - {MANIFEST}


def test_a_file_that_was_only_touched_stays(site: Site) -> None:
    os.utime(site.output / "index.html", (1, 1))
    done = site.make()
    assert (done.rendered, done.report.written) == (0, frozenset())
    assert (site.output / "index.html").stat().st_mtime == 1


def test_a_restored_cache_without_output_is_no_trap(site: Site) -> None:
    whole = site.files()
    shutil.rmtree(site.output)
    done = site.make()
    assert site.files() == whole
    assert done.rendered == done.pages


def test_what_goes_when_the_cache_is_lost_counts_as_changed(site: Site) -> None:
    shutil.rmtree(site.cache)
    made, _ = made_by(site, (site.content / "articles/three.md").unlink)
    assert "articles/three/index.html" in made


def test_a_restored_output_without_cache_is_not_written_again(site: Site) -> None:
    before = stamps(site)
    shutil.rmtree(site.cache)
    done = site.make()
    assert (stamps(site), done.changed) == (before, frozenset())
    (site.content / "articles/three.md").unlink()
    shutil.rmtree(site.cache)
    site.make()
    assert site.files() == Site(site.content, site.settings, aside="-clean").build().files


def test_an_older_cache_or_output_is_brought_up_to_date(site: Site, tmp_path: Path) -> None:
    shutil.copytree(site.output, tmp_path / "old-output")
    shutil.copytree(site.cache, tmp_path / "old-cache")
    site.write(replaced("articles/one.md", "They left", "They stayed"))
    (site.content / "articles/three.md").unlink()
    site.make()
    whole = site.files()
    for kept, folder in (("old-cache", site.cache), ("old-output", site.output)):
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / kept, folder)
        site.make()
        assert site.files() == whole


@pytest.mark.parametrize("lost", [[], ["cache"], ["manifest"]])
def test_a_file_that_corkboard_did_not_write_is_never_deleted(site: Site, lost: list[str]) -> None:
    for name in ("mine.txt", "articles/three/mine.txt", "articles/three/more/mine.txt"):
        (site.output / name).parent.mkdir(parents=True, exist_ok=True)
        (site.output / name).write_text("mine")
    (site.content / "articles/three.md").unlink()
    if "cache" in lost:
        shutil.rmtree(site.cache)
    if "manifest" in lost:
        (site.output / MANIFEST).unlink()
    site.make()
    mine = {name for name, data in site.files().items() if data == b"mine"}
    assert mine == {"mine.txt", "articles/three/mine.txt", "articles/three/more/mine.txt"}
    assert not (site.output / "articles/three/index.html").exists()
    assert not (site.output / "tags/sky").exists()


def test_without_its_manifest_the_output_is_still_kept_up(site: Site) -> None:
    (site.output / MANIFEST).unlink()
    (site.content / "articles/three.md").unlink()
    site.write(replaced("articles/one.md", "They left", "They stayed")).make()
    clean = Site(site.content, site.settings, aside="-clean")
    assert site.files() == clean.build().files
    assert (site.output / MANIFEST).read_bytes() == (clean.output / MANIFEST).read_bytes()


def test_problems_leave_the_output_and_what_is_known(site: Site) -> None:
    settle(site)
    before = stamps(site)
    site.write({"people/cy.md": "---\ntitel: Cy\n---\n"})
    with pytest.raises(ProblemsError):
        site.make()
    assert stamps(site) == before
    site.write({"people/cy.md": FILES["people/cy.md"]})
    with opened(site.content) as sources:
        done = site.make()
    assert (done.rendered, done.changed, sources) == (0, frozenset(), {"people/cy.md"})


def test_a_build_that_could_not_be_put_in_place_leaves_nothing_behind_in_memory(site: Site) -> None:
    memory, page = Memory(site.cache), site.output / "articles/three/index.html"
    site.write(replaced("articles/three.md", "Third report", "Third news")).make(memory=memory)
    page.unlink()
    page.mkdir()
    (page / "mine.txt").write_text("mine")
    site.write(replaced("articles/three.md", "Third report", "Third story"))
    with pytest.raises(ReleaseError, match=r"mine\.txt"):
        site.make(memory=memory)
    shutil.rmtree(page)
    site.write(replaced("articles/three.md", "Third report", "Third tale")).make(memory=memory)
    memory.close()
    assert site.files() == Site(site.content, site.settings, aside="-clean").build().files


# The cache


def cache_files(site: Site) -> list[Path]:
    return sorted(path for path in site.cache.iterdir() if path.name.startswith(("state", "documents-")))


def cut(share: float) -> Callable[[Path], object]:
    return lambda file: file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])


@pytest.mark.parametrize("number", [0, 1], ids=["documents", "state"])
@pytest.mark.parametrize(
    "harm", [Path.unlink, cut(0), cut(0.001), cut(0.5), cut(0.999)], ids=["lost", "empty", "head", "half", "tail"]
)
def test_a_damaged_cache_is_told_and_forgotten(site: Site, number: int, harm: Callable[[Path], object]) -> None:
    whole = site.files()
    harm(cache_files(site)[number])
    memory = Memory(site.cache)
    try:
        done = site.make(memory=memory)
    finally:
        memory.close()
    assert site.files() == whole
    assert done.rendered == done.pages
    if not (number == 1 and harm is Path.unlink):  # without a state there is no cache, and nothing to tell
        assert memory.trouble
    again = Memory(site.cache)
    site.make(memory=again)
    again.close()
    assert not again.trouble


@pytest.mark.parametrize("count", [1, 2])
def test_a_cache_that_is_deleted_while_it_is_in_use_is_begun_anew(site: Site, count: int) -> None:
    memory, workers = Memory(site.cache), Workers(count, imports="corkboard.tasks")
    site.make(memory=memory)
    memory.live = True
    for number in range(2):
        shutil.rmtree(site.cache)
        with workers:
            workers.start()
            memory.changed.add(site.content.resolve() / "articles/one.md")
            site.write(replaced("articles/one.md", "They left", f"They stayed {number}")).make(workers, memory)
        assert site.files() == Site(site.content, site.settings, aside=f"-clean-{number}").build().files
    memory.close()
    assert not memory.unsaved
    assert site.make().rendered == 0


def test_what_was_made_of_records_that_are_gone_is_forgotten(site: Site) -> None:
    extra = {f"articles/x{n}.md": f"---\ntitle: X\ndate: 2024-01-01\npeople: [ann]\n---\nAnn {n}\n" for n in range(80)}
    site.write(extra).make()
    for name in extra:
        (site.content / name).unlink()
    site.make()
    assert not {input for input in recall(site.cache).state.inputs if "/x" in input}
    assert made_by(site, lambda: site.write(replaced("articles/one.md", "They left", "They stayed")))[0] == {
        "articles/one/index.html",
        *FEEDS_OF_ONE,
    }
    assert site.files() == Site(site.content, site.settings, aside="-clean").build().files


@pytest.mark.parametrize("number", [0, 1], ids=["documents", "state"])
def test_no_bit_of_a_cache_is_believed_blindly(site: Site, number: int, tmp_path: Path) -> None:
    site.write(replaced("articles/one.md", "They left", "They stayed"))
    whole = Site(site.content, site.settings, aside="-clean").build().files
    shutil.copytree(site.cache, tmp_path / "sound")
    name = cache_files(site)[number].name
    size = (tmp_path / "sound" / name).stat().st_size
    for place in range(number, size, max(1, size // 40)):
        shutil.rmtree(site.cache)
        shutil.copytree(tmp_path / "sound", site.cache)
        data = bytearray((site.cache / name).read_bytes())
        data[place] ^= 1 << place % 8
        (site.cache / name).write_bytes(data)
        site.make()
        assert site.files() == whole, place


def test_a_build_that_waited_for_another_finds_what_that_one_left(site: Site) -> None:
    waiting = Memory(site.cache)
    site.write(replaced("articles/one.md", "They left", "They stayed")).make()
    done = site.make(memory=waiting)
    waiting.close()
    assert (done.rendered, done.changed, waiting.trouble) == (0, frozenset(), "")


def test_the_command_says_that_a_cache_cannot_be_used(tmp_path: Path) -> None:
    content, output, cache = Site(tmp_path / "content").write(FILES).content, tmp_path / "output", tmp_path / "cache"
    command = ("pelican", content, "-s", PROJECT / "pelicanconf.py", "-o", output, "--cache-path", cache)
    told = "cannot be used"
    assert told not in run(*command).stderr
    state = next(cache.glob("*/state"))
    state.write_bytes(state.read_bytes()[:-1])
    done = run(*command)
    assert done.returncode == 0
    assert (
        f"The cache in {state.parent} cannot be used: its state is cut off. Everything was made anew.\n" in done.stderr
    )
    assert told not in run(*command).stderr


def test_a_checkout_that_moved_with_its_cache_and_output_is_up_to_date(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "deep/down/there"
    site = Site(here / "content").write(FILES)
    shutil.copytree(PROJECT / "theme", here / "theme")
    output, cache = Path("output"), Path(".cache")
    for home in (here, there):
        if home is there:
            shutil.copytree(here, there)
        arguments = (
            "-s",
            PROJECT / "pelicanconf.py",
            "-o",
            home / output,
            "-t",
            home / "theme",
            "--cache-path",
            home / cache,
        )
        done = run("pelican", home / "content", *arguments, cwd=home)
        assert done.returncode == 0
        assert "cannot be used" not in done.stderr
    assert re.search(r"\b0 pages rendered, \d+ unchanged\b", done.stdout)
    assert len(list((there / cache).iterdir())) == 1
    moved = Site(there / "content")
    assert moved.files() == site.files()


def test_two_sites_never_mix_in_one_cache(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    one, two = (Site(tmp_path / name / "content") for name in ("one", "two"))
    one.write(FILES)
    two.write(FILES | replaced("articles/one.md", "They left", "They wept"))
    aside = Site(one.content, {"SITENAME": "Aside"}, aside="-aside")
    folders = {folder_of(cache, site.content, site.output) for site in (one, two, aside)}
    assert len(folders) == 3
    for round in range(2):
        for site in (one, two, aside):
            memory = Memory(folder_of(cache, site.content, site.output))
            done = site.make(memory=memory)
            memory.close()
            assert done.rendered == (0 if round else done.pages)
            assert b"They wept" in site.files()["articles/one/index.html"] or site is not two


def test_two_sites_that_take_turns_in_one_output_leave_nothing_of_each_other(tmp_path: Path) -> None:
    one, two = (Site(tmp_path / "content", aside="-x") for _ in range(2))
    two.content = tmp_path / "others"
    one.write(FILES)
    two.write({"articles/nine.md": "---\ntitle: Nine\ndate: 2026-01-09\n---\n"})
    clean = {site.content: Site(site.content, site.settings, aside="-clean").build().files for site in (one, two)}
    for _ in range(2):
        for site in (one, two):
            shutil.rmtree(one.output if site is two else two.output, ignore_errors=True)
            site.make()
            assert site.files() == clean[site.content]


def test_warnings_stand_where_they_are_seen_from_also_when_nothing_is_made(tmp_path: Path) -> None:
    files = {
        "articles/x.md": "---\ntitle: X\ndate: 2026-01-01\nfollows: y\n---\n",
        "articles/y.md": "---\ntitle: Y\nstatus: draft\n---\n",
    }
    content, output = Site(tmp_path / "content").write(files).content, tmp_path / "output"
    command = ("pelican", content, "-s", PROJECT / "pelicanconf.py", "-o", output, "--cache-path", tmp_path / "cache")
    for home, shown in ((tmp_path, "content"), (tmp_path, "content"), (content, ".")):
        time.sleep(0.06)
        assert f"\n{shown}/articles/x.md:4:" in f"\n{run(*command, cwd=home).stderr}"
