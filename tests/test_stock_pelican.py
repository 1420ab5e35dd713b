"""Themes and plugins that were made for stock Pelican, in real builds."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree, html
from PIL import Image

from commands import sentences
from corkboard.pelican_plugin.demands import Demands
from sites import PROJECT, run

HARBOR = PROJECT / "examples/harbor-lights/content"
HERE = PROJECT / "content"
NOW = 'NOW="2026-11-22T12:00Z"'
OWN = str(PROJECT / "theme")
SITE = {
    "people/ann.md": "---\ntitle: Ann\n---\n",
    "authors/desk.md": "---\ntitle: The Desk\n---\nWho we are.\n",
    "questions/who.md": "---\ntitle: Who?\n---\n",
    "hypotheses/paid.md": "---\ntitle: Paid for it\nquestion: who\nattributed_to: one\n---\n",
    "pages/about.md": "---\ntitle: About\n---\nAs [said]({hypothesis}paid).\n",
    "articles/one.md": "---\ntitle: One <b> & all\nsummary: A < B.\ndate: 2026-01-01\nauthors: [desk]\npeople: [ann]\n"
    "hypotheses: [paid]\ntags: [Ёлка & co]\nredirect_from: [/old/]\n---\nText of one.\n",
    "articles/one.ru.md": "---\ntitle: Первая\nsummary: Кратко.\n---\nТекст.\n",
    "articles/two.md": "---\ntitle: Two\ndate: 2026-02-01\nfollows: one\n---\nText of two.\n",
    "articles/gone.md": "---\ntitle: Gone for good\ndate: 2026-02-01\nstatus: withdrawn\n---\nSecret of the gone.\n",
    "articles/draft.md": "---\ntitle: Drafted\nstatus: draft\ntags: [unborn]\n---\nSecret of the draft.\n",
    "articles/ahead.md": "---\ntitle: Dated ahead\ndate: 2030-01-01\n---\nSecret of the future.\n",
}  # fmt: skip
IMAGES = 'IMAGE_PROCESS={"thumb": ["scale_in 100 100 True"]}'


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def times(folder: Path) -> dict[Path, int]:
    """When each file was written."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def pages(folder: Path) -> dict[str, html.HtmlElement]:
    return {
        path: html.document_fromstring(data.decode()) for path, data in tree(folder).items() if path[-5:] == ".html"
    }


def build(content: Path, output: Path, theme: str, *settings: str, code: int = 0):  # type: ignore[no-untyped-def]
    where = ("-o", output, "--cache-path", output.with_name(f"{output.name}-cache"))
    done = run("pelican", content, "-s", PROJECT / "pelicanconf.py", *where, "-t", theme, "-e", NOW, *settings)
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode == code, done.stderr
    done.stderr = "".join(f"{line}\n" for line in sentences(done.stderr))
    return done


def words(page: html.HtmlElement) -> str:
    return " ".join(page.text_content().split())


def plugin(folder: Path, signal: str, code: str, name: str = "extra") -> tuple[str, str]:
    """A plugin with one receiver, as settings that load it."""
    text = f"from pelican import signals\n\n\ndef receive(sender, **more):\n    {code}\n\n\n"
    write(folder, {f"{name}.py": f"{text}def register():\n    signals.{signal}.connect(receive)\n"})
    return f'PLUGINS=["corkboard", "{name}"]', f'PLUGIN_PATHS=["{folder}"]'


# Themes


@pytest.fixture(scope="module", params=[(HARBOR, "simple"), (HERE, "simple"), (HARBOR, "notmyidea")])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    content, theme = request.param
    folder = tmp_path_factory.mktemp("stock")
    done = build(content, folder / "output", theme)
    note = f"THEME: {theme} is made for stock Pelican: everything is rendered by it each time.\n"
    assert done.stderr.endswith(note)  # on a slow machine there are lines that tell how far it has come
    assert "THEME" not in build(content, folder / "own", OWN).stderr
    return folder


