"""A browser in which it is noted whatever hostile words come to do: run a script, show a dialog, call somebody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, Page, Response, sync_playwright

_EVENTS = ["mouseover", "pointerenter", "focus", "toggle", "error", "load"]
_DISPATCH = f"""where => document.querySelectorAll(where).forEach(one => {{
    for (const name of {_EVENTS}) one.dispatchEvent(new Event(name))
}})"""
_HOSTILE = ":is(script, style, img, svg, math, iframe, object, embed, base, meta, link, [style], [srcset])"
_HANDLERS = "[onerror], [onload], [onmouseover], [onfocus], [ontoggle], [onclick], [srcdoc], [href^=javascript]"


class Watched:
    """A page that others' words are shown on."""

    def __init__(self, page: Page, happened: list[str]) -> None:
        self.page, self._happened = page, happened

    def open(self, address: str, where: str) -> Response:
        """Open an address, provoke all that stands in a part of it, and look at what came of it."""
        answer = self.page.goto(address)
        assert answer is not None
        self.page.evaluate(_DISPATCH, f"{where} *")
        assert self.page.title() != "caught"
        assert not self.page.query_selector_all(f"{where} {_HOSTILE}"), address
        assert not self.page.query_selector_all(_HANDLERS), address
        assert self._happened == [], address
        return answer


@contextmanager
def watched(chromium_path: str, **options: Any) -> Iterator[Watched]:
    """A browser that runs scripts, whatever pages forbid it: it is the words themselves that must be harmless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=["--no-sandbox", "--disable-background-networking"]
        )
        context: BrowserContext = browser.new_context(bypass_csp=True, **options)
        page = context.new_page()
        page.set_default_timeout(60_000)
        happened: list[str] = []
        page.on("dialog", lambda dialog: (happened.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: happened.append(request.url) if "127.0.0.1" not in request.url else None)
        yield Watched(page, happened)
        browser.close()
