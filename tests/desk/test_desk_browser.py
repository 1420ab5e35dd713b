"""The moderators' pages in a real browser: without barriers, on a phone, by keyboard, in other languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from corkboard.desk.moderation.models import Comment, State
from desks import Sqlite, pointed_at
from showing import Shown, log_in, shown_desk

PATIENCE = 60_000
PAGES = (
    "/",
    "/?state=approved&thread=articles/the-lamp-log&order=spam",
    "/?state=rejected",
    "/comments/{held}/",
    "/comments/{comment}/",
    "/comments/{comment}/edit/",
    "/search/?words=log",
    "/reports/",
    "/threads/",
    "/blocklist/",
    "/log/",
    "/moderators/",
    "/settings/",
)


@pytest.fixture(scope="module")
def shown(sqlite: Sqlite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    folder = tmp_path_factory.mktemp("desk")
    fields = {"comments": folder / "comments", "threads": str(folder / "threads.json")}
    with (
        sqlite.environment(folder / "data", **fields) as environment,
        pointed_at(environment),
        shown_desk(environment) as shown,
    ):
        yield shown


@pytest.fixture(scope="module")
def session(browser: Browser, shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cookies of an administrator who has logged in."""
    path = tmp_path_factory.mktemp("session") / "cookies.json"
    context = browser.new_context(locale="en")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    log_in(page, shown)
    context.storage_state(path=path)
    context.close()
    return path


def opened(
    browser: Browser, session: Path, width: int = 1280, scheme: str = "light", locale: str = "en", script: bool = True
) -> tuple[BrowserContext, Page]:
    context = browser.new_context(
        storage_state=session,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        locale=locale,
        java_script_enabled=script,
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return context, page


@pytest.mark.parametrize(
    ("width", "scheme", "locale"), [(1280, "light", "en"), (320, "dark", "ru"), (320, "light", "kk")]
)
def test_no_page_has_barriers_and_all_fit_a_phone(
    browser: Browser, shown: Shown, session: Path, width: int, scheme: str, locale: str
) -> None:
    context, page = opened(browser, session, width, scheme, locale)
    for path in PAGES:
        answer = page.goto(shown.address + path.format(held=shown.held, comment=shown.comment))
        assert answer
        assert answer.status == 200, path
        results = Axe().run(page)
        assert results.violations_count == 0, f"{path}: {results.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate("document.documentElement.lang") == locale
    context.close()


def test_the_login_has_no_barriers(browser: Browser, shown: Shown) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.goto(f"{shown.address}/login/")
    results = Axe().run(page)
    page.close()
    assert results.violations_count == 0, results.generate_report()


def test_pages_fit_from_right_to_left_too(browser: Browser, shown: Shown, session: Path) -> None:
    context, page = opened(browser, session, 360)
    for path in PAGES:
        page.goto(shown.address + path.format(held=shown.held, comment=shown.comment))
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        left, right = page.evaluate(
            "(() => { const box = document.querySelector('h1').getBoundingClientRect(); return [box.left, box.right]; })()"
        )
        assert right > 360 - 60, path
        assert left >= 0
    context.close()


def test_pages_ask_nobody_else_and_run_no_script(browser: Browser, shown: Shown, session: Path) -> None:
    context, page = opened(browser, session)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        page.goto(shown.address + path.format(held=shown.held, comment=shown.comment))
        assert page.locator("script").count() == 0
    context.close()
    assert {url for url in asked if not url.startswith(shown.address)} == set()


def access_key(page: Page, key: str) -> None:
    """Alt and a key, as the browser gets it from a keyboard; what Playwright sends reaches the page alone."""
    session = page.context.new_cdp_session(page)
    given = {"modifiers": 1, "key": key, "text": key, "unmodifiedText": key, "isSystemKey": True}
    for type in ("rawKeyDown", "char", "keyUp"):
        session.send("Input.dispatchKeyEvent", {"type": type, "windowsVirtualKeyCode": ord(key.upper()), **given})


def test_a_moderator_decides_and_undoes_by_keyboard(browser: Browser, shown: Shown, session: Path) -> None:
    context, page = opened(browser, session, script=False)
    page.goto(f"{shown.address}/comments/{shown.held}/")
    access_key(page, "a")
    expect(page.get_by_role("status")).to_contain_text("Lorem Ipsumson: Approved.")
    assert Comment.objects.get(pk=shown.held).state == State.APPROVED
    access_key(page, "u")
    expect(page.get_by_role("status")).to_contain_text("Undone: 1 comment.")
    assert Comment.objects.get(pk=shown.held).state == State.HELD
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("href", "#main")
    context.close()