def test_every_address_is_there_that_corkboards_own_theme_has(built: Path) -> None:
    own = {path for path in tree(built / "own") if not path.startswith("theme/")}
    assert own <= set(tree(built / "output"))


def test_every_link_leads_to_a_file(built: Path) -> None:
    files = set(tree(built / "output"))
    for path, page in pages(built / "output").items():
        for link in (*page.xpath("//@href"), *page.xpath("//@src")):
            found = urlsplit(link)
            if found.path and not found.netloc and not found.scheme:
                assert found.path.startswith("/"), (path, link)
                target = unquote(found.path[1:])
                assert (f"{target}index.html" if found.path.endswith("/") else target) in files, (path, link)


def test_no_hypothesis_is_without_its_status(built: Path) -> None:
    met = 0
    for path, page in pages(built / "output").items():
        if re.search(r"(^|/)hypotheses/[^/]+/index\.html$", path) and not page.xpath("//meta[@http-equiv]"):
            assert re.search(r"\((hypothesis, status|гипотеза, статус): ", page.findtext(".//title")), path
            assert re.search(
                r"^(hypothesis, status|гипотеза, статус): ", page.xpath("//article//p|//section//p")[0].text
            )
        for link in page.xpath("//a[contains(@href, '/hypotheses/')][not(@hreflang)]"):
            if re.search(r"/hypotheses/[^/]+/$", link.get("href")):
                met += 1
                after = link.tail if (link.tail or "").strip() else link.getnext().text_content()
                assert re.match(r" ?\((hypothesis, status|гипотеза, статус): ", after), (path, link.get("href"))
    assert met


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    done = build(write(folder / "content", SITE), folder / "output", "simple", 'SITEURL="https://example.org/sub"')
    assert done.returncode == 0, done.stderr
    return folder / "output"


def test_drafts_and_what_is_withdrawn_leave_no_trace(small: Path) -> None:
    for path, data in tree(small).items():
        for text in ("Drafted", "unborn", "Secret", "Dated ahead", "Gone for good"):
            assert text.encode() not in data, path
    assert "has been withdrawn" in words(pages(small)["articles/gone/index.html"])


def test_corrections_go_with_their_article(tmp_path: Path) -> None:
    wrong = (
        "---\ntitle: Wrong\nsummary: So it was.\ndate: 2026-01-15\ncorrections:\n"
        "  - {date: 2026-01-16, kind: retraction, said: So it was., why: It was not.}\n"
        "  - {date: 2026-01-17, kind: typo, said: iz, says: is, why: Misspelled.}\n---\nText of wrong.\n"
    )
    output = tmp_path / "output"
    build(write(tmp_path / "content", {"articles/wrong.md": wrong}), output, "simple")
    found = pages(output)
    said = words(found["articles/wrong/index.html"])
    places = [said.index(text) for text in ("Wrong (Retracted on", "Why: It was not.", "Text of wrong.", "iz")]
    assert places == sorted(places)
    assert "Retracted on January 16, 2026" in words(found["index.html"])
    assert "Wrong Retraction January 16, 2026" in words(found["corrections/index.html"])
    assert "corrections.atom" in tree(output)


def test_an_article_is_one_of_pelicans(small: Path) -> None:
    page = pages(small)["articles/one/index.html"]
    assert words(page.find(".//h2")) == "One <b> & all"
    for text in ("Text of one.", "January 1, 2026", "The Desk", "Ёлка & co", "Articles", "Ann", "status: open"):
        assert text in words(page.find(".//article")), text
    assert page.xpath("//a[text()='ru']/@href") == ["https://example.org/sub/ru/articles/one/"]
    front = words(pages(small)["index.html"])
    assert front.index("Two") < front.index("One <b> & all") < front.index("A < B.")
    assert "Первая" not in front
    assert "Who we are." in words(pages(small)["authors/desk/index.html"])


def test_addresses_begin_with_the_sites_own(small: Path) -> None:
    for path, page in pages(small).items():
        for link in page.xpath("//@href"):
            home = re.sub(r"^https://example\.org(?=/)", "", link)
            assert home.startswith("/sub/") or urlsplit(link).netloc in ("getpelican.com", "www.python.org"), (
                path,
                link,
            )
            assert "//" not in home.removeprefix("https://"), (path, link)
    assert "url=/sub/articles/one/" in (small / "old/index.html").read_text()


