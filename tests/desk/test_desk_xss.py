"""Some thousands of hostile texts go the whole way in a real browser: preview, queue, approval, build, page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse

from corkboard.comments import extend
from corkboard.comments.rules import MOST_CHARACTERS, MOST_IN_A_NAME
from corkboard.desk.environment import Environment
from corkboard.desk.moderation.decisions import decide
from corkboard.desk.moderation.models import Action, Comment, Role, State
from corkboard.desk.moderation.taking import take_over
from corkboard.desk.publishing.writing import write_changes
from corkboard.desk.threads import parsed_offers
from corkboard.preview.server import make_server
from corkboard.registry import default_registry
from moderating import inside
from payloads import payloads
from reading import ARTICLE, FORM, Page, at_the_intake, threads_json
from serving import served
from sites import Site
from watching import Watched, watched
from writing import MODERATOR

_NAMES = 200
_PLENTY = "1000000/second"


def texts() -> list[str]:
    """All payloads, in texts of as many as a comment can hold."""
    found = [""]
    for one in payloads():
        if len(found[-1]) + len(one) + 2 > MOST_CHARACTERS:
            found.append("")
        found[-1] += f"{one}\n\n"
    return found


def names() -> list[str]:
    """Some that fit as names.  Each kind of them stands together, so that those at a distance are of all kinds."""
    found = [one for one in payloads() if len(one) <= MOST_IN_A_NAME and one.isprintable()]
    return found[:: len(found) // _NAMES][:_NAMES]


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Watched]:
    with watched(chromium_path) as browser:
        yield browser


@pytest.mark.parametrize("desk", ["sqlite"], indirect=True)
@pytest.mark.desk_with(rate=_PLENTY, preview_rate=_PLENTY, most_links=10**6)
def test_thousands_of_hostile_texts_and_names_do_nothing_from_the_preview_to_the_page(
    desk: Environment, browser: Watched, tmp_path: Path
) -> None:
    sent(desk, browser)
    while take_over(desk, parsed_offers(threads_json().encode(), "here")):
        pass
    ids = list(Comment.objects.filter(state=State.HELD).order_by("id").values_list("id", flat=True))
    assert len(ids) == len(texts()) + _NAMES
    assert len(list(payloads())) > 3000
    moderated(browser, ids)
    for id in ids:
        decide(id, Action.APPROVE, MODERATOR)
    site = Site(tmp_path / "content", {"SITEURL": ""}, extend(default_registry()))
    site.write({f"{ARTICLE}.md": "---\ntitle: The Lamp Log\ndate: 2026-01-01\n---\n"})
    while write_changes(desk.model_copy(update={"comments": site.content / "comments"})):
        pass
    site.make()
    assert read(browser, site) == len(ids)


def sent(desk: Environment, browser: Watched) -> None:
    """All texts previewed in the browser and confirmed, and a comment under each of the names."""
    with at_the_intake(Path(desk.threads)) as reader, served() as address:
        for name, text in zip(names(), texts(), strict=False):
            preview = posted(browser, f"{address}/new/", urlencode(reader.comment(name=name, comment=text)))
            assert "waits for a moderator" in reader.post("/confirm/", preview.fields()).words
        for name in names():
            assert "waits for a moderator" in reader.send(name=name, comment=f"By {name}").words
    browser.page.unroute("**/new/")


def posted(browser: Watched, address: str, body: str) -> Page:
    """The answer to a form, as a page that was opened in the browser too."""
    browser.page.unroute("**/new/")
    headers = {"Content-Type": FORM}
    browser.page.route("**/new/", lambda route: route.continue_(method="POST", post_data=body, headers=headers))
    answer = browser.open(address, "article")
    assert answer.status == 200
    return Page(HttpResponse(answer.body()))


def moderated(browser: Watched, ids: list[str]) -> None:
    """All pages of the queue, each comment, and what it is edited on."""
    otto = inside(Role.ADMINISTRATOR)
    session = otto.client.cookies["desk"].value
    with served() as address:
        browser.page.context.add_cookies([{"name": "desk", "value": session, "url": address}])
        path, seen = "/", 0
        while path:
            assert browser.open(f"{address}{path}", "article").ok
            seen += browser.page.locator("article").count()
            more = browser.page.locator("[rel=next]")
            path = more.get_attribute("href") if more.count() else ""
        assert seen == len(ids)
        for id in ids[: len(texts()) + 5]:
            assert browser.open(f"{address}/comments/{id}/", "article").ok
        for id in ids[::20]:
            assert browser.open(f"{address}/comments/{id}/edit/", "form").ok


def read(browser: Watched, site: Site) -> int:
    """How many comments the page on the site shows."""
    server = make_server(site.output, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert browser.open(f"http://127.0.0.1:{server.server_port}/{ARTICLE}/", ".said").ok
        return len(browser.page.query_selector_all(".comments > li"))
    finally:
        server.shutdown()
        server.server_close()
