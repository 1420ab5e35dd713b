"""Drawings of who is related to whom in a real browser: legible, reached by keyboard, working without their script."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from corkboard.preview.server import make_server
from sites import Site

NAMES = {
    "heb": "משרד התקשורת והמידע של נמל קווילט בן־דוגמה",
    "arb": "محمد بن مثال الطويل جدا من ميناء كويليت",
    "kaz": "Әлібек Үлгіұлы Қайрат-Көшпенді Мысалұлы",
    "rus": "Барнаби Овермачев-Заглушкинский Константинович",
    "zho": "独立行政法人港湾灯火管理機構東京本部事務所長田中例子太郎",
    "hin": "क्षत्रिय उदाहरण कुमार श्रीवास्तव विश्वविद्यालय अध्यक्ष",
    "tha": "ศาสตราจารย์ตัวอย่างสมมติแห่งท่าเรือควิลเล็ต",
    "word": "Lopadotemachoselachogaleokranioleipsanodrimhypotrimmatosilphioparaomelito",
    "caps": "MINISTRY OF WHARVES AND WATERWAYS OF GREATER MERROWMARK",
    "wide": "WWWWWWWWWWWWWWWWWWWWWWWW MMMMMMMMMMMMMMMMMM",
    "emoji": "Emo 👩‍👩‍👧‍👦 👍🏽 Example",
    "ann": "Ann Lee",
}
PAGES = ("/graph/", "/people/ann/", "/he/people/ann/", "/organizations/long/", "/people/hub/")


def files() -> dict[str, str]:
    ids = list(NAMES)
    found = {}
    for place, (id, name) in enumerate(NAMES.items()):
        relations = "".join(f"  - {{to: {other}, kind: {kind}}}\n" for other, kind in (
            ("hub", "family"), (ids[(place + 5) % len(ids)], "a rather long kind of relation that nobody foresaw"),
        ))  # fmt: skip
        relations += "".join(f"  - {{to: {other}, kind: 同僚, source: one}}\n" for other in ids if id == "ann" != other)
        roles = f"roles: [{{title: Chair, organization: long, from: 20{place:02}, source: one}}]\n"
        found[f"people/{id}.md"] = f"---\ntitle: {name}\n{roles}relations:\n{relations}---\n"
    related = "".join(f"  - {{to: p{number}, kind: friends}}\n" for number in range(60))
    found |= {f"people/p{number}.md": f"---\ntitle: Person Number{number}\n---\n" for number in range(60)}
    return found | {
        "people/hub.md": f"---\ntitle: Hub Examplewell\nrelations:\n{related}---\n",
        "people/ann.he.md": "---\ntitle: אן לי\nsummary: עליה.\n---\nטקסט.\n",
        "organizations/long.md": "---\ntitle: The Very Long Named Society for the Preservation of Everything That Was "
        "Ever Written Down in Port Quillet\n---\n",
        "articles/one.md": "---\ntitle: First report\ndate: 2026-01-01\n---\nText.\n",
    }


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = Site(tmp_path_factory.mktemp("drawings") / "content", {"SITEURL": ""}).write(files())
    site.build()
    server = make_server(site.output, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def opened(browser: Browser, address: str, path: str, width: int = 1280, **more: Any) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 800}, **more)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address + path)
    return page


_BOXES = """() => {
  const svg = document.querySelector("figure.network svg[role]");
  const { width, height } = svg.viewBox.baseVal;
  const boxes = [...svg.querySelectorAll(".node text, .node .mark")].map((one) => {
    const { x, y, width, height } = one.getBBox();
    return [one.textContent, x, y, x + width, y + height];
  });
  return { width, height, boxes };
}"""


@pytest.mark.parametrize("style", [True, False])
@pytest.mark.parametrize("path", PAGES)
def test_no_name_covers_another_or_leaves_the_drawing(browser: Browser, address: str, path: str, style: bool) -> None:
    page = opened(browser, address, "/404.html")
    if not style:
        page.route("**/*.css", lambda route: route.abort())
    page.goto(address + path)
    drawn = page.evaluate(_BOXES)
    page.context.close()
    assert len(drawn["boxes"]) > 10
    for text, left, top, right, bottom in drawn["boxes"]:
        assert 0 <= left < right <= drawn["width"], text
        assert -2 <= top < bottom <= drawn["height"] + 2, text
    slack = 5  # boxes of text are higher than its letters
    for one, other in combinations(drawn["boxes"], 2):
        apart = one[3] <= other[1] or other[3] <= one[1] or one[4] - slack <= other[2] or other[4] - slack <= one[2]
        assert apart, (one, other)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (320, "light")])
def test_a_drawing_has_no_barriers(browser: Browser, address: str, path: str, width: int, scheme: str) -> None:
    page = opened(browser, address, path, width, color_scheme=scheme)
    results = Axe().run(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()
    assert results.violations_count == 0, results.generate_report()
    assert wide <= width


def test_on_a_phone_names_are_still_legible(browser: Browser, address: str) -> None:
    for path in PAGES:
        page = opened(browser, address, path, 320)
        size = page.evaluate(
            """() => { const text = document.querySelector("figure.network .node text");
            return parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a; }"""
        )
        page.context.close()
        assert size >= 11, path


def test_the_keyboard_reaches_the_frame_the_names_and_the_sizes(browser: Browser, address: str) -> None:
    page = opened(browser, address, "/graph/", 320)
    page.locator(".zoom button").first.focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "frame"
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.frame').scrollLeft > 0")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('class')") == "node"
    href = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_url(address + href)
    page.context.close()


def test_the_drawing_is_enlarged_made_smaller_and_dragged(browser: Browser, address: str) -> None:
    page = opened(browser, address, "/graph/", 600, reduced_motion="reduce")
    svg = page.locator("figure.network svg[role]")

    def width() -> float:
        return float(svg.evaluate("one => one.getBoundingClientRect().width"))

    natural = width()
    page.get_by_role("button", name="Larger").click()
    page.get_by_role("button", name="Larger").click()
    assert width() > natural * 1.5
    page.get_by_role("button", name="Smaller").press("Enter")
    assert width() == pytest.approx(natural * 1.25, abs=2)
    frame = page.locator(".frame")
    frame.focus()
    page.keyboard.press("+")
    assert width() > natural * 1.5
    before = frame.evaluate("one => [one.scrollLeft, one.scrollTop]")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box
    x, y = box["x"] + 300, box["y"] + 200
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 40, steps=4)
    page.mouse.up()
    assert frame.evaluate("one => [one.scrollLeft, one.scrollTop]") == [before[0] + 60, before[1] + 40]
    assert page.url == f"{address}/graph/"
    page.keyboard.press("0")
    assert width() <= 600
    page.context.close()


def test_without_its_script_all_is_there_and_nothing_offers_what_does_not_work(browser: Browser, address: str) -> None:
    page = opened(browser, address, "/graph/", java_script_enabled=False)
    assert page.locator(".zoom").is_visible() is False
    assert page.locator("figure.network .node").count() == 48
    page.locator('figure.network a[href="/people/hub/"] text').first.click()
    assert page.url == f"{address}/people/hub/"
    page.context.close()


def test_a_strict_policy_lets_the_script_run(browser: Browser, address: str) -> None:
    page = opened(browser, address, "/404.html")
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'"

    def strict(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})

    page.route("**/graph/", strict)
    page.goto(f"{address}/graph/")
    page.get_by_role("button", name="Larger").click()
    assert "zoomed" in (page.locator(".frame").get_attribute("class") or "")
    page.context.close()
    assert refused == []