def test_a_site_nobody_answers_for_asks_not_to_be_listed(tmp_path: Path, small: Path) -> None:
    assert all(page.xpath("//meta[@name='robots']") for page in pages(small).values())
    names = ('PUBLISHER="P"', 'CONTACT="desk@example.org"')
    build(write(tmp_path / "content", SITE), tmp_path / "output", "simple", *names)
    hidden = {path for path, page in pages(tmp_path / "output").items() if page.xpath("//meta[@name='robots']")}
    assert hidden == {"404.html", "articles/gone/index.html", "old/index.html"}
    assert "desk@example.org" in words(pages(tmp_path / "output")["people/ann/index.html"])


def test_a_site_without_articles_has_the_same_addresses_too(tmp_path: Path) -> None:
    content = write(tmp_path / "content", {"people/ann.md": SITE["people/ann.md"]})
    build(content, tmp_path / "output", "simple")
    build(content, tmp_path / "own", OWN)
    assert set(pages(tmp_path / "output")) == set(pages(tmp_path / "own"))


def test_lists_go_over_several_pages(tmp_path: Path) -> None:
    files = {f"articles/a{day}.md": f"---\ntitle: A{day}\ndate: 2026-01-{day}\n---\n" for day in range(10, 15)}
    build(write(tmp_path / "content", files), tmp_path / "output", "simple", "DEFAULT_PAGINATION=2")
    assert "A10" in words(pages(tmp_path / "output")["page/3/index.html"])
    assert "/page/2/" in pages(tmp_path / "output")["index.html"].xpath("//@href")


def test_the_same_content_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = write(tmp_path / "content", SITE)
    build(content, tmp_path / "output", "simple")
    first = tree(tmp_path / "output")
    before = times(tmp_path / "output")
    build(content, tmp_path / "output", "simple")
    assert times(tmp_path / "output") == before
    for name, value in (("TZ", "Asia/Tokyo"), ("LC_ALL", "C"), ("PYTHONHASHSEED", "7")):
        monkeypatch.setenv(name, value)
    build(content, tmp_path / "again", "simple")
    assert tree(tmp_path / "output") == tree(tmp_path / "again") == first


def test_the_themes_files_are_published_and_its_settings_count(tmp_path: Path) -> None:
    theme = write(
        tmp_path / "mine",
        {
            "templates/base.html": "<head></head>{% block content %}{% endblock %}",
            "templates/article.html": '{% extends "base.html" %}{% block content %}{{ article.title }} {{ GREETING }}{% endblock %}',
            "static/css/main.css": "body {}",
        },
    )
    content = write(tmp_path / "content", SITE)
    build(content, tmp_path / "output", str(theme), 'GREETING="Hello"')
    assert (tmp_path / "output/theme/css/main.css").read_text() == "body {}"
    assert "Two Hello" in (tmp_path / "output/articles/two/index.html").read_text()


def test_a_damaged_cache_is_told_and_forgotten(tmp_path: Path) -> None:
    content, output = write(tmp_path / "content", SITE), tmp_path / "output"
    build(content, output, "simple")
    before = tree(output)
    documents = next(tmp_path.glob("output-cache/*/documents-*"))
    documents.write_bytes(bytes(documents.stat().st_size))
    done = build(content, output, "simple")
    assert re.search(r"The cache in \S+ cannot be used: .*Everything was made anew", done.stderr)
    assert tree(output) == before


