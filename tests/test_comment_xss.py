"""Some thousands of hostile comments in a real browser: no script runs, no dialog shows, nobody else is called."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from corkboard.comments import extend
from corkboard.preview.server import make_server
from corkboard.registry import default_registry
from payloads import CALLED, payloads
from sites import Site

_ON_A_PAGE = 250
_CONTROLS = dict.fromkeys(number for number in range(32) if chr(number) not in "\t\n")  # the build refuses them


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The addresses of pages with all of them, as texts and as names."""
    site = Site(tmp_path_factory.mktemp("site") / "content", {"SITEURL": ""}, extend(default_registry()))
    found = [text.translate(_CONTROLS) for text in payloads()]
    slugs = []
    for start in range(0, len(found), _ON_A_PAGE):
        slugs.append(f"page-{start}")
        site.write({f"articles/{slugs[-1]}.md": f"---\ntitle: T{start}\ndate: 2026-01-01\n---\n"})
        for number, text in enumerate(found[start : start + _ON_A_PAGE]):
            id = f"01JA{start:011}{number:011}"
            name = " ".join(text.split())[:200].replace("'", "''")
            head = f"---\nid: {id}\nauthor: '{name}'\ndate: 2026-01-02T00:00:00Z\n---\n"
            site.write({f"comments/articles/{slugs[-1]}/{id}.md": f"{head}{text}\n"})
    site.make()
    server = make_server(site.output, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield [f"http://127.0.0.1:{server.server_port}/articles/{slug}/" for slug in slugs]
    server.shutdown()
    server.server_close()


def test_there_are_thousands() -> None:
    assert len(list(payloads())) > 3000


def test_no_script_runs_no_dialog_shows_and_nobody_is_called(pages: list[str], chromium_path: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-background-networking"]
        )
        page = browser.new_page()
        page.set_default_timeout(60_000)
        happened: list[str] = []
        page.on("dialog", lambda dialog: (happened.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: happened.append(request.url) if "127.0.0.1" not in request.url else None)
        shown = 0
        for address in pages:
            answer = page.goto(address)
            assert answer is not None
            assert answer.ok
            page.evaluate(
                """() => document.querySelectorAll('.comments *').forEach(one => {
                    for (const name of ['mouseover', 'pointerenter', 'focus', 'toggle', 'error', 'load'])
                        one.dispatchEvent(new Event(name))
                })"""
            )
            assert page.title() != "caught"
            assert not page.query_selector_all(".said :is(script, style, img, svg, iframe, object, form, [style])")
            assert not page.query_selector_all("[onerror], [onload], [onmouseover], [onfocus], [srcdoc]")
            shown += len(page.query_selector_all(".comments > li"))
        browser.close()
    assert happened == []
    assert shown == len(list(payloads()))


def test_the_browser_would_tell(chromium_path: str, tmp_path: Path) -> None:
    """The same texts, unsanitized, do show dialogs and call others: what is looked for above can be found."""
    bare = tmp_path / "bare.html"
    bare.write_text(f"<img src=x onerror=alert(1)><img src=http://{CALLED}/p.png>")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        page = browser.new_page()
        happened: list[str] = []
        page.on("dialog", lambda dialog: (happened.append("a dialog"), dialog.dismiss()))
        page.on("request", lambda request: happened.append(request.url))
        page.goto(bare.as_uri())
        page.wait_for_load_state("load")
        browser.close()
    assert "a dialog" in happened
    assert f"http://{CALLED}/p.png" in happened
