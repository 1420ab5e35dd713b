"""Some thousands of hostile comments in a real browser: no script runs, no dialog shows, nobody else is called."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from corkboard.comments import extend
from corkboard.preview.server import make_server
from corkboard.registry import default_registry
from payloads import CALLED, payloads
from sites import Site
from watching import watched

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
    shown = 0
    with watched(chromium_path) as browser:
        for address in pages:
            assert browser.open(address, ".said").ok
            shown += len(browser.page.query_selector_all(".comments > li"))
    assert shown == len(list(payloads()))


def test_the_browser_would_tell(chromium_path: str, tmp_path: Path) -> None:
    """The same texts, unsanitized, do show dialogs and call others: what is looked for above can be found."""
    hostile = (
        "<img src=x onerror=alert(1)>",
        f"<img src=http://{CALLED}/p.png>",
        "<script>document.title='caught'</script>",
    )
    for number, text in enumerate(hostile):
        bare = tmp_path / f"bare{number}.html"
        bare.write_text(f"<p class=said>{text}</p>")
        with watched(chromium_path) as browser, pytest.raises(AssertionError):
            browser.open(bare.as_uri(), "body")