def test_problems_leave_the_output_as_it_was(tmp_path: Path) -> None:
    content = write(tmp_path / "content", SITE)
    build(content, tmp_path / "output", "simple")
    before = tree(tmp_path / "output")
    write(content, {"articles/bad.md": "---\ntitle: Bad\ndate: soon\n---\n"})
    done = build(content, tmp_path / "output", "simple", code=1)
    assert tree(tmp_path / "output") == before
    assert "bad.md:3:7: date" in done.stderr


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{{ article.nothing.more }}", "has no attribute 'nothing'"),
        ("{% if %}", "Expected an expression"),
        ('{% include "gone.html" %}', "there is no template gone.html"),
        ("{{ article.title|nofilter }}", "No filter named 'nofilter'"),
        ("{{ 1 // 0 }}", "ZeroDivisionError"),
    ],
)
def test_a_broken_template_is_a_sentence_with_its_line(tmp_path: Path, template: str, says: str) -> None:
    theme = write(tmp_path / "mine", {"templates/article.html": f"\n\n{template}"})
    content = write(tmp_path / "content", SITE)
    build(content, tmp_path / "output", "simple")
    before = tree(tmp_path / "output")
    done = build(content, tmp_path / "output", str(theme), code=1)
    assert tree(tmp_path / "output") == before
    first, second = done.stderr.splitlines()
    assert first.startswith(f"{theme}/templates/article.html:3: ")
    assert says in first
    assert second == "The output is as it was."


# Plugins


@pytest.mark.parametrize("theme", [OWN, "simple"])
def test_sitemap(tmp_path: Path, theme: str) -> None:
    content, url = write(tmp_path / "content", SITE), 'SITEURL="https://example.org"'
    build(content, tmp_path / "own", OWN, url)
    done = build(content, tmp_path / "output", theme, url, 'PLUGINS=["corkboard", "sitemap"]')

    def addresses(folder: Path) -> set[str]:
        found = etree.parse(folder / "sitemap.xml").findall("{*}url/{*}loc")
        return {unquote(one.text or "") for one in found}

    assert addresses(tmp_path / "own") == addresses(tmp_path / "output")
    assert b"<changefreq>" in (tmp_path / "output/sitemap.xml").read_bytes()
    note = "PLUGINS: sitemap is made for stock Pelican: everything is rendered each time because of it."
    assert (note in done.stderr.splitlines()) == (theme == OWN)
    assert "sitemap.xml is a plugin's: Corkboard's own gives way to it." in done.stderr.splitlines()


def test_neighbors(tmp_path: Path) -> None:
    content, plugins = write(tmp_path / "content", SITE), 'PLUGINS=["corkboard", "neighbors"]'
    theme = write(tmp_path / "mine", {"templates/article.html": "{{ article.prev_article.url }}"})
    build(content, tmp_path / "output", str(theme), plugins)
    assert (tmp_path / "output/articles/two/index.html").read_text() == "articles/one/"
    build(content, tmp_path / "without", OWN)
    done = build(content, tmp_path / "with", OWN, plugins)
    assert tree(tmp_path / "with") == tree(tmp_path / "without")
    assert done.stderr == (
        "PLUGINS: neighbors is made for stock Pelican: everything is rendered each time because of it; "
        "what it adds to articles shows only in a theme made for stock Pelican.\n"
    )


@pytest.mark.parametrize("theme", [OWN, "simple"])
def test_image_process(tmp_path: Path, theme: str) -> None:
    image = '<img class="image-process-thumb" alt="" src="{%s}%s">\n'
    body = image % ("static", "/images/far.png") + image % ("attach", "near.png")
    content = write(tmp_path / "content", {"articles/a.md": f"---\ntitle: A\ndate: 2026-01-01\n---\n{body}"})
    for name in ("images/far.png", "articles/near.png"):
        (content / name).parent.mkdir(exist_ok=True)
        Image.new("RGB", (400, 300)).save(content / name)
    settings = ('PLUGINS=["corkboard", "image_process"]', IMAGES)
    done = build(content, tmp_path / "output", theme, *settings)
    sources = pages(tmp_path / "output")["articles/a/index.html"].xpath("//img/@src")
    assert sources == ["/images/derivatives/thumb/far.png", "/articles/a/derivatives/thumb/near.png"]
    assert [Image.open(tmp_path / "output" / source[1:]).size for source in sources] == [(100, 75), (100, 75)]
    assert "image_process has no effect on feeds" in done.stderr
    before = times(tmp_path / "output")
    build(content, tmp_path / "output", theme, *settings)
    assert times(tmp_path / "output") == before


