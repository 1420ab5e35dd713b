"""The example site in a real browser: accessible, fitting a phone, asking nobody else for anything."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from corkboard.preview.server import make_server
from sites import PROJECT, run

PAGES = (
    "/",
    "/articles/a-line-in-the-budget/",
    "/articles/who-switched-off-the-harbor-lights/",
    "/ru/articles/who-switched-off-the-harbor-lights/",
    "/articles/what-one-photograph-carries/",
    "/corrections/",
    "/people/ada-example/",
    "/ru/people/orla-mockridge/",
    "/organizations/harbor-board/",
    "/hypotheses/a-budget-cut-nobody-announced/",
    "/hypotheses/a-prank-by-cadets/",
    "/questions/who-switched-off-the-harbor-lights/",
    "/authors/june-sampleton/",
    "/archive/2025/",
    "/corrections/",
    "/people/",
    "/graph/",
    "/ru/graph/",
    "/tags/",
    "/nothing-here/",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    output = tmp_path_factory.mktemp("site") / "output"
    content = PROJECT / "examples/harbor-lights/content"
    settings = ("-e", 'NOW="2026-11-22T12:00Z"', 'COMMENTS_URL="https://desk.example.org"')
    done = run("pelican", content, "-s", PROJECT / "pelicanconf.py", "-o", output, *settings)
    assert done.returncode == 0, done.stderr
    server = make_server(output, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def opened(browser: Browser, address: str, path: str, width: int, scheme: str = "light") -> Page:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(60_000)
    answer = page.goto(address + path)
    assert answer is not None
    assert answer.status == (404 if path == "/nothing-here/" else 200)
    return page


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_barriers(browser: Browser, address: str, path: str, width: int, scheme: str) -> None:
    page = opened(browser, address, path, width, scheme)
    results = Axe().run(page)
    page.context.close()
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_phone_without_scrolling_sideways(browser: Browser, address: str, path: str) -> None:
    page = opened(browser, address, path, 320)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert wide <= 320


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_all_hypotheses_are_in_sight_in_the_matrix_and_the_drawing(browser: Browser, address: str, width: int) -> None:
    page = opened(browser, address, "/questions/who-switched-off-the-harbor-lights/", width)
    cells = page.locator(".matrix tbody tr[id] td")
    boxes = [box for box in (cells.nth(place).bounding_box() for place in range(5)) if box]
    assert len({round(box["x"]) for box in boxes}) == 5, "five columns"
    assert len({round(box["y"]) for box in boxes}) == 1, "in one row"
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    drawing = page.locator(".history .drawing svg").bounding_box()
    assert drawing
    assert drawing["x"] + drawing["width"] <= width
    roles = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    page.context.close()
    said = [node["role"]["value"] for node in roles]
    assert said.count("table") == 3
    assert said.count("columnheader") == 6 + 7 + 5, "whatever a narrow screen makes of the tables"


def test_reading_asks_nobody_else_and_needs_no_script(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(60_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        page.goto(address + path)
        scripts = page.locator('script:not([type="application/ld+json"])')
        assert scripts.count() == ("/graph/" in path), "the drawing of relations alone has one, and works without it"
    context.close()
    assert {url for url in asked if not url.startswith(address)} == set()


def test_the_keyboard_reaches_the_text_first(browser: Browser, address: str) -> None:
    page = opened(browser, address, PAGES[1], 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#_main"
    page.keyboard.press("Enter")
    focused = page.evaluate("document.activeElement.tagName")
    page.context.close()
    assert focused == "MAIN"
