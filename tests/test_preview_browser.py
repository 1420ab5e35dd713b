"""The preview in a real browser: pages change with what one saves, and say what is wrong with it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from corkboard.preview.channel import Channel
from corkboard.preview.live_server import LiveHandler
from corkboard.preview.rebuild import Outcome
from corkboard.preview.server import make_server
from previews import PARAGRAPHS, PATIENCE, Preview

MISSPELT = "peple: [x]"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 700})
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    with Preview(tmp_path).serving() as preview:
        yield preview


def overlay_of(page: Page) -> Page:
    """Wait for the overlay, and look no further if it is there."""
    expect(page.get_by_role("alertdialog")).to_be_visible()
    return page


def mark(page: Page) -> None:
    """Leave something on a page that a reload takes away."""
    page.evaluate("window.marked = true")


def is_marked(page: Page) -> bool:
    return bool(page.evaluate("window.marked === true"))


# Loading anew


@pytest.mark.parametrize("hash", ["", "#_main"])
def test_a_saved_page_is_shown_at_the_same_place(preview: Preview, page: Page, hash: str) -> None:
    page.goto(f"{preview.address}/articles/a/{hash}")
    page.evaluate("scrollTo(0, 1234)")
    preview.article("a", f"{PARAGRAPHS}\n\nA new end.")
    expect(page.get_by_text("A new end.")).to_be_attached()
    page.wait_for_load_state("load")
    page.wait_for_function("scrollY === 1234")
    assert page.url.endswith(hash)


def test_two_tabs_follow_at_once(preview: Preview, page: Page) -> None:
    other = page.context.new_page()
    page.goto(f"{preview.address}/articles/b/")
    other.goto(f"{preview.address}/")
    preview.article("b", "Other words.", "summary: Other words in the list.")
    expect(page.get_by_text("Other words.", exact=True)).to_be_visible()
    expect(other.get_by_text("Other words in the list.")).to_be_visible()


def test_a_changed_stylesheet_is_seen(preview: Preview, page: Page) -> None:
    page.goto(f"{preview.address}/articles/b/")
    preview.write("theme/static/style.css", f"{preview.text('theme/static/style.css')}\nh1 {{ color: rgb(1, 2, 3); }}")
    expect(page.locator("h1")).to_have_css("color", "rgb(1, 2, 3)")


def test_a_changed_template_is_seen(preview: Preview, page: Page) -> None:
    page.goto(f"{preview.address}/articles/b/")
    base = preview.text("theme/templates/base.html")
    preview.write("theme/templates/base.html", base.replace("</footer>", "<p>From the template.</p></footer>"))
    expect(page.get_by_text("From the template.")).to_be_visible()


def test_a_changed_setting_is_seen(preview: Preview, page: Page) -> None:
    page.goto(f"{preview.address}/")
    for name in ("Harbor Desk", "Harbor Disk"):  # of the same length, in the same second
        settings = preview.text("pelicanconf.py")
        preview.write("pelicanconf.py", f'{settings}\nSITENAME = "{name}"\n')
        expect(page.locator("header .name")).to_have_text(name)


def test_a_changed_file_that_the_settings_import_is_seen(tmp_path: Path, page: Page) -> None:
    preview = Preview(tmp_path)
    preview.write("names.py", 'NAME = "Harbor Desk"\n')
    lines = "import sys\nsys.path.insert(0, str(__import__('pathlib').Path(__file__).parent))\nfrom names import NAME\n"
    preview.write("pelicanconf.py", f"{preview.text('pelicanconf.py')}{lines}SITENAME = NAME\n")
    with preview.serving():
        page.goto(f"{preview.address}/")
        expect(page.locator("header .name")).to_have_text("Harbor Desk")
        preview.write("names.py", 'NAME = "Harbor Disk"\n')
        expect(page.locator("header .name")).to_have_text("Harbor Disk")


def test_a_missing_page_appears_once_it_is_written(preview: Preview, page: Page) -> None:
    answer = page.goto(f"{preview.address}/articles/c/")
    assert answer
    assert answer.status == 404
    expect(page.locator("h1")).to_have_text("Page not found")
    preview.article("c", "Here it is.")
    expect(page.get_by_text("Here it is.")).to_be_visible()


def test_the_preview_may_be_started_anew(tmp_path: Path, page: Page) -> None:
    preview = Preview(tmp_path)
    with preview.serving():
        page.goto(f"{preview.address}/articles/b/")
        port = int(preview.address.rpartition(":")[2])
    preview.article("b", "Written meanwhile.")
    with preview.serving(port=port):
        expect(page.get_by_text("Written meanwhile.")).to_be_visible()


def test_the_page_is_made_of_what_is_published(preview: Preview, page: Page) -> None:
    page.goto(f"{preview.address}/articles/b/")
    assert page.locator('script:not([type="application/ld+json"])').count() == 0
    assert page.evaluate("document.body.lastElementChild.tagName") == "FOOTER"


# Which pages are loaded anew


@pytest.fixture
def channel(tmp_path: Path, page: Page) -> Iterator[Channel]:
    """What a page with a stylesheet is told of builds that know what they change."""
    folder = tmp_path / "site"
    (folder / "a").mkdir(parents=True)
    (folder / "a/index.html").write_text('<link rel="stylesheet" href="/theme/é.css"><body>Text.</body>')
    (folder / "theme").mkdir()
    (folder / "theme/é.css").write_text('@import "more.css";')
    (folder / "theme/more.css").write_text("")
    (folder / "404.html").write_text("Nothing here.")
    channel = Channel()
    with make_server(folder, port=0, handler=partial(LiveHandler, channel)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        page.goto(f"{server.address}/a/")
        mark(page)
        yield channel
        channel.close()
        server.shutdown()
        thread.join()


def publish(channel: Channel, *paths: str) -> None:
    channel.publish(Outcome((), (), frozenset(paths)))


def heard(channel: Channel, page: Page) -> None:
    """Wait until the page has heard of all builds, by one that it shows."""
    channel.publish(Outcome((), ["Something is wrong."], None))
    overlay_of(page)


@pytest.mark.parametrize("path", ["a/index.html", "theme/é.css", "theme/more.css"])
def test_a_page_is_loaded_anew_for_what_it_shows(channel: Channel, page: Page, path: str) -> None:
    publish(channel, "b/index.html", path)
    page.wait_for_function("!window.marked")


def test_a_page_is_left_alone_by_what_it_does_not_show(channel: Channel, page: Page) -> None:
    publish(channel, "b/index.html", "index.html", "theme/other.css", "404.html", "a/index.html/index.html")
    publish(channel)
    heard(channel, page)
    assert is_marked(page)


def test_a_page_is_loaded_anew_if_anything_may_have_changed(channel: Channel, page: Page) -> None:
    channel.publish(Outcome((), (), None))
    page.wait_for_function("!window.marked")


@pytest.mark.parametrize("path", ["404.html", "b/index.html"])
def test_a_missing_page_is_loaded_anew_with_the_404_page_and_when_it_comes(
    channel: Channel, page: Page, path: str
) -> None:
    page.goto(page.url.replace("/a/", "/b"))
    mark(page)
    publish(channel, path)
    page.wait_for_function("!window.marked")


def test_a_tab_that_nobody_sees_holds_no_connection_and_catches_up_when_seen(channel: Channel, page: Page) -> None:
    heard(channel, page)
    page.evaluate("""() => {
        Object.defineProperty(document, "hidden", { get: () => !window.seen });
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    publish(channel, "b/index.html")
    publish(channel, "a/index.html")
    publish(channel)
    page.evaluate("window.seen = true; document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function("!window.marked")


# What is wrong


def test_a_problem_is_shown_over_the_last_good_page_until_it_is_mended(preview: Preview, page: Page) -> None:
    page.goto(f"{preview.address}/articles/a/")
    mark(page)
    preview.article("a", "Other words.", MISSPELT)
    overlay = page.get_by_role("alertdialog", name="1 problem in 1 file")
    expect(overlay).to_contain_text("content/articles/a.md:3:1")
    expect(overlay).to_contain_text('there is no field "peple"')
    expect(overlay).to_contain_text("3 | peple: [x]")
    expect(overlay).to_contain_text('did you mean "people"?')
    expect(overlay.locator("mark")).to_have_text("p")
    expect(page.get_by_text("Paragraph 7 of")).to_be_attached()
    assert is_marked(page)
    preview.article("a", "Other words.")
    expect(page.get_by_text("Other words.")).to_be_visible()
    assert page.get_by_role("alertdialog").count() == 0


def test_what_is_undone_takes_the_overlay_away_without_loading_anew(preview: Preview, page: Page) -> None:
    page.goto(f"{preview.address}/articles/a/")
    mark(page)
    preview.article("a", PARAGRAPHS, MISSPELT)
    overlay_of(page)
    preview.article("a", PARAGRAPHS)
    expect(page.locator("corkboard-overlay")).to_have_count(0)
    assert is_marked(page)


def test_the_overlay_is_on_pages_opened_later_too(preview: Preview, page: Page) -> None:
    preview.article("a", "", MISSPELT)
    preview.wait_for("1 problem in 1 file")
    for address in ("/articles/b/", "/nothing-here/"):
        page.goto(preview.address + address)
        overlay_of(page)


def test_escape_closes_the_overlay_until_something_else_is_wrong(preview: Preview, page: Page) -> None:
    page.goto(f"{preview.address}/articles/b/")
    preview.article("a", "", MISSPELT)
    overlay_of(page).keyboard.press("Escape")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    preview.article("a", "", "athors: [x]")
    expect(page.get_by_role("alertdialog")).to_contain_text('did you mean "authors"?')
    page.keyboard.press("Enter")  # the button has the focus
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_what_others_wrote_is_shown_as_text(preview: Preview, page: Page) -> None:
    page.goto(f"{preview.address}/articles/b/")
    hostile = "<img src=x onerror=document.title=1>"
    preview.article("a", "", f"people: ['{hostile}', \"\u202egnp.exe\"]")
    overlay = overlay_of(page).get_by_role("alertdialog")
    expect(overlay).to_contain_text(hostile)
    expect(overlay).to_contain_text("\\x202egnp.exe")
    assert overlay.locator("img").count() == 0
    assert page.title() != "1"


def test_neither_the_theme_nor_the_overlay_styles_the_other(preview: Preview, page: Page) -> None:
    style = preview.text("theme/static/style.css")
    rules = "* { display: none !important; color: white; font-size: 1px } dialog { background: white }"
    preview.write("theme/static/style.css", f"{style}\n@media (min-width: 1px) {{ corkboard-overlay, {rules} }}")
    preview.article("a", "", MISSPELT)
    preview.wait_for("1 problem in 1 file")
    page.goto(f"{preview.address}/articles/b/")
    expect(overlay_of(page).get_by_text("did you mean")).to_have_css("font-size", "16px")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_the_overlay_has_no_barriers(preview: Preview, page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 500})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{preview.address}/articles/b/")
    preview.article("a", "", f"{MISSPELT}\nfollows: {'nobody-' * 20}\n{'athors: [' + 'long, ' * 50 + 'x]'}")
    overlay_of(page)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert (
        page.evaluate("document.querySelector('corkboard-overlay').shadowRoot.querySelector('dialog').scrollWidth")
        <= width
    )


def test_a_broken_template_is_shown_with_its_line(preview: Preview, page: Page) -> None:
    page.goto(f"{preview.address}/articles/b/")
    article = preview.text("theme/templates/article.html")
    preview.write("theme/templates/article.html", f"{{% if %}}\n{article}")
    expect(page.get_by_role("alertdialog", name="The site could not be built")).to_contain_text("article.html:1: ")
    preview.write("theme/templates/article.html", article)
    expect(page.get_by_role("alertdialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("SITENAME = (", "was never closed"),
        ("SITENAM = 1", 'did you mean "SITENAME"?'),
        ("raise SystemExit(3)", "ends the program: 3"),
        ("import no_such_module", "No module named"),
        ('THEME = "elsewhere"', "elsewhere"),
    ],
)
def test_settings_that_cannot_be_used_are_shown(preview: Preview, page: Page, lines: str, told: str) -> None:
    page.goto(f"{preview.address}/articles/b/")
    settings = preview.text("pelicanconf.py")
    preview.write("pelicanconf.py", f"{settings}\n{lines}\n")
    expect(page.get_by_role("alertdialog")).to_contain_text(told)
    preview.write("pelicanconf.py", settings)
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_a_first_build_that_fails_is_shown_and_comes_alive_once_mended(tmp_path: Path, page: Page) -> None:
    preview = Preview(tmp_path)
    preview.article("b", "Text.", MISSPELT)
    with preview.serving():
        answer = page.goto(f"{preview.address}/articles/b/")
        assert answer
        assert answer.status == 503
        expect(overlay_of(page).get_by_role("alertdialog")).to_contain_text('did you mean "people"?')
        preview.article("b", "Now it is right.")
        expect(page.get_by_text("Now it is right.")).to_be_visible()
        assert page.get_by_role("alertdialog").count() == 0


def test_settings_that_are_broken_from_the_start_may_be_mended(tmp_path: Path, page: Page) -> None:
    preview = Preview(tmp_path)
    settings = preview.text("pelicanconf.py")
    preview.write("pelicanconf.py", f"{settings}\nSITENAME = (\n")
    with preview.serving():
        page.goto(f"{preview.address}/articles/b/")
        overlay_of(page)
        preview.write("pelicanconf.py", settings)
        expect(page.locator("h1")).to_have_text("Article b")
        base = preview.text("theme/templates/base.html")  # of a theme that nobody knew when the watch began
        preview.write("theme/templates/base.html", base.replace("</footer>", "<p>From the template.</p></footer>"))
        expect(page.get_by_text("From the template.")).to_be_visible()


def test_content_that_goes_away_may_come_back(preview: Preview, page: Page) -> None:
    page.goto(f"{preview.address}/articles/b/")
    shutil.move(preview.folder / "content", preview.folder / "aside")
    overlay_of(page)
    shutil.move(preview.folder / "aside", preview.folder / "content")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    preview.article("b", "Still watched.")
    expect(page.get_by_text("Still watched.")).to_be_visible()