def test_a_text_that_a_plugin_changes_shows_with_corkboards_own_theme(tmp_path: Path) -> None:
    content = write(tmp_path / "content", SITE)
    code = 'sender._content = (sender._content or "").replace("Text of", "<i>Words</i> of")'
    build(content, tmp_path / "output", OWN, *plugin(tmp_path / "plugins", "content_object_init", code))
    assert "Words of one." in words(pages(tmp_path / "output")["articles/one/index.html"])
    build(content, tmp_path / "without", OWN)
    before, after = tree(tmp_path / "without"), tree(tmp_path / "output")
    assert {path for path in after if after[path] != before[path]} == {
        f"articles/{id}/index.html" for id in ("one", "two")
    }


def test_a_file_that_a_plugins_generator_writes_is_published(tmp_path: Path) -> None:
    text = """
    from pathlib import Path

    from pelican import signals

    class Lister:
        def __init__(self, context, output_path, **more):
            self.context, self.output_path = context, output_path

        def generate_output(self, writer):
            titles = [article.title for article in self.context["articles"]]
            Path(self.output_path, "list.txt").write_text(", ".join(titles))

    def get_generators(pelican):
        return Lister

    def register():
        signals.get_generators.connect(get_generators)
    """
    write(tmp_path, {"lister.py": re.sub(r"^ {4}", "", text, flags=re.MULTILINE)})
    content = write(tmp_path / "content", SITE)
    settings = ('PLUGINS=["corkboard", "lister"]', f'PLUGIN_PATHS=["{tmp_path}"]')
    build(content, tmp_path / "output", OWN, *settings)
    assert (tmp_path / "output/list.txt").read_text() == "Two, One &lt;b&gt; &amp; all"
    build(content, tmp_path / "output", OWN)
    assert not (tmp_path / "output/list.txt").exists()


def test_a_plugin_that_listens_to_the_run_alone_changes_nothing(tmp_path: Path) -> None:
    content = write(tmp_path / "content", SITE)
    seen = f'open(r"{tmp_path}/seen", "a").write(sender.settings["OUTPUT_PATH"])'
    done = build(content, tmp_path / "output", OWN, *plugin(tmp_path / "plugins", "finalized", seen))
    assert done.stderr == ""
    assert (tmp_path / "seen").read_text() == str(tmp_path / "output")


def test_a_plugin_without_effect_is_told(tmp_path: Path) -> None:
    settings = plugin(tmp_path / "plugins", "readers_init", "raise RuntimeError")
    done = build(write(tmp_path / "content", SITE), tmp_path / "output", OWN, *settings)
    assert done.stderr == "PLUGINS: extra has no effect on how content is read: Corkboard sees to that itself.\n"


@pytest.mark.parametrize("theme", [OWN, "simple"])
@pytest.mark.parametrize("signal", ["content_object_init", "get_generators", "content_written"])
def test_a_plugin_that_fails_ends_the_build(tmp_path: Path, signal: str, theme: str) -> None:
    content = write(tmp_path / "content", SITE)
    build(content, tmp_path / "output", theme)
    before = tree(tmp_path / "output")
    settings = plugin(tmp_path / "plugins", signal, 'raise ValueError("boom")')
    done = build(
        write(content, {"people/bob.md": "---\ntitle: Bob\n---\n"}), tmp_path / "output", theme, *settings, code=1
    )
    assert tree(tmp_path / "output") == before
    place = f"{tmp_path}/plugins/extra.py:5"
    assert done.stderr == f"PLUGINS: extra failed at {place}: ValueError: boom\nThe output is as it was.\n"


def test_whoever_connects_for_corkboard_asks_for_nothing() -> None:
    assert not Demands(stock_theme=False, plugins={}).everything
    assert not Demands(stock_theme=False, plugins={"one": {"initialized", "finalized", "feed_written"}}).everything
    assert Demands(stock_theme=False, plugins={"one": {"finalized"}, "two": {"content_written"}}).everything
